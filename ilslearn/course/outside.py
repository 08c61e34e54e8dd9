"""The questions as another program can ask them: each option with its reply, and no reader of answers of ours.

A learning platform knows choices, lists, tables and short texts. What it cannot mark is left out, and told: an answer
that depends on the country a learner chose, a memorial that the brief check weighs, a list without choices.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ilslearn import tables
from ilslearn.course.contents import module_of
from ilslearn.course.facts import Found
from ilslearn.course.questions import Question, all_questions
from ilslearn.errors import IlsError, UnknownQuestion, did_you_mean

Kind = Literal["choice", "several", "match", "text", "number", "essay"]
# XML has no control characters, and no halves of characters.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HOW = {
    "date": " Write the day as YYYY-MM-DD.",
    "code": " Write the code, for example C158.",
    "number": " Write a whole number.",
    "several": " Choose all that apply.",
    "codes": " Choose all that apply.",
}


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be given, the share of the points that it earns (-1 to 1), and what is said to it."""

    text: str
    share: float
    feedback: str


@dataclass(frozen=True, slots=True)
class Outside:
    """A question as another program can ask it.

    ``options`` are the answers of a choice, a list or a short text; ``pairs`` the rows of a table, to each of which one
    of ``values`` belongs; ``notes`` what is said at the end, whatever was answered.
    """

    id: str
    category: str
    kind: Kind
    prompt: str
    points: int
    right: str
    otherwise: str
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    options: tuple[Option, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()


def outside(*, with_graded: bool = False, lessons: Iterable[str] = ()) -> tuple[list[Outside], dict[str, str]]:
    """The questions that another program can ask, and of the others the reason why it cannot.

    Parameters: ``with_graded`` adds the questions of assignments, whose answers are keys; ``lessons`` chooses some.

    >>> questions, left_out = outside(lessons=["1.2"])
    >>> [one.id for one in questions], left_out
    (['1.2-a', '1.2-b', '1.2-c'], {})

    Raises UnknownQuestion if a lesson has no question that may be taken out.
    """
    asked = tuple(lessons)
    bank = [one for one in all_questions().values() if with_graded or not one.graded]
    for lesson in asked:
        if not any(one.lesson == lesson for one in bank):
            hint = did_you_mean(lesson, {one.lesson for one in bank})
            raise UnknownQuestion(f"There is no question of lesson {lesson} to export.{hint}")
    found, left_out = [], {}
    for one in bank:
        if not asked or one.lesson in asked:
            try:
                found.append(_outside(one))
            except IlsError as error:
                left_out[one.id] = str(error)
    return found, left_out


def in_xml(text: str) -> str:
    """A text without the characters that XML does not have."""
    return _NO_XML.sub("", text)


def _outside(one: Question) -> Outside:
    if "$" in str(one.fact):
        raise IlsError("the answer depends on another answer of the learner")
    if one.form in ("memorial", "sheet", "country"):
        raise IlsError(f"a {one.form} is marked here, and nowhere else")
    found = one.found()
    if "" in found.unsettled:
        raise IlsError("the record is not confirmed on it")
    kind, options, pairs, values = _answers(one, found)
    told = [reason for key, reason in found.reasons.items() if key and reason]
    return Outside(
        id=one.id,
        category=f"Assignment {one.lesson}" if one.graded else module_of(one.lesson),
        kind=kind,
        prompt=one.prompt + _HOW.get(one.form, ""),
        points=one.points or 1,
        right=one.right,
        otherwise=one.otherwise,
        notes=(*told, f"The facts are as of {tables.as_of()}. This is a course, not legal advice."),
        sources=tuple(dict.fromkeys([*one.sources, *(url for urls in found.sources.values() for url in urls)])),
        options=options,
        pairs=pairs,
        values=values,
    )


def _answers(
    one: Question, found: Found
) -> tuple[Kind, tuple[Option, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
    match one.form:
        case "memo":
            return "essay", (), (), ()
        case "choice":
            return "choice", tuple(_option(one, found, choice) for choice in one.choices), (), ()
        case "several" | "codes":
            return "several", _list(one.choices or tuple(one.fact.get("instruments", ())), found), (), ()
        case "mapping":
            settled = tuple((key, found.value[key]) for key in one.keys if key not in found.unsettled)
            return "match", (), settled, one.choices
        case _:
            texts = dict.fromkeys([str(found.value), *one.replies, *one.partial, *found.slips])
            kind: Kind = "number" if one.form == "number" else "text"
            return kind, tuple(_option(one, found, text) for text in texts), (), ()


def _option(one: Question, found: Found, text: str) -> Option:
    if text == str(found.value):
        return Option(text, 1.0, one.right)
    shares: Mapping[str, float] = {**found.slips, **one.partial}
    return Option(text, float(shares.get(text, 0.0)), one.replies.get(text) or one.otherwise)


def _list(choices: tuple[str, ...], found: Found) -> tuple[Option, ...]:
    """Each right one earns its part, each wrong one takes as much off, as in our own marking."""
    if not choices:
        raise IlsError("its answer is a list, and there is no list of choices")
    part = 1 / len(found.value)
    return tuple(
        Option(choice, part if choice in found.value else -part, found.reasons.get(choice, ""))
        for choice in choices
        if choice not in found.unsettled
    )
