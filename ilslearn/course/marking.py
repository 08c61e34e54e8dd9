"""Marking an answer of an assignment: how much it is worth, and why, with the source.

The hidden test cells call :func:`mark`; it runs where the marks are given, on the values that a student handed in.
"""

from textwrap import fill
from typing import Any

from ilslearn.course.answers import read
from ilslearn.course.questions import Question
from ilslearn.course.questions import question as find_question
from ilslearn.errors import UnknownAnswer


def mark(question: str, answer: Any) -> float:
    """Print why an answer gets its points, and return the points.

    The whole of the points goes to the right answer. A list or a table gets its share for what is right, less what is
    wrong; some slips (a day of registration for a day of entry into force) get a part, as the question says.

    >>> mark("a1-7", 6)
    0 of 2 points. The answer does not hold. The waiting period is twelve months: C098, art. 8(3).
    Source: https://normlex.ilo.org/dyn/nrmlx_en/f?p=NORMLEXPUB:12100:0::NO::P12100_ILO_CODE:C098
    0.0

    Raises UnknownQuestion if there is no such question.
    """
    one = find_question(question)
    try:
        given = read(one, answer)
    except UnknownAnswer as error:
        share, why = 0.0, str(error)
    else:
        share = _share(one, given)
        why = {1.0: "", 0.0: "The answer does not hold. "}.get(share, "Partly right. ") + one.right
    points = round(one.points * share * 2) / 2
    # The feedback is the output of the test cell; its lines are broken because feedback pages do not wrap them.
    print(fill(f"{points:g} of {one.points} points. {why}", 100, break_long_words=False))  # noqa: T201
    for source in one.sources:
        print(f"Source: {source}")  # noqa: T201
    return points


def _share(one: Question, given: Any) -> float:
    """Which part of the points an answer earns, from 0 to 1."""
    expected = one.expected()
    if one.form == "codes":
        right = len(set(given) & set(expected))
        wrong = len(set(given) - set(expected))
        return max(0.0, (right - wrong) / len(expected))
    if one.form == "mapping":
        return sum(given[key] == value for key, value in expected.items()) / len(expected)
    return 1.0 if given == expected else float(one.partial.get(str(given), 0.0))
