"""Code answers: a submission's code runs in a sandbox, and its score is decided outside it."""

from ilslearn.grading.sandbox.isolation import CannotIsolate, keep_out, reason_unavailable, require_isolation
from ilslearn.grading.sandbox.limits import Limits
from ilslearn.grading.sandbox.scoring import Sandbox, Scored, grade_code
from ilslearn.grading.sandbox.warm import cool_down

__all__ = [
    "CannotIsolate",
    "Limits",
    "Sandbox",
    "Scored",
    "cool_down",
    "grade_code",
    "keep_out",
    "reason_unavailable",
    "require_isolation",
]
