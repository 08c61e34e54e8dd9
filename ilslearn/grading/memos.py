"""The memos of an assignment: what a person marks, with the question, the rubric, and what the gradebook says of it."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ilslearn.errors import IlsError
from ilslearn.grading.cycle import Course
from ilslearn.grading.reading import read_values
from ilslearn.grading.released import settings_of
from ilslearn.grading.spreadsheet import number_of

SCHEME = re.compile(r"=== BEGIN MARK SCHEME ===\n?(.*?)\n?=== END MARK SCHEME ===", re.DOTALL)
_CRITERION = re.compile(r"\*\*(.+?) \((\d+(?:\.\d+)?)\)\.\*\*\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of a rubric: its name, its points, and what earns them."""

    name: str
    points: float
    text: str


@dataclass(frozen=True, slots=True)
class Memo:
    """One student's answer to one task that a person marks; ``points`` and ``comment`` are those of a person so far."""

    student: str
    notebook: str
    cell: str
    question: str
    answer: str
    rubric: tuple[Criterion, ...]
    remarks: tuple[str, ...]
    most: float
    points: float | None
    comment: str

    @property
    def state(self) -> str:
        """A text that changes when the memo, its points or its comment do."""
        return state_of(self.answer, self.points, self.comment)


def state_of(answer: str, points: float | None, comment: str) -> str:
    """A text that stands for a memo with its marks; points count to two decimals, as they are shown."""
    seen = json.dumps([answer, None if points is None else number_of(points), comment.strip()])
    return f"v{hashlib.sha256(seen.encode()).hexdigest()[:16]}"  # a letter first: no spreadsheet rounds it


def memos_of(course: Course, book: Any, assignment: str, student: str) -> list[Memo]:
    """The memos of one student, in the order of the assignment; none if the submission was not graded to the end.

    Parameters: ``book``, the open gradebook.
    """
    work = course.graded_work(book, assignment, student)
    if work is None:
        return []
    found = []
    for notebook in sorted(work.notebooks, key=lambda one: one.name):
        path = course.folder / "autograded" / student / assignment / f"{notebook.name}.ipynb"
        if path.is_file():
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            grades = {grade.name: grade for grade in notebook.grades}
            comments = {comment.name: comment for comment in notebook.comments}
            found += [
                _memo(student, notebook.name, cells, place, grades[name], comments.get(name))
                for place, cell in enumerate(cells)
                if _is_by_hand(cell) and (name := settings_of(cell)["grade_id"]) in grades
            ]
    return found


def _is_by_hand(cell: Any) -> bool:
    settings = settings_of(cell)
    return bool(settings.get("task") or (settings.get("grade") and settings.get("solution")))


def _memo(student: str, notebook: str, cells: Sequence[Any], place: int, grade: Any, comment: Any) -> Memo:
    cell = cells[place]
    if settings_of(cell).get("task"):
        question, answers = _text(cell), _after(cells, place)
    else:  # the answer is marked where it stands, and the question stands before it
        before = [_text(one) for one in cells[:place] if one["cell_type"] == "markdown"]
        question, answers = (before or [""])[-1], [cell]
    scheme = SCHEME.search(question)
    rubric, remarks = _rubric(scheme[1] if scheme else "")
    return Memo(
        student=student,
        notebook=notebook,
        cell=grade.name,
        question=SCHEME.sub("", question).strip(),
        answer="\n\n".join(map(_answer, answers)).strip(),
        rubric=rubric,
        remarks=remarks,
        most=grade.max_score,
        points=grade.manual_score,
        comment=(comment.manual_comment if comment is not None else None) or "",
    )


def _after(cells: Sequence[Any], place: int) -> list[Any]:
    """The answer cells between a task and the next cell that is the instructor's."""
    found = []
    for cell in cells[place + 1 :]:
        settings = settings_of(cell)
        if settings and not settings.get("solution"):
            break
        if settings:
            found.append(cell)
    return found


def _answer(cell: Any) -> str:
    """What the student wrote; a text that is set as a value is shown without its quotation marks."""
    text = _text(cell)
    if cell["cell_type"] != "code":
        return text
    try:
        values = read_values(text).values()
    except IlsError:
        return text
    texts = [value for value in values if isinstance(value, str)]
    return "\n\n".join(texts) if texts else text


def _rubric(scheme: str) -> tuple[tuple[Criterion, ...], tuple[str, ...]]:
    """The criteria of a marking scheme, ``**Name (points).** what earns them``, and its other paragraphs."""
    criteria, remarks = [], []
    for paragraph in filter(None, map(str.strip, scheme.split("\n\n"))):
        if match := _CRITERION.fullmatch(paragraph):
            criteria.append(Criterion(match[1], float(match[2]), " ".join(match[3].split())))
        else:
            remarks.append(" ".join(paragraph.split()))
    return tuple(criteria), tuple(remarks)


def _text(cell: Any) -> str:
    return "".join(cell["source"])
