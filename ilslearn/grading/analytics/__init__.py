"""What a class learnt, and which items of the tests need repair: from the gradebook and the graded notebooks."""

from ilslearn.grading.analytics.report import Analytics, analyse, of_course
from ilslearn.grading.analytics.simulated import Planted, demonstration

__all__ = ["Analytics", "Planted", "analyse", "demonstration", "of_course"]
