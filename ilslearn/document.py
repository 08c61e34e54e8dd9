"""What we write for a reader to keep: headings, paragraphs, lists and tables, as Markdown, HTML or a Word file.

A part holds plain text. An address in it (``https://...``) becomes a link that shows whose it is.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from ilslearn.catalogues import _, label, semicolon, speaking, spoken
from ilslearn.errors import IlsError, UnusableFile
from ilslearn.places import replacing, replacing_binary
from ilslearn.shown import Shown, in_html, link, whose

_ADDRESS = re.compile(r"https?://[^\s;<>\"]+[^\s;,<>\".)]")
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #767676;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top}caption{text-align:left;font-weight:bold}"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section; level 1 stands just below the title of the document."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list of short texts."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a caption, a head row, and as a rule a head column; ``widths`` are shares of a page in Word."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    head_column: bool = True
    widths: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: what it shows in words, the whole figure in HTML, and how to get it as PNG for a Word file."""

    caption: str
    alt: str
    html: str
    png: Callable[[], bytes]


Part = Heading | Text | Items | Grid | Image


@dataclass(frozen=True, slots=True, repr=False)
class Document(Shown):
    """A title and its parts, in order; ``landscape`` for wide tables in Word; the ``language`` in which it is."""

    title: str
    parts: tuple[Part, ...]
    landscape: bool = False
    language: str = "en"

    def __str__(self) -> str:
        """Plain text, read line by line: each row of a table is one line that names its columns."""
        with speaking(self.language):
            return "\n\n".join([self.title, *map(_plain, self.parts)])

    def to_markdown(self) -> str:
        """The document in Markdown (tables as in GitHub's)."""
        return "\n\n".join([f"# {_marked(self.title)}", *map(_markdown, self.parts)]) + "\n"

    def to_html(self) -> str:
        """The document as a piece of HTML, for a notebook or a page."""
        body = "".join(map(_html, self.parts))
        tag = "" if self.language == "en" else f' lang="{self.language}"'
        return (
            f'<section{tag} style="max-width:60em;overflow-wrap:break-word;line-height:1.45">'
            f"<h2>{in_html(self.title)}</h2>{body}</section>"
        )

    def to_docx(self, path: str | Path) -> Path:
        """Write the document to a Word file and return where it is. Raises IlsError if python-docx is missing."""
        try:
            import docx
        except ImportError:
            raise IlsError(
                _("Word files need python-docx: pip install 'ilslearn[course]' (make setup does it).")
            ) from None
        word = docx.Document()
        word.core_properties.title = self.title
        word.core_properties.language = self.language
        _set_page(word, self.landscape)
        word.add_heading(_clean(self.title), 0)
        for part in self.parts:
            _word(word, part)
        target = Path(path)
        with replacing_binary(target) as file:
            word.save(file)
        return target

    def save(self, path: str | Path) -> Path:
        """Write a file in the form that its name asks for: ``.md``, ``.txt``, ``.html`` or ``.docx``.

        Raises UnusableFile if the name ends otherwise.
        """
        target = Path(path)
        kind = target.suffix.lower()
        if kind == ".docx":
            return self.to_docx(target)
        written = {
            ".md": self.to_markdown,
            ".txt": lambda: f"{self}\n",
            ".html": lambda: page(self.title, self.to_html(), self.language),
        }
        if kind not in written:
            raise UnusableFile(
                _("{name} says not what to write: end the name in .md, .txt, .html or .docx.", name=target.name)
            )
        with replacing(target) as file:
            file.write(written[kind]())
        return target


class Documented(Shown):
    """For answers that are a document: they show as one, and can be kept as one.

    One that ``is_translated`` is made in the language that is spoken; any other stays in English as a whole.
    """

    __slots__ = ()
    is_translated: ClassVar[bool] = False

    def document(self) -> Document:
        """The answer as a document."""
        raise NotImplementedError

    def _written(self) -> Document:
        if self.is_translated:
            return replace(self.document(), language=spoken())
        with speaking("en"):
            return self.document()

    def __str__(self) -> str:
        return str(self._written())

    def _repr_html_(self) -> str:
        return self._written().to_html()

    def to_markdown(self) -> str:
        """The answer in Markdown."""
        return self._written().to_markdown()

    def to_html(self) -> str:
        """The answer as a piece of HTML."""
        return self._written().to_html()

    def to_docx(self, path: str | Path) -> Path:
        """Write the answer to a Word file and return where it is."""
        return self._written().to_docx(path)

    def save(self, path: str | Path) -> Path:
        """Write the answer to a file: ``.md``, ``.txt``, ``.html`` or ``.docx``."""
        return self._written().save(path)


def page(title: str, body: str, language: str = "en") -> str:
    """A whole HTML page around a piece of HTML; it needs nothing from the network."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )


# ---------------------------------------------------------------------------------------------------------------------
# Plain text
# ---------------------------------------------------------------------------------------------------------------------


def _plain(part: Part) -> str:
    match part:
        case Heading(text) | Text(text):
            return text
        case Items(items):
            return "\n".join(f"- {item}" for item in items)
        case Grid(caption, columns, rows, head_column):
            lines = [caption]
            for row in rows:
                if head_column and len(columns) == 2:
                    lines.append(f"{label(row[0])} {row[1]}")
                    continue
                named = [f"{label(name)} {cell}" for name, cell in zip(columns, row, strict=True) if cell]
                lines.append(semicolon().join([row[0], *named[1:]] if head_column else named))
            return "\n".join(lines)
        case Image(caption, alt, _, _):
            return f"{caption}. {alt}"


# ---------------------------------------------------------------------------------------------------------------------
# Markdown
# ---------------------------------------------------------------------------------------------------------------------

_SPECIAL = re.compile(r"([\\`*\[\]<>|])|(?<!\w)(_)|(_)(?!\w)")
_AT_START = re.compile(r"^(\d*)(?=#|[-+]\s|(?<=\d)[.)]\s)")


def _marked(text: str) -> str:
    """A text with its links, and with nothing in it that Markdown would take for a sign of its own."""
    pieces, last = [], 0
    for match in _ADDRESS.finditer(text):
        pieces += [_escaped(text[last : match.start()]), f"[{whose(match[0])}](<{match[0]}>)"]
        last = match.end()
    return _AT_START.sub(r"\1\\", "".join([*pieces, _escaped(text[last:])]).replace("\n", " "))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda m: f"\\{m[0]}", text)


def _markdown(part: Part) -> str:
    match part:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {_marked(text)}"
        case Text(text):
            return _marked(text)
        case Items(items):
            return "\n".join(f"- {_marked(item)}" for item in items)
        case Grid(caption, columns, rows, _):
            lines = [list(columns), ["---"] * len(columns), *rows]
            body = "\n".join(
                "| " + " | ".join(cell if cell == "---" else _marked(cell) for cell in row) + " |" for row in lines
            )
            return f"**{_marked(caption)}**\n\n{body}"
        case Image(caption, alt, _, _):
            return f"*{_marked(caption)}.* {_marked(alt)}"


# ---------------------------------------------------------------------------------------------------------------------
# HTML
# ---------------------------------------------------------------------------------------------------------------------


def _linked(text: str) -> str:
    return in_html(text, _with_links)


def _with_links(text: str) -> str:
    pieces, last = [], 0
    for match in _ADDRESS.finditer(text):
        pieces += [escape(text[last : match.start()]), link(match[0])]
        last = match.end()
    return "".join([*pieces, escape(text[last:])]).replace("\n", "<br>")


def _html(part: Part) -> str:
    match part:
        case Heading(text, level):
            return f"<h{level + 2}>{_linked(text)}</h{level + 2}>"
        case Text(text):
            return f"<p>{_linked(text)}</p>"
        case Items(items):
            return f"<ul>{''.join(f'<li>{_linked(item)}</li>' for item in items)}</ul>"
        case Grid(caption, columns, rows, head_column):
            left = 'style="text-align:left;vertical-align:top"'
            head = "".join(f'<th scope="col" {left}>{_linked(name)}</th>' for name in columns)
            body = []
            for row in rows:
                cells = [f"<td {left}>{_linked(cell)}</td>" for cell in row]
                if head_column:
                    cells[0] = f'<th scope="row" {left}>{_linked(row[0])}</th>'
                body.append(f"<tr>{''.join(cells)}</tr>")
            # A column is at least as wide as its longest word; the section around it may break words. What is still too
            # wide for a narrow window scrolls in a box of its own, which the keyboard can reach.
            table = '<table style="overflow-wrap:break-word"><caption style="text-align:left">'
            box = f'<div role="group" aria-label="{escape(caption)}" tabindex="0" style="overflow-x:auto">'
            return (
                f"{box}{table}<strong>{_linked(caption)}</strong></caption>"
                f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
            )
        case Image(html=html):
            return html


# ---------------------------------------------------------------------------------------------------------------------
# Word
# ---------------------------------------------------------------------------------------------------------------------

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _clean(text: str) -> str:
    """Word's XML knows neither control characters nor halves of characters."""
    return _CONTROL.sub("", text)


def _word(word: Any, part: Part) -> None:
    match part:
        case Heading(text, level):
            word.add_heading(_clean(text), level)
        case Text(text):
            _write(word.add_paragraph(), text)
        case Items(items):
            for item in items:
                _write(word.add_paragraph(style="List Bullet"), item)
        case Grid(caption, columns, rows, head_column, widths):
            word.add_paragraph(_clean(caption), style="Caption").paragraph_format.keep_with_next = True
            table = word.add_table(rows=1, cols=len(columns), style="Table Grid")
            for cell, name in zip(table.rows[0].cells, columns, strict=True):
                cell.paragraphs[0].add_run(_clean(name)).bold = True
            _repeat_on_each_page(table.rows[0])
            for row in rows:
                for k, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
                    _write(cell.paragraphs[0], text, bold=head_column and k == 0)
            _set_table(word, table, widths)
            word.add_paragraph(style="Cell")
        case Image(caption, alt, _, png):
            from io import BytesIO

            from docx.shared import Cm

            shape = word.add_picture(BytesIO(png()), width=Cm(16))
            shape._inline.docPr.set("descr", _clean(alt))  # what a screen reader says of the picture
            word.add_paragraph(_clean(caption), style="Caption")


def _set_page(word: Any, landscape: bool) -> None:
    """A4 with margins of two centimetres, upright or on its side; and the small print of tables."""
    from docx.enum.section import WD_ORIENT
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt

    section = word.sections[0]
    sides = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
    section.page_width, section.page_height = sides
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    word.styles["Title"].font.size = Pt(18)
    cell = word.styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size, cell.paragraph_format.space_after = word.styles["Normal"], Pt(9), Pt(0)


def _set_table(word: Any, table: Any, widths: Sequence[float]) -> None:
    """Small print, rows that stay whole, and columns as wide as they were asked to be."""
    from docx.oxml import OxmlElement

    section = word.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    shares = [width / sum(widths) for width in widths]
    for column, share in zip(table.columns, shares, strict=False):
        column.width = round(room * share)
    table.autofit = not widths
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for k, cell in enumerate(row.cells):
            if widths:
                cell.width = round(room * shares[k])
            cell.paragraphs[0].style = word.styles["Cell"]


def _write(paragraph: Any, text: str, *, bold: bool = False) -> None:
    last = 0
    for match in _ADDRESS.finditer(text):
        paragraph.add_run(_clean(text[last : match.start()])).bold = bold
        _hyperlink(paragraph, match[0])
        last = match.end()
    paragraph.add_run(_clean(text[last:])).bold = bold


def _hyperlink(paragraph: Any, url: str) -> None:
    """python-docx writes no links of its own: a relation to the address, and a run in it."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(whose(url))
    run.font.underline, run.font.color.rgb = True, RGBColor(0x05, 0x63, 0xC1)
    element.append(run._element)
    paragraph._element.append(element)


def _repeat_on_each_page(row: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
