"""What the supervisory bodies of the ILO had said to a State before a day: a sample of their work, in order of time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import N_, English, _, word
from ilslearn.dates import Window, a_day_or_today, day_in_words, partial
from ilslearn.document import Document, Documented, Grid, Text
from ilslearn.law.countries import country as find_country
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.shown import Shown
from ilslearn.tables import items

BODIES = {
    "CEACR": N_("Committee of Experts"),
    "CFA": N_("Committee on Freedom of Association"),
    "CAS": N_("Conference Committee on the Application of Standards"),
    "COI": N_("Commission of Inquiry (article 26 complaint)"),
}
SAMPLE = N_("The supervisory record here is a sample; absence proves nothing")


@dataclass(frozen=True, slots=True, repr=False)
class Said(Shown):
    """One thing that a supervisory body said to a State: ``on`` is its day or, as a rule, its year."""

    body: str
    id: str
    country: str
    on: Window
    instruments: tuple[str, ...]
    what: str
    sources: tuple[str, ...]
    verified: str

    @property
    def when(self) -> str:
        """Its day in words, or its year."""
        return self.on.in_words() if self.on.is_day else str(self.on.earliest.year)

    def concerns(self, codes: Collection[str]) -> bool:
        """Was it about one of these instruments? A CFA case counts for C087 and C098, on whose subject it works."""
        association = self.body == "CFA" and not {"C087", "C098"}.isdisjoint(codes)
        return association or not set(self.instruments).isdisjoint(codes)

    def __str__(self) -> str:
        said = {"when": self.when, "body": _(BODIES[self.body]), "what": English(self.what)}
        said["confirmed"] = word(self.verified)
        if not self.instruments:
            return _("{when}, {body}: {what} ({confirmed})", **said)
        return _("{when}, {body} on {codes}: {what} ({confirmed})", codes=", ".join(self.instruments), **said)


@dataclass(frozen=True, slots=True, repr=False)
class Record(Documented):
    """What the supervisory bodies had said to a State before a day, the earliest first: a sequence of :class:`Said`."""

    country: str
    instrument: str
    before: date
    said: tuple[Said, ...]
    is_translated = True

    def __len__(self) -> int:
        return len(self.said)

    def __iter__(self) -> Iterator[Said]:
        return iter(self.said)

    def __getitem__(self, at: int) -> Said:
        return self.said[at]

    @property
    def table(self) -> pd.DataFrame:
        """One row for each: body, id, country, on, instruments, what, sources, verified."""
        rows = [[getattr(one, name) for name in Said.__dataclass_fields__] for one in self.said]
        return pd.DataFrame(rows, columns=list(Said.__dataclass_fields__))

    def document(self) -> Document:
        """The record as a table with its sources."""
        rows = [
            (one.when, _(BODIES[one.body]), ", ".join(one.instruments), English(one.what), word(one.verified),
             one.sources[0])
            for one in self.said
        ]  # fmt: skip
        columns = (_("When"), _("Who"), _("On"), _("What"), _("Confirmed"), _("Source"))
        grid = Grid(_("The earliest first"), columns, rows, widths=(1, 2, 1, 5, 1, 2))
        asked = {"state": find_country(self.country).called, "day": day_in_words(self.before)}
        title = (
            _("What the ILO's bodies had said to {state} on {code} before {day}", code=self.instrument, **asked)
            if self.instrument
            else _("What the ILO's bodies had said to {state} before {day}", **asked)
        )
        said = f"n = {len(rows)}. {_(SAMPLE)}. {tables.facts_as_of()}"
        return Document(title, (grid, Text(said)) if rows else (Text(f"{_('Nothing in the sample.')} {said}"),))


def supervisory_record(country: str, *, instrument: str | None = None, before: str | date | None = None) -> Record:
    """What the supervisory bodies had said to a State before a day, the earliest first.

    Parameters: ``country``, an English name or ISO code; ``instrument``, a code, number or title: then the Committee on
    Freedom of Association is left out unless the instrument is C087 or C098, on whose subject it works; ``before``, a
    day (today if left out). A year counts only if it had ended by that day. Returns a ``Record``, a sequence with
    ``.table`` and exports. A sample: absence proves nothing.

    >>> supervisory_record("Canada", before="2011-04-29")[-1].on.earliest.year <= 2010
    True

    Raises UnknownCountry, UnknownInstrument or UnknownDate.
    """
    state, day = find_country(country).code, a_day_or_today(before)
    code = find_instrument(instrument).code if instrument is not None else None
    said = tuple(
        one for one in _all() if one.country == state and one.on.latest < day and (code is None or one.concerns({code}))
    )
    return Record(state, code or "", day, said)


@cache
def _all() -> tuple[Said, ...]:
    said = [*_comments(), *_cfa_cases(), *_inquiries(), *_conference_cases()]
    return tuple(sorted(said, key=lambda one: (one.on.earliest, one.on.latest, one.body, one.id)))


def _comments() -> Iterator[Said]:
    words = {"satisfaction": " (with satisfaction)", "interest": " (with interest)"}
    for row in tables.read_raw("ceacr_comments").to_dict("records"):
        kind = row["kind"].replace("_", " ") + words.get(row["satisfaction_or_interest"], "")
        what = f"{kind}: {row['topic']}" if row["topic"] else kind
        yield Said(
            "CEACR", row["id"], row["country"], partial(row["adopted_year"]), items(row["instrument"]), what,
            items(row["source_url"]), row["verified"],
        )  # fmt: skip


def _cfa_cases() -> Iterator[Said]:
    for row in tables.read_raw("cfa_cases").to_dict("records"):
        if not row["year"]:
            continue  # when the Committee spoke is not recorded
        reports = ", ".join(f"{number}" for number in items(row["report_nos"]))
        what = f"Case No. {row['case_no']}{f' (Reports {reports})' if reports else ''}: {row['summary']}"
        yield Said(
            "CFA", f"CFA-{row['case_no']}", row["country"], partial(row["year"]), (), what, items(row["source_url"]),
            row["verified"],
        )  # fmt: skip


def _inquiries() -> Iterator[Said]:
    for row in tables.read_raw("commissions_of_inquiry").to_dict("records"):
        if row["reported"]:
            what = f"report on a complaint by {row['complainant']}. {row['outcome']}".strip()
            yield Said(
                "COI", row["id"], row["state"], partial(row["reported"]), items(row["conventions"]), what,
                items(row["source_url"]), row["verified"],
            )  # fmt: skip


def _conference_cases() -> Iterator[Said]:
    for row in tables.read_raw("cas_individual_cases").to_dict("records"):
        special = ", with a special paragraph" if row["special_paragraph"] == "true" else ""
        what = f"individual case at the {row['ilc_session']} Session{special}"
        yield Said(
            "CAS", row["id"], row["country"], partial(row["year"]), items(row["instrument"]), what,
            items(row["source_url"]), row["verified"],
        )  # fmt: skip
