"""Loaded once by the process of which the marking processes are copies: all that marking needs, facts included."""

import gc

import ilslearn.grading.work  # noqa: F401
from ilslearn.course.questions import all_questions

for _question in all_questions().values():
    _question.expected({"country": "Kenya"})

gc.freeze()  # collecting what is loaded once would copy its memory into each of the processes
