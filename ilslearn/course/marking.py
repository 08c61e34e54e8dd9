"""Marking an answer of an assignment: how much it is worth, and why, with the source.

The hidden test cells call :func:`mark`; it runs where the marks are given, on the values that a student handed in.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from textwrap import fill
from typing import Any

from ilslearn.catalogues import speaking
from ilslearn.course.answers import read
from ilslearn.course.facts import Found
from ilslearn.course.memorials import weigh
from ilslearn.course.questions import Question
from ilslearn.course.questions import question as find_question
from ilslearn.errors import IlsError, UnknownAnswer

_UNSETTLED = "The record is not confirmed on this point, so nothing is taken off: {}."
_GRAVE = ("met", "partly", "not_met")  # the findings that need a source


@speaking("en")  # the same feedback wherever an assignment is marked
def mark(question: str, answer: Any, given: Mapping[str, Any] | None = None) -> float:
    """Print why an answer gets its points, and return the points.

    Parameters: ``question``, its id; ``answer``, what the student wrote; ``given``, by name, other answers of the same
    student on which the right one depends. The whole of the points goes to the right answer. A list or a table gets its
    share for what is right, a list less what is wrong; some slips (a day of registration for a day of entry into force)
    get a part. Where the record is not confirmed, nothing is taken off.

    >>> mark("a1-7", 6)
    0 of 2 points. The answer does not hold. The waiting period is twelve months: C098, art. 8(3).
    Source: https://normlex.ilo.org/dyn/nrmlx_en/f?p=NORMLEXPUB:12100:0::NO::P12100_ILO_CODE:C098
    0.0

    Raises UnknownQuestion if there is no such question.
    """
    one = find_question(question)
    reasons: list[str] = []
    try:
        found = one.found(given)
        value = read(one, answer)
    except UnknownAnswer as error:
        share, why = 0.0, str(error)
    except IlsError as error:  # what it depends on was not answered
        share, why = 0.0, f"{error} Answer that question first: this one depends on it."
    else:
        share, reasons = _share(one, found, value)
        why = {1.0: "", 0.0: "The answer does not hold. "}.get(share, "Partly right. ") + one.right
    points = round(one.points * share * 2) / 2
    tell(f"{points:g} of {one.points} points. {why}", *reasons, sources=one.sources, rows=one.rows)
    return points


def tell(*texts: str, sources: Iterable[str], rows: Sequence[str] = ()) -> None:
    """Print what the feedback says, which is the output of the test cell; feedback pages do not wrap lines."""
    for text in texts:
        # An address stays whole, on a line of its own.
        print(text if text.startswith("  Source: ") else fill(text, 100, break_long_words=False))  # noqa: T201
    for source in sources:
        print(f"Source: {source}")  # noqa: T201
    if rows:
        told = f"Rows of the facts: {', '.join(rows)}."
        print(fill(told, 100, break_long_words=False, break_on_hyphens=False))  # noqa: T201


def _share(one: Question, found: Found, given: Any) -> tuple[float, list[str]]:
    """Which part of the points an answer earns, from 0 to 1, and what is to be said of its parts."""
    if one.form == "memorial":
        weighed = weigh(given, one.fact)
        return weighed.share, list(weighed.reasons)
    if one.form == "sheet":
        return _share_of_sheet(given)
    if one.form in ("codes", "several"):
        return _share_of_list(found, given)
    if one.form == "mapping":
        wrong = [key for key, value in found.value.items() if given[key] != value and key not in found.unsettled]
        return 1 - len(wrong) / len(found.value), _told(found, wrong)
    if found.unsettled:
        return 1.0, _told(found, [])
    share = 1.0 if given == found.value else float({**found.slips, **one.partial}.get(str(given), 0.0))
    return share, _told(found, [""] if share < 1 else [])


def _share_of_list(found: Found, given: list[str]) -> tuple[float, list[str]]:
    expected, said = set(found.value) - found.unsettled, set(given) - found.unsettled
    told = _told(found, sorted(expected ^ said))
    if not expected:
        return float(not said), told
    return max(0.0, (len(said & expected) - len(said - expected)) / len(expected)), told


def _share_of_sheet(given: Mapping[str, list[str]]) -> tuple[float, list[str]]:
    """A row counts if it says what was found and names a text with its section, page or year."""
    without = [key for key, (finding, source) in given.items() if finding not in _GRAVE or not _is_source(source)]
    told = [f"{key}: no finding that names a text with its section, page or year." for key in without]
    return 1 - len(without) / len(given), told


def _is_source(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{3}", text) and re.search(r"\d", text))


def _told(found: Found, wrong: list[str]) -> list[str]:
    """The reason for each part that does not hold, and what was not counted."""
    unsettled = ", ".join(sorted(found.unsettled - {""})) or "the answer"
    reasons = []
    for key in wrong:
        if found.reasons.get(key):
            reasons += [f"- {found.reasons[key]}", *(f"  Source: {url}" for url in found.sources.get(key, ()))]
    return reasons + ([_UNSETTLED.format(unsettled)] if found.unsettled else [])
