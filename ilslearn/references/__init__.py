"""References to instruments, decisions and supervisory work, as OSCOLA text, CSL-JSON and BibTeX."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal, get_args

from ilslearn import tables
from ilslearn.catalogues import speaking
from ilslearn.errors import UnknownDecision, UnknownInstrument, UnknownReference, UnknownStyle, did_you_mean, shown
from ilslearn.law.citations import Citation, find_citations
from ilslearn.law.decisions import decision, register
from ilslearn.law.instruments import instrument
from ilslearn.references.entries import Entry, of_decision, of_instrument
from ilslearn.references.formats import bibtex_entry, csl_item
from ilslearn.references.supervision import of_cfa_case, of_comment, of_general_survey, of_inquiry

Style = Literal["oscola", "oscola-markdown", "bibtex", "csl"]
_STYLES: Mapping[str, Style] = {style: style for style in get_args(Style)}

_CFA_CASE = re.compile(r"(?:CFA[-, ]*(?:Case No\.? ?)?|Case No\.? ?)(\d{1,4})", re.I)
_A_NUMBER = re.compile(r"(?:[CPR]|.*(?:convention|conv|protocol|recommendation|rec)\b.*?)\.? ?\d{1,4}", re.I)
_SHELVES = {"case": "Cases", "treaty": "Treaties", "other": "Other documents"}


@speaking("en")
def reference(name: str, style: str = "oscola") -> str:
    """The reference to one thing of the record.

    Parameters: ``name``, an instrument (code, number or title), a decision (id or name), a case of the Committee on
    Freedom of Association (``"CFA-2654"``, ``"Case No. 2654"``), or the id of a comment of the Committee of Experts, a
    General Survey or an inquiry; ``style``, ``oscola`` (4th edition, plain text), ``oscola-markdown`` (with italics),
    ``bibtex`` or ``csl`` (CSL-JSON, an array of one item). Returns text; what the record does not have is left out. How
    far the record is confirmed stands in the note of the last two, and below the list of :func:`bibliography`.

    >>> print(reference("Convention No. 29"))
    Forced Labour Convention (ILO Convention No 29) (adopted 28 June 1930, entered into force 1 May 1932)

    Raises UnknownReference, UnknownInstrument or UnknownDecision, with the nearest names; UnknownStyle.
    """
    checked = _style(style)
    return _written([_find(name)], checked) if checked in ("bibtex", "csl") else _oscola(_find(name), checked)


@speaking("en")
def bibliography(names: Iterable[str], style: str = "oscola") -> str:
    """The references to several things, each once: a BibTeX file, a CSL-JSON array, or a list of authorities.

    Parameters as for :func:`reference`. The OSCOLA list has cases, then treaties, then other documents, by their names;
    case names are not in italics there (OSCOLA 1.6.2); a note names what the record has confirmed only in part.

    >>> print(bibliography(["R190", "C029"]))
    Treaties
    Forced Labour Convention (ILO Convention No 29) (adopted 28 June 1930, entered into force 1 May 1932)
    <BLANKLINE>
    Other documents
    Worst Forms of Child Labour Recommendation (ILO Recommendation No 190) (adopted 17 June 1999)

    Raises the errors of :func:`reference`.
    """
    checked = _style(style)
    if isinstance(names, str):
        names = [names]
    return _written([_find(name) for name in names], checked)


@speaking("en")
def bibliography_of(text: str, style: str = "oscola") -> str:
    """The references to everything that :func:`ilslearn.find_citations` finds in a text, each once.

    What is not in the record, or is not named closely enough to tell which it is, is listed in a note: a last paragraph
    in OSCOLA, a comment in BibTeX, an item of its own in CSL-JSON.

    >>> print(bibliography_of("See Convention No. 29; ILO Convention No. 999 does not exist."))
    Forced Labour Convention (ILO Convention No 29) (adopted 28 June 1930, entered into force 1 May 1932)
    <BLANKLINE>
    Cited in the text, but not in the record or not named closely enough: Convention No. 999

    Raises UnknownStyle; UnusableFile if it is not a text.
    """
    checked, found, missing = _style(style), [], []
    for citation in find_citations(text):
        try:
            found.append(_find(_name_of(citation)))
        except (UnknownReference, UnknownInstrument, UnknownDecision):
            missing.append(" ".join(citation.text.split()))
    return _written(found, checked, list(dict.fromkeys(missing)))


def _style(style: str) -> Style:
    if style not in _STYLES:
        hint = did_you_mean(str(style), _STYLES)
        raise UnknownStyle(f"{shown(style)} is no style of references.{hint} Write one of: {', '.join(_STYLES)}.")
    return _STYLES[style]


# ---------------------------------------------------------------------------------------------------------------------
# What is meant
# ---------------------------------------------------------------------------------------------------------------------


@cache
def _supervisory() -> Mapping[str, Entry]:
    """All supervisory work by its id in lower case."""
    found = {f"cfa-{row['case_no']}": of_cfa_case(row) for row in tables.read_raw("cfa_cases").to_dict("records")}
    for table, build in (
        ("ceacr_comments", of_comment),
        ("general_surveys", of_general_survey),
        ("commissions_of_inquiry", of_inquiry),
    ):
        found |= {row["id"]: build(row) for row in tables.read_raw(table).to_dict("records")}
    return found


def _find(name: str) -> Entry:
    if not isinstance(name, str) or not name.strip():
        raise UnknownReference("Nothing was named: write a code, an id or a name, for example C158 or CFA-2654.")
    text = " ".join(name.split())
    works = _supervisory()
    case = _CFA_CASE.fullmatch(text)
    if work := works.get(f"cfa-{int(case[1])}" if case else text.casefold()):
        return work
    try:
        return of_instrument(instrument(text))
    except UnknownInstrument:
        if _A_NUMBER.fullmatch(text):
            raise
    try:
        return of_decision(decision(text))
    except UnknownDecision:
        if any(text.casefold() in one.name.casefold() for one in register().values()):  # it fits several
            raise
    names = [*works, *register(), *(one.name for one in register().values()), *tables.read_raw("instruments")["title"]]
    raise UnknownReference(
        f"Nothing in the record goes by the name {shown(text)}.{did_you_mean(text, names)}"
        " Write a code such as C158, a decision's id, CFA-2654, or the id of a comment, General Survey or inquiry."
        " That it is not here says nothing of whether it exists."
    )


def _name_of(citation: Citation) -> str:
    """The name under which the record has what a text cites; a General Survey or an inquiry is known by its year."""
    sort = {"GENERAL_SURVEY": "ilo-gs-", "COMMISSION_OF_INQUIRY": "ilo-coi-"}.get(citation.code)
    if not sort:
        return citation.code
    of_that_year = [
        name
        for name, entry in _supervisory().items()
        if entry.key.startswith(sort)
        and entry.form == "report"
        and entry.issued
        and entry.issued.earliest.year == citation.year
    ]
    return of_that_year[0] if len(of_that_year) == 1 else citation.code


# ---------------------------------------------------------------------------------------------------------------------
# How it is written
# ---------------------------------------------------------------------------------------------------------------------


def _oscola(entry: Entry, style: Style, *, italic: bool = True) -> str:
    before, name, after = entry.oscola
    if style == "oscola-markdown":
        before, name, after = (re.sub(r"([\\`*_<])", r"\\\1", part) for part in (before, name, after))
        name = f"*{name}*" if name and italic else name
    return f"{before}{name}{after}"


def _written(entries: Iterable[Entry], style: Style, missing: Iterable[str] = ()) -> str:
    once = list({entry.key: entry for entry in entries}.values())
    note = "; ".join(missing)
    note = f"Cited in the text, but not in the record or not named closely enough: {note}" if note else ""
    if style == "csl":
        items = [csl_item(entry) for entry in once]
        if note:
            items.append({"id": "ilslearn-not-found", "type": "document", "title": "Not in the record", "note": note})
        return json.dumps(items, indent=2, ensure_ascii=False)
    if style == "bibtex":  # text outside an entry is a comment; an @ would begin one
        written = [bibtex_entry(entry) for entry in once] + ([f"% {note.replace('@', '(at)')}"] if note else [])
        return "\n\n".join(written)
    return _list(once, style, note)


def _list(entries: list[Entry], style: Style, note: str) -> str:
    """A list of authorities; headings only where it has more than one kind."""
    marked, several = style == "oscola-markdown", len({entry.shelf for entry in entries}) > 1
    blocks = []
    for shelf, heading in _SHELVES.items():
        here = sorted((entry for entry in entries if entry.shelf == shelf), key=lambda entry: _sorted_by(entry.title))
        lines = [("- " if marked else "") + _oscola(entry, style, italic=shelf != "case") for entry in here]
        if lines and several:
            lines.insert(0, f"## {heading}\n" if marked else heading)
        blocks += ["\n".join(lines)] if lines else []
    doubtful = [
        entry.key if entry.shelf == "case" else entry.cited_as or entry.key
        for entry in entries
        if not entry.is_confirmed
    ]
    if doubtful:
        blocks.append(f"Confirmed only in part (the record says in what): {'; '.join(doubtful)}")
    return "\n\n".join([*blocks, *([note] if note else [])])


def _sorted_by(title: str) -> str:
    """Without case or accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c)).casefold()
