"""By what a memo is reviewed: the criteria of the marking scheme, with their points and levels; no model answer."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ilslearn.errors import UnusableFile
from ilslearn.grading.memos import SCHEME
from ilslearn.grading.reading import names_set

_CRITERION = re.compile(r"^\*\*(.+?) \((\d+)\)\.?\*\*(.*?)(?=\n\s*\n|\Z)", re.DOTALL | re.MULTILINE)
_ADVICE = re.compile(r"\*(?:Accept|Do not accept)\b.*", re.DOTALL)  # for the instructor alone
_TITLE = re.compile(r"^#+ *(.*?)(?: *\(.*\))? *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is looked at, the most points that it can earn, and what earns them."""

    name: str
    points: int
    levels: str


@dataclass(frozen=True, slots=True)
class Task:
    """A memo that was asked for: in which cell of which notebook it stands, what was asked, and what is looked at."""

    notebook: str
    cell: str
    variable: str
    title: str
    question: str
    criteria: tuple[Criterion, ...]


def tasks_of(folder: Path) -> tuple[Task, ...]:
    """The memos that an assignment asks for, from its folder in ``source``.

    A memo is asked for by a task cell of nbgrader with a marking scheme, in which each criterion is a paragraph that
    begins with ``**Name (points).**``; the next answer cell holds the memo. Where there are several memos, the names of
    their criteria begin with the memo's title. Raises UnusableFile if there is none.

    >>> from ilslearn.places import place
    >>> (memo,) = tasks_of(place("assignments") / "source" / "a1-what-binds")
    >>> [(one.name, one.points) for one in memo.criteria][:2]
    [('What binds', 3), ('What may be used, and how', 4)]
    """
    found = [task for path in sorted(folder.glob("*.ipynb")) for task in _tasks(path)]
    if not found:
        raise UnusableFile(
            f"{folder.name} has no memo to review: a task cell with a marking scheme and its criteria, each as "
            "**Name (points).**, and below it an answer cell."
        )
    if len(found) == 1:
        return tuple(found)
    return tuple(
        Task(one.notebook, one.cell, one.variable, one.title, one.question,
             tuple(Criterion(f"{one.title}: {c.name}", c.points, c.levels) for c in one.criteria))
        for one in found
    )  # fmt: skip


def _tasks(path: Path) -> list[Task]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        raise UnusableFile(f"{path} cannot be read as a notebook.") from None
    found, task = [], ""
    for cell in cells:
        settings: dict[str, Any] = cell["metadata"].get("nbgrader", {})
        text = "".join(cell["source"])
        if settings.get("task") and SCHEME.search(text):
            task = text
        elif settings.get("solution") and task and (names := names_set(text)):
            scheme = SCHEME.search(task)
            criteria = _criteria(scheme[1] if scheme else "")
            question = SCHEME.sub("", task).strip()
            title = _TITLE.search(question)
            if criteria:
                named = title[1] if title else settings["grade_id"]
                found.append(Task(path.stem, settings["grade_id"], names[0], named, question, criteria))
            task = ""
    return found


def _criteria(scheme: str) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(name, int(points), " ".join(_ADVICE.sub("", levels).split()))
        for name, points, levels in _CRITERION.findall(scheme)
    )
