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
from ilslearn.catalogues import N_, English, _, joined, mixed, semicolon, word
from ilslearn.dates import a_day_or_today, as_read, day_in_words, partial
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
    "open": N_("✔ open"),
    "on_condition": N_("◐ on a condition"),
    "uncertain": N_("? not settled by the record"),
    "closed": N_("✘ closed"),
}
_ASSOCIATION = "Freedom of association, collective bargaining, and industrial relations"
_LIMITS = N_(
    "Open means that what turns on the State, the instrument and the day is met; each procedure has further rules on"
    " who may be heard and when."
)

# Procedure -> its name here, the step of `procedures` that sets it in motion (0: the body's row tells), and the body.
_PROCEDURES = {
    "regular_reporting": (N_("Observation to the Committee of Experts"), 4, "CEACR"),
    "article_24": (N_("Representation (article 24)"), 1, "ART24"),
    "article_26": (N_("Complaint (article 26)"), 1, "COI"),
    "cfa_complaint": (N_("Complaint to the Committee on Freedom of Association"), 1, "CFA"),
    "FFCC": (N_("Fact-Finding and Conciliation Commission"), 0, "FFCC"),
    "article_33": (N_("Measures of the Conference (article 33)"), 1, "ILC_ART33"),
    "article_19": (N_("General Survey (article 19)"), 1, "CEACR"),
    "ART19_1998": (N_("Annual follow-up to the 1998 Declaration"), 0, "ART19_1998"),
    "article_37": (N_("Question of interpretation to the International Court of Justice (article 37)"), 1, "ART37_ICJ"),
    "OFFICE_IO": (N_("Informal opinion of the Office"), 0, "OFFICE_IO"),
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
    is_translated = True

    def document(self) -> Document:
        """The door as a card."""
        by = _("Set in motion by: {whom}.", whom=English(self.opened_by))
        return Document(self.name, (Text(mixed(f"{_(WORDS[self.status])}. ", _told(self.why), " ", by)),))


@dataclass(frozen=True, slots=True, repr=False)
class OpenProcedures(Documented):
    """The procedures about one State, one instrument and one day, the open ones first."""

    country: str
    instrument: str
    on: date
    binding: Binding
    doors: tuple[Door, ...]
    is_translated = True

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
        columns = (
            _("Procedure"), _("Open?"), _("Set in motion by"), _("Why, and sources"), _("What comes of it"),
        )  # fmt: skip
        rows = [
            (
                mixed(f"{door.name}. ", English(door.legal_basis)),
                _(WORDS[door.status]),
                English(door.opened_by),
                mixed(_told(door.why), f" {'; '.join(f'{s.url} ({word(s.verified)})' for s in door.sources)}"),
                English(door.outcome),
            )
            for door in self.doors
        ]
        bound = semicolon().join(
            dict.fromkeys(f"{source.url} ({word(source.verified)})" for source in self.binding.sources)
        )
        return Document(
            _("Which doors were open: {code}, {state}, {day}",
              code=one.code, state=state.called, day=day_in_words(self.on)),
            (
                Text(str(self.binding)),
                Text(
                    _("Sources of this: {sources}.", sources=bound)
                    if bound
                    else _("No row of the record bears on this.")
                ),
                Grid(_("The supervisory procedures, the open ones first"), columns, rows),
                Text(f"{_(_LIMITS)} {tables.facts_as_of()} {_('Not legal advice.')}"),
            ),
        )  # fmt: skip


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
        name=_(name),
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
            yield (
                status,
                Ground("row", _("The procedure goes back to {since} only.", since=as_read(body["established"]))),
            )
    if one.adopted_on and day < one.adopted_on:
        text = _("{code} was adopted only on {day}.", code=one.code, day=day_in_words(one.adopted_on))
        yield "closed", Ground("row", text)


def _reasons(procedure: str, state: Country, one: Instrument, day: date, answer: Binding) -> Iterator[Reason]:
    match procedure:
        case "regular_reporting" | "article_24" | "article_26" | "article_33":
            yield from _as_party(procedure, state, one, day, answer)
            if answer.status == "in_force":
                yield from _once_bound(procedure, state, one, day)
        case "cfa_complaint":
            yield from _about_association(one)
            yield from _as_member(state, day)
            yield "open", Ground("row", _("Ratification is not needed."))
        case "FFCC":
            yield from _about_association(one)
            yield "on_condition", Ground("row", _("As a rule the government concerned must consent."))
        case "article_19":
            yield from _as_member(state, day)
            if day < date(1949, 1, 1):
                text = _(
                    "Article 19 has this form since the amendment of 1946; the days before 1949 are not settled here."
                )
                article = _("ILO Constitution, art. {number}", number="19(5)(e), (6)(d)")
                yield "uncertain", Ground("record", text, article, CONSTITUTION)
            if one.ended_on and one.ended_on.earliest <= day:
                text = _(
                    "The Conference ended {code} ({by}, {day}).",
                    code=one.code,
                    by=one.ended_by,
                    day=as_read(one.ended_on),
                )
                yield "closed", Ground("row", text)
            chosen = _("The Governing Body chooses the instruments, ratified or not; nobody can call for a survey.")
            yield "on_condition", Ground("row", chosen)
            if years := _surveys(one.code, day):
                text = _("Surveys on {code} in the record (a sample): {years}.", code=one.code, years=", ".join(years))
                yield "open", Ground("row", text)
        case "ART19_1998":
            yield from _as_member(state, day)
            yield from _unratified_fundamental(one, day, answer)
        case "article_37":
            if one.kind == "recommendation":
                text = _("Article 37 speaks of the Constitution and of Conventions, not of Recommendations.")
                article = _("ILO Constitution, art. {number}", number="37(1)")
                yield "closed", Ground("rule", text, article, CONSTITUTION)
            chosen = _("The Governing Body decides whether to refer a question; ratification is not needed.")
            yield "on_condition", Ground("row", chosen)
            if one.code == "C087" and day >= date(2026, 5, 21):
                output = English(_steps()[("article_37", 5)]["output"])
                yield "open", Ground("row", mixed(output, f" ({day_in_words(date(2026, 5, 21))})."))
        case "OFFICE_IO":
            yield from _as_member(state, day)
            yield "open", Ground("row", _("A government or a constituent may ask; the opinion binds nobody."))


def _as_party(procedure: str, state: Country, one: Instrument, day: date, answer: Binding) -> Iterator[Reason]:
    if one.kind == "recommendation":
        yield "closed", Ground("rule", _("It concerns ratified Conventions; nobody can ratify a Recommendation."))
        return
    pair = {"code": one.code, "state": state.called}
    if answer.status == "in_force":
        yield "open", Ground("row", _("It needs a ratified Convention: {code} was in force for {state}.", **pair))
        if procedure != "regular_reporting" and state.was_member(day) is not True:
            text = _(
                "The Constitution speaks of a Member here, and {state} was not surely one that day.", state=state.called
            )
            yield "uncertain", Ground("rule", text, _("ILO Constitution, arts. 24 and 26"), CONSTITUTION)
    elif answer.status == "uncertain":
        text = _("It needs a ratified Convention; whether {code} was in force for {state} is not settled.", **pair)
        yield "uncertain", Ground("record", text)
    else:
        yield "closed", Ground("row", _("It needs a ratified Convention: {code} was not in force for {state}.", **pair))
        if isinstance(answer.until, date) and answer.until <= day:
            text = _("Whether facts from the time when it bound may still be brought is not told by the record.")
            yield "closed", Ground("record", text)


def _once_bound(procedure: str, state: Country, one: Instrument, day: date) -> Iterator[Reason]:
    """What else a procedure about a ratified Convention asks for, or allows."""
    if procedure == "regular_reporting":
        due = English(_steps()[(procedure, 4)]["typical_time"])
        yield "open", Ground("row", _("Observations are due {when} each year.", when=due))
    elif procedure == "article_24" and one.subject == _ASSOCIATION:
        referral = _("The Governing Body may hand it to the Committee on Freedom of Association.")
        yield "open", Ground("row", referral, None, _steps()[(procedure, 3)]["source_url"])
    elif procedure == "article_26":
        text = _("A government may complain only if the Convention is in force for its own State too.")
        yield "open", Ground("rule", text, _("ILO Constitution, art. {number}", number="26(1)"), CONSTITUTION)
    elif procedure == "article_33":
        text = _("Only if the State has not carried out what a Commission of Inquiry or the Court recommended in time.")
        yield "on_condition", Ground("rule", text, _("ILO Constitution, art. {number}", number="33"), CONSTITUTION)
        reported = _reported(state.code, one.code, day)
        told = (
            _("A Commission of Inquiry reported on it: {reports}.", reports=", ".join(reported))
            if reported
            else _("The record names no report of a Commission of Inquiry on it, but does not hold every inquiry.")
        )
        yield "on_condition", Ground("row" if reported else "record", told)


def _as_member(state: Country, day: date) -> Iterator[Reason]:
    match state.was_member(day):
        case True:
            yield "open", Ground("row", _("{state} was a Member of the ILO.", state=state.called))
        case False:
            yield "closed", Ground("row", _("{state} was not a Member of the ILO that day.", state=state.called))
        case None:
            text = _("Whether {state} was a Member that day is not settled.", state=state.called)
            yield "uncertain", Ground("record", text)


def _about_association(one: Instrument) -> Iterator[Reason]:
    if one.subject != _ASSOCIATION:
        text = _(
            "It concerns freedom of association and collective bargaining; {code} has another subject.", code=one.code
        )
        yield "closed", Ground("rule", text)
    else:
        yield "open", Ground("row", _("{code} is of its subject, freedom of association.", code=one.code))


def _unratified_fundamental(one: Instrument, day: date, answer: Binding) -> Iterator[Reason]:
    if not one.is_fundamental:
        yield "closed", Ground("row", _("{code} is not one of the fundamental instruments.", code=one.code))
    elif one.principle == "occupational_safety_health" and day < AMENDED:
        text = _("{code} is fundamental only since {day}.", code=one.code, day=day_in_words(AMENDED))
        yield "closed", Ground("rule", text, _("Declaration of 1998, as amended in 2022"), DECLARATION_1998)
    elif answer.status == "in_force":
        text = _("{code} was in force for the State: it reports under article 22.", code=one.code)
        yield "closed", Ground("row", text)
    elif answer.status == "uncertain":
        text = _("Whether {code} bound the State that day is not settled.", code=one.code)
        yield "uncertain", Ground("record", text)
    else:
        text = _("The State reports each year on a fundamental instrument not ratified; nobody can complain here.")
        yield "open", Ground("row", text, _("Declaration of 1998, Annex"), DECLARATION_1998)


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
        f"{as_read(row['reported'])} ({word(row['verified'])})"
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
    return joined(" ", map(str, grounds))
