"""The memos that were handed in, read as data, with nothing in them that tells who wrote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ilslearn.grading.cycle import Course
from ilslearn.grading.opening import Unopenable
from ilslearn.grading.reading import Unreadable, read_values
from ilslearn.grading.released import Released, released, settings_of
from ilslearn.grading.repair import UNCLEAR
from ilslearn.grading.submissions import exchange_of, read_submission
from ilslearn.grading.work import answers_of
from ilslearn.peer.rubric import Task
from ilslearn.peer.safe import masked, words_of

_SECRET = re.compile(r"[0-9a-f]{128}")
_LONGEST_SECRET = 200


@dataclass(frozen=True, slots=True)
class Memo:
    """A student's memo, one text for each that was asked for; or the ``failure`` for which there is none.

    ``empty``: it was left as it was released.
    """

    student: str
    texts: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    failure: str = ""

    @property
    def empty(self) -> bool:
        """Was nothing written?"""
        return not any(text.strip() for text in self.texts)


def memos_of(course: Course, assignment: str, tasks: Sequence[Task]) -> list[Memo]:
    """The memos of all who handed in an assignment, by student."""
    with course.gradebook() as book:
        releases = released(book, course.folder / "release" / assignment, assignment)
        names = {student.id: (student.first_name, student.last_name, student.email) for student in book.students}
    found = []
    for folder in sorted((course.folder / "submitted").glob(f"*/{assignment}")):
        student = folder.parent.name
        memo = _memo(course, folder, releases, tasks)
        words = words_of(student, [name or "" for name in names.get(student, ())])
        cleaned = [masked(text, words) for text in memo.texts]
        told = tuple(dict.fromkeys(word for _, words in cleaned for word in words))
        found.append(Memo(student, tuple(text for text, _ in cleaned), told, memo.failure))
    return found


def answers_in(course: Course, folder: Path, releases: Sequence[Released]) -> dict[tuple[str, str], dict[str, Any]]:
    """The answer cells of a submission, by notebook and cell; an unreadable one is there with no ``source``.

    Raises Unopenable, with the reason, if the submission cannot be read.
    """
    submission = _read(course, folder)
    if submission.failure:
        raise Unopenable(submission.failure)
    notebooks = answers_of(submission.notebooks, releases)
    if not notebooks:
        raise Unopenable("none of its notebooks was handed in")
    return {
        (name, settings_of(cell)["grade_id"]): cell
        for name, notebook in notebooks.items()
        for cell in notebook["cells"]
        if settings_of(cell).get("solution")
    }


def values_of(cell: dict[str, Any]) -> dict[str, Any]:
    """What an answer cell sets. Raises Unreadable if that cannot be read, or if nobody can say which answer counts."""
    if reason := cell["metadata"].get(UNCLEAR):
        raise Unreadable(str(reason))
    return read_values(cell["source"])


def handed_in_at(course: Course, folder: Path) -> Any:
    """When a submission was handed in, by the exchange; None if that is not known."""
    return _read(course, folder).handed_in


def secret_of(folder: Path) -> str:
    """The secret that nbgrader gave to a submission, which only this student and the instructor know; else empty."""
    path = folder / "submission_secret.txt"
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _LONGEST_SECRET:
        return ""
    text = path.read_text(encoding="ascii", errors="replace").strip()
    return text if _SECRET.fullmatch(text) else ""


def _read(course: Course, folder: Path) -> Any:
    inbound = exchange_of(course.config) / str(course.config.CourseDirectory.course_id) / "inbound"
    return read_submission(folder, inbound, list(course.config.CourseDirectory.get("ignore") or ()))


def _memo(course: Course, folder: Path, releases: Sequence[Released], tasks: Sequence[Task]) -> Memo:
    student = folder.parent.name
    try:
        cells = answers_in(course, folder, releases)
        texts = []
        for task in tasks:
            cell = cells.get((task.notebook, task.cell))
            value = values_of(cell).get(task.variable, "") if cell else ""
            if not isinstance(value, str):
                return Memo(student, failure=f"{task.variable} is not a text")
            texts.append(value.strip())
    except (Unopenable, Unreadable) as error:
        return Memo(student, failure=str(error))
    return Memo(student, tuple(texts))
