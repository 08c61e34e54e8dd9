"""By what means an assignment is marked: its answers are read, or run; behind what; and how much a submission may use.

A course says so in ``nbgrader_config.py``: ``c.IlsGrade.code_assignments``, ``c.IlsGrade.sandbox`` and
``c.IlsGrade.limits``, for example ``{"cell_seconds": 10, "memory_mb": 2048}``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, cast, get_args

from ilslearn.errors import IlsError, did_you_mean
from ilslearn.grading.sandbox import Limits, Sandbox

READING_SECONDS = 30.0  # reading takes milliseconds; the time is for the tests
_STARTING_SECONDS = 150.0  # for the sandbox's warm process, on a busy machine


@dataclass(frozen=True, slots=True)
class Means:
    """``code``: are the answers code, which runs in a ``sandbox``, or data, which is read?

    The ``limits`` are those of a submission, or, of code, of each of its notebooks.
    """

    code: bool = False
    sandbox: Sandbox = "bubblewrap"
    limits: Limits = field(default_factory=Limits)

    def seconds(self, notebooks: int) -> float:
        """The time after which the grader gives a submission up; a sandbox ends code long before."""
        return _STARTING_SECONDS + 2 * notebooks * self.limits.seconds if self.code else self.limits.seconds

    def told(self) -> str:
        """What of this the mark of a submission rests on."""
        return f"{self.sandbox} {self.limits}" if self.code else ""


def means_of(config: Any, assignment: str, sandbox: str | None = None, timeout: float | None = None) -> Means:
    """The means of an assignment, from a course's settings.

    Parameters: ``config``, nbgrader's settings; ``sandbox`` and ``timeout`` (seconds), what the command asks for
    instead. Raises IlsError for a setting that is none.
    """
    settings = config.IlsGrade
    code = assignment in (settings.get("code_assignments") or ())
    kind = sandbox or settings.get("sandbox") or "bubblewrap"
    if kind not in get_args(Sandbox):
        raise IlsError(f"There is no sandbox {kind!r}: write bubblewrap, or none to run submissions without one.")
    limits = _limits(settings.get("limits") or {}, Limits() if code else Limits(seconds=READING_SECONDS))
    if timeout:
        limits = replace(limits, seconds=timeout, cell_seconds=min(limits.cell_seconds, timeout))
    return Means(code, cast(Sandbox, kind), limits)


def _limits(asked: Any, usual: Limits) -> Limits:
    if not isinstance(asked, Mapping):
        raise IlsError('c.IlsGrade.limits is not a dictionary: write it as {"cell_seconds": 10, "memory_mb": 2048}.')
    known = [one.name for one in fields(Limits)]
    for name, value in asked.items():
        if name not in known:
            hint = did_you_mean(str(name), known) or f" There are {', '.join(known)}."
            raise IlsError(f"c.IlsGrade.limits has no {name!r}.{hint}")
        wanted = (int, float) if name.endswith("seconds") else (int,)
        if isinstance(value, bool) or not isinstance(value, wanted) or not value > 0:
            raise IlsError(f"c.IlsGrade.limits: {name} is {value!r}, and must be a number greater than 0.")
    return replace(usual, **asked)
