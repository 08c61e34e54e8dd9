"""Whose work is being marked: the grader says it, and a test cell may rest on it, for a student cannot change it."""

from contextvars import ContextVar

#: The student whose submission is being marked; empty where nothing is marked, in an instructor's notebook for example.
SUBMITTER: ContextVar[str] = ContextVar("submitter", default="")
