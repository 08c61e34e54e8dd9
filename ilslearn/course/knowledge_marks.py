"""Marking an answer of a knowledge test; the hidden test cells of the two tests call :func:`mark_item`."""

from typing import Any

from ilslearn.course.facts import Found
from ilslearn.course.knowledge import Item, knowledge_test, plain_name
from ilslearn.course.marking import tell
from ilslearn.errors import NeedsPerson, UnknownAnswer
from ilslearn.submitter import SUBMITTER


def mark_item(test: str, number: int, answer: Any, student: Any, word: str) -> float:
    """Print what an answer is worth and why, and return the points: all or none.

    Parameters: ``test`` and ``word`` as for :func:`ilslearn.course.knowledge.knowledge_test`; ``number``, which
    question of the form; ``answer``, what the student wrote; ``student``, the name that the student wrote. The form is
    that of the one who handed in.

    >>> mark_item("pre-test", 1, "A", "", "2026")
    0 of 1 points. Question 1 was not answered: no name was given.
    0.0

    Raises NeedsPerson if the answer is to the form of somebody else.
    """
    owner = SUBMITTER.get() or student
    if not plain_name(owner):
        tell(f"0 of 1 points. Question {number} was not answered: no name was given.", sources=())
        return 0.0
    item = knowledge_test(test, owner, word).ask(number)
    if answer not in ("", None, ...) and plain_name(student) != plain_name(owner):
        _tell_other(test, number, answer, student, word)
        raise NeedsPerson(_whose(student, owner))
    points, said = _judged(item, answer)
    head = f"{points:g} of {item.question.points} points. Question {number} ({item.question.id}): "
    found = item.question.found()
    tell(f"{head}{item.question.prompt}", said, f"Right: {_wording(found)}. {item.question.right}",
         sources=item.question.sources)  # fmt: skip
    return points


def _judged(item: Item, answer: Any) -> tuple[float, str]:
    """The points of an answer, and what is said of it."""
    try:
        given = item.read(answer)
    except UnknownAnswer as error:
        return 0.0, str(error)
    if given == item.question.expected():
        return float(item.question.points), "Your answer is right."
    wording = ", ".join(given) if isinstance(given, list) else given
    reply = item.question.replies.get(str(given)) or item.question.otherwise
    return 0.0, f"Your answer: {wording}. {reply}".strip()


def _wording(found: Found) -> str:
    return ", ".join(found.value) if isinstance(found.value, list) else str(found.value)


def _tell_other(test: str, number: int, answer: Any, student: Any, word: str) -> None:
    """Say what an answer to another's form would be worth there, for the one who decides."""
    if plain_name(student):
        item = knowledge_test(test, student, word).ask(number)
        points, _ = _judged(item, answer)
        worth = f"For the form of {student.strip()[:60]} the answer would be worth {points:g}."
        tell(f"0 of {item.question.points} points. Question {number}: {worth}", sources=())


def _whose(student: Any, owner: str) -> str:
    """Why the answers of a student are not marked, and how a person can."""
    named = f"to the form of '{str(student).strip()[:60]}'" if plain_name(student) else "without a name"
    return (
        f"The answers are {named}, and {owner} handed them in. A form cannot be chosen, so none counts; if it is only a"
        " slip in the name, enter the points that each test cell tells."
    )
