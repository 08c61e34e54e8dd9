"""Is the question bank sound? Keys, replies, sources and ids of ``questions/*.toml``, each fault with file and line."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, get_args

from ilslearn import tables
from ilslearn.course.answers import read
from ilslearn.course.facts import row_of
from ilslearn.course.knowledge import FORMS_OF_ANSWER, blueprint, items
from ilslearn.course.questions import OPEN, Form, Question, made, question_files
from ilslearn.data_check import Problem
from ilslearn.errors import IlsError
from ilslearn.law.reasons import CONSTITUTION, DECLARATION_1998

Item = Mapping[str, Any]
# Answers of a learner on whom other answers depend, so that these can be looked up.
_SOMEBODY = {"country": "KEN"}


def check_questions(folder: Path | None = None) -> list[Problem]:
    """Every problem of the question bank in a folder (the library's own if left out), in order of file and line.

    A problem names the file, the line where the question begins, the field, and what is wrong.

    >>> check_questions()
    []
    """
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in question_files(folder):
        name = f"questions/{path.name}"
        text = path.read_text(encoding="utf-8")
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            problems.append(Problem(name, 1, "file", f"cannot be read: {error}"))
            continue
        lines = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("[[question]]")]
        lesson, items = document.get("lesson", ""), document.get("question", [])
        for line, item in zip(lines, items, strict=True):
            identifier = str(item.get("id", ""))
            if first := seen.get(identifier):
                problems.append(Problem(name, line, "id", f"{identifier!r} is already the id of a question in {first}"))
            seen.setdefault(identifier, name)
            problems += [
                Problem(name, line, field, f"{identifier}: {message}") for field, message in _faults(lesson, item)
            ]
    return sorted(problems + (list(_thin_strands()) if folder is None else []))


def _faults(lesson: str, item: Item) -> Iterator[tuple[str, str]]:
    """Field and fault, for one question as it is written."""
    known = {field.name for field in fields(Question)} - {"lesson"}
    yield from ((name, "is no field of a question") for name in sorted(set(item) - known))
    missing = [name for name in ("id", "prompt", "form", "right", "otherwise", "sources") if name not in item]
    yield from ((name, "is missing") for name in missing)
    if missing or set(item) - known:
        return
    if not str(item["id"]).startswith(f"{lesson}-"):
        yield "id", f"must begin with the lesson, {lesson}-"
    if item["form"] not in get_args(Form):
        yield "form", f"{item['form']!r} is no form: {', '.join(get_args(Form))}"
        return
    one = made(lesson, item)
    if one.form not in OPEN and (one.answer is None) == (not one.fact):
        yield "answer", "must be written once: as an answer, or as a fact"
        return
    try:
        expected = None if one.form in OPEN else one.expected(_SOMEBODY)
        given = expected if one.form in OPEN or expected == [] else read(one, expected)
    except (IlsError, KeyError, AttributeError) as error:
        yield "fact" if one.fact else "answer", f"cannot be given: {error}"
        return
    if given != expected:
        yield "answer", f"{expected!r} is not written as it is compared: {given!r}"
    yield from _replies(one, expected)
    yield from _sources(one)
    yield from _item(one)


def _item(one: Question) -> Iterator[tuple[str, str]]:
    """An item of the knowledge tests belongs to the blueprint, and its key rests on confirmed rows."""
    if not one.strand:
        return
    if one.strand not in {strand.id for strand in blueprint().strands}:
        yield "strand", f"{one.strand!r} is no strand of knowledge.toml"
    if one.form not in FORMS_OF_ANSWER or not one.graded or one.points != 1:
        yield "form", "an item of a test is a graded choice, date or list of codes, worth 1 point"
    if not one.fact and not one.rests_on:
        yield "rests_on", "must name the rows on which the key rests"
    if one.fact and one.found().unsettled:
        yield "fact", "rests on a row that is not confirmed"
    for name in one.rests_on:
        try:
            confirmed = row_of(*name.split(":", 1))["verified"] == "confirmed"
        except (KeyError, TypeError):
            yield "rests_on", f"{name!r} is no row of the tables"
        else:
            if not confirmed:
                yield "rests_on", f"{name!r} is not confirmed"


def _thin_strands() -> Iterator[Problem]:
    """Each strand of the blueprint has an item for each parallel form, and its items are answered in the same way."""
    for strand in blueprint().strands:
        found = items(strand.id)
        if len(found) < blueprint().forms:
            yield Problem("knowledge.toml", 1, "strand", f"{strand.id} has {len(found)} items, too few for the forms")
        if len({one.form for one in found}) > 1:
            yield Problem("knowledge.toml", 1, "strand", f"{strand.id} has items of several forms")


def _replies(one: Question, expected: Any) -> Iterator[tuple[str, str]]:
    """A reply belongs to a wrong answer that can be given; a choice of a lesson has one for each."""
    for name, keys in (("replies", one.replies), ("partial", one.partial)):
        for key in keys:
            try:
                given = str(read(one, key))
            except IlsError:
                yield name, f"{key!r} is no answer that can be given"
            else:
                if given != key:
                    yield name, f"{key!r} is compared as {given!r}: write it so"
                if given == str(expected):
                    yield name, f"{key!r} is the right answer"
    if one.form == "choice" and (one.strand or not one.graded):
        for choice in one.choices:
            if choice != expected and choice not in one.replies:
                yield "replies", f"the wrong choice {choice!r} has no reply"
    if (not one.graded or (one.strand and one.form != "choice")) and not one.otherwise.strip():
        yield "otherwise", "must say something to other wrong answers"


def _sources(one: Question) -> Iterator[tuple[str, str]]:
    """Sources are addresses; one of a self-check stands in a row of the tables, unless the question says otherwise."""
    if not one.sources and one.form not in OPEN:
        yield "sources", "must name at least one source"
    for url in one.sources:
        if not url.startswith(("https://", "http://")) or " " in url or "." not in url:
            yield "sources", f"{url!r} is not an address"
        elif (one.strand or not one.graded) and url not in _addresses() and url not in one.not_in_tables:
            yield (
                "sources",
                f"{url} stands in no row of the tables: name it in not_in_tables if it was read all the same",
            )
    for url in one.not_in_tables:
        if url not in one.sources:
            yield "not_in_tables", f"{url} is not among the sources"
        elif url in _addresses():
            yield "not_in_tables", f"{url} does stand in the tables"


@cache
def _addresses() -> frozenset[str]:
    """Every source of every row, and of the two texts on which the rules of law rest."""
    found = {CONSTITUTION, DECLARATION_1998}
    for resource in tables.data_package()["resources"]:
        frame = tables.read_raw(resource["name"])
        for column in (name for name in ("source_url", "url") if name in frame):
            found.update(url for cell in frame[column] for url in cell.split(";") if url)
    return frozenset(found)
