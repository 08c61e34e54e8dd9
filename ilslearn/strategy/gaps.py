"""What an instrument asks for against what national law and practice do: a sheet to fill, and the gaps it shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import speaking
from ilslearn.dates import a_day_or_today
from ilslearn.document import Document, Documented
from ilslearn.errors import IlsError, UnknownCountry
from ilslearn.law.countries import Country
from ilslearn.law.countries import country as find_country
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.law.ratification import binding_table
from ilslearn.law.supervision import supervisory_record
from ilslearn.strategy.gaps_page import page
from ilslearn.strategy.sheet import FINDINGS, GAPS, fill, given, requirements_of, write_csv
from ilslearn.tables import COURTS

if TYPE_CHECKING:
    from ilslearn.views.picture import Picture

_CATEGORY = {"fundamental": 3, "governance": 2, "technical": 1}
_BINDING = {"in_force": 2, "uncertain": 1}
_FINDING = {"not_met": 2, "partly": 1}


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class GapAnalysis(Documented):
    """The requirements of some instruments for one State on one day, with the findings as far as they are filled in.

    ``table`` has one row for each requirement; ``uncovered`` are instruments in force whose requirements are not in
    the library.
    """

    country: Country
    on: date
    table: pd.DataFrame
    uncovered: tuple[str, ...]

    @property
    def is_filled(self) -> bool:
        """Has any requirement a finding?"""
        return bool((self.table["finding"] != "").any())

    @property
    def gaps(self) -> pd.DataFrame:
        """The requirements that are not met, or partly, the most severe first."""
        found = self.table[self.table["finding"].isin(GAPS)]
        rank = found.assign(rank=found["category"].map(_CATEGORY))
        return (
            rank.sort_values(["points", "rank"], ascending=False, kind="stable")
            .drop(columns="rank")
            .reset_index(drop=True)
        )

    @property
    def matrix(self) -> pd.DataFrame:
        """For each instrument: how many requirements have which finding, and its gravest severity."""
        counts = pd.crosstab(self.table["instrument"], self.table["finding"]).reindex(
            columns=list(FINDINGS), fill_value=0
        )
        counts = counts.reindex(list(dict.fromkeys(self.table["instrument"]))).rename(columns={"": "unanswered"})
        worst = self.table.groupby("instrument")["points"].max().reindex(counts.index)
        return counts.assign(severity=worst.map(level)).rename_axis(columns=None).reset_index()

    @property
    def picture(self) -> "Picture":
        """The matrix, drawn when asked for."""
        try:
            from ilslearn.views.findings import findings_matrix
        except ImportError:
            raise IlsError("Pictures need matplotlib: pip install 'ilslearn[course]' (make setup does it).") from None
        return findings_matrix(self.matrix, self.country.name)

    def plot(self) -> "Picture":
        """The matrix of instruments and findings."""
        return self.picture

    def document(self) -> Document:
        """The sheet to fill or, once it is filled, the matrix, the gaps and all the answers."""
        return page(self, (self.picture,) if self.is_filled else ())

    def __str__(self) -> str:
        return str(page(self, ()))

    def to_csv(self, path: str | Path) -> Path:
        """Write the sheet as CSV, to be filled in a spreadsheet and given back as ``findings``."""
        return write_csv(self.table, path)


def severity(category: str, binding: str, finding: str, *, both: bool = False, commented: bool = False) -> int:
    """How grave a gap is, in points from 2 to 9; no gap has none.

    Parameters: ``category`` of the instrument (fundamental 3, governance 2, technical 1); ``binding``, its status for
    the State that day (``in_force`` 2, ``uncertain`` 1, otherwise 0); ``finding`` (``not_met`` 2, ``partly`` 1);
    ``both``, law and practice both fall short under the same Article (1); ``commented``, the sample of supervisory work
    has something said to that State on the instrument (1). All else being equal, a fundamental instrument comes before
    a governance one, and that before a technical one. The rule is ours: it orders work, it measures no breach.

    >>> severity("fundamental", "in_force", "not_met", both=True), severity("technical", "not_in_force", "partly")
    (8, 2)
    """
    if finding not in GAPS:
        return 0
    return _CATEGORY.get(category, 1) + _BINDING.get(binding, 0) + _FINDING[finding] + both + commented


def level(points: int) -> str:
    """The severity in a word: high from 7 points, medium from 5, low below; empty where there is no gap.

    >>> [level(points) for points in (0, 2, 5, 7)]
    ['', 'low', 'medium', 'high']
    """
    return "high" if points >= 7 else "medium" if points >= 5 else "low" if points else ""


@speaking("en")
def gap_analysis(
    country: str,
    instruments: Iterable[str] | str | None = None,
    findings: "pd.DataFrame | Mapping[str, str | Sequence[str]] | str | Path | None" = None,
    *,
    on: str | date | None = None,
) -> GapAnalysis:
    """What is asked of a country, as a sheet to fill; or, with the sheet filled, its gaps with their severity.

    Parameters: ``country``, an English name or ISO code; ``instruments``, codes, numbers or titles (if left out: those
    of the findings or, without findings, those in force for the country that the requirements cover); ``findings``, the
    filled sheet as a DataFrame or the path of its CSV or Word file, or a few rows by key, each with its finding, source
    and comment; ``on``, the day on which instruments bind or do not (today if left out). A finding is ``met``,
    ``partly``, ``not_met``, ``not_applicable``, ``not_known`` or empty; the first three need a source. Severity follows
    :func:`~ilslearn.strategy.gaps.severity`. Returns a :class:`GapAnalysis`.

    >>> sheet = gap_analysis("Kenya", ["C098"])
    >>> sheet.table.loc[0, "key"], sheet.is_filled
    ('C098:1(1):1', False)
    >>> list(gap_analysis("Kenya", findings={"C098:4:1": ("partly", "Labour Act, s. 5")}).gaps["key"])
    ['C098:4:1']

    Raises UnknownCountry, UnknownInstrument, UnknownDate, UnusableFile, WrongFindings with one sentence for each
    mistake, and IlsError if no instrument is covered.
    """
    name = str(country).strip().upper()
    if name in COURTS:
        raise UnknownCountry(f"{name} is the {COURTS[name]}, which is no State: name the State whose law you examine.")
    state, day = find_country(country), a_day_or_today(on)
    found = given(findings) if findings is not None else None
    covered = list(dict.fromkeys(tables.requirements()["instrument"]))
    uncovered: tuple[str, ...] = ()
    if instruments is not None:
        asked = [instruments] if isinstance(instruments, str) else list(instruments)
        codes = [find_instrument(one).code for one in asked]
        if missing := [code for code in codes if code not in covered]:
            raise IlsError(
                f"The requirements of {' and '.join(missing)} are not in the library. Choose among"
                f" {', '.join(covered)}."
            )
    elif found is not None:
        named = {key.split(":")[0] for key in found["key"]}
        codes = [code for code in covered if code in named]
    else:
        bound = _in_force(state, day)
        codes, uncovered = [c for c in covered if c in bound], tuple(c for c in bound if c not in covered)
    if not codes and found is None:
        raise IlsError(
            f"No instrument that the requirements cover is known to be in force for {state.name} that day: name the"
            f' instruments, for example ils.gap_analysis("{state.code}", ["C087", "C098"]).'
        )
    sheet = requirements_of(_in_order(codes))
    filled = fill(sheet, found) if found is not None else sheet
    return GapAnalysis(state, day, _weighed(filled, state, day), uncovered)


def _in_order(codes: list[str]) -> list[str]:
    return sorted(set(codes), key=lambda code: (-_CATEGORY.get(find_instrument(code).category, 1), code))


def _in_force(state: Country, day: date) -> list[str]:
    listed = tables.instruments()
    able = listed.loc[listed["kind"] != "recommendation", ["code"]].rename(columns={"code": "instrument"})
    answers = binding_table(able.assign(country=state.code, on=day.isoformat()))
    return list(answers.loc[answers["status"] == "in_force", "instrument"])


def _weighed(sheet: pd.DataFrame, state: Country, day: date) -> pd.DataFrame:
    """The sheet with binding status, points, severity and the reasons for them."""
    codes = pd.DataFrame({"instrument": list(dict.fromkeys(sheet["instrument"]))})
    answers = binding_table(codes.assign(country=state.code, on=day.isoformat()))
    status = dict(zip(answers["instrument"], answers["status"].astype(str), strict=True))
    said = {code: len(supervisory_record(state.code, instrument=code, before=day)) for code in status}
    missed: dict[tuple[str, str], set[str]] = {}
    for row in sheet[sheet["finding"].isin(GAPS)].to_dict("records"):
        missed.setdefault(_article(row), set()).add(row["kind"])
    points, why, categories = [], [], []
    for row in sheet.to_dict("records"):
        code = row["instrument"]
        category, both = find_instrument(code).category, len(missed.get(_article(row), ())) == 2
        categories.append(category)
        points.append(severity(category, status[code], row["finding"], both=both, commented=said[code] > 0))
        why.append(_why(category, status[code], both, said[code]) if points[-1] else "")
    return sheet.assign(
        category=categories,
        binding=[status[code] for code in sheet["instrument"]],
        points=points,
        severity=[level(one) for one in points],
        why=why,
    )


def _article(row: dict[str, str]) -> tuple[str, str]:
    return row["instrument"], row["article"].split("(")[0]


def _why(category: str, status: str, both: bool, said: int) -> str:
    reasons = [category, {"in_force": "in force", "uncertain": "perhaps in force"}.get(status, "not in force")]
    if both:
        reasons.append("law and practice both fall short under this Article")
    if said:
        reasons.append(f"supervisory work on it in the sample: {said}")
    return "; ".join(reasons)
