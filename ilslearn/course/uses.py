"""Which lesson or assignment names which decision: what has to be looked at before a decision is exchanged."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ilslearn.course.notebooks import lessons, read
from ilslearn.course.questions import all_questions
from ilslearn.law.decisions import decision
from ilslearn.places import place
from ilslearn.tables import decisions as table

_ID = re.compile(r"\b[a-z]+(?:-[a-z0-9]+)*-\d{4}(?:-[a-z0-9]+)+\b")


@dataclass(frozen=True, slots=True)
class Use:
    """A decision that a lesson ("2.3") or an assignment ("a2") names, and how.

    ``told``: in its text; ``shown``: a cell asks for it; ``questions``: the questions that name it or rest on it.
    """

    lesson: str
    decision: str
    told: bool
    shown: bool
    questions: tuple[str, ...]

    def __str__(self) -> str:
        how = [word for word, is_so in (("told", self.told), ("shown", self.shown)) if is_so]
        how += [f"question {one}" for one in self.questions]
        return f"{self.lesson:<4} {self.decision:<40} {', '.join(how)}"


def uses(ids: Iterable[str] = ()) -> list[Use]:
    """Each decision (or only those named) in each lesson and assignment that names it, in order of the lessons.

    Raises UnknownDecision, with the nearest ids, if a decision that is named is not in the register.

    >>> [one.lesson for one in uses(["bwa-ic-2004-lemo"])]
    ['1.3']
    """
    asked = {decision(one).id for one in ids}
    known = set(table()["id"])
    found: list[Use] = []
    for lesson, path in _notebooks():
        told, shown = _named(path)
        rests = {one.id: set(_ID.findall(repr(one))) for one in all_questions().values() if one.lesson == lesson}
        for name in sorted((told | shown | set().union(*rests.values())) & known):
            if not asked or name in asked:
                questions = tuple(question for question, named in rests.items() if name in named)
                found.append(Use(lesson, name, name in told, name in shown, questions))
    return found


def as_table(found: Iterable[Use]) -> str:
    """The uses as a table in Markdown: one row for each lesson and assignment.

    >>> print(as_table(uses(["bwa-ic-2004-lemo"])))
    | lesson | decisions that it names | questions rest on |
    |---|---|---|
    | 1.3 | `bwa-ic-2004-lemo` | none |
    """
    rows: dict[str, list[Use]] = {}
    for one in found:
        rows.setdefault(one.lesson, []).append(one)
    lines = ["| lesson | decisions that it names | questions rest on |", "|---|---|---|"]
    for lesson, named in rows.items():
        asked = [f"`{one.decision}` ({', '.join(one.questions)})" for one in named if one.questions]
        all_named = ", ".join(f"`{one.decision}`" for one in named)
        lines.append(f"| {lesson} | {all_named} | {', '.join(asked) or 'none'} |")
    return "\n".join(lines)


def _notebooks() -> list[tuple[str, Path]]:
    chosen = [*lessons(), *sorted(place("assignments").glob("source/*/*.ipynb"))]
    return [(path.stem.partition("-")[0], path) for path in chosen]


def _named(path: Path) -> tuple[set[str], set[str]]:
    """The ids in the text and in the code of a notebook."""
    told: set[str] = set()
    shown: set[str] = set()
    for cell in read(path).cells:
        (told if cell.cell_type == "markdown" else shown).update(_ID.findall(cell.source))
    return told, shown
