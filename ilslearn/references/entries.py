"""What a reference to one thing of the record is made of, and how OSCOLA (4th edition) sets it in order.

OSCOLA has rules for treaties, judgments and documents of international organizations, with as little punctuation as can
be: no full stop after an abbreviation ("No 98", "v", "Ltd"). It has none of its own for the work of the supervisory
bodies of the ILO: this follows its rule for documents, body, 'title' (year). A part that the record does not have is
left out, never supplied: above all the place in the United Nations Treaty Series.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ilslearn import tables
from ilslearn.dates import Window, day_in_words, partial
from ilslearn.law.decisions import Decision, where
from ilslearn.law.instruments import Instrument

ILO = "International Labour Organization"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The parts of one reference; an empty text is a part that the thing or the record does not have.

    ``oscola`` is the text before, in and after italics; ``shelf`` its place in a list of authorities; ``form`` the type
    in CSL-JSON; ``cited_as`` the citation of a judgment, or the short name of an instrument.
    """

    key: str
    shelf: Literal["case", "treaty", "other"]
    form: Literal["legal_case", "treaty", "document", "report"]
    title: str
    oscola: tuple[str, str, str]
    verified: str
    note: str
    sources: tuple[str, ...]
    issued: Window | None = None
    author: str = ""
    authority: str = ""
    cited_as: str = ""
    collection: str = ""
    genre: str = ""
    jurisdiction: str = ""
    number: str = ""
    page: str = ""
    publisher: str = ""
    reporter: str = ""
    status: str = ""
    url: str = ""
    volume: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Were its key facts read at the source?"""
        return self.verified == "confirmed"


def unstopped(text: str) -> str:
    """Without full stops, except between digits, as OSCOLA asks.

    >>> unstopped("T.K. Rangarajan v. Government, No. 44.124")
    'TK Rangarajan v Government, No 44.124'
    """
    return re.sub(r"(?<!\d)\.|\.(?!\d)", "", text)


def when(window: Window) -> str:
    """A day, a month or a year, as far as it is known.

    >>> when(partial("1987-02")), when(partial("1963"))
    ('February 1987', '1963')
    """
    first, last = window.earliest, window.latest
    if (first, last) == (partial(f"{first:%Y-%m}").earliest, partial(f"{first:%Y-%m}").latest):
        return day_in_words(first).partition(" ")[2]
    if (first.year, first.month, last.month) == (last.year, 1, 12) and not window.is_day:
        return str(first.year)
    return window.in_words()


def bracketed(parts: Sequence[str]) -> str:
    return f" ({', '.join(filter(None, parts))})" if any(parts) else ""


def of_the_ilo(sources: Sequence[str]) -> str:
    """The first address of the organization itself: the others show where a fact was read, not the document."""
    return next((url for url in sources if re.match(r"https?://[\w.]*\bilo\.(?:org|ch)/", url)), "")


@cache
def _states() -> Mapping[str, tuple[str, str]]:
    """ISO code of three letters -> short name, and the code of two letters in lower case."""
    rows = tables.read_raw("countries").to_dict("records")
    return {row["country"]: (row["name"].partition(" (")[0], row["alpha2"].lower()) for row in rows}


def state_of(code: str) -> tuple[str, str]:
    """The name of a place or of a court above the States, and the code of two letters if it is a Member."""
    return _states().get(code) or (where(code).partition(" (")[0], "")


# ---------------------------------------------------------------------------------------------------------------------
# Instruments
# ---------------------------------------------------------------------------------------------------------------------


def of_instrument(one: Instrument) -> Entry:
    """A Convention or Protocol as a treaty; a Recommendation, which is none, as a document."""
    if one.kind == "protocol":
        name, short = one.title.replace(",", ""), f"Protocol to ILO Convention No. {one.number}"
    else:
        name = re.sub(r", \d{4}(?=$|, as amended$)", "", one.title)
        short = f"ILO {one.kind.capitalize()} No. {one.number}" if one.number else "MLC 2006"
    # The first year in a title is that of adoption: it stands in for a day that is not recorded.
    adopted = partial(one.adopted_on.isoformat() if one.adopted_on else re.findall(r"\d{4}", one.title)[0])
    status = []
    if one.in_force_on:
        status.append(f"entered into force {day_in_words(one.in_force_on)}")
    elif one.status == "not_in_force":
        status.append("not yet in force")
    if one.ended_on:
        status.append(f"{one.status} {when(one.ended_on)}")
    dates = [f"adopted {when(adopted)}", *status]
    treaty = one.kind != "recommendation"
    return Entry(
        key=f"ilo-{one.code.lower()}-{adopted.earliest.year}",
        shelf="treaty" if treaty else "other",
        form="treaty" if treaty else "document",
        title=one.title,
        oscola=(f"{name} ({unstopped(short)}){bracketed(dates)}", "", ""),
        verified=one.verified,
        note=one.note,
        sources=one.sources,
        issued=adopted,
        authority="International Labour Conference",
        cited_as=short,
        genre="" if treaty else "Recommendation",
        number=str(one.number or ""),
        publisher=ILO,
        status=", ".join(status),
        url=of_the_ilo(one.sources),
    )


# ---------------------------------------------------------------------------------------------------------------------
# Decisions
# ---------------------------------------------------------------------------------------------------------------------

_ABBREVIATED = {
    "Court of Justice of the European Communities": "ECJ",
    "Court of Justice of the European Union": "CJEU",
    "European Court of Human Rights": "ECHR",
    "Inter-American Court of Human Rights": "IACtHR",
    "International Court of Justice": "ICJ",
    "Permanent Court of International Justice": "PCIJ",
}
# A report or a neutral citation: "(1996) 187 CLR 416", "[2001] 3 S.C.R. 1016", "2004 (2) BLR 317 (IC)", "2011 SCC 20".
_REPORT = re.compile(
    r"(?:\[\d{4}\]|\(\d{4}\)|\d{4}) (?:\(?(?P<volume>\d+)\)? )?(?P<reporter>[A-Z][A-Za-z. ]*?) (?P<page>\d+)"
    r"(?: \([\w ]+\))?"
)


def of_decision(one: Decision) -> Entry:
    """A judgment, order or opinion of a court."""
    parts = one.citation.split("; ")
    report = next(filter(None, map(_REPORT.fullmatch, parts)), None)
    state, alpha2 = state_of(one.country)
    return Entry(
        key=one.id,
        shelf="case",
        form="legal_case",
        title=one.name,
        oscola=_judgment(one, parts, "" if one.is_international else state),
        verified=one.verified,
        note=one.note,
        sources=one.sources,
        issued=one.decided_on,
        authority=one.court,
        cited_as=one.citation,
        jurisdiction=alpha2,
        number="; ".join(part for part in parts if not report or part != report[0]),
        page=report["page"] if report else "",
        reporter=report["reporter"] if report else "",
        url=next((url for url in one.sources if url.startswith("http")), ""),
        volume=(report["volume"] or "") if report else "",
    )


def _judgment(one: Decision, parts: Sequence[str], state: str) -> tuple[str, str, str]:
    """Case number of the European Union's court, name, citations, (court, State, day)."""
    name, before = unstopped(one.name), ""
    parts = [unstopped(part) for part in parts]
    if re.match(r"[CT]-\d+/\d\d$", parts[0]):
        before, parts = f"Case {parts[0]} ", [part.removeprefix("ECLI:") for part in parts[1:]]
    parts = [re.sub(r"^Applications? No(s?) ", r"App no\1 ", part) for part in parts if part not in name]
    court = one.court
    for full, short in _ABBREVIATED.items():
        court = court.replace(full, short)
    court = unstopped(re.sub(r" \(([^()]*)\)", r", \1", court))
    day = when(one.decided_on)
    if state.split(" ")[-1] in one.court or one.court.startswith("U.S."):  # the court's name says where
        state = ""
    told = [court, state, "" if day in f"{name} {' '.join(parts)}" else day]
    return before, name, f"{' ' if any(parts) else ''}{', '.join(filter(None, parts))}{bracketed(told)}"
