"""Code answers: a submission's code runs in a sandbox, and its score is decided outside it."""

from ilslearn.grading.sandbox.isolation import CannotIsolate, reason_unavailable
from ilslearn.grading.sandbox.limits import Limits
from ilslearn.grading.sandbox.scoring import Scored, grade_code

__all__ = ["CannotIsolate", "Limits", "Scored", "grade_code", "reason_unavailable"]
