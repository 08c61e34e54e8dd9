"""The register of decisions: what one decision is, and which ones have what you ask for.

The register is a teaching sample, not a census: a count says nothing about how often courts act so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import N_, English, _, mixed, semicolon, word
from ilslearn.dates import Window, a_day, partial
from ilslearn.document import Document, Documented, Grid, Text
from ilslearn.errors import IlsError, UnknownDecision, did_you_mean, shown
from ilslearn.law.countries import country as find_country
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.shown import confirmation
from ilslearn.tables import COURTS, items

SAMPLE = N_("The register is a teaching sample, not a census")


@dataclass(frozen=True, slots=True)
class Use:
    """An instrument that a decision used, with the article or Paragraph where it is known."""

    code: str
    article: str = ""

    def __str__(self) -> str:
        return f"{self.code} art. {self.article}" if self.article else self.code


@dataclass(frozen=True, slots=True, repr=False)
class Decision(Documented):
    """One decision of a court: what it decided, and what international labour standards did in it.

    ``country`` is an ISO code, or ``ICJ``, ``PCIJ``, ``CJEU``, ``ECTHR`` or ``IACTHR``. An empty text means that the
    record does not tell; ``note`` says what is confirmed and what is not.
    """

    id: str
    country: str
    court: str
    court_level: str
    name: str
    citation: str
    decided_on: Window
    subjects: tuple[str, ...]
    instruments: tuple[Use, ...]
    supervisory_works: tuple[str, ...]
    other_international_law: tuple[str, ...]
    role: str
    role_basis: str
    source_types: tuple[str, ...]
    treatment: str
    facts: str
    issue: str
    use_of_ils: str
    outcome: str
    followed_by: tuple[str, ...]
    contrasts_with: tuple[str, ...]
    sources: tuple[str, ...]
    verified: str
    note: str

    @property
    def title(self) -> str:
        """The name, the court and the day, as a heading."""
        return f"{self.name}, {self.court}, {self.decided_on.in_words()}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the instruments used, each once."""
        return tuple(dict.fromkeys(use.code for use in self.instruments))

    @property
    def is_international(self) -> bool:
        """Is it a decision of a court above the States?"""
        return self.country in COURTS

    is_translated = True

    def document(self) -> Document:
        """The decision as a card."""
        rows = [
            (_("Citation"), self.citation),
            (_("Where"), where(self.country)),
            (_("Level"), word(self.court_level)),
            (_("Subject"), ", ".join(map(word, self.subjects))),
            (_("Facts"), English(self.facts)),
            (_("Issue"), English(self.issue)),
            (_("ILO instruments"), semicolon().join(map(str, self.instruments)) or _("none recorded")),
            (_("Supervisory work"), ", ".join(map(word, self.supervisory_works))),
            (_("Other international law"), English("; ".join(self.other_international_law))),
            (_("Use of the standards"), English(self.use_of_ils)),
            (_("Role of international law"), _with_basis(self.role, self.role_basis)),
            (_("Type of source"), ", ".join(map(word, self.source_types))),
            (_("Treatment of the ILO source"), word(self.treatment) or _("not recorded")),
            (_("Outcome"), English(self.outcome) if self.outcome else _("not read")),
            (_("Followed by"), semicolon().join(self.followed_by)),
            (_("Contrasts with"), semicolon().join(self.contrasts_with)),
            (_("Confirmed"), confirmation(self.verified, self.note)),
            (_("Sources"), "; ".join(self.sources)),
        ]
        grid = Grid(self.id, (_("Point"), _("What the record says")), [row for row in rows if row[1]])
        return Document(self.title, (grid, Text(f"{_(SAMPLE)}. {tables.facts_as_of()} {_('Not legal advice.')}")))


def _with_basis(role: str, basis: str) -> str:
    named = word(role) or _("none recorded")
    return mixed(f"{named}. ", English(basis)) if basis else named


def in_words(value: str) -> str:
    """A word of a vocabulary as it may be written in a question: ``direct_resolution`` is "direct resolution"."""
    return value.replace("_", " ")


def seat(name: str) -> str:
    """The code of a State, by name or ISO code, or of a court above the States. Raises UnknownCountry."""
    code = str(name).strip().upper()
    return code if code in COURTS else find_country(name).code


def where(code: str) -> str:
    """The name of a State, or of a court above the States."""
    return _(COURTS[code]) if code in COURTS else find_country(code).called


def _uses(cell: str) -> tuple[Use, ...]:
    return tuple(Use(code, article) for code, _, article in (item.partition(":") for item in items(cell)))


@cache
def register() -> Mapping[str, Decision]:
    """All decisions of the register by their id."""
    return {
        row["id"]: Decision(
            id=row["id"],
            country=row["country"],
            court=row["court"],
            court_level=row["court_level"],
            name=row["name"],
            citation=row["citation"],
            decided_on=partial(row["decided_on"]),
            subjects=items(row["subject"]),
            instruments=_uses(row["instruments"]),
            supervisory_works=items(row["supervisory_works"]),
            other_international_law=items(row["other_international_law"]),
            role=row["role"],
            role_basis=row["role_basis"],
            source_types=items(row["source_types"]),
            treatment=row["treatment"],
            facts=row["facts"],
            issue=row["issue"],
            use_of_ils=row["use_of_ils"],
            outcome=row["outcome"],
            followed_by=items(row["followed_by"]),
            contrasts_with=items(row["contrasts_with"]),
            sources=items(row["source_url"]),
            verified=row["verified"],
            note=row["note"],
        )
        for row in tables.read_raw("decisions").to_dict("records")
    }


def decision(name: str) -> Decision:
    """Find one decision by its id, its name, its citation, or a part of the name that no other decision has.

    >>> decision("zaf-cc-2002-bader-bop").decided_on.in_words()
    '13 December 2002'
    >>> decision("Bader Bop").id
    'zaf-cc-2002-bader-bop'

    Raises UnknownDecision, with the nearest names or all that fit, if none or several go by that name.
    """
    if not isinstance(name, str) or not name.strip():
        raise UnknownDecision(_("No decision was named: write an id, for example 'zaf-cc-2002-bader-bop'."))
    asked = " ".join(name.split()).casefold()
    every = register()
    if asked in every:
        return every[asked]
    exact = [d for d in every.values() if asked in {d.name.casefold(), *d.citation.casefold().split("; ")}]
    found = exact or [d for d in every.values() if asked in d.name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        ids = [d.id for d in found]
        listed = ", ".join(ids[:6]) + (_(" and {n} more", n=len(ids) - 6) if len(ids) > 6 else "")
        raise UnknownDecision(
            _(
                "{name} fits {n} decisions: {listed}. Write the id of one.",
                name=shown(name.strip()),
                n=len(ids),
                listed=listed,
            )
        )
    hint = did_you_mean(asked, [*every, *(d.name for d in every.values())])
    raise UnknownDecision(
        _("No decision of the register goes by {name}.", name=shown(name.strip()))
        + hint
        + " "
        + _("That it is not here says nothing of whether it exists: the register is a sample.")
    )


def decisions(
    *,
    country: str | None = None,
    court_level: str | None = None,
    subject: str | None = None,
    instrument: str | None = None,
    article: str | None = None,
    role: str | None = None,
    source_type: str | None = None,
    treatment: str | None = None,
    supervisory_work: str | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    verified: str | None = None,
) -> pd.DataFrame:
    """Court decisions that used international labour standards, or declined to: all, or those that have what you ask.

    Parameters: ``country``, a name, an ISO code, or a court above the States (``"ECTHR"``); ``instrument``, a code,
    number or title, and ``article`` of it (``"4"`` finds ``4(1)`` too); ``since`` and ``until``, first and last day
    (a decision known to the year alone is kept if a day of it could fit); the others, words of the columns of the same
    names. Returns the rows of the register as the whole register is typed: a teaching sample.

    >>> len(decisions(instrument="C158", country="France", treatment="followed")) > 0
    True

    Raises IlsError with the words that there are, UnknownCountry, UnknownInstrument or UnknownDate.
    """
    if article is not None and instrument is None:
        raise IlsError(_("An article is an article of something: name the instrument too."))
    frame = tables.decisions()
    keep = pd.Series(True, index=frame.index)
    if country is not None:
        keep &= frame["country"] == seat(country)
    if instrument is not None:
        code = find_instrument(instrument).code
        keep &= frame["instruments"].map(lambda cell: any(_is_use(item, code, article) for item in cell))
    for column, asked in (
        ("court_level", court_level),
        ("role", role),
        ("treatment", treatment),
        ("verified", verified),
    ):
        if asked is not None:
            keep &= frame[column] == _word(asked, frame[column].cat.categories, column)
    for column, asked in (("subject", subject), ("source_types", source_type), ("supervisory_works", supervisory_work)):
        if asked is not None:
            keep &= frame[column].map(_having(_word(asked, _enum(column), column)))
    if since is not None:
        keep &= frame["decided_on_latest"] >= pd.Timestamp(a_day(since))
    if until is not None:
        keep &= frame["decided_on_earliest"] <= pd.Timestamp(a_day(until))
    chosen = frame[keep].reset_index(drop=True)
    chosen.attrs = frame.attrs | {"note": f"n = {len(chosen)}. {SAMPLE}."}
    return chosen


def _is_use(item: str, code: str, article: str | None) -> bool:
    used = Use(*item.split(":", 1))
    return used.code == code and (article is None or used.article.split("(")[0] == str(article).split("(")[0])


def _having(wanted: str) -> Callable[[tuple[str, ...]], bool]:
    return lambda cell: wanted in cell


@cache
def _enum(column: str) -> tuple[str, ...]:
    field: dict[str, Any] = next(f for f in tables.fields("decisions") if f["name"] == column)
    return tuple(field["items"]["enum"])


def _word(value: str, known: Iterable[str], column: str) -> str:
    """A word of a vocabulary as it is written there, or an error that lists them all."""
    by_name = {in_words(one).casefold(): one for one in known}
    asked = in_words(str(value)).strip().casefold()
    if asked not in by_name:
        raise IlsError(
            _("{value} is no {column} of the register.", value=shown(value), column=in_words(column))
            + did_you_mean(str(value), by_name.values())
            + " "
            + _("Write one of: {words}.", words=", ".join(by_name.values()))
        )
    return by_name[asked]
