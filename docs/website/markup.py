"""Pieces of pages: tables in HTML, links from codes and ids to their pages, and a page of Markdown around them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Protocol

from ilslearn.dates import Window
from ilslearn.shown import link

_TAGS = re.compile(r"(<(a|pre|style|summary)\b.*?</\2>|<[^>]+>)", re.S)
_BLOCK_ENDS = re.compile(r"(</(?:caption|dd|dt|figcaption|h\d|li|p|pre|summary|td|th)>)(?=<)")
_NAMES = re.compile(r"\b(?:[CPR]\d{3}|MLC|[a-z]{3,7}(?:-[a-z0-9_]+){2,})\b")


SPELT = {"osh": "occupational safety and health", "shelved or to be": "shelved, or to be shelved"}


class Linked(Protocol):
    """What :func:`linking` gives."""

    def __call__(self, html: str, own: str = "") -> str:
        """The HTML with its links."""
        ...


def table(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, filters: Mapping[str, str] | None = None
) -> str:
    """A table of cells that are HTML already, in a box that scrolls by itself and can be reached by the keyboard.

    ``filters`` name the columns by which a reader may filter, each with ``text`` or ``choice``.
    """
    filters = filters or {}
    marks = [f' data-filter="{filters[name]}"' if name in filters else "" for name in columns]
    head = "".join(f'<th scope="col"{mark}>{escape(name)}</th>' for name, mark in zip(columns, marks, strict=True))
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows
    )
    kind = ' class="table filterable"' if filters else ' class="table"'
    return (
        f'<div class="table-box" role="region" tabindex="0" aria-label="{escape(caption)}"><table{kind}>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def text(value: str) -> str:
    """Plain text as HTML."""
    return escape(value, quote=False)


def words(value: str) -> str:
    """A word of a vocabulary, or of none, as it is read."""
    said = value.replace("_", " ")
    return text(SPELT.get(said, said))


def spelt(html: str) -> str:
    """A card of the library with the short forms of its cells spelt out.

    >>> spelt("<td>osh, wages</td>")
    '<td>occupational safety and health, wages</td>'
    """
    for short, full in SPELT.items():
        html = re.sub(rf"(?<=>){short}(?=<|,)|(?<=, ){short}(?=<|,)", full, html)
    return html


def days(value: Window) -> str:
    """A day that stays on one line, or in words the days between which it lies.

    >>> from datetime import date
    >>> days(Window(date(2026, 1, 1), date(2026, 12, 31)))
    'a day in 2026'
    """
    return f'<span class="day">{value}</span>' if value.is_day else text(value.in_words())


def named(name: str, of: str) -> str:
    """What a row is of: its name, and below it the id, which becomes the link."""
    return f"{text(of)}<br><small>{name}</small>"


def sources(urls: Iterable[str]) -> str:
    """Sources as links that show whose they are."""
    return ", ".join(map(link, urls))


def raw(html: str) -> str:
    """HTML in a page of Markdown."""
    return f"````{{raw}} html\n{apart(html)}\n````\n"


def apart(html: str) -> str:
    """HTML in which words of two cells stay apart when the search takes the tags away.

    >>> apart("<td>strike</td><td>confirmed</td>")
    '<td>strike</td>\\n<td>confirmed</td>'
    """
    return _BLOCK_ENDS.sub(r"\1\n", html)


def page(title: str, parts: Iterable[str], *, orphan: bool = True) -> str:
    """A page of Markdown; an orphan stands in no list of contents."""
    front = "---\norphan: true\n---\n" if orphan else ""
    return f"{front}# {marked(title)}\n\n" + "\n\n".join(filter(None, parts)) + "\n"


def marked(value: str) -> str:
    """Plain text with nothing in it that Markdown would take for a sign of its own."""
    return re.sub(r"([\\`*_\[\]<>{}$|])", r"\\\1", value)


def linking(places: Mapping[str, str], *, above: str = "../") -> Linked:
    """A function that makes each code or id in HTML, outside tags and links, a link to its page, if it has one.

    A second argument names the page's own code or id, which needs no link. ``places`` are the pages by code or id,
    without ``.html``, seen from the top of the site.

    >>> linking({"C087": "instruments/C087"})("<p>C087 and C098</p>")
    '<p><a href="../instruments/C087.html">C087</a> and C098</p>'
    """

    def linked(html: str, own: str = "") -> str:
        def to_page(match: re.Match[str]) -> str:
            place = places.get(match[0]) if match[0] != own else None
            return f'<a href="{above}{place}.html">{match[0]}</a>' if place else match[0]

        pieces, last = [], 0
        for tag in _TAGS.finditer(html):
            pieces += [_NAMES.sub(to_page, html[last : tag.start()]), tag[0]]
            last = tag.end()
        return "".join([*pieces, _NAMES.sub(to_page, html[last:])])

    return linked


def write(path: Path, content: str | bytes) -> None:
    """Write a file unless it has that content already: Sphinx then builds only what changed."""
    data = content.encode() if isinstance(content, str) else content
    if not path.exists() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
