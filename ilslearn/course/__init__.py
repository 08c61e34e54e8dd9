"""The course: what opens a lesson, checks an answer, marks an assignment and keeps a learner's progress."""

from ilslearn.course.country import my_country
from ilslearn.course.knowledge import Form, knowledge_test
from ilslearn.course.lesson import begin
from ilslearn.course.progress import Progress, progress
from ilslearn.course.selfcheck import check
from ilslearn.course.story import supplier

__all__ = ["Form", "Progress", "begin", "check", "knowledge_test", "my_country", "progress", "supplier"]
