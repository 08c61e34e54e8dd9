"""When reports on ratified Conventions fall due: what the reporting cycle tells, and what it leaves open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from ilslearn import tables
from ilslearn.dates import Window
from ilslearn.law.countries import Country
from ilslearn.law.instruments import instrument
from ilslearn.tables import items

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cycle:
    """How often a State reports on a category of Conventions: every ``years`` years since ``since``, in its ``group``.

    ``group`` is the State's group of the alphabet. Which group reports in which year is not in the record.
    """

    category: str
    years: int
    since: int | None
    group: str
    detail: str
    sources: tuple[str, ...]
    verified: str


@cache
def _rules() -> Mapping[tuple[str, str], dict[str, Any]]:
    return {(row["category"], row["item"]): row for row in tables.read_raw("reporting_cycle").to_dict("records")}


def rule(category: str, item: str) -> dict[str, Any]:
    """One row of the reporting cycle, for example ``rule("date", "reports_deadline")``."""
    return _rules()[category, item]


def kind_of_report(code: str) -> str:
    """The category by which reports on an instrument are asked for; the MLC, 2006 has a rule of its own."""
    return "mlc" if code == "MLC" else instrument(code).category


def cycle(category: str, state: Country) -> Cycle:
    """How often a State reports on the Conventions of a category."""
    row = rule(category, "cycle_years")
    # The three groups of the fundamental Conventions are those of the governance Conventions and of the MLC too.
    groups = rule("technical" if category == "technical" else "fundamental", "country_groups")["value"].split(";")
    initial = state.name[0].upper()
    return Cycle(
        category=category,
        years=int(row["value"]),
        since=int(row["since"]) if row["since"] else None,
        group=next((group for group in groups if group[0] <= initial <= group[-1]), ""),
        detail=row["detail"],
        sources=items(row["source_url"]),
        verified=row["verified"],
    )


def next_report(start: date, years: int, year: int | None = None) -> Window:
    """When the next report is due: a day where the year of the State's report is known, else the days it may be.

    Reports are due on one day of the year, once in ``years`` years; so the next one falls due on one of the next
    ``years`` such days. A ``year`` that has passed stands for its successors in the cycle.

    >>> str(next_report(date(2026, 11, 22), 3, 2027))
    '2027-09-01'
    >>> str(next_report(date(2026, 11, 22), 3))
    '2027-09-01/2029-09-01'
    """
    day, month = rule("date", "reports_deadline")["value"].split()
    due = date(start.year, _MONTHS.index(month) + 1, int(day))
    first = due if due >= start else due.replace(year=start.year + 1)
    if year is None:
        return Window(first, first.replace(year=first.year + years - 1))
    known = first.replace(year=year)
    if known < first:
        known = first.replace(year=first.year + (year - first.year) % years)
    return Window(known, known)
