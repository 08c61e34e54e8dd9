"""The questions of lessons and assignments, as ``questions/*.toml`` hold them: in a form that a lawyer can correct.

A question has an ``id``, a ``prompt``, the ``form`` of its answer, and a reply for typical wrong answers. Its right
answer is written as ``answer``, with the rows of the facts that it ``rests_on``, or, better, as ``fact``: where in the
facts it is to be found (:mod:`ilslearn.course.facts`). A fact is looked up when it is needed, so that a corrected date
corrects the mark. A source that stands in no row of the tables is named again in ``not_in_tables``. Whether all this
holds is checked by ``ilslearn data check``.

Items of the knowledge tests (``bank-*.toml``) name a ``strand``: items of one strand test the same thing
(:mod:`ilslearn.course.knowledge`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

from ilslearn.catalogues import _
from ilslearn.course.facts import Found, look_up
from ilslearn.errors import UnknownQuestion, did_you_mean, shown

Form = Literal[
    "choice", "date", "code", "codes", "several", "mapping", "sheet", "number", "country", "memo", "memorial"
]
OPEN: tuple[Form, ...] = ("country", "memo", "memorial", "sheet")  # no one answer is the right one


_LISTS = ("sources", "choices", "keys", "words", "not_in_tables", "rests_on")


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``graded`` ones are marked after submission: a check tells only whether the form is right.

    A ``strand`` makes it an item of the knowledge tests, whose replies are told with the marks.
    """

    id: str
    lesson: str
    prompt: str
    form: Form
    right: str
    otherwise: str
    sources: tuple[str, ...]
    graded: bool = False
    points: int = 0
    choices: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    words: tuple[int, ...] = ()
    replies: Mapping[str, str] = field(default_factory=dict)
    partial: Mapping[str, float] = field(default_factory=dict)
    answer: Any = None
    fact: Mapping[str, Any] = field(default_factory=dict)
    not_in_tables: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    strand: str = ""

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the facts that the question names, as ``table:key``."""
        if "table" not in self.fact:
            return self.rests_on
        keys = self.fact["rows"] if "rows" in self.fact else [self.fact["row"]]
        return tuple(f"{self.fact['table']}:{key}" for key in keys)

    def found(self, given: Mapping[str, Any] | None = None) -> Found:
        """The right answer, as written or looked up in the facts; ``given`` are other answers of the same learner."""
        return look_up(self.fact, given) if self.fact and self.form not in OPEN else Found(self.answer)

    def expected(self, given: Mapping[str, Any] | None = None) -> Any:
        """The right answer alone."""
        return self.found(given).value


def question_files(folder: Path | None = None) -> list[Traversable]:
    """The files of the question bank, in order."""
    home = folder or files("ilslearn.course").joinpath("questions")
    return sorted((entry for entry in home.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)


def made(lesson: str, item: Mapping[str, Any]) -> Question:
    """A question as its file has it."""
    return Question(**{"lesson": lesson, **item, **{name: tuple(item[name]) for name in _LISTS if name in item}})


@cache
def all_questions() -> Mapping[str, Question]:
    """Every question by its id."""
    found: dict[str, Question] = {}
    for entry in question_files():
        document = tomllib.loads(entry.read_text(encoding="utf-8"))
        for item in document["question"]:
            found[item["id"]] = made(document["lesson"], item)
    return found


def question(identifier: str) -> Question:
    """Find one question by its id, for example ``"1.2-a"``.

    Raises UnknownQuestion, with the nearest ids, if there is none.
    """
    if not isinstance(identifier, str) or identifier not in all_questions():
        raise UnknownQuestion(
            _("There is no question {id}.", id=shown(identifier))
            + did_you_mean(str(identifier), all_questions())
            + " "
            + _("Copy the name from the question above the cell.")
        )
    return all_questions()[identifier]
