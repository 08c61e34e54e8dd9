"""The lessons as slides for a lecture hall: one file a lesson, to be shown without Jupyter and without a network.

A lesson is cut into slides at its headings, and further where a slide would be too full. Of a code cell its output is
shown, an explorer as its static twin; the self-checks, which await an answer, become a slide with the question.
"""

import ast
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from ilslearn.course.contents import entries
from ilslearn.course.notebooks import read
from ilslearn.course.pages import linked, title, write_each
from ilslearn.errors import IlsError, UnknownLesson

try:
    import nbformat
    from markdown_it import MarkdownIt
    from nbconvert import HTMLExporter
except ImportError:
    raise IlsError("Writing slides needs Jupyter: pip install 'ilslearn[course]' (make setup does it).") from None

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_LINES = 14.5  # that a slide holds, in the type of slides.css
_WIDTH = 68  # characters in a line of it
_NO_OUTPUT = re.compile(r"(import |ils\.begin\(|ils\.check\()")  # what greets, or awaits an answer
_BETWEEN = re.compile(r"`\s*·\s*`")  # what parts the choices in a line; on a slide each has a line of its own
_TURNS = ("Your turn", "And one more")  # the headings of self-checks
_ASIDE = ("**Where to look", "*Sources:")  # each begins a slide of its own


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is not cut any further: a paragraph, an item of a list, a row of a table with its head."""

    text: str
    lines: float
    kind: str  # of the block: "heading", "list", "table" or "text"
    head: str = ""  # of the table, to be repeated where the table goes on

    @property
    def starts(self) -> bool:
        return self.kind == "heading" or self.text.startswith(_ASIDE)


def deck(path: Path) -> str:
    """One lesson as a page of slides, with the outputs that it has. Raises IlsError if it is no notebook."""
    lesson = read(path)
    shown = nbformat.v4.new_notebook(cells=list(_slides(lesson.cells)))
    exporter = HTMLExporter(template_name="slides", extra_template_basedirs=[str(_TEMPLATES)])
    body, _ = exporter.from_notebook_node(shown, resources={"metadata": {"name": title(path)}})
    return linked(str(body), path)


def write_slides(folder: Path, numbers: Iterable[str] = ()) -> list[Path]:
    """Write the slides of lessons (all if none is named, by number: "2.3") into a folder; return the files.

    Raises UnknownLesson if there is no lesson of that number.
    """
    known = {one.lesson: one.path for one in entries()}
    asked = list(numbers) or list(known)
    for number in asked:
        if number not in known:
            raise UnknownLesson(f"There is no lesson {number}: write one of {', '.join(known)}.")
    return write_each(folder, [known[number] for number in asked], deck)


def _slides(cells: Iterable[nbformat.NotebookNode]) -> Iterator[nbformat.NotebookNode]:
    """Each slide as a cell; ``metadata.slide`` has its kind and the heading under which it stands."""
    heading = ""
    for cell in cells:
        if cell.cell_type == "code":
            if cell.outputs and not _NO_OUTPUT.match(cell.source):
                yield _output(cell, heading)
            continue
        for pieces in _packed(_pieces(cell.source)):
            first = pieces[0]
            if first.kind == "heading":
                heading = first.text.lstrip("# ")
            turn = heading in _TURNS
            text = _BETWEEN.sub("` `", _joined(pieces)) if turn else _joined(pieces)
            above = "" if first.kind == "heading" else heading
            kind = f"{'turn' if turn else 'text'} {_size(pieces)}".strip()
            yield nbformat.v4.new_markdown_cell(text, metadata={"slide": {"kind": kind, "heading": above}})


def _size(pieces: list[_Piece]) -> str:
    if pieces[0].text.startswith("*Sources:"):
        return "small"
    return "dense" if sum(one.lines for one in pieces) > _LINES else ""


def _output(cell: nbformat.NotebookNode, heading: str) -> nbformat.NotebookNode:
    outputs = [_readable(output) for output in cell.outputs]
    length = sum(len(str(output.get("data", {}).get("text/plain", ""))) for output in outputs)
    size = "" if length < 250 else "dense" if length < 900 else "small"
    slide = {"kind": f"output {size}".strip(), "heading": heading}
    return nbformat.v4.new_code_cell(outputs=outputs, metadata={"slide": slide})


def _readable(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A dictionary or a list that Python would print in brackets becomes a table."""
    data = output.get("data", {})
    if "text/html" in data or "text/plain" not in data:
        return output
    try:
        value = ast.literal_eval(data["text/plain"])
    except (ValueError, SyntaxError):
        return output
    match value:
        case dict():
            rows = "".join(
                f'<tr><th scope="row">{escape(str(k))}</th><td>{_told(v)}</td></tr>' for k, v in value.items()
            )
            html = f"<table><tbody>{rows}</tbody></table>"
        case list():
            html = f"<ul>{''.join(f'<li>{_told(one)}</li>' for one in value)}</ul>"
        case _:
            html = f"<p>{_told(value)}</p>"
    return nbformat.v4.new_output("display_data", data={"text/html": html, "text/plain": data["text/plain"]})


def _told(value: object) -> str:
    return escape(", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value))


def _pieces(source: str) -> Iterator[_Piece]:
    """Markdown in pieces, in order."""
    lines = source.splitlines()
    tokens = MarkdownIt("commonmark").enable("table").parse(source)
    table = ""
    for token in tokens:
        if not token.map or token.nesting < 0:
            continue
        text = "\n".join(lines[token.map[0] : token.map[1]]).rstrip()
        if token.type == "heading_open":
            yield _Piece(text, 2.4 if token.tag == "h2" else 2, "heading")
        elif token.type == "list_item_open" and token.level == 1:
            yield _Piece(text, _lines_of(text, _WIDTH - 4) + 0.25, "list")
        elif token.type == "table_open":
            table = "\n".join(lines[token.map[0] : token.map[0] + 2])
        elif token.type == "tr_open" and token.level == 2 and token.map[0] > _line_of(lines, table):
            yield _Piece(text, _row_lines(text), "table", table)
        elif token.level == 0 and token.type in ("paragraph_open", "blockquote_open", "fence", "code_block"):
            yield _Piece(text, _lines_of(text, _WIDTH) + 0.6, "text")


def _line_of(lines: list[str], table: str) -> int:
    return lines.index(table.partition("\n")[0])


def _lines_of(text: str, width: int) -> float:
    return math.ceil(len(re.sub(r"\]\([^)]*\)", "]", text)) / width)


def _row_lines(row: str) -> float:
    """A table gives its wide columns the room that its narrow ones leave."""
    cells = re.sub(r"\]\([^)]*\)", "]", row).strip("| ").split("|")
    shared = sum(map(len, cells)) / (0.8 * _WIDTH)
    alone = max(map(len, cells)) * len(cells) / (1.4 * _WIDTH)
    return math.ceil(max(shared, alone)) * 0.95 + 0.7


def _packed(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """As many pieces to a slide as it holds; a heading, and what stands aside at the end, begin a new one."""
    full: list[_Piece] = []
    for piece in pieces:
        alone = full and all(one.kind == "heading" for one in full)
        room = _LINES - sum(one.lines for one in full) - (1.5 if any(one.head for one in full) else 0)
        if full and not (alone and not piece.starts) and (piece.starts or piece.lines > room):
            yield full
            full = []
        full.append(piece)
    if full:
        yield full


def _joined(pieces: list[_Piece]) -> str:
    """The Markdown of a slide: items and rows stay together, a table that goes on has its head again."""
    text = ""
    before: _Piece | None = None
    for piece in pieces:
        together = before and piece.kind == before.kind in ("list", "table") and piece.head == before.head
        text += ("\n" if together else "\n\n") + (f"{piece.head}\n" if piece.head and not together else "") + piece.text
        before = piece
    return text.strip()
