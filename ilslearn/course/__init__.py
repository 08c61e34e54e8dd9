"""The course: what opens a lesson, checks an answer, marks an assignment and keeps a learner's progress."""

from ilslearn.course.country import my_country
from ilslearn.course.journal import progress
from ilslearn.course.lesson import begin
from ilslearn.course.selfcheck import check
from ilslearn.course.story import supplier

__all__ = ["begin", "check", "my_country", "progress", "supplier"]
