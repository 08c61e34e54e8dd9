"""A reference as CSL-JSON, which Zotero, Mendeley, pandoc and word processors read, and as BibTeX."""

import re
from typing import Any

from ilslearn import tables
from ilslearn.dates import Window, partial
from ilslearn.references.entries import Entry

# What Zotero (its schema 41) has no field for, by type of item. Zotero has no treaty either: it makes a document of it.
# It keeps such a part if the note has it as a line "number: 98", and gives it back to the citation style from there.
_NOT_IN_ZOTERO = {
    "document": ("authority", "jurisdiction", "number", "status"),
    "legal_case": ("jurisdiction",),
    "report": ("jurisdiction", "status"),
    "treaty": ("type", "authority", "number", "status"),
}


def csl_item(entry: Entry) -> dict[str, Any]:
    """One item of CSL-JSON 1.0.2, without the parts that the record does not have."""
    item: dict[str, Any] = {
        "id": entry.key,
        "citation-key": entry.key,
        "type": entry.form,
        "title": entry.title,
        "title-short": entry.cited_as if entry.form != "legal_case" else "",
        "author": [{"literal": entry.author}] if entry.author else [],
        "authority": entry.authority,
        "collection-title": entry.collection,
        "container-title": entry.reporter,
        "volume": entry.volume,
        "page": entry.page,
        "number": entry.number,
        "genre": entry.genre,
        "publisher": entry.publisher,
        "issued": {"date-parts": [_date_parts(entry.issued)]} if entry.issued else {},
        "jurisdiction": entry.jurisdiction,
        "status": entry.status,
        "URL": entry.url,
    }
    item = {name: value for name, value in item.items() if value}
    lines = [f"{name}: {item[name]}" for name in _NOT_IN_ZOTERO[entry.form] if name in item]
    return {**item, "note": "\n".join([*lines, record(entry)])}


def record(entry: Entry) -> str:
    """How far the record is confirmed, and where it was read."""
    cited = f"Cited as {entry.cited_as}. " if entry.form == "legal_case" and entry.cited_as else ""
    stated = f"{cited}Record of ilslearn as of {tables.as_of()}: {entry.verified}. {entry.note}".rstrip()
    return f"{stated} Sources: {' '.join(entry.sources)}" if entry.sources else stated


def _date_parts(window: Window) -> list[int]:
    """A day, a month or a year: never more than is known."""
    first = window.earliest
    if window.is_day:
        return [first.year, first.month, first.day]
    return [first.year, first.month] if window == partial(f"{first:%Y-%m}") else [first.year]


# ---------------------------------------------------------------------------------------------------------------------
# BibTeX
# ---------------------------------------------------------------------------------------------------------------------

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPECIAL = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
})  # fmt: skip
# Two signs that LaTeX would join into another one: -- '' `` ,, << >> ?` !`
_JOINING = re.compile(r"(?<=([-'`,<>]))(?=\1)|(?<=[?!])(?=`)")


def escaped(text: str) -> str:
    r"""Text as LaTeX sets it: letters stay as they are (UTF-8), signs with a meaning in LaTeX lose it.

    >>> print(escaped("Mackinnon Mackenzie & Co. {100%}"))
    Mackinnon Mackenzie \& Co. \textbraceleft{}100\%\textbraceright{}
    """
    return _JOINING.sub("{}", " ".join(text.split()).translate(_SPECIAL))


def bibtex_entry(entry: Entry) -> str:
    """One BibTeX entry: ``@techreport`` for a document with a body as author, ``@misc`` for all else."""
    is_report = entry.form == "report"
    fields = {
        "author": f"{{{escaped(entry.author)}}}" if entry.author else "",  # braces: one body, not a person's names
        "title": f"{{{escaped(entry.title)}}}",  # braces: capitals stay
        "howpublished": escaped(entry.cited_as),
        "institution" if is_report else "organization": escaped(
            entry.authority if entry.shelf == "case" else entry.publisher
        ),
        "type": escaped(entry.genre),
        "number": escaped(entry.number) if is_report else "",
        "series": escaped(entry.collection),
    }
    dates = _date_parts(entry.issued) if entry.issued else []
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    lines += [f"  year = {{{dates[0]}}}"] if dates else []
    lines += [f"  month = {_MONTHS[dates[1] - 1]}"] if dates[1:] else []
    lines += [f"  day = {{{dates[2]}}}"] if dates[2:] else []
    lines += [f"  url = {{{entry.url}}}"] if entry.url else []
    lines += [f"  note = {{{escaped(entry.status[0].upper() + entry.status[1:])}}}"] if entry.status else []
    lines.append(f"  annote = {{{escaped(record(entry))}}}")  # kept by reference managers, printed by no common style
    return f"@{'techreport' if is_report else 'misc'}{{{entry.key},\n" + ",\n".join(lines) + "\n}"
