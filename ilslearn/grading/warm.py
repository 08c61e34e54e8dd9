"""Loaded once by the process from which the marking processes are copied: all that marking needs, facts included."""

import ilslearn.grading.work
from ilslearn.course.questions import all_questions

for _question in all_questions().values():
    _question.expected()
