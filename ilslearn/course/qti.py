"""The questions as QTI 1.2 in a zip file, which Canvas imports as a quiz; text2qti writes it.

It carries less than Moodle's form: a wrong date has one reply for all, and a table is one question for each row.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from string import ascii_lowercase

from ilslearn.course.outside import Outside, in_xml
from ilslearn.errors import IlsError

REMARKS = (
    "A date, a code or a number has one reply for all wrong answers, and slips earn no part.",
    "A table is one question for each of its rows; a list counts only whole.",
)
_ADDRESS = re.compile(r"https?://[\w./?&=%:;,+~-]+", re.ASCII)


def qti(questions: Iterable[Outside], title: str = "International labour standards") -> bytes:
    """The questions as one quiz in a QTI package.

    >>> from ilslearn.course.outside import outside
    >>> qti(outside(lessons=["1.2"])[0])[:2]
    b'PK'

    Raises IlsError if text2qti is not installed, or does not take a question.
    """
    try:
        from text2qti.config import Config
        from text2qti.err import Text2qtiError
        from text2qti.qti import QTI
        from text2qti.quiz import Quiz
    except ImportError:
        raise IlsError("QTI needs text2qti: pip install 'ilslearn[qti]' (make setup does it).") from None
    text = "\n".join([f"Quiz title: {title}", "", *_lines(questions)])
    package = BytesIO()
    try:
        QTI(Quiz(text, config=Config(), source_name="ilslearn")).write(package)
    except Text2qtiError as error:
        raise IlsError(f"A question cannot be written as QTI: {' '.join(str(error).split())}") from None
    return package.getvalue()


def _lines(questions: Iterable[Outside]) -> Iterator[str]:
    asked = set()
    for category, group in groupby(questions, key=lambda one: one.category):
        yield from (f"Text title: {_line(category)}", f"Text: {_safe(category)}", "")
        for one in group:
            again = one.prompt in asked  # text2qti takes no question twice
            yield from _question(replace(one, prompt=f"{one.prompt} ({one.id})") if again else one)
            asked.add(one.prompt)


def _question(one: Outside) -> Iterator[str]:
    if one.kind == "match":
        points = max(0.5, round(one.points / len(one.pairs) * 2) / 2)
        for key, right in one.pairs:
            yield from _head(one, f"{one.id} ({key})", f"{one.prompt} Here: {key}.", points)
            yield from _choices((value, value == right, one.right if value == right else "") for value in one.values)
        return
    yield from _head(one, one.id, one.prompt, one.points)
    if one.kind == "choice":
        yield from _choices((option.text, option.share == 1, option.feedback) for option in one.options)
    elif one.kind == "several":
        yield from (f"[{'*' if option.share > 0 else ' '}] {_safe(option.text)}" for option in one.options)
    elif one.kind == "text":
        yield f"* {_line(one.options[0].text)}"
    elif one.kind == "number":
        yield f"= {_line(one.options[0].text)}"
    else:
        yield "____"
    yield ""


def _head(one: Outside, title: str, prompt: str, points: float) -> Iterator[str]:
    yield from (f"Title: {_line(title)}", f"Points: {points:g}", f"1. {_safe(prompt)}")
    listed = "<br>".join(f"<{url}>" if _ADDRESS.fullmatch(url) else _safe(url) for url in one.sources)
    notes = [*map(_safe, one.notes), *([f"Sources:<br>{listed}"] if listed else [])]
    if notes:
        yield f"... {'<br>'.join(notes)}"
    if one.kind in ("several", "text", "number"):
        yield from (f"+ {_safe(one.right)}",) if one.right else ()
        yield from (f"- {_safe(one.otherwise)}",) if one.otherwise else ()


def _choices(options: Iterable[tuple[str, bool, str]]) -> Iterator[str]:
    for letter, (text, right, feedback) in zip(ascii_lowercase, options, strict=False):
        yield f"{'*' if right else ''}{letter}) {_safe(text)}"
        if feedback:
            yield f"... {_safe(feedback)}"
    yield ""


def _safe(text: str) -> str:
    """A text of which Markdown, LaTeX and HTML take no sign for one of theirs: all signs are written as numbers."""
    return re.sub(r"[^\w ,]|_", lambda sign: f"&#{ord(sign[0])};", _line(text))


def _line(text: str) -> str:
    return " ".join(in_xml(text).split())
