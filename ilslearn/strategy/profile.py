"""A country's normative profile: all that the record has on one State on one day."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import speaking
from ilslearn.dates import a_day_or_today
from ilslearn.document import Document, Documented
from ilslearn.errors import IlsError, UnknownCountry
from ilslearn.law.countries import Country
from ilslearn.law.countries import country as find_country
from ilslearn.law.decisions import decisions
from ilslearn.law.instruments import instrument
from ilslearn.law.ratification import binding, binding_table
from ilslearn.law.reasons import Ground, Source, membership_obliges
from ilslearn.law.reception import Reception, reception
from ilslearn.law.supervision import Said, supervisory_record
from ilslearn.law.trade import trade_record
from ilslearn.strategy.calendar import Cycle, cycle, kind_of_report
from ilslearn.strategy.profile_page import CORE, page
from ilslearn.tables import COURTS

if TYPE_CHECKING:
    from ilslearn.views.picture import Picture

CATEGORIES = (*CORE, "technical")
# Where a country's ratifications, comments, laws and court decisions are shown in full.
_DATABASES = ("normlex", "natlex", "compendium", "irlex", "eplex", "travail-database")


@dataclass(frozen=True, slots=True)
class Gap:
    """A fundamental or governance instrument that does not bind the State that day, or may not.

    ``status`` is ``not_in_force``, ``uncertain`` or ``not_a_member``; ``remains`` are the duties of membership.
    """

    instrument: str
    title: str
    category: str
    status: str
    remains: tuple[Ground, ...]
    sources: tuple[Source, ...]
    as_of: str


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Profile(Documented):
    """What international labour law is for one State on one day. Tables are DataFrames; a count of samples says so.

    ``standing`` has one row for each Convention and Protocol adopted by that day (``status`` as in ``ils.binding``);
    ``gaps`` are the fundamental and governance instruments that do not bind, or may not; ``record`` is what the
    supervisory bodies had said, the Committee on Freedom of Association aside, whose cases are in ``cfa_cases``.
    """

    country: Country
    on: date
    reception: Reception | None
    standing: pd.DataFrame
    gaps: tuple[Gap, ...]
    denunciations: pd.DataFrame
    record: tuple[Said, ...]
    cfa_cases: pd.DataFrame
    decisions: pd.DataFrame
    trade_agreements: pd.DataFrame
    reporting: tuple[Cycle, ...]
    access_points: pd.DataFrame
    projects: pd.DataFrame

    def in_force(self, category: str | None = None) -> pd.DataFrame:
        """The rows of ``standing`` that are in force, of one category or of all."""
        held = self.standing[self.standing["status"] == "in_force"]
        return held if category is None else held[held["category"] == category]

    @property
    def pictures(self) -> "tuple[Picture, ...]":
        """The fundamental and governance instruments as tiles, and ratifications along time (drawn when asked for)."""
        try:
            from ilslearn.views.standing import along_time, core_matrix
        except ImportError:
            raise IlsError("Pictures need matplotlib: pip install 'ilslearn[course]' (make setup does it).") from None
        return core_matrix(self.country.code, self.on), along_time(self.country.code, self.on)

    def plot(self) -> "Picture":
        """The fundamental and governance instruments as tiles."""
        return self.pictures[0]

    def document(self) -> Document:
        """The profile as a document with its pictures."""
        return page(self, self.pictures)

    def __str__(self) -> str:
        return str(page(self, ()))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "country": self.country.code,
            "name": self.country.name,
            "on": self.on.isoformat(),
            "was_member": self.country.was_member(self.on),
            "membership": [
                {"since": str(period.since), "until": str(period.until) if period.until else None}
                for period in self.country.membership
            ],
            "reception": str(self.reception) if self.reception else None,
            "in_force": {name: list(self.in_force(name)["instrument"]) for name in CATEGORIES},
            "gaps": [
                {"instrument": gap.instrument, "status": gap.status, "remains": [str(one) for one in gap.remains]}
                for gap in self.gaps
            ],
            "denunciations": _plain(self.denunciations),
            "supervisory_record": [
                {"id": said.id, "body": said.body, "on": str(said.on), "instruments": list(said.instruments),
                 "verified": said.verified, "sources": list(said.sources)}
                for said in self.record
            ],
            "cfa_cases": _plain(self.cfa_cases[["case_no", "filed_on", "status", "verified", "source_url"]]),
            "decisions": list(self.decisions["id"]),
            "trade_agreements": list(self.trade_agreements["id"]),
            "reporting": [
                {"category": one.category, "every_years": one.years, "group": one.group, "verified": one.verified}
                for one in self.reporting
            ],
            "as_of": tables.as_of(),
        }  # fmt: skip


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        rows.append({str(key): list(cell) if isinstance(cell, tuple) else cell for key, cell in row.items()})
    return rows


@speaking("en")
def profile(country: str, on: str | date | None = None) -> Profile:
    """The normative profile of a country on a day.

    Parameters: ``country``, an English name or ISO 3166-1 code; ``on``, a day as ``"YYYY-MM-DD"`` or ``datetime.date``
    (today if left out). Returns a :class:`Profile`: membership, reception, ratifications in force by category with the
    gaps, denunciations, supervisory record, decisions, trade commitments, reporting duties and where to look further.
    What the record has of supervision and of decisions is a sample: absence proves nothing.

    >>> kenya = profile("Kenya", on="2026-01-01")
    >>> [gap.instrument for gap in kenya.gaps if gap.status == "not_in_force"]
    ['C087', 'C155', 'C187', 'P029', 'C122']

    Raises UnknownCountry if there is none of that name or if it never was a Member of the ILO, and UnknownDate.
    """
    code = str(country).strip().upper()
    if code in COURTS:
        raise UnknownCountry(
            f"{code} is the {COURTS[code]}, which is no State and has no profile: ask for its decisions with"
            f' ils.decisions(country="{code}").'
        )
    state, day = find_country(country), a_day_or_today(on)
    if not state.membership:
        raise UnknownCountry(
            f"{state.name} never was a Member of the ILO, so there is no profile: ils.binding answers for one"
            " instrument, ils.decisions for its courts."
        )
    standing = _standing(state, day)
    bound = standing[standing["status"] == "in_force"]
    return Profile(
        country=state,
        on=day,
        reception=reception(state.code),
        standing=standing,
        gaps=_gaps(state, day, standing),
        denunciations=_denunciations(state, day),
        record=tuple(said for said in supervisory_record(state.code, before=day) if said.body != "CFA"),
        cfa_cases=_cfa_cases(state, day),
        decisions=decisions(country=state.code, until=day),
        trade_agreements=_trade_agreements(state, day),
        reporting=tuple(
            cycle(category, state)
            for category in (*CATEGORIES, "mlc")
            if category in set(map(kind_of_report, bound["instrument"]))
        ),
        access_points=_access_points(),
        projects=_projects(state, day),
    )


@cache
def _instruments_that_can_bind() -> pd.DataFrame:
    listed = tables.instruments()[["code", "title", "category", "principle", "status", "kind", "adopted_on"]]
    able = listed[listed["kind"] != "recommendation"].drop(columns="kind")
    return able.rename(columns={"code": "instrument", "status": "up_to_date"})


def _standing(state: Country, day: date) -> pd.DataFrame:
    able = _instruments_that_can_bind()
    able = able[able["adopted_on"].isna() | (able["adopted_on"] <= pd.Timestamp(day))]
    answers = binding_table(able.assign(country=state.code, on=day.isoformat()))
    rows = tables.ratifications()
    rows = rows[rows["country"] == state.code].drop_duplicates("instrument", keep="last")
    sources = dict(zip(rows["instrument"], rows["source_url"], strict=True))
    answers["source_url"] = [sources.get(code, ()) for code in answers["instrument"]]
    columns = [
        "instrument",
        "title",
        "category",
        "principle",
        "status",
        "since",
        "until",
        "verified",
        "as_of",
        "source_url",
    ]
    return answers[columns].reset_index(drop=True)


def _gaps(state: Country, day: date, standing: pd.DataFrame) -> tuple[Gap, ...]:
    found = []
    for category in CORE:
        missing = standing[(standing["category"] == category) & (standing["status"] != "in_force")]
        for row in missing.to_dict("records"):
            answer, one = binding(state.code, row["instrument"], on=day), instrument(row["instrument"])
            remains = membership_obliges(one, day) if one.is_fundamental and state.was_member(day) else []
            found.append(
                Gap(one.code, one.title, category, answer.status, tuple(remains), answer.sources, answer.as_of)
            )
    return tuple(found)


def _denunciations(state: Country, day: date) -> pd.DataFrame:
    rows = tables.ratifications()
    rows = rows[(rows["country"] == state.code) & (rows["denounced_on_earliest"] <= pd.Timestamp(day))]
    columns = [
        "instrument", "denounced_on", "denunciation_effective_on", "denunciation_mode", "denounced_by", "verified",
        "source_url",
    ]  # fmt: skip
    return rows.sort_values("denounced_on")[columns].reset_index(drop=True)


def _cfa_cases(state: Country, day: date) -> pd.DataFrame:
    rows = tables.cfa_cases()
    known = (rows["filed_on_earliest"] <= pd.Timestamp(day)) | (rows["filed_on"].isna() & (rows["year"] <= day.year))
    return rows[(rows["country"] == state.code) & known.fillna(False)].sort_values("case_no").reset_index(drop=True)


def _trade_agreements(state: Country, day: date) -> pd.DataFrame:
    """Agreements in force that day, the latest first."""
    found = trade_record(state.code, on=day).in_force
    return found.sort_values(["in_force_on", "id"], ascending=[False, True]).reset_index(drop=True)


def _access_points() -> pd.DataFrame:
    rows = tables.access_points()
    return rows[rows["id"].isin(_DATABASES)].reset_index(drop=True)


def _projects(state: Country, day: date) -> pd.DataFrame:
    rows = tables.programmes()
    here = rows["countries"].map(lambda cell: state.code in cell) & (rows["kind"] == "project")
    begun = (rows["start_year"] <= day.year).fillna(True)
    return rows[here & begun].reset_index(drop=True)
