"""One ratification of a saved page beside the row of the facts: what is to be written, or what a person must decide."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ilslearn.data_check.package import Row
from ilslearn.dates import day_in_words, partial
from ilslearn.law.countries import country as find_country
from ilslearn.updates.reading import Entry, Page

KINDS = {
    "new": "new ratification",
    "day": "day instead of a year",
    "denunciation": "new denunciation",
    "status": "new status",
    "terms": "terms of the ratification",
    "confirmed": "now confirmed",
    "seen": "seen again",
}
Facts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One row to be written: ``before`` and ``after`` hold the cells that differ (``before`` is empty for a new row).

    ``ratified_on`` is the key of the row as it stands in the facts.
    """

    kind: str
    country: str
    instrument: str
    ratified_on: str
    before: Facts
    after: Facts


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that a person has to decide; nothing is written for it."""

    country: str
    instrument: str
    message: str


def compared(one: Entry, rows: list[Row], page: Page, members: Mapping[str, Row], renew: bool) -> Change | Doubt | None:
    """Compare one ratification of a page with the rows of its State and instrument; None if they agree.

    The row that it fits is taken out of ``rows``: a second ratification on the page is another row.
    """
    match = next((row for row in rows if _may_be(row["ratified_on"], one.on)), None)
    if match is not None:
        rows.remove(match)
        return _changed(one, match, page, renew)
    if rows:
        last = max(rows, key=lambda row: row["ratified_on"])
        ended = last["denunciation_effective_on"] or last["denounced_on"]
        if not ended or partial(ended).earliest > one.on:
            return Doubt(one.country, one.instrument, f"the page says {one.on}, the facts say {last['ratified_on']}")
    if one.country not in members:
        return Doubt(one.country, one.instrument, "the State is not in the table of countries")
    if find_country(one.country).was_member(one.on) is not True:
        return Doubt(
            one.country, one.instrument,
            f"ratified on {one.on}, outside the State's membership: if it is a succession, add the row by hand",
        )  # fmt: skip
    return Change("new", one.country, one.instrument, one.on.isoformat(), {}, _new_row(one, page, members))


def _new_row(one: Entry, page: Page, members: Mapping[str, Row]) -> Facts:
    said = one.said
    day = one.on.isoformat()
    # A State that succeeds to obligations does so when it becomes a Member; the page does not tell the two apart.
    joined = partial(members[one.country]["member_since"]).latest.isoformat()
    return {
        "country": one.country, "country_name": members[one.country]["name"], "instrument": one.instrument,
        "mode": "ratification" if day > joined else "unknown",
        "ratified_on": day, "precision": "day", "in_force_on": _iso(said.in_force_on),
        "denounced_on": _iso(said.denounced_on), "denunciation_effective_on": _iso(said.effective_on),
        "denunciation_mode": _mode(one), "denounced_by": said.denounced_by, "declarations": " ".join(one.terms),
        "status": said.status, "verified": "partial" if one.unread else "confirmed", "as_of": page.as_of.isoformat(),
    }  # fmt: skip


def _mode(one: Entry) -> str:
    return "automatic" if one.said.effective_on else "act" if one.said.denounced_on else ""


@dataclass(slots=True)
class _Draft:
    """A row while it is compared: what changes, why, and what contradicts."""

    row: Row
    after: Facts = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)

    def put(self, kind: str, **cells: str) -> None:
        new = {name: value for name, value in cells.items() if self.row[name] != value}
        if new:
            self.after.update(new)
            self.kinds.append(kind)


def _changed(one: Entry, row: Row, page: Page, renew: bool) -> Change | Doubt | None:
    draft = _Draft(row)
    newer = not row["as_of"] or partial(row["as_of"]).earliest <= page.as_of
    if row["precision"] != "day":
        draft.put("day", ratified_on=one.on.isoformat(), precision="day")
    _end(draft, one, newer)
    if newer:
        _status(draft, one)
    _entry_into_force(draft, one)
    _terms(draft, one)
    if draft.against:
        return Doubt(one.country, one.instrument, "; ".join(draft.against))
    now = {**row, **draft.after}
    told = {_iso(one.said.in_force_on), _iso(one.said.end), ""}
    days = {now[name] for name in ("in_force_on", "denounced_on", "denunciation_effective_on")}
    if (
        newer and now["status"] == one.said.status != "unknown" and days <= told
    ):  # the page states every fact of the row
        draft.put("confirmed", verified="confirmed")
    if draft.kinds or (renew and newer):
        latest = page.as_of.isoformat() if newer else row["as_of"]
        draft.put("seen", as_of=latest)
    if not draft.kinds:
        return None
    kind = min(draft.kinds, key=list(KINDS).index)
    before = {name: row[name] for name in draft.after}
    return Change(kind, one.country, one.instrument, row["ratified_on"], before, draft.after)


def _end(draft: _Draft, one: Entry, newer: bool) -> None:
    """The end of a ratification. The ILO dates an automatic one by the day on which it took effect."""
    row, said, day = draft.row, one.said, one.said.end
    held = [row[name] for name in ("denounced_on", "denunciation_effective_on") if row[name]]
    if day is None:
        if held and newer and said.status == "in_force":
            draft.against.append(f"the facts have a denunciation ({held[0]}), the page has none")
        return
    column = "denunciation_effective_on" if said.effective_on else "denounced_on"
    if not held:
        draft.put("denunciation", status="denounced", denunciation_mode=_mode(one),
                  denounced_by=said.denounced_by, **{column: day.isoformat()})  # fmt: skip
    elif row[column] and _may_be(row[column], day):
        draft.put("denunciation", **{column: day.isoformat()})
    elif any(_may_be(cell, day) for cell in held):
        pass  # the facts have the same day as that of the cause, or of the effect
    elif not row[column] and _in_order(column, day, held[0]):
        draft.put("denunciation", **{column: day.isoformat()})
    else:
        draft.against.append(f"the page dates the denunciation {day_in_words(day)}, the facts say {held[0]}")
    if said.denounced_by and row["denounced_by"] not in ("", said.denounced_by):
        draft.against.append(f"denounced by {said.denounced_by} on the page, by {row['denounced_by']} in the facts")


def _in_order(column: str, day: date, other: str) -> bool:
    """May the day stand in that column beside the other day, which the facts have?"""
    window = partial(other)
    return day >= window.earliest if column == "denunciation_effective_on" else day <= window.latest


def _status(draft: _Draft, one: Entry) -> None:
    have, says = draft.row["status"], one.said.status
    if one.said.end or draft.row["denounced_on"] or draft.row["denunciation_effective_on"] or says in (have, "unknown"):
        return
    if (have, says) == ("not_yet_in_force", "not_in_force"):
        return  # without a note, the page says no more than that it is not in force now
    if have == "not_in_force" or (have, says) == ("in_force", "not_yet_in_force"):
        draft.against.append(f"the page says {says.replace('_', ' ')}, the facts say {have.replace('_', ' ')}")
        return
    draft.put("status", status=says)


def _entry_into_force(draft: _Draft, one: Entry) -> None:
    day, held = one.said.in_force_on, draft.row["in_force_on"]
    if day and not held:
        draft.put("status", in_force_on=day.isoformat())
    elif day and held != day.isoformat():
        draft.against.append(f"the page says in force from {day}, the facts say {held}")


def _terms(draft: _Draft, one: Entry) -> None:
    """Declarations: filled where there are none, never replaced."""
    held = draft.row["declarations"]
    if not one.terms:
        return
    if not held:
        draft.put("terms", declarations=" ".join(one.terms))
        return
    plain = re.sub(r" \(as of \d{4}\)|Ratified for ", "", held).casefold()
    if missing := [words for words in one.terms if words.rstrip(".").casefold() not in plain]:
        draft.against.append(f"the page adds {' '.join(missing)!r}, the facts have {held!r}")


def _may_be(cell: str, day: date) -> bool:
    """May the day be the one that a cell means?"""
    window = partial(cell)
    return window.earliest <= day <= window.latest


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
