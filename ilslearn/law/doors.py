"""Which supervisory procedures stood open against a State, about an instrument, on a day: to whom, and why.

What a procedure is, who starts it and on which articles it rests is told by the tables ``procedures`` and
``supervisory_bodies``; whether the State was bound, by :func:`ilslearn.law.ratification.binding`. Open means that what
turns on the State, the instrument and the day is met. Each procedure has further rules of receivability.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

import pandas as pd

from ilslearn import tables
from ilslearn.dates import a_day_or_today, day_in_words, partial
from ilslearn.document import Document, Documented, Grid, Text
from ilslearn.law.countries import Country
from ilslearn.law.countries import country as find_country
from ilslearn.law.instruments import Instrument
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.law.ratification import Binding, binding
from ilslearn.law.reasons import AMENDED, CONSTITUTION, DECLARATION_1998, Ground, Source

Status = Literal["open", "on_condition", "uncertain", "closed"]
STATUSES: tuple[Status, ...] = ("open", "on_condition", "uncertain", "closed")  # a door is as open as its worst reason
WORDS = {
    "open": "✔ open",
    "on_condition": "◐ on a condition",
    "uncertain": "? not settled by the record",
    "closed": "✘ closed",
}
_ASSOCIATION = "Freedom of association, collective bargaining, and industrial relations"
_LIMITS = (
    "Open means that what turns on the State, the instrument and the day is met; each procedure has further rules on"
    " who may be heard and when."
)

# Procedure -> its name here, the step of `procedures` that sets it in motion (0: the body's row tells), and the body.
_PROCEDURES = {
    "regular_reporting": ("Observation to the Committee of Experts", 4, "CEACR"),
    "article_24": ("Representation (article 24)", 1, "ART24"),
    "article_26": ("Complaint (article 26)", 1, "COI"),
    "cfa_complaint": ("Complaint to the Committee on Freedom of Association", 1, "CFA"),
    "FFCC": ("Fact-Finding and Conciliation Commission", 0, "FFCC"),
    "article_33": ("Measures of the Conference (article 33)", 1, "ILC_ART33"),
    "article_19": ("General Survey (article 19)", 1, "CEACR"),
    "ART19_1998": ("Annual follow-up to the 1998 Declaration", 0, "ART19_1998"),
    "article_37": ("Question of interpretation to the International Court of Justice (article 37)", 1, "ART37_ICJ"),
    "OFFICE_IO": ("Informal opinion of the Office", 0, "OFFICE_IO"),
}
Reason = tuple[Status, Ground]


@dataclass(frozen=True, slots=True, repr=False)
class Door(Documented):
    """One procedure: ``open``, ``on_condition``, ``uncertain`` or ``closed``, to whom, why, and what comes of it."""

    procedure: str
    name: str
    status: Status
    opened_by: str
    why: tuple[Ground, ...]
    legal_basis: str
    outcome: str
    sources: tuple[Source, ...]

    def document(self) -> Document:
        """The door as a card."""
        return Document(
            self.name, (Text(f"{WORDS[self.status]}. {_told(self.why)} Set in motion by: {self.opened_by}."),)
        )


@dataclass(frozen=True, slots=True, repr=False)
class OpenProcedures(Documented):
    """The procedures about one State, one instrument and one day, the open ones first."""

    country: str
    instrument: str
    on: date
    binding: Binding
    doors: tuple[Door, ...]

    def __getitem__(self, procedure: str) -> Door:
        """One door by its procedure: ``"article_24"``."""
        return {door.procedure: door for door in self.doors}[procedure]

    @property
    def table(self) -> pd.DataFrame:
        """One row for each procedure."""
        rows = [
            (door.procedure, door.name, door.status, door.opened_by, _told(door.why), door.legal_basis, door.outcome)
            for door in self.doors
        ]
        return pd.DataFrame(rows, columns=["procedure", "name", "status", "opened_by", "why", "legal_basis", "outcome"])

    def document(self) -> Document:
        """The doors as a table with their sources."""
        state, one = find_country(self.country), find_instrument(self.instrument)
        columns = ("Procedure", "Open?", "Set in motion by", "Why, and sources", "What comes of it")
        rows = [
            (
                f"{door.name}. {door.legal_basis}",
                WORDS[door.status],
                door.opened_by,
                f"{_told(door.why)} {'; '.join(f'{s.url} ({s.verified})' for s in door.sources)}",
                door.outcome,
            )
            for door in self.doors
        ]
        bound = "; ".join(dict.fromkeys(f"{source.url} ({source.verified})" for source in self.binding.sources))
        return Document(
            f"Which doors were open: {one.code}, {state.name}, {day_in_words(self.on)}",
            (
                Text(str(self.binding)),
                Text(f"Sources of this: {bound}." if bound else "No row of the record bears on this."),
                Grid("The supervisory procedures, the open ones first", columns, rows),
                Text(f"{_LIMITS} Facts as of {tables.as_of()}. Not legal advice."),
            ),
        )


def open_procedures(country: str, instrument: str, on: str | date | None = None) -> OpenProcedures:
    """Which supervisory procedures stood open against a State about an instrument on a day, to whom, and why?

    Parameters: ``country``, an English name or ISO code; ``instrument``, a code, number or title; ``on``, a day (today
    if left out). Returns :class:`OpenProcedures`, with ``.doors``, ``.table`` and exports. The rules are those of the
    ILO Constitution (arts. 19, 22 to 34, 37) and of the Governing Body as ``ils.procedures()`` and
    ``ils.supervisory_bodies()`` have them; whether a Convention bound the State is asked of ``ils.binding``.

    >>> found = open_procedures("Kenya", "C087", on="2020-01-01")
    >>> found["article_24"].status, found["cfa_complaint"].status
    ('closed', 'open')

    Raises UnknownCountry, UnknownInstrument or UnknownDate.
    """
    state, one, day = find_country(country), find_instrument(instrument), a_day_or_today(on)
    answer = binding(state.code, one.code, on=day)
    doors = [_door(procedure, state, one, day, answer) for procedure in _PROCEDURES]
    doors.sort(key=lambda door: STATUSES.index(door.status))
    return OpenProcedures(state.code, one.code, day, answer, tuple(doors))


def _door(procedure: str, state: Country, one: Instrument, day: date, answer: Binding) -> Door:
    name, number, code = _PROCEDURES[procedure]
    body, step = _bodies()[code], _steps().get((procedure, number))
    reasons = [*_existed(body, one, day), *_reasons(procedure, state, one, day, answer)]
    row, table = (step, "procedures") if step else (body, "supervisory_bodies")
    return Door(
        procedure=procedure,
        name=name,
        status=max((status for status, _ in reasons), key=STATUSES.index),
        opened_by=step["actor"] if step else body["trigger"],
        why=tuple(ground for _, ground in reasons),
        legal_basis=row["legal_basis"].replace(";", "; "),
        outcome=body["effect"],
        sources=tuple(dict.fromkeys((*_sources(row, table), *_sources(body, "supervisory_bodies")[:1]))),
    )


def _existed(body: Mapping[str, str], one: Instrument, day: date) -> Iterator[Reason]:
    """A body cannot be seized before it is set up, nor an instrument be invoked before it is adopted."""
    if body["established"]:
        set_up = partial(body["established"])
        if day < set_up.latest:
            status: Status = "closed" if day < set_up.earliest else "uncertain"
            yield status, Ground("row", f"The procedure goes back to {body['established']} only.")
    if one.adopted_on and day < one.adopted_on:
        yield "closed", Ground("row", f"{one.code} was adopted only on {day_in_words(one.adopted_on)}.")


def _reasons(procedure: str, state: Country, one: Instrument, day: date, answer: Binding) -> Iterator[Reason]:
    match procedure:
        case "regular_reporting" | "article_24" | "article_26" | "article_33":
            yield from _as_party(procedure, state, one, day, answer)
            if answer.status == "in_force":
                yield from _once_bound(procedure, state, one, day)
        case "cfa_complaint":
            yield from _about_association(one)
            yield from _as_member(state, day)
            yield "open", Ground("row", "Ratification is not needed.")
        case "FFCC":
            yield from _about_association(one)
            yield "on_condition", Ground("row", "As a rule the government concerned must consent.")
        case "article_19":
            yield from _as_member(state, day)
            if day < date(1949, 1, 1):
                text = (
                    "Article 19 has this form since the amendment of 1946; the days before 1949 are not settled here."
                )
                yield "uncertain", Ground("record", text, "ILO Constitution, art. 19(5)(e), (6)(d)", CONSTITUTION)
            if one.ended_on and one.ended_on.earliest <= day:
                yield "closed", Ground("row", f"The Conference ended {one.code} ({one.ended_by}, {one.ended_on}).")
            chosen = "The Governing Body chooses the instruments, ratified or not; nobody can call for a survey."
            yield "on_condition", Ground("row", chosen)
            if years := _surveys(one.code, day):
                yield "open", Ground("row", f"Surveys on {one.code} in the record (a sample): {', '.join(years)}.")
        case "ART19_1998":
            yield from _as_member(state, day)
            yield from _unratified_fundamental(one, day, answer)
        case "article_37":
            if one.kind == "recommendation":
                text = "Article 37 speaks of the Constitution and of Conventions, not of Recommendations."
                yield "closed", Ground("rule", text, "ILO Constitution, art. 37(1)", CONSTITUTION)
            chosen = "The Governing Body decides whether to refer a question; ratification is not needed."
            yield "on_condition", Ground("row", chosen)
            if one.code == "C087" and day >= date(2026, 5, 21):
                yield "open", Ground("row", f"{_steps()[('article_37', 5)]['output']} (21 May 2026).")
        case "OFFICE_IO":
            yield from _as_member(state, day)
            yield "open", Ground("row", "A government or a constituent may ask; the opinion binds nobody.")


def _as_party(procedure: str, state: Country, one: Instrument, day: date, answer: Binding) -> Iterator[Reason]:
    if one.kind == "recommendation":
        yield "closed", Ground("rule", "It concerns ratified Conventions; nobody can ratify a Recommendation.")
        return
    if answer.status == "in_force":
        yield "open", Ground("row", f"It needs a ratified Convention: {one.code} was in force for {state.name}.")
        if procedure != "regular_reporting" and state.was_member(day) is not True:
            text = f"The Constitution speaks of a Member here, and {state.name} was not surely one that day."
            yield "uncertain", Ground("rule", text, "ILO Constitution, arts. 24 and 26", CONSTITUTION)
    elif answer.status == "uncertain":
        text = f"It needs a ratified Convention; whether {one.code} was in force for {state.name} is not settled."
        yield "uncertain", Ground("record", text)
    else:
        yield "closed", Ground("row", f"It needs a ratified Convention: {one.code} was not in force for {state.name}.")
        if isinstance(answer.until, date) and answer.until <= day:
            text = "Whether facts from the time when it bound may still be brought is not told by the record."
            yield "closed", Ground("record", text)


def _once_bound(procedure: str, state: Country, one: Instrument, day: date) -> Iterator[Reason]:
    """What else a procedure about a ratified Convention asks for, or allows."""
    if procedure == "regular_reporting":
        yield "open", Ground("row", f"Observations are due {_steps()[(procedure, 4)]['typical_time']} each year.")
    elif procedure == "article_24" and one.subject == _ASSOCIATION:
        referral = "The Governing Body may hand it to the Committee on Freedom of Association."
        yield "open", Ground("row", referral, None, _steps()[(procedure, 3)]["source_url"])
    elif procedure == "article_26":
        text = "A government may complain only if the Convention is in force for its own State too."
        yield "open", Ground("rule", text, "ILO Constitution, art. 26(1)", CONSTITUTION)
    elif procedure == "article_33":
        text = "Only if the State has not carried out what a Commission of Inquiry or the Court recommended in time."
        yield "on_condition", Ground("rule", text, "ILO Constitution, art. 33", CONSTITUTION)
        reported = _reported(state.code, one.code, day)
        told = (
            f"A Commission of Inquiry reported on it: {', '.join(reported)}."
            if reported
            else "The record names no report of a Commission of Inquiry on it, but does not hold every inquiry."
        )
        yield "on_condition", Ground("row" if reported else "record", told)


def _as_member(state: Country, day: date) -> Iterator[Reason]:
    match state.was_member(day):
        case True:
            yield "open", Ground("row", f"{state.name} was a Member of the ILO.")
        case False:
            yield "closed", Ground("row", f"{state.name} was not a Member of the ILO that day.")
        case None:
            yield "uncertain", Ground("record", f"Whether {state.name} was a Member that day is not settled.")


def _about_association(one: Instrument) -> Iterator[Reason]:
    if one.subject != _ASSOCIATION:
        text = f"It concerns freedom of association and collective bargaining; {one.code} has another subject."
        yield "closed", Ground("rule", text)
    else:
        yield "open", Ground("row", f"{one.code} is of its subject, freedom of association.")


def _unratified_fundamental(one: Instrument, day: date, answer: Binding) -> Iterator[Reason]:
    if not one.is_fundamental:
        yield "closed", Ground("row", f"{one.code} is not one of the fundamental instruments.")
    elif one.principle == "occupational_safety_health" and day < AMENDED:
        text = f"{one.code} is fundamental only since {day_in_words(AMENDED)}."
        yield "closed", Ground("rule", text, "Declaration of 1998, as amended in 2022", DECLARATION_1998)
    elif answer.status == "in_force":
        yield "closed", Ground("row", f"{one.code} was in force for the State: it reports under article 22.")
    elif answer.status == "uncertain":
        yield "uncertain", Ground("record", f"Whether {one.code} bound the State that day is not settled.")
    else:
        text = "The State reports each year on a fundamental instrument not ratified; nobody can complain here."
        yield "open", Ground("row", text, "Declaration of 1998, Annex", DECLARATION_1998)


# ---------------------------------------------------------------------------------------------------------------------
# Rows
# ---------------------------------------------------------------------------------------------------------------------


@cache
def _bodies() -> Mapping[str, Mapping[str, str]]:
    return {row["code"]: row for row in tables.read_raw("supervisory_bodies").to_dict("records")}


@cache
def _steps() -> Mapping[tuple[str, int], Mapping[str, str]]:
    return {(row["procedure"], int(row["step"])): row for row in tables.read_raw("procedures").to_dict("records")}


def _reported(state: str, code: str, day: date) -> list[str]:
    """Reports of Commissions of Inquiry on a State and an instrument, surely before a day."""
    return [
        f"{row['reported']} ({row['verified']})"
        for row in tables.read_raw("commissions_of_inquiry").to_dict("records")
        if row["state"] == state
        and code in row["conventions"].split(";")
        and row["reported"]
        and partial(row["reported"]).latest < day
    ]


def _surveys(code: str, day: date) -> list[str]:
    rows = tables.read_raw("general_surveys").to_dict("records")
    return [row["year"] for row in rows if code in row["instruments"].split(";") and int(row["year"]) <= day.year]


def _sources(row: Mapping[str, str], table: str) -> tuple[Source, ...]:
    return tuple(Source(url, table, row["verified"]) for url in row["source_url"].split(";") if url)


def _told(grounds: tuple[Ground, ...]) -> str:
    return " ".join(map(str, grounds))
