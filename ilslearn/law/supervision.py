"""What the supervisory bodies of the ILO had said to a State before a day: a sample of their work, in order of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from ilslearn import tables
from ilslearn.dates import Window, a_day_or_today, partial
from ilslearn.law.countries import country as find_country
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.shown import Shown

BODIES = {
    "CEACR": "Committee of Experts",
    "CFA": "Committee on Freedom of Association",
    "CAS": "Conference Committee on the Application of Standards",
    "COI": "Commission of Inquiry (article 26 complaint)",
}
SAMPLE = "The supervisory record here is a sample; absence proves nothing"


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

    def __str__(self) -> str:
        codes = f" on {', '.join(self.instruments)}" if self.instruments else ""
        return f"{self.when}, {BODIES[self.body]}{codes}: {self.what} ({self.verified})"


def supervisory_record(
    country: str, *, instrument: str | None = None, before: str | date | None = None
) -> tuple[Said, ...]:
    """What the supervisory bodies had said to a State before a day, the earliest first.

    Parameters: ``country``, an English name or ISO code; ``instrument``, a code, number or title: then the Committee on
    Freedom of Association is left out unless the instrument is C087 or C098, on whose subject it works; ``before``, a
    day (today if left out). A year counts only if it had ended by that day. A sample: absence proves nothing.

    >>> supervisory_record("Canada", before="2011-04-29")[-1].on.earliest.year <= 2010
    True

    Raises UnknownCountry, UnknownInstrument or UnknownDate.
    """
    state, day = find_country(country).code, a_day_or_today(before)
    code = find_instrument(instrument).code if instrument is not None else None
    return tuple(
        said
        for said in _all()
        if said.country == state and said.on.latest < day and (code is None or _concerns(said, code))
    )


def _concerns(said: Said, code: str) -> bool:
    return code in said.instruments or (said.body == "CFA" and code in ("C087", "C098"))


@cache
def _all() -> tuple[Said, ...]:
    said = [*_comments(), *_cfa_cases(), *_inquiries(), *_conference_cases()]
    return tuple(sorted(said, key=lambda one: (one.on.earliest, one.on.latest, one.body, one.id)))


def _items(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))


def _comments() -> Iterator[Said]:
    words = {"satisfaction": " (with satisfaction)", "interest": " (with interest)"}
    for row in tables.read_raw("ceacr_comments").to_dict("records"):
        kind = row["kind"].replace("_", " ") + words.get(row["satisfaction_or_interest"], "")
        what = f"{kind}: {row['topic']}" if row["topic"] else kind
        yield Said(
            "CEACR", row["id"], row["country"], partial(row["adopted_year"]), _items(row["instrument"]), what,
            _items(row["source_url"]), row["verified"],
        )  # fmt: skip


def _cfa_cases() -> Iterator[Said]:
    for row in tables.read_raw("cfa_cases").to_dict("records"):
        if not row["year"]:
            continue  # when the Committee spoke is not recorded
        reports = ", ".join(f"{number}" for number in _items(row["report_nos"]))
        what = f"Case No. {row['case_no']}{f' (Reports {reports})' if reports else ''}: {row['summary']}"
        yield Said(
            "CFA", f"CFA-{row['case_no']}", row["country"], partial(row["year"]), (), what, _items(row["source_url"]),
            row["verified"],
        )  # fmt: skip


def _inquiries() -> Iterator[Said]:
    for row in tables.read_raw("commissions_of_inquiry").to_dict("records"):
        if row["reported"]:
            what = f"report on a complaint by {row['complainant']}. {row['outcome']}".strip()
            yield Said(
                "COI", row["id"], row["state"], partial(row["reported"]), _items(row["conventions"]), what,
                _items(row["source_url"]), row["verified"],
            )  # fmt: skip


def _conference_cases() -> Iterator[Said]:
    for row in tables.read_raw("cas_individual_cases").to_dict("records"):
        special = ", with a special paragraph" if row["special_paragraph"] == "true" else ""
        what = f"individual case at the {row['ilc_session']} Session{special}"
        yield Said(
            "CAS", row["id"], row["country"], partial(row["year"]), _items(row["instrument"]), what,
            _items(row["source_url"]), row["verified"],
        )  # fmt: skip
