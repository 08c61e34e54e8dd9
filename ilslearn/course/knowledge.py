"""The pre-test and the post-test: parallel forms drawn from the question bank by the blueprint ``knowledge.toml``.

A class has a word of its own (in the released notebook). The word decides which item of each strand goes into which
form; the word and the student's name decide who has which form before the course, and so which one after it, and in
which order questions and options stand. So a form can be made again from the name at any time, by the grader too, and
no student can choose it.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any, Literal, TypeVar

from ilslearn.course.answers import read
from ilslearn.course.questions import Question, all_questions
from ilslearn.course.selfcheck import Feedback
from ilslearn.errors import IlsError, UnknownAnswer, shown
from ilslearn.shown import Shown

Test = Literal["pre-test", "post-test"]
TESTS: tuple[Test, ...] = ("pre-test", "post-test")
FORMS_OF_ANSWER = ("choice", "date", "codes")
_LETTERS = "ABCDEFGH"
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Strand:
    """A thing to be known, of which each form tests one instance; the first sign of ``id`` is the module."""

    id: str
    about: str


@dataclass(frozen=True, slots=True)
class Blueprint:
    """How many parallel ``forms`` there are, how long one takes in ``minutes``, and its ``strands`` in order."""

    forms: int
    minutes: int
    strands: tuple[Strand, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Item(Shown):
    """A question of one student's form: its ``number``, and its ``options`` in the order in which they are shown."""

    number: int
    question: Question
    options: tuple[str, ...]

    def lettered(self) -> list[tuple[str, str]]:
        """The options with their letters."""
        return list(zip(_LETTERS, self.options, strict=False))

    def read(self, answer: Any) -> Any:
        """The answer in one form, be it a letter or the words of an option.

        Raises UnknownAnswer, with how to write it, if it is neither.
        """
        letter = answer.strip().strip(".)").upper() if isinstance(answer, str) else ""
        words = dict(self.lettered()).get(letter, answer)
        if self.options and words is answer and letter:
            try:
                return read(self.question, answer)
            except UnknownAnswer:
                raise UnknownAnswer(f"{shown(answer)} is not one of the letters. {self.how()}") from None
        return read(self.question, words)

    def how(self) -> str:
        """How the answer is written."""
        if self.options:
            return f'Write a letter in quotation marks, from "A" to "{_LETTERS[len(self.options) - 1]}".'
        written = {"date": 'a day in quotation marks: "YYYY-MM-DD"', "codes": 'codes: ["C087", "C098"]'}
        return f"Write {written[self.question.form]}."

    def __str__(self) -> str:
        options = [f"{letter}. {option}" for letter, option in self.lettered()]
        return "\n".join([f"Question {self.number}. {self.question.prompt}", *options, self.how()])

    def _repr_html_(self) -> str:
        # The letter is text of its own: the numbers of a list are not always read out.
        options = "".join(f"<li><b>{letter}.</b> {escape(option)}</li>" for letter, option in self.lettered())
        listed = f'<ul style="list-style:none;padding-left:1em">{options}</ul>' if options else ""
        asked = f"<p><b>Question {self.number}.</b> {escape(self.question.prompt)}</p>"
        return f'<div style="max-width:50em">{asked}{listed}<p>{escape(self.how())}</p></div>'


@dataclass(frozen=True, slots=True, repr=False)
class Form(Shown):
    """The questions of one student in one test; ``code`` names the parallel form (A, B ...)."""

    test: Test
    student: str
    code: str
    items: tuple[Item, ...]

    def ask(self, number: int) -> Item:
        """Show one question. Raises IlsError if the form has no question of that number."""
        if not isinstance(number, int) or not 1 <= number <= len(self.items):
            raise IlsError(f"The form has the questions 1 to {len(self.items)}, and not {shown(number)}.")
        return self.items[number - 1]

    def check(self, number: int, answer: Any) -> Feedback:
        """Say whether an answer can be read; whether it is right is said when it has been marked."""
        item = self.ask(number)
        try:
            item.read(answer)
        except UnknownAnswer as error:
            return Feedback(item.question.id, "form", str(error))
        return Feedback(
            item.question.id, "ready", "The answer can be read. What it is worth is said when it is marked."
        )

    def __str__(self) -> str:
        return (
            f"This is the form of {self.student} for the {self.test}: {len(self.items)} questions, about"
            f" {blueprint().minutes} minutes. Check the name: what counts is the form of the one who hands in."
        )


def knowledge_test(test: str, student: str, word: str = "") -> Form:
    """The form of one student in a knowledge test.

    Parameters: ``test``, ``"pre-test"`` or ``"post-test"``; ``student``, the name in the class list, with which the
    work is handed in; ``word``, the word of the class, which the released notebook sets. The same three always give
    the same form; the two tests of one student have no question in common.

    >>> form = knowledge_test("pre-test", "ana", "2026")
    >>> print(form)
    This is the form of ana for the pre-test: 18 questions, about 25 minutes. Check the name: what counts \
is the form of the one who hands in.
    >>> form.check(4, "b").verdict
    'ready'

    Raises UnknownAnswer if no name is given, and IlsError if there is no such test.
    """
    if test not in TESTS:
        raise IlsError(f"There is no test {shown(test)}: write one of {', '.join(TESTS)}.")
    name = plain_name(student)
    if not name:
        raise UnknownAnswer("Write your name first, as it stands in the class list, and run its cell.")
    own = int(sha256(f"{word}|{name}".encode()).hexdigest(), 16)
    number = (own + TESTS.index(test)) % blueprint().forms
    drawn = [(strand.id[0], _in_order(items(strand.id), word)[number]) for strand in blueprint().strands]
    modules = dict.fromkeys(module for module, _ in drawn)
    chosen = [
        question
        for module in modules
        for question in _in_order((one for where, one in drawn if where == module), word, name, test)
    ]
    asked = tuple(
        Item(k, question, tuple(_in_order(question.choices, word, name, question.id)))
        for k, question in enumerate(chosen, start=1)
    )
    return Form(test, student.strip(), _LETTERS[number], asked)


def plain_name(student: Any) -> str:
    """A student's name as it decides on the form: capitals and spaces around it make no difference."""
    return student.strip().casefold() if isinstance(student, str) else ""


@cache
def blueprint() -> Blueprint:
    """The blueprint of the knowledge tests."""
    written = tomllib.loads(files("ilslearn.course").joinpath("knowledge.toml").read_text(encoding="utf-8"))
    return Blueprint(written["forms"], written["minutes"], tuple(Strand(**one) for one in written["strand"]))


@cache
def items(strand: str) -> tuple[Question, ...]:
    """The items of the question bank that belong to a strand."""
    return tuple(one for one in all_questions().values() if one.strand == strand)


def _in_order(things: Iterable[_Thing], *seed: str) -> list[_Thing]:
    """The things in an order that looks random and is the same for the same seed, on every machine."""

    def key(thing: _Thing) -> str:
        name = thing.id if isinstance(thing, Question) else str(thing)
        return sha256("|".join([*seed, name]).encode()).hexdigest()

    return sorted(things, key=key)
