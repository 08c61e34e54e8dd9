"""From gaps to a plan of action: who does what, with whom, by when, with which help, and how one sees it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import speaking
from ilslearn.dates import Window, a_day_or_today
from ilslearn.document import Document, Documented
from ilslearn.errors import IlsError, shown
from ilslearn.law.countries import Country
from ilslearn.law.instruments import instrument
from ilslearn.law.ratification import Binding, binding
from ilslearn.strategy.calendar import cycle, kind_of_report, next_report, rule
from ilslearn.strategy.gaps import GapAnalysis
from ilslearn.strategy.plan_page import page
from ilslearn.strategy.sheet import write_csv

if TYPE_CHECKING:
    from ilslearn.views.picture import Picture

# Whom to consult, by who acts first: both sides of industry, unless the actor is one of them, or a court.
_BOTH = "most representative organizations of employers and of workers"
CONSULTED = {
    "courts": "none: courts decide independently; the body that trains them may take the standard up",
    "employers": "workers' representatives and their organizations",
    "social_partners": "the government, as far as both sides of industry wish",
}
# Help of the ILO that fits any country: with drafting for a gap in the law, with training for one in practice.
_GENERAL = {"law": "drafting-assistance", "practice": "promotional-activities"}
_MISSION = "advisory-missions"  # where the supervisory bodies have already spoken


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ActionPlan(Documented):
    """The tasks that a gap analysis leads to, the most severe gap first.

    ``table`` has one row for each task; ``due_earliest`` and ``due_latest`` are the same day where the year of the next
    report is known, and empty where no report is due. ``tripartite`` says whether Convention No. 144 binds.
    """

    country: Country
    start: date
    table: pd.DataFrame
    tripartite: Binding

    @property
    def picture(self) -> "Picture":
        """The tasks along the calendar, drawn when asked for."""
        try:
            from ilslearn.views.gantt import gantt
        except ImportError:
            raise IlsError("Pictures need matplotlib: pip install 'ilslearn[course]' (make setup does it).") from None
        return gantt(self.table, self.country.name, self.start)

    def plot(self) -> "Picture":
        """The tasks along the calendar."""
        return self.picture

    def document(self) -> Document:
        """The plan with its picture."""
        return page(self, (self.picture,) if len(self.table) else ())

    def __str__(self) -> str:
        return str(page(self, ()))

    def to_csv(self, path: str | Path) -> Path:
        """Write the tasks as CSV."""
        return write_csv(self.table, path)


@speaking("en")
def action_plan(
    gaps: GapAnalysis, start: str | date | None = None, *, next_report: Mapping[str, int] | None = None
) -> ActionPlan:
    """A plan of action for the gaps of an analysis.

    Parameters: ``gaps``, a filled :class:`ilslearn.GapAnalysis`; ``start``, the first day of the plan (today if left
    out); ``next_report``, for each instrument the year in which the State's next report on it is due, for example
    ``{"C087": 2028}``, as NORMLEX shows it for the State.

    The rule of the deadlines: a gap should be closed, or the progress told, by the next report under article 22 of the
    ILO Constitution. Reports are due on 1 September, on fundamental and governance Conventions every three years, on
    technical ones every six. Where the year is not given, the deadline is the interval in which that report falls due,
    counted from ``start``. Where the instrument does not bind, no report is due and the plan names no day.

    >>> from ilslearn.strategy.gaps import gap_analysis
    >>> import pandas as pd
    >>> found = pd.DataFrame({"key": ["C098:4:1"], "finding": ["not_met"], "source": ["Labour Act, s. 5"]})
    >>> plan = action_plan(gap_analysis("Kenya", findings=found), start="2026-11-22", next_report={"C098": 2028})
    >>> plan.table.loc[0, "due_latest"]
    '2028-09-01'

    Raises IlsError if nothing is filled in or a year is no year, UnknownInstrument and UnknownDate.
    """
    if not isinstance(gaps, GapAnalysis):
        raise IlsError(
            "Give what ils.gap_analysis(...) returned with findings, or its sheet with the findings filled in."
        )
    if not gaps.is_filled:
        raise IlsError(
            "The sheet has no findings yet: fill in its column finding (met, partly or not_met), then give it again."
        )
    day, years = a_day_or_today(start), _years_of(next_report or {})
    rows = [
        {"task": number, **_task(row, gaps.country, day, years.get(row["instrument"]))}
        for number, row in enumerate(gaps.gaps.to_dict("records"), start=1)
    ]
    columns = [
        "task", "key", "instrument", "severity", "action", "first", "consult", "due_earliest", "due_latest",
        "deadline_rule", "assistance", "indicator", "finding", "source", "comment",
    ]  # fmt: skip
    return ActionPlan(
        gaps.country, day, pd.DataFrame(rows, columns=columns), binding(gaps.country.code, "C144", on=day)
    )


def _years_of(given: Mapping[str, int]) -> dict[str, int]:
    years = {}
    for name, year in given.items():
        code = instrument(name).code
        if isinstance(year, bool) or not isinstance(year, int) or not 1919 <= year <= 9000:
            raise IlsError(
                f"{shown(year)} is not the year of the next report on {code}: write it as a number, such as 2028."
            )
        years[code] = year
    return years


def _task(row: dict[str, str], state: Country, start: date, year: int | None) -> dict[str, str]:
    due, told = deadline(row["instrument"], row["binding"], state, start, year)
    actors = row["actor"].split("; ")
    where = "Change the law" if row["kind"] == "law" else "Change practice, and keep the record that shows it"
    if row["obligation"].startswith("Flexibility:"):  # it may be used: what fails is the condition on its use
        where = "Keep to the conditions of this clause, or give up its use"
    consulted = dict.fromkeys(CONSULTED.get(actor, _BOTH) for actor in actors)
    return {
        "key": row["key"],
        "instrument": row["instrument"],
        "severity": row["severity"],
        "action": f"{where}: {row['obligation'].removeprefix('Flexibility: ')}",
        "first": ", then ".join(actor.replace("_", " ") for actor in actors),
        "consult": "; ".join(consulted),
        "due_earliest": due.earliest.isoformat() if due else "",
        "due_latest": due.latest.isoformat() if due else "",
        "deadline_rule": told,
        "assistance": "; ".join(_help(row, state, start)),
        "indicator": f"Answered with yes, and with a source: {row['question']}",
        "finding": row["finding"],
        "source": row["source"],
        "comment": row["comment"],
    }


def deadline(code: str, status: str, state: Country, start: date, year: int | None) -> tuple[Window | None, str]:
    """By when a gap should be closed, and the rule by which that day, or interval, was computed.

    >>> from ilslearn.law.countries import country
    >>> str(deadline("C158", "in_force", country("Spain"), date(2026, 11, 22), None)[0])
    '2027-09-01/2032-09-01'
    """
    if status not in ("in_force", "uncertain"):
        return (
            None,
            "Not in force for the State, so no report under article 22 is due: the tripartite body sets the day.",
        )
    every = cycle(kind_of_report(code), state)
    due = next_report(start, every.years, year)
    by = rule("date", "reports_deadline")["value"]
    said = f"Reports on {every.category} Conventions are due every {every.years} years, by {by}"
    said += "" if every.verified == "confirmed" else f" ({every.verified})"
    if year is None:
        told = f"{said}; the State's year is not in the record, so the next one falls due once in this interval."
    elif due.earliest.year == year:
        told = f"{said}; the next one in {year}, the year that was given."
    else:
        told = f"{said}; {year}, the year that was given, has passed, so the next one in the cycle."
    return (
        due,
        told
        if status == "in_force"
        else f"{told} If the instrument is in force at all, which the record does not settle.",
    )


def _help(row: dict[str, str], state: Country, start: date) -> list[str]:
    """Help that the tables name: general by kind of gap, made for the instrument, and projects in the country."""
    programmes = tables.programmes().set_index("id", drop=False)
    wanted = [_GENERAL[row["kind"]], *([_MISSION] if "supervisory work" in row["why"] else [])]
    running = ~(programmes["end_year"] < start.year).fillna(False)
    own = programmes["related_instruments"].map(lambda cell: row["instrument"] in cell)
    here = programmes["countries"].map(lambda cell: not cell or state.code in cell)
    about = programmes["related_instruments"].map(lambda cell: not cell or row["instrument"] in cell)
    project = programmes["countries"].map(lambda cell: state.code in cell) & (programmes["kind"] == "project")
    fitting = running & ((own & here & programmes["kind"].isin(["course", "guideline", "project"])) | (project & about))
    wanted += [one for one in programmes.loc[fitting, "id"] if one not in wanted]
    return [str(programmes.loc[one, "name"]) for one in wanted]
