"""The marks of a course as a table: what was marked automatically, what a person marked, and what still waits."""

import csv
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from ilslearn.grading.cycle import Course
from ilslearn.grading.pseudonyms import pseudonyms
from ilslearn.grading.saving import kept
from ilslearn.grading.spreadsheet import safe_cell
from ilslearn.places import replacing


@dataclass(frozen=True, slots=True)
class Mark:
    """One student's mark for one assignment.

    ``status`` is ``graded``, ``needs_person`` (handed in, but it could not be graded) or ``missing`` (not handed in).
    ``late_penalty`` is not yet taken off the score.
    """

    student: str
    assignment: str
    status: str
    score: float
    max_score: float
    auto_score: float
    auto_max: float
    manual_score: float
    manual_max: float
    needs_manual_grading: bool
    submitted_at: str
    seconds_late: int
    late_penalty: float
    reasons: str


def marks_of(course: Course, *, book: Any = None) -> list[Mark]:
    """The marks of every student of a course, by assignment and student; ``book`` is an open gradebook (its own)."""
    found = []
    with nullcontext(book) if book is not None else course.gradebook() as book:
        for assignment in book.assignments:
            if not assignment.max_score:  # a review of others, for example: there is nothing to mark
                continue
            before = kept(book, assignment.name)
            reasons = {name: one.reasons for name, one in before.items() if one.status == "needs_person"}
            handed_in = {path.parent.name for path in course.folder.glob(f"submitted/*/{assignment.name}")}
            students = sorted({student.id for student in book.students} | handed_in)
            for student in students:
                top = {"max_score": assignment.max_score, "auto_max": assignment.max_code_score}
                top["manual_max"] = assignment.max_score - assignment.max_code_score
                work = course.graded_work(book, assignment.name, student)
                if work is None:
                    status = "needs_person" if student in handed_in else "missing"
                    why = reasons.get(student, ("handed in, not graded yet",) if student in handed_in else ())
                    found.append(
                        Mark(student, assignment.name, status, 0.0, auto_score=0.0, manual_score=0.0,
                             needs_manual_grading=False, submitted_at="", seconds_late=0, late_penalty=0.0,
                             reasons="; ".join(why), **top)
                    )  # fmt: skip
                    continue
                found.append(
                    Mark(
                        student=student,
                        assignment=assignment.name,
                        status="graded",
                        score=work.score,
                        auto_score=work.code_score,
                        manual_score=work.score - work.code_score,
                        needs_manual_grading=work.needs_manual_grade,
                        submitted_at=work.timestamp.isoformat(timespec="seconds") if work.timestamp else "",
                        seconds_late=round(work.total_seconds_late or 0),
                        late_penalty=work.late_submission_penalty or 0.0,
                        reasons="; ".join(reasons.get(student, ())),
                        **top,
                    )
                )
    return found


def write_marks(rows: Iterable[Mark], to: Path) -> None:
    """Write marks as CSV: the file is replaced whole, or not at all."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with replacing(to) as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Mark)], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: safe_cell(value) for name, value in asdict(row).items()})


def export_marks(folder: Path, to: Path, *, anonymous: bool = False) -> int:
    """Export the marks of a course folder to a CSV file; return how many rows were written.

    ``anonymous`` puts pseudonyms in place of names, and leaves out the time of handing in and reasons, which tell them.
    """
    course = Course(folder)
    rows = marks_of(course)
    if anonymous:
        own = pseudonyms(course.folder, sorted({row.student for row in rows}))
        rows = [replace(row, student=own[row.student], submitted_at="", reasons="") for row in rows]
        rows.sort(key=lambda row: (row.assignment, row.student))
    write_marks(rows, to)
    return len(rows)
