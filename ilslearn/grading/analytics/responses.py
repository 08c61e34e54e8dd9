"""Who answered which item how: one row for each answer, from the gradebook and the graded notebooks of a course.

The columns: ``student``, ``assignment``, ``form`` (the parallel form of a knowledge test, else empty), ``item``,
``kind`` (its form of answer), ``options`` (how many there are to choose from, 0 if none), ``answer`` (in one form;
empty if there is none that can be read), ``right`` (the right answer; empty where it depends on the student) and
``score``, the share of the points, 0 to 1. An item that a student never saw has no row: it is missing by design.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from ilslearn.course.answers import read
from ilslearn.course.knowledge import TESTS, knowledge_test
from ilslearn.course.questions import Question, all_questions
from ilslearn.errors import IlsError
from ilslearn.grading.cycle import Course
from ilslearn.grading.reading import Unreadable, read_values

COLUMNS = ("student", "assignment", "form", "item", "kind", "options", "answer", "right", "score")
_CLOSED = ("choice", "date", "code", "number")  # whose answers can be counted
_MARKS = "-marks"


def responses_of(course: Course) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The answers of a course, and what was left out, in sentences: work that still waits for a person."""
    rows: list[dict[str, Any]] = []
    waiting: list[str] = []
    for (assignment, student), marks in _marks(course).items():
        path = course.folder / "autograded" / student / assignment / f"{assignment}.ipynb"
        if any(waits for _, waits in marks.values()):
            waiting.append(f"{student} ({assignment})")
        elif path.is_file():
            rows += _rows(assignment, student, {name: share for name, (share, _) in marks.items()}, _answers(path))
    told = (f"Left out, for it waits for a person: {', '.join(waiting)}.",) if waiting else ()
    return pd.DataFrame(rows, columns=list(COLUMNS)), told


def _marks(course: Course) -> dict[tuple[str, str], dict[str, tuple[float, bool]]]:
    """By assignment and student, by test cell: the share of the points, and whether a person has to look."""
    import sqlalchemy as sa
    from nbgrader.api import Assignment, BaseCell, Grade, GradeCell, SubmittedAssignment, SubmittedNotebook

    cell, graded = BaseCell.__table__, GradeCell.__table__
    query = (
        sa.select(
            Assignment.name, SubmittedAssignment.student_id, cell.c.name, graded.c.max_score,
            Grade.auto_score, Grade.manual_score, Grade.needs_manual_grade,
        )
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(cell, cell.c.id == Grade.cell_id)
        .join(graded, graded.c.id == cell.c.id)
        .where(cell.c.name.like(f"%{_MARKS}"), graded.c.max_score > 0)
        .order_by(Assignment.name, SubmittedAssignment.student_id)
    )  # fmt: skip
    found: dict[tuple[str, str], dict[str, tuple[float, bool]]] = {}
    with course.gradebook() as book:
        for assignment, student, name, most, auto, manual, waits in book.db.execute(query):
            points = manual if manual is not None else auto
            if points is not None:
                share = min(float(points) / float(most), 1.0)
                decided = manual is not None or not waits
                found.setdefault((assignment, student), {})[name.removesuffix(_MARKS)] = (share, not decided)
    return found


def _answers(path: Path) -> dict[str, Any]:
    """The one value that each answer cell of a graded notebook sets, and the word of the class, by the cell's name."""
    found = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if cell["cell_type"] == "code" and name.endswith(("-answer", "-word")):
            try:
                values = list(read_values("".join(cell["source"])).values())
            except Unreadable:
                values = []
            found[name.removesuffix("-answer")] = values[0] if len(values) == 1 else None
    return found


def _rows(
    assignment: str, student: str, shares: Mapping[str, float], answers: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    if assignment in TESTS:
        form = knowledge_test(assignment, student, str(answers.get(f"{assignment}-word") or ""))
        for item in form.items:
            name = f"{assignment}-{item.number}"
            if name in shares:
                yield _row(student, assignment, form.code, item.question, _read(item, answers.get(name)), shares[name])
        return
    for name, share in shares.items():
        if (one := all_questions().get(name)) is not None:
            yield _row(student, assignment, "", one, _read(one, answers.get(name)), share)


def _row(student: str, assignment: str, form: str, one: Question, answer: str, score: float) -> dict[str, Any]:
    values = (student, assignment, form, one.id, one.form, len(one.choices), answer, right_answer(one.id), score)
    return dict(zip(COLUMNS, values, strict=True))


def _read(one: Any, answer: Any) -> str:
    """An answer in one form, if it is of a kind that can be counted."""
    try:
        if isinstance(one, Question):
            return str(read(one, answer)) if one.form in _CLOSED else ""
        return str(one.read(answer))
    except IlsError:
        return ""


@cache
def right_answer(question: str) -> str:
    """The right answer to a question, if it is the same for everybody and can be counted."""
    one = all_questions()[question]
    return str(one.expected()) if one.form in _CLOSED and "$" not in str(one.fact) else ""
