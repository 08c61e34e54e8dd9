"""Which lessons, assignments and questions rest on a ratification: what has to be looked at when one changes."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ilslearn.course.notebooks import lessons, read
from ilslearn.course.questions import Question, all_questions
from ilslearn.law.citations import find_citations
from ilslearn.law.countries import countries_named
from ilslearn.places import place

_CODE = re.compile(r"\b(?:[CP]\d{3}|MLC)\b")
_ANYBODY = "$country"  # the country that a learner chose


@dataclass(frozen=True, slots=True)
class Rests:
    """A lesson or an assignment ("2.3", "a1") that names a State and an instrument together, and where in it."""

    lesson: str
    country: str
    instrument: str
    where: str

    def __str__(self) -> str:
        return f"{self.lesson:<10} {self.country} {self.instrument}: {self.where}"


def rests_on(ratifications: Collection[tuple[str, str]]) -> list[Rests]:
    """Each place of the course that names one of these States with the instrument beside it, in order of the lessons.

    ``ratifications``: pairs of codes. A question about the country of the learner's choice counts for every State.

    >>> [one.where for one in rests_on([("BRA", "C158")]) if one.lesson == "1.2"]
    ['question 1.2-b', 'the code', 'the text']
    """
    found = [
        Rests(lesson, country, code, where)
        for lesson, where, states, codes in (*_in_notebooks(), *_in_questions())
        for country, code in sorted(ratifications)
        if (country in states or _ANYBODY in states) and (code in codes or not codes)
    ]
    return sorted(dict.fromkeys(found), key=lambda one: (one.lesson, one.country, one.instrument, one.where))


@cache
def _in_notebooks() -> list[tuple[str, str, frozenset[str], frozenset[str]]]:
    """Each cell that names States and instruments: lesson, text or code, the States, the instruments."""
    found = []
    for path in [*lessons(), *sorted(place("assignments").glob("source/*/*.ipynb"))]:
        for cell in read(path).cells:
            states = countries_named(cell.source) | set(re.findall(r"[\"']([A-Z]{3})[\"']", cell.source))
            if not states:
                continue
            if codes := frozenset(_CODE.findall(cell.source)) | {one.code for one in find_citations(cell.source)}:
                where = "the text" if cell.cell_type == "markdown" else "the code"
                found.append((path.stem.partition("-")[0], where, states, codes))
    return found


def _in_questions() -> Iterator[tuple[str, str, frozenset[str], frozenset[str]]]:
    for one in all_questions().values():
        words = list(_words(_asked(one)))
        states = {code for word in words for code in countries_named(word)} | (set(words) & {_ANYBODY})
        states |= {word for word in words if re.fullmatch(r"[A-Z]{3}", word)}
        if states:
            yield one.lesson, f"question {one.id}", frozenset(states), frozenset(filter(_CODE.fullmatch, words))


def _asked(one: Question) -> Any:
    """What a question looks up in the ratifications; nothing if it asks another table."""
    return [one.fact.get("words"), one.answer] if "table" in one.fact else one.fact


def _words(value: Any) -> Iterator[str]:
    """Every text in a fact, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _words(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _words(item)
