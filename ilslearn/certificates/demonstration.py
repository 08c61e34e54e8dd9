"""Certificates for the simulated class: who gets one, and that a changed one is noticed."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ilslearn.certificates.claims import FOLDER
from ilslearn.certificates.issuing import issue
from ilslearn.certificates.keys import PUBLIC
from ilslearn.certificates.settings import settings
from ilslearn.certificates.verifying import verify
from ilslearn.course.journal import standing
from ilslearn.grading.cycle import Course
from ilslearn.grading.simulation import Simulated, memo_share
from ilslearn.places import replacing_binary

_LEAVES_A_LESSON = 4  # every fourth student


@dataclass(frozen=True, slots=True)
class Demonstration:
    """``expected``, who met the rule by what the simulation says; ``issued``, who got a certificate; ``noticed``, what
    the check says of a certificate in which one byte was changed (nothing if nobody got one)."""

    expected: tuple[str, ...]
    issued: tuple[str, ...]
    noticed: str

    @property
    def agreed(self) -> bool:
        """Did exactly those get one who met the rule, and was the change noticed?"""
        return self.expected == self.issued and bool(self.noticed) == bool(self.issued)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"certificates": {**asdict(self), "agreed": self.agreed}}

    def __str__(self) -> str:
        right = "those who met the rule" if self.expected == self.issued else f"expected: {', '.join(self.expected)}"
        got = f"Certificates: {len(self.issued)} ({', '.join(self.issued) or 'nobody'}); {right}."
        return f"{got}\nOne byte changed: {self.noticed}" if self.noticed else got


def demonstrate(course: Course, groups: Mapping[str, Sequence[Simulated]]) -> Demonstration:
    """Let the class hand in its progress, issue certificates to all who meet the rule, and change a byte of one."""
    students = sorted({one.name for group in groups.values() for one in group})
    left = {name for number, name in enumerate(students, start=1) if number % _LEAVES_A_LESSON == 0}
    for name in students:
        _export(course.folder / FOLDER / f"{name}.csv", leaves_one=name in left)
    made = [one for one in issue(course) if one.files]
    return Demonstration(
        tuple(name for name in students if name not in left and _has_the_points(course, groups, name)),
        tuple(one.student for one in made),
        _noticed(course, made[0].files[1]) if made else "",
    )


def _export(path: Path, *, leaves_one: bool) -> None:
    """The progress of a learner who answered every self-check rightly, or all but the last."""
    rows = [{**row, "right": True, "tries": 1} for row in standing()]
    if leaves_one:
        rows[-1]["right"] = False
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _has_the_points(course: Course, groups: Mapping[str, Sequence[Simulated]], name: str) -> bool:
    """By what the simulation says, and not by what the gradebook has."""
    got = top = 0.0
    with course.gradebook() as book:
        for assignment, group in groups.items():
            record = book.find_assignment(assignment)
            one = next(student for student in group if student.name == name)
            memo = 0.0 if one.needs_person else record.max_task_score * memo_share(one)
            got, top = got + one.score + memo, top + record.max_score
    return 100 * got >= settings(course.folder).rule.points * top


def _noticed(course: Course, certificate: Path) -> str:
    """What the check says when a digit of the day on a certificate is another."""
    data = certificate.read_bytes()
    at = data.index(b'"validFrom": "20') + len(b'"validFrom": "20')
    changed = certificate.with_name(f"changed-{certificate.name}")
    with replacing_binary(changed) as file:
        file.write(data[:at] + (b"1" if data[at : at + 1] != b"1" else b"0") + data[at + 1 :])
    answer = verify(changed, [course.folder / settings(course.folder).keys / PUBLIC])
    changed.unlink()
    return "" if answer.valid else answer.reason
