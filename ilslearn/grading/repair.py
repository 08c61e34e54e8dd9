"""Rebuilding a submitted notebook from the release: our tests and questions, the student's answers and own notes.

An answer is found by the name that nbgrader gave its cell, else by Jupyter's name of the cell, else by the variable
that it sets, else (a text) by where it stands. Each repair is one sentence, for the student and for the marker.

If several cells answer one question: empty ones and copies of each other do not count; parts that make one whole are
put together; then the answer that stands in its place counts, between its question and its test: there the student
found it, and there it would count if the notebook were run. Where two different answers stand in that place, or none
does, nobody picks: a person has to look.
"""

import html
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from ilslearn.grading.opening import HandedIn
from ilslearn.grading.reading import Unreadable, lines_that_set, names_set, parses, read_values
from ilslearn.grading.released import Notebook, Released, settings_of
from ilslearn.grading.sandbox.scoring import bound

UNCLEAR = "ilslearn_unclear"  # in a cell's metadata: why nobody can say which answer counts
_MOST_NOTES = 500
_TELLING = 20  # a text of the release that is shorter may stand in a student's own cell by chance


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A notebook that can be marked, and what was repaired to get it."""

    notebook: Notebook
    repairs: tuple[str, ...]


@dataclass(slots=True)
class _Bench:
    """What is at hand while one notebook is rebuilt: ``places`` are those of the release's cells in the submission."""

    release: Released
    cells: Sequence[HandedIn]
    places: dict[str, list[int]]
    as_data: bool
    used: set[int] = field(default_factory=set)
    repairs: list[str] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)
    variables: dict[str, list[str]] = field(default_factory=dict)


def rebuild(release: Released, cells: Sequence[HandedIn], *, as_data: bool = True) -> Rebuilt:
    """Put a notebook together again from the release and what a student handed in.

    Answers that are data are also looked for by the variables that they set. Code may set what it likes, and runs from
    the first cell to the last: an answer that lost its name is looked for in its place alone.
    """
    marked = [cell for cell in release.notebook["cells"] if settings_of(cell)]
    places: dict[str, list[int]] = {_id(cell): [] for cell in marked}
    for place, cell in enumerate(cells):
        if cell.grade_id in places:
            places[cell.grade_id].append(place)
    bench = _Bench(release, cells, places, as_data, texts={_plain(text) for text in release.texts})
    for cell in marked:
        if not places[_id(cell)]:
            places[_id(cell)] = [
                place for place, one in enumerate(cells) if one.cell_id == cell["id"] and one.grade_id not in places
            ][:1]
        solves = as_data and settings_of(cell).get("solution") and cell["cell_type"] == "code"
        bench.variables[_id(cell)] = names_set(cell["source"]) if solves else []
    given = dict(zip((cell["id"] for cell in release.notebook["cells"]), release.texts, strict=True))
    rebuilt = {}
    for cell in marked:
        new = deepcopy(cell)
        if settings_of(cell).get("solution"):
            new["source"], unclear = _answer(bench, cell)
            if unclear:
                new["metadata"][UNCLEAR] = unclear
                bench.repairs.append(unclear)
        else:
            _look_over(bench, cell, given[cell["id"]])
        rebuilt[_id(cell)] = new
    _look_at_order(bench, marked)
    for place in (place for found in places.values() for place in found):
        bench.used.add(place)
    notebook = {**release.notebook, "cells": list(_in_order(bench, marked, rebuilt))}
    return Rebuilt(notebook, tuple(dict.fromkeys(bench.repairs)))


def _id(cell: Any) -> str:
    name: str = settings_of(cell)["grade_id"]
    return name


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _look_over(bench: _Bench, cell: Any, text: str) -> None:
    """Say what happened to a cell that students were not to change; the release's is used in any case."""
    name, found = _id(cell), [bench.cells[place] for place in bench.places[_id(cell)]]
    if not found:
        bench.repairs.append(f"The cell {name} was missing: it was put back.")
        return
    if len(found) > 1:
        bench.repairs.append(f"The cell {name} was there {len(found)} times: it counts once.")
    if any(one.kind != cell["cell_type"] for one in found):
        bench.repairs.append(f"The cell {name} was of another type: it was set right.")
    if any(_plain(one.source) != _plain(text) for one in found):
        bench.repairs.append(f"The text of the cell {name} had been changed: the text of the release is used.")
    _look_at_settings(bench, cell, found)


def _look_at_settings(bench: _Bench, cell: Any, found: Sequence[HandedIn]) -> None:
    settings = settings_of(cell)
    parts = ("grade_id", "points", "grade", "solution", "locked", "task", "schema_version")
    if any(one.settings.get(part) != settings.get(part) for one in found for part in parts if part in settings):
        bench.repairs.append(f"The settings of the cell {_id(cell)} had been changed: those of the release are used.")


def _answer(bench: _Bench, cell: Any) -> tuple[str, str]:
    """The text that answers a question, and, if nobody can say which it is, why."""
    name, stub = _id(cell), cell["source"]
    found = {place: bench.cells[place].source for place in bench.places[name]}
    first = [bench.cells[place] for place in found]
    if any(one.kind != cell["cell_type"] for one in first):
        bench.repairs.append(f"The answer cell {name} was of another type: it was set right.")
    _look_at_settings(bench, cell, first)
    if cell["cell_type"] == "code" and bench.as_data:
        return _code_answer(bench, cell, found)
    if not found:
        kind = cell["cell_type"]
        found = {place: bench.cells[place].source for place in _slot(bench, name) if _is_own(bench, place, kind)}
        bench.repairs.append(
            f"The answer cell {name} had lost its name: it was found by where it stands."
            if found
            else f"The answer cell {name} was missing: it counts as not answered."
        )
        bench.places[name] = list(found)
    if cell["cell_type"] == "code":
        return _program(bench, cell, found)
    texts = list(dict.fromkeys(text for text in found.values() if _plain(text) not in ("", _plain(stub))))
    if len(texts) > 1:
        bench.repairs.append(f"The answer {name} stood in {len(texts)} cells: they were put together.")
    return "\n\n".join(texts) if texts else next(iter(found.values()), stub), ""


def _code_answer(bench: _Bench, cell: Any, found: dict[int, str]) -> tuple[str, str]:
    name, stub, names = _id(cell), cell["source"], bench.variables[_id(cell)]
    if not found:
        bench.repairs.append(f"The answer cell {name} was missing.")
    whole = _whole(bench, name, found)
    if whole is None:
        whole = {place: _without_neighbours(bench, name, text, stub) for place, text in found.items()}
    answers = {**whole, **_elsewhere(bench, name, found, answered=bool(_different(whole, stub, names)))}
    texts = _different(answers, stub, names)
    if not texts:
        return next(iter(whole.values()), stub), ""
    if len(texts) > 1 and (joined := _joined(list(texts.values()), names)):
        bench.repairs.append(f"The answer {name} stood in {len(texts)} cells: they were put together.")
        return joined, ""
    if len(texts) > 1:
        slot = _slot(bench, name)
        in_place = {place: text for place, text in texts.items() if place in slot}
        if len(in_place) != 1:
            both = "\n".join(texts.values())
            return both, f"There are {len(texts)} different answers to {name}: a person has to say which one counts."
        bench.repairs.append(f"There are {len(texts)} different answers to {name}: the one in its place counts.")
        texts = in_place
    (place, text), *_ = texts.items()
    if place not in found:
        bench.repairs.append(f"The answer {name} was found in another cell, by the name {' and '.join(names)}.")
    elif len(found) > 1:
        bench.repairs.append(f"The answer cell {name} was there {len(found)} times: it counts once.")
    return text, ""


def _program(bench: _Bench, cell: Any, found: dict[int, str]) -> tuple[str, str]:
    """An answer that is code, which may have been split or copied; if it is missing, nothing runs in its place.

    The empty answer would take the place of what the student wrote in some other cell.
    """
    name, stub = _id(cell), cell["source"]
    found = _whole(bench, name, found) or found
    texts = _different(found, stub, [])
    if len(texts) < 2:
        if len(found) > 1:
            bench.repairs.append(f"The answer cell {name} was there {len(found)} times: it counts once.")
        return next(iter(texts.values()), next(iter(found.values()), "")), ""
    pieces = list(texts.values())
    sets = [bound(text) for text in pieces]
    apart = all(map(parses, pieces)) and sum(map(len, sets)) == len(set().union(*sets))
    if apart:
        bench.repairs.append(f"The answer {name} stood in {len(pieces)} cells: they were put together.")
        return "\n".join(pieces), ""
    in_place = [text for place, text in texts.items() if place in _slot(bench, name)]
    if len(in_place) == 1:
        bench.repairs.append(f"There are {len(pieces)} different answers to {name}: the one in its place counts.")
        return in_place[0], ""
    why = f"There are {len(pieces)} different answers to {name}: a person has to say which one counts."
    return "\n".join(pieces), why


def _elsewhere(bench: _Bench, name: str, found: dict[int, str], *, answered: bool) -> dict[int, str]:
    """What other cells set the variables of an answer to: a part merged elsewhere, or written below the empty answer.

    Beside an answer only cells between the question and its test count, as they would if the notebook were run.
    """
    names = bench.variables[name]
    taken = set(found) | bench.used | {
        place for one, places in bench.places.items() if set(bench.variables[one]) & set(names) for place in places
    }  # fmt: skip
    answers = {}
    for place in _slot(bench, name) if answered else range(len(bench.cells)):
        cell = bench.cells[place]
        if place in taken or _plain(cell.source) in bench.texts or not any(one in cell.source for one in names):
            continue
        if (cell.kind == "code" or cell.grade_id in bench.places) and (text := lines_that_set(cell.source, names)):
            answers[place] = text
    return answers


def _whole(bench: _Bench, name: str, found: dict[int, str]) -> dict[int, str] | None:
    """The pieces of one split answer put together, if only together they are Python."""
    if not found or all(_readable(text) for text in found.values()):
        return dict(found)
    if all(parses(text) for text in found.values()):
        return None
    first, pieces = min(found), list(found.values())
    if len(found) == 1:
        below = range(first + 1, min(first + 4, len(bench.cells)))
        own = [place for place in below if _is_own(bench, place, "code")]
        pieces += [bench.cells[place].source for place in own]
    for end in range(len(pieces), 1, -1):
        for between in ("\n", ""):
            if parses(text := between.join(pieces[:end])):
                bench.repairs.append(f"The answer cell {name} had been split: its parts were put together.")
                if len(found) == 1:
                    bench.used.update(own[: end - 1])
                return {first: text}
    return None


def _without_neighbours(bench: _Bench, name: str, text: str, stub: str) -> str:
    """The answer alone, from a cell that was merged with its neighbours in the release."""
    others = bench.texts - {_plain(stub)}
    if _readable(text) or not any(len(part) >= _TELLING and part in _plain(text) for part in others):
        return text
    if taken := lines_that_set(text, bench.variables[name]):
        bench.repairs.append(f"The answer cell {name} had been merged with others: the answer was taken from it.")
        return taken
    return text


def _readable(text: str) -> bool:
    try:
        read_values(text)
    except Unreadable:
        return False
    return True


def _different(answers: dict[int, str], stub: str, names: list[str]) -> dict[int, str]:
    """The answers that are neither empty nor the same as another, by where they stand."""
    empty = _meaning(stub, names)
    kept: dict[str, tuple[int, str]] = {}
    for place, text in answers.items():
        meaning = _meaning(text, names)
        if _plain(text) and meaning != empty and meaning not in kept:
            kept[meaning] = (place, text)
    return dict(sorted(kept.values()))


def _meaning(text: str, names: list[str]) -> str:
    """What a text says: the values if it can be read, else the text itself."""
    try:
        values = read_values(text) if names else {}
    except Unreadable:
        values = {}
    if not names or not values:
        return _plain(text)
    return repr({name: values[name] for name in names if name in values})


def _joined(texts: list[str], names: list[str]) -> str:
    """Texts of which each sets other variables, as one; nothing if two of them set the same."""
    sets = [set(names_set(text)) & set(names) for text in texts]
    apart = all(parses(text) for text in texts) and sum(map(len, sets)) == len(set().union(*sets))
    return "\n".join(texts) if apart and all(sets) else ""


def _slot(bench: _Bench, name: str) -> range:
    """The places between the cells that stand before and after a question's answer in the release."""
    order = list(bench.places)
    at = order.index(name)
    before = [max(bench.places[one]) for one in order[:at] if bench.places[one]]
    after = [min(bench.places[one]) for one in order[at + 1 :] if bench.places[one]]
    start = before[-1] + 1 if before else 0
    return range(start, next((place for place in after if place >= start), len(bench.cells)))


def _is_own(bench: _Bench, place: int, kind: str) -> bool:
    """Is it a cell that the student added?"""
    cell = bench.cells[place]
    ours = cell.grade_id in bench.places or place in bench.used or _plain(cell.source) in bench.texts
    return cell.kind == kind and not ours and bool(cell.source.strip())


def _look_at_order(bench: _Bench, marked: Sequence[Any]) -> None:
    firsts = [bench.places[_id(cell)][0] for cell in marked if len(bench.places[_id(cell)]) == 1]
    if firsts != sorted(firsts):
        bench.repairs.append("Cells stood in another order: they were put back in the order of the release.")


def _in_order(bench: _Bench, marked: Sequence[Any], rebuilt: dict[str, Any]) -> Iterator[Any]:
    """The release's cells in their order, each followed by what else the student had below it."""
    owner = {place: name for name, found in bench.places.items() for place in found}
    notes: dict[str | None, list[Any]] = {}
    above: str | None = None
    for place, cell in enumerate(bench.cells):
        above = owner.get(place, above)
        if place not in bench.used:
            notes.setdefault(above, []).append(_note(cell, place, ours=_plain(cell.source) in bench.texts))
    yield from notes.get(None, [])[:_MOST_NOTES]
    for cell in marked:
        yield rebuilt[_id(cell)]
        yield from notes.get(_id(cell), [])[:_MOST_NOTES]


def _note(cell: HandedIn, place: int, *, ours: bool) -> Any:
    """A cell of the student's own, or one of the release that is not marked: its text alone."""
    kind = "markdown" if cell.kind == "raw" else cell.kind
    source = cell.source if ours or kind == "code" else harmless(cell.source)
    new: dict[str, Any] = {"cell_type": kind, "id": f"own-{place}", "metadata": {}, "source": source}
    return {**new, "execution_count": None, "outputs": []} if kind == "code" else new


def shown_safely(notebook: Notebook, repairs: Sequence[str]) -> None:
    """Make the answers safe to look at, and tell the repairs at the top. Marks must have been given before."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and settings_of(cell).get("solution"):
            cell["source"] = harmless(cell["source"])
        cell["metadata"].pop(UNCLEAR, None)
    if repairs:
        lines = "\n".join(f"- {html.escape(one, quote=False)}" for one in repairs)
        note = {"cell_type": "markdown", "id": "repairs", "metadata": {}}
        text = f"**Repaired before marking**\n\n{lines}"
        notebook["cells"].insert(0, {**note, "source": text})


def harmless(text: str) -> str:
    """Markdown whose HTML is shown and not obeyed.

    Markdown may hold HTML, and HTML a script: each ``<`` is shown as it is written. MathJax's commands that make links
    or load more of it are taken away, and so are pictures attached to the cell, which are not kept.

    >>> harmless("1 < 2 <script>alert(1)</script>")
    '1 &lt; 2 &lt;script>alert(1)&lt;/script>'
    """
    for command in ("href", "url", "require", "class", "cssId", "style", "unicode"):
        text = text.replace(f"\\{command}", f"\\text {command}")
    return text.replace("<", "&lt;").replace("attachment:", "attachment ")
