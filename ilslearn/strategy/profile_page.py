"""A country's normative profile as a page: each fact with its source, how far it is confirmed, and its limits."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import speaking
from ilslearn.dates import Window, day_in_words
from ilslearn.document import Document, Grid, Heading, Items, Part, Text
from ilslearn.law.countries import Membership
from ilslearn.law.decisions import SAMPLE as REGISTER
from ilslearn.law.decisions import in_words
from ilslearn.law.reasons import CONSTITUTION, DECLARATION_1998
from ilslearn.law.supervision import SAMPLE as SUPERVISION
from ilslearn.strategy.calendar import rule

if TYPE_CHECKING:
    from ilslearn.strategy.profile import Profile
    from ilslearn.views.picture import Picture

CORE = ("fundamental", "governance")
_LATEST = 8  # of a long record, the page shows the latest
# Why a gap is not the end of the matter, in short; the sentence with its source stands below the table.
_REMAINS = {
    DECLARATION_1998: "1998 Declaration",
    CONSTITUTION: "complaints to the Committee on Freedom of Association",
}
_STATUS = {
    "not_in_force": "not in force",
    "uncertain": "the record does not settle it",
    "not_a_member": "not a Member that day",
}


@speaking("en")
def page(one: "Profile", pictures: "Sequence[Picture]") -> Document:
    """The whole page, with the pictures given."""
    parts: list[Part] = [
        Text(summary(one)),
        *(picture.image() for picture in pictures[:1]),
        *_legal_order(one),
        Heading("Ratifications"),
        *(picture.image() for picture in pictures[1:]),
        *_ratifications(one),
        *_supervision(one),
        *_decisions(one),
        *_trade(one),
        *_reporting(one),
        *_where_to_look(one),
        Text(
            f"Facts of the library as of {tables.as_of()}. The lists of ratifications of many technical and governance"
            " Conventions are partial, so that absence from them proves nothing; NORMLEX has the full record. Reception"
            " and reporting are told as the record has them, and categories of instruments as they are today, for an"
            " earlier day too. Not legal advice."
        ),
    ]
    return Document(f"{one.country.name}: normative profile on {day_in_words(one.on)}", tuple(parts))


def summary(one: "Profile") -> str:
    """The profile in three sentences."""
    member = {True: "was a Member of the ILO", False: "was not a Member of the ILO", None: "may have been a Member"}
    counts = []
    for category in CORE:
        total = int((one.standing["category"] == category).sum())
        counts.append(f"{len(one.in_force(category))} of {total} {category}")
    doubt = [gap.instrument for gap in one.gaps if gap.status == "uncertain"]
    unsettled = f" For {', '.join(doubt)} the record does not settle it." if doubt else ""
    return (
        f"On {day_in_words(one.on)}, {one.country.name} {member[one.country.was_member(one.on)]}. In force:"
        f" {' and '.join(counts)} Conventions and Protocols, and {len(one.in_force('technical'))} technical ones known"
        f" here.{unsettled}"
    )


def confirmed(verified: str, sources: Iterable[str]) -> str:
    """How far a fact is confirmed, and where it was read (the best source)."""
    listed = [url for url in sources if url.startswith("http")]
    if not listed:
        return f"{verified} (material first gathered)" if any(sources) else verified
    more = f" and {len(listed) - 1} more" if len(listed) > 1 else ""
    return f"{verified}: {listed[0]}{more}"


def _legal_order(one: "Profile") -> list[Part]:
    state, received = one.country, one.reception
    periods = "; ".join(map(_period, state.membership))
    rows = [("ILO membership", periods, confirmed(state.verified or "unconfirmed", state.sources))]
    if received is None:
        rows.append(("Reception of treaties", "The record does not tell how this country receives treaties.", ""))
    else:
        read = confirmed(received.verified, received.sources)
        rows += [
            ("Reception of treaties", str(received), read),
            ("Duty to interpret in its light", received.interpretive_duty or "not recorded here", read),
            ("In practice", received.practice, read),
            ("To mind", received.note, ""),
        ]
    return [
        Heading("Membership and legal order"),
        Grid(
            "Membership and reception",
            ("Point", "What the record says", "Confirmed"),
            [r for r in rows if r[1]],
            widths=(3, 10, 4),
        ),
    ]


def _period(period: Membership) -> str:
    end = f" until {period.until.in_words()}" if period.until else ""
    return f"Member since {period.since.in_words()}{end}"


def _ratifications(one: "Profile") -> list[Part]:
    parts: list[Part] = []
    held = [row for category in CORE for row in one.in_force(category).to_dict("records")]
    rows = [(r["instrument"], r["title"], _since(r["since"]), confirmed(r["verified"], r["source_url"])) for r in held]
    if rows:
        caption = "Fundamental and governance instruments in force that day"
        parts.append(Grid(caption, ("Code", "Title", "In force since", "Confirmed"), rows, widths=(2, 7.5, 5, 4.5)))
    else:
        parts.append(Text("No fundamental or governance instrument was in force that day, as far as the record shows."))
    technical = one.in_force("technical")
    if len(technical):
        listed = ", ".join(f"{r['instrument']} (since {_years_of(r['since'])})" for r in technical.to_dict("records"))
        surely = int((technical["verified"] == "confirmed").sum())
        parts.append(
            Text(
                f"Technical Conventions and Protocols in force: {listed}. n = {len(technical)}, {surely} of them"
                " confirmed at a source; there may be more, since the lists of most technical Conventions are partial."
            )
        )
    else:
        parts.append(Text("No technical Convention in force is known here; the lists of most of them are partial."))
    return [*parts, *_gaps(one), *_denunciations(one)]


def _gaps(one: "Profile") -> list[Part]:
    if not one.gaps:
        return [Text("No gap: all fundamental and governance instruments were in force that day.")]
    rows = []
    for gap in one.gaps:
        remains = " and ".join(_REMAINS.get(ground.source or "", "") for ground in gap.remains)
        remains = remains or "no duty by membership alone"
        if hint := _comment_on(one, gap.instrument):
            remains += f". {hint}"
        source = next(iter(gap.sources), None)
        read = confirmed(source.verified, [source.url]) if source else ""
        rows.append((gap.instrument, gap.title, _STATUS[gap.status], remains, read))
    columns = ("Code", "Title", "That day", "What membership still asks", "Confirmed")
    grounds = {ground.article: ground for gap in one.gaps for ground in gap.remains}
    said = [f"{ground} {ground.source or ''}".strip() for ground in grounds.values()]
    caption = "Gaps among the fundamental and governance instruments"
    return [Grid(caption, columns, rows, widths=(2, 5.5, 3, 5, 4)), *([Items(said)] if said else [])]


def _comment_on(one: "Profile", code: str) -> str:
    """Where the list of ratifications does not settle it, a comment of the Committee of Experts may point to it."""
    years = [str(said.on.earliest.year) for said in one.record if said.body == "CEACR" and code in said.instruments]
    status = next(gap.status for gap in one.gaps if gap.instrument == code)
    if not years or status != "uncertain":
        return ""
    return (
        f"The Committee of Experts commented on {code} ({', '.join(dict.fromkeys(years))}), which it does as a rule"
        " where a Convention is in force: look it up first"
    )


def _since(cell: str) -> str:
    """``1964-01-01/1965-12-31`` as a lawyer writes it."""
    return Window(*(date.fromisoformat(day) for day in (cell.split("/") * 2)[:2])).in_words()


def _years_of(cell: str) -> str:
    years = dict.fromkeys(day[:4] for day in cell.split("/"))
    return " or ".join(years)


def _denunciations(one: "Profile") -> list[Part]:
    if one.denunciations.empty:
        return [Text("No denunciation by that day is recorded.")]
    rows = []
    for row in one.denunciations.astype(object).where(one.denunciations.notna(), "").to_dict("records"):
        how = in_words(row["denunciation_mode"]) or "not recorded"
        by = f" by ratifying {row['denounced_by']}" if row["denounced_by"] else ""
        rows.append(
            (row["instrument"], row["denounced_on"], row["denunciation_effective_on"] or "not recorded", f"{how}{by}",
             confirmed(row["verified"], row["source_url"]))
        )  # fmt: skip
    return [Grid("Denunciations", ("Code", "Denounced", "With effect from", "How", "Confirmed"), rows)]


def _supervision(one: "Profile") -> list[Part]:
    parts: list[Part] = [Heading("Supervision"), Text(f"{SUPERVISION}.")]
    if one.record:
        shown = one.record[-_LATEST:]
        caption = f"Comments, Conference cases and inquiries: {_latest(len(shown), len(one.record))}"
        items = [f"{said} {next(iter(said.sources), '')}".strip() for said in reversed(shown)]
        parts += [Text(caption), Items(items)]
    else:
        parts.append(Text("No comment, Conference case or inquiry is recorded here (n = 0)."))
    cases = one.cfa_cases
    if cases.empty:
        parts.append(Text("No case of the Committee on Freedom of Association is recorded here (n = 0)."))
        return parts
    shown_cases = cases.tail(_LATEST).iloc[::-1]
    rows = [
        (f"No. {row['case_no']}", row["filed_on"] or "not recorded",
         in_words(row["status"] or "") or "not recorded", row["summary"] or "",
         confirmed(row["verified"], row["source_url"]))
        for row in _records(shown_cases)
    ]  # fmt: skip
    caption = f"Committee on Freedom of Association: {_latest(len(rows), len(cases))}"
    parts.append(Grid(caption, ("Case", "Filed", "Status", "Subject", "Confirmed"), rows, widths=(2, 2.5, 2.5, 8, 4)))
    return parts


def _decisions(one: "Profile") -> list[Part]:
    frame = one.decisions
    parts: list[Part] = [Heading("Decisions of its courts")]
    if frame.empty:
        return [*parts, Text(f"None in the register (n = 0). {REGISTER}.")]
    shown = frame.sort_values("decided_on_earliest").tail(_LATEST).iloc[::-1]
    rows = [
        (row["name"], row["court"], row["decided_on"], in_words(row["role"] or "") or "none recorded",
         in_words(row["treatment"] or "") or "not recorded", confirmed(row["verified"], row["source_url"]))
        for row in _records(shown)
    ]  # fmt: skip
    columns = ("Decision", "Court", "Day", "Role of international law", "Treatment", "Confirmed")
    return [
        *parts,
        Grid(f"{_latest(len(rows), len(frame))}. {REGISTER}", columns, rows, widths=(5, 3.4, 2.8, 3.4, 2.8, 3.6)),
    ]


def _trade(one: "Profile") -> list[Part]:
    frame = one.trade_agreements
    parts: list[Part] = [Heading("Trade commitments on labour")]
    if frame.empty:
        return [*parts, Text("No agreement with labour provisions in force that day is recorded here. A selection.")]
    shown = frame.head(_LATEST)
    rows = [
        (row["name"], row["in_force_on"].date().isoformat(),
         f"{row['labour_provisions']} ({in_words(row['location'])})",
         in_words(row["dispute_settlement"]).replace("unknown", "not recorded"),
         confirmed(row["verified"], row["source_url"]))
        for row in _records(shown)
    ]  # fmt: skip
    columns = ("Agreement", "In force", "Labour provisions", "Settlement of disputes", "Confirmed")
    caption = f"Agreements in force that day: {_latest(len(rows), len(frame))}. A selection, not a census"
    return [*parts, Grid(caption, columns, rows, widths=(6, 3, 3.6, 3.6, 4))]


def _reporting(one: "Profile") -> list[Part]:
    parts: list[Part] = [Heading("Reporting duties (ILO Constitution, article 22)")]
    if not one.reporting:
        return [*parts, Text("No Convention in force is known here, so no report on one can be named.")]
    rows = [
        ("MLC" if cycle.category == "mlc" else cycle.category, f"every {cycle.years} years", cycle.group, cycle.detail,
         confirmed(cycle.verified, cycle.sources))
        for cycle in one.reporting
    ]  # fmt: skip
    deadline, extra = rule("date", "reports_deadline"), rule("all", "out_of_cycle")
    columns = ("Conventions", "Report", "Group of the alphabet", "Rule", "Confirmed")
    return [
        *parts,
        Grid("Regular reports", columns, rows, widths=(3.2, 3, 2.6, 6, 5)),
        Text(
            f"Reports of a year are due by {deadline['value']}. {extra['detail']}. Which group reports in which year is"
            " not in this record: the State's page in NORMLEX shows what is due next."
        ),
    ]


def _where_to_look(one: "Profile") -> list[Part]:
    points = [
        f"{row['name']}: {row['how_to_use'] or row['documents']}. {row['url'] or ''}".strip()
        for row in _records(one.access_points)
    ]
    parts: list[Part] = [Heading("Where to look further"), Items(points)]
    if len(one.projects):
        projects = [f"{row['name']} ({_years(row)}): {row['content']}" for row in _records(one.projects)]
        parts += [Text("Projects of the ILO in this country, as far as recorded:"), Items(projects)]
    return parts


def _years(row: dict[str, Any]) -> str:
    return f"{row['start_year'] or 'begin not recorded'} to {row['end_year'] or 'end not recorded'}"


def _latest(shown: int, n: int) -> str:
    return f"n = {n}" if shown == n else f"the latest {shown} of n = {n}"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, with None where a cell is empty."""
    rows: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows
