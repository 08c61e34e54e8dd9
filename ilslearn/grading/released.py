"""An assignment as it was released: the cells in their order, the tests with their hidden parts, the points.

The order and the text that students received come from nbgrader's folder ``release``; the tests, the points and what
may not be changed come from the gradebook. Nothing comes from a submission.
"""

import ast
import builtins
import hashlib
import json
import re
import symtable
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ilslearn.errors import IlsError, UnusableFile
from ilslearn.grading.reading import names_set, parses

Notebook = dict[str, Any]  # as in its file, version 4
_IMPORT_ERRORS = ("ImportError", "ModuleNotFoundError")


@dataclass(frozen=True, slots=True)
class Released:
    """A notebook of an assignment: ``notebook`` as it is marked, ``texts`` of its cells as students got them."""

    name: str
    notebook: Notebook
    texts: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.ipynb"


def settings_of(cell: Mapping[str, Any]) -> dict[str, Any]:
    """What nbgrader knows of a cell; nothing for a cell that it does not mark, lock or fill."""
    found: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return found if any(found.get(part) for part in ("grade", "solution", "locked", "task")) else {}


def released(book: Any, folder: Path, assignment: str) -> tuple[Released, ...]:
    """The notebooks of an assignment, by name.

    Parameters: ``book``, the open gradebook; ``folder``, the assignment's folder in ``release``. Raises UnusableFile if
    the students' version was not made, or made of another assignment.
    """
    from nbgrader.api import MissingEntry

    try:
        notebooks = book.find_assignment(assignment).notebooks
    except MissingEntry:
        raise UnusableFile(f"The gradebook has no assignment {assignment}: run nbgrader generate_assignment.") from None
    found = tuple(_released(one, folder / f"{one.name}.ipynb") for one in notebooks)
    if not found:
        raise UnusableFile(f"The assignment {assignment} has no notebook: run nbgrader generate_assignment.")
    return found


def fingerprint(notebooks: tuple[Released, ...]) -> str:
    """A text that changes whenever the release does."""
    text = json.dumps([(one.name, one.notebook, one.texts) for one in notebooks], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def given_with(folder: Path) -> dict[str, bytes]:
    """The files of a released assignment's folder beside its notebooks, by name."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".ipynb")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def refuse_code(notebooks: tuple[Released, ...], assignment: str) -> None:
    """Answers can be read as data only if the tests ask for nothing else: raises IlsError, with what they ask for."""
    for one in notebooks:
        given, wanted = set(dir(builtins)) | {"__name__"}, []
        for cell in (cell for cell in one.notebook["cells"] if cell["cell_type"] == "code"):
            settings = settings_of(cell)
            if settings.get("solution"):
                given |= set(names_set(cell["source"]))
            elif settings:
                if not parses(cell["source"]):
                    raise IlsError(_as_code(assignment, f"the cell {settings['grade_id']} is not plain Python"))
                uses, sets = _names_of(cell["source"])
                given |= sets
                wanted += [(name, settings["grade_id"]) for name in sorted(uses)]
        if missing := [(name, where) for name, where in wanted if name not in given]:
            name, where = missing[0]
            raise IlsError(_as_code(assignment, f"the test cell {where} uses {name}, which no answer cell sets"))


def not_loaded(test: str, outputs: Iterable[Mapping[str, Any]]) -> str:
    """Why a test cell got no further than its own imports, or nothing: that is no fault of any answer."""
    failed = [one for one in outputs if one["output_type"] == "error" and one["ename"] in _IMPORT_ERRORS]
    wanted = _imported(test) if failed else set()
    told = [one for one in failed if wanted & set(re.findall(r"'([^']+)'", one["evalue"]))]
    return f"its test cannot be loaded here ({told[0]['ename']}: {told[0]['evalue']})" if told else ""


def _imported(source: str) -> set[str]:
    """The modules and names that a test imports."""
    if not parses(source):
        return set()
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} | {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, node.module.partition(".")[0]} | {alias.name for alias in node.names}
    return found


def _as_code(assignment: str, reason: str) -> str:
    return (
        f"The answers of {assignment} cannot be read as data: {reason}. Set it in the test cell, or write "
        f"c.IlsGrade.code_assignments = [{assignment!r}] in nbgrader_config.py."
    )


def _released(record: Any, path: Path) -> Released:
    try:
        layout = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UnusableFile(f"{path} cannot be read: run nbgrader generate_assignment {path.parent.name}.") from None
    sources = {cell.name: cell for cell in record.source_cells}
    points = {cell.name: cell.max_score for cell in [*record.grade_cells, *record.task_cells]}
    texts = tuple("".join(cell["source"]) for cell in layout["cells"])
    cells = []
    for number, (cell, text) in enumerate(zip(layout["cells"], texts, strict=True)):
        settings = dict(settings_of(cell))
        identifier = cell.get("id", f"cell-{number}")
        if settings:
            source = sources.pop(settings["grade_id"], None)
            if source is None:
                raise UnusableFile(f"{path} is not what the gradebook knows: run nbgrader generate_assignment again.")
            settings["checksum"] = source.checksum
            if "points" in settings:
                settings["points"] = points.get(settings["grade_id"], settings["points"])
            text = source.source if source.locked or settings.get("task") else text
        cells.append(_cell(cell["cell_type"], text, identifier, settings))
        if "attachments" in cell:
            cells[-1]["attachments"] = cell["attachments"]
    if sources:
        raise UnusableFile(f"{path} is not what the gradebook knows: run nbgrader generate_assignment again.")
    metadata = {
        name: layout["metadata"][name] for name in ("kernelspec", "language_info") if name in layout["metadata"]
    }
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return Released(record.name, notebook, texts)


def _cell(kind: str, source: str, identifier: str, settings: dict[str, Any]) -> dict[str, Any]:
    metadata = {"nbgrader": settings} if settings else {}
    cell: dict[str, Any] = {"cell_type": kind, "id": identifier, "metadata": metadata, "source": source}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell


def _names_of(source: str) -> tuple[set[str], set[str]]:
    """The names that a text takes from outside, and those that it sets for the cells after it."""
    uses, sets = set(), set()
    top = symtable.symtable(source, "cell", "exec")
    for table in _tables(top):
        for symbol in table.get_symbols():
            if (table is top and (symbol.is_assigned() or symbol.is_imported())) or (
                symbol.is_global() and symbol.is_assigned()
            ):
                sets.add(symbol.get_name())
            elif symbol.is_referenced() and (table is top or symbol.is_global()):
                uses.add(symbol.get_name())
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            return set(), sets  # whatever it brings cannot be told from here
    return uses - sets, sets


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)
