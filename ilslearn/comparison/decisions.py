"""Decisions side by side: what they are, what bound there and then, and in sentences where they part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import N_, English, _, mixed, semicolon, word
from ilslearn.comparison.standing import Standing, short_name, standing
from ilslearn.document import Document, Documented, Grid, Heading, Items, Text
from ilslearn.errors import IlsError
from ilslearn.law.decisions import SAMPLE, Decision, decision, where
from ilslearn.law.reception import Reception, reception
from ilslearn.law.supervision import SAMPLE as RECORD_SAMPLE
from ilslearn.law.supervision import Said, supervisory_record
from ilslearn.shown import confirmation
from ilslearn.views.picture import Picture

_LAST_SAID = 4  # how many of the latest comments are shown


@dataclass(frozen=True, repr=False)
class Comparison(Documented):
    """Two to six decisions side by side."""

    decisions: tuple[Decision, ...]
    is_translated = True

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Each instrument that any of the decisions used, before each of the courts."""
        codes = sorted({code for one in self.decisions for code in one.codes})
        return tuple(standing(one, code) for code in codes for one in self.decisions)

    @cached_property
    def receptions(self) -> tuple[Reception | None, ...]:
        """How each legal system receives treaties; None for a court above the States, or where it is not recorded."""
        return tuple(None if one.is_international else reception(one.country) for one in self.decisions)

    @cached_property
    def said_before(self) -> tuple[tuple[Said, ...], ...]:
        """What the ILO's bodies had said to each State before the day, on the instruments compared: a sample."""
        codes = {standing.code for standing in self.standings}
        return tuple(_said_before(one, codes) for one in self.decisions)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each point, one column for each decision (its id)."""
        rows = [(_(name), *map(tell, self.decisions)) for name, tell in _POINTS]
        by_code: dict[str, list[str]] = {}
        for one in self.standings:
            by_code.setdefault(one.code, []).append(one.word)
        rows += [(_("{code} on that day", code=code), *words) for code, words in by_code.items()]
        rows.append((_("How treaties are received"), *(str(system) if system else "" for system in self.receptions)))
        rows.append((_("What the ILO had said"), *(_summary(said) for said in self.said_before)))
        rows += [(_(name), *map(tell, self.decisions)) for name, tell in _CLOSING]
        frame = pd.DataFrame(rows, columns=["point", *(one.id for one in self.decisions)])
        return frame[frame.iloc[:, 1:].ne("").any(axis=1)].set_index("point")

    @cached_property
    def differences(self) -> tuple[str, ...]:
        """Where they part, and what the record shows beside it: one sentence each."""
        from ilslearn.comparison.differences import differences

        return tuple(differences(self))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON: the table by decision, the differences, what bound whom."""
        return {
            "decisions": {name: self.table[name].to_dict() for name in self.table.columns},
            "differences": list(self.differences),
            "standings": [
                {"decision": one.decision.id, "instrument": one.code, "status": one.status, "why": str(one)}
                for one in self.standings
            ],
        }

    def plot(self) -> Picture:
        """When the instruments bound the States, with the days of the decisions."""
        from ilslearn.views.together import together

        pairs = [(one.decision.country, one.code) for one in self.standings if one.status is not None]
        marks = [(one.country, short_name(one), one.decided_on) for one in self.decisions if not one.is_international]
        if not pairs:
            raise IlsError(_("There is nothing to draw: no Convention stands before a court of a State here."))
        return together(list(dict.fromkeys(pairs)), marks)

    def document(self) -> Document:
        """The comparison as a document: the table, what bound whom, where they part, sources."""
        columns = (_("Point"), *(f"{short_name(one)} ({one.country}, {_year(one)})" for one in self.decisions))
        rows = [(str(point), *row) for point, *row in self.table.itertuples()]
        bound = [str(one) for one in self.standings]
        said = [
            mixed(f"{short_name(one)}: ", str(said))
            for one, listed in zip(self.decisions, self.said_before, strict=True)
            for said in listed[-_LAST_SAID:]
        ]
        confirmed = [mixed(f"{short_name(one)}: ", confirmation(one.verified, one.note)) for one in self.decisions]
        sources = [f"{short_name(one)}: {'; '.join(one.sources)}" for one in self.decisions]
        systems = [
            _(
                "{state}, reception ({confirmed}): {sources}",
                state=where(one.country),
                confirmed=word(system.verified),
                sources="; ".join(system.sources),
            )
            for one, system in zip(self.decisions, self.receptions, strict=True)
            if system
        ]
        bindings = [
            f"{one.code}, {where(one.decision.country)}: "
            + "; ".join(dict.fromkeys(f"{s.url} ({s.table}, {word(s.verified)})" for s in one.answer.sources))
            for one in self.standings
            if one.answer
        ]
        return Document(
            _("Decisions side by side"),
            (
                Text(semicolon().join(f"{one.title} ({one.citation})" for one in self.decisions) + "."),
                Heading(_("Where they part")),
                Items(self.differences),
                Heading(_("Point by point")),
                Grid(_("What the record says of each"), columns, rows),
                Heading(_("What bound whom")),
                Items(bound or [_("No ILO instrument is recorded for these decisions.")]),
                Heading(_("What the ILO had said before")),
                Items(said or [_("{sample}: nothing is recorded before these days.", sample=_(RECORD_SAMPLE))]),
                Heading(_("How far this is confirmed")),
                Items(confirmed),
                Heading(_("Sources")),
                Items([*sources, *dict.fromkeys(systems), *dict.fromkeys(bindings)]),
                Text(
                    f"{_('n = {n} decisions.', n=len(self.decisions))} {_(SAMPLE)}. {_(RECORD_SAMPLE)}."
                    f" {tables.facts_as_of()} {_('Not legal advice.')}"
                ),
            ),
        )


def compare(*ids: str) -> Comparison:
    """Put two to six decisions side by side.

    Parameters: ids, names or citations of decisions of the register. Returns a :class:`Comparison`, with ``.table``,
    ``.differences``, ``.to_markdown()``, ``.to_html()``, ``.to_docx(path)`` and ``.plot()``. What the decisions say is
    the register's; what bound each State on the day, how its legal order receives treaties and what the ILO's bodies
    had told it are looked up (see ``ils.binding``, ``ils.reception``, ``ils.supervisory_record``).

    >>> compare("can-scc-2011-fraser", "zaf-cc-2002-bader-bop").table.loc["C098 on that day"].tolist()
    ['not binding', 'binding']

    Raises UnknownDecision, or IlsError if fewer than two or more than six are named.
    """
    chosen = tuple(dict.fromkeys(decision(name).id for name in ids))
    if not 2 <= len(chosen) <= 6:
        raise IlsError(_("Name two to six different decisions to compare; {n} were named.", n=len(chosen)))
    return Comparison(tuple(decision(name) for name in chosen))


_Tell = Callable[[Decision], str]
_POINTS: Sequence[tuple[str, _Tell]] = (
    (N_("Court"), lambda one: English(one.court)),
    (N_("Level"), lambda one: word(one.court_level)),
    (N_("Decided"), lambda one: one.decided_on.in_words()),
    (N_("Subject"), lambda one: ", ".join(map(word, one.subjects))),
    (N_("Facts"), lambda one: English(one.facts)),
    (N_("Issue"), lambda one: English(one.issue)),
    (N_("ILO sources"), lambda one: semicolon().join(map(str, one.instruments)) or _("none recorded")),
)
_CLOSING: Sequence[tuple[str, _Tell]] = (
    (N_("Supervisory work cited"), lambda one: ", ".join(map(word, one.supervisory_works)) or _("none recorded")),
    (N_("Other international law"), lambda one: English("; ".join(one.other_international_law))),
    (N_("Role of international law"), lambda one: word(one.role) or _("none recorded")),
    (N_("Type of source"), lambda one: ", ".join(map(word, one.source_types))),
    (N_("Treatment of the ILO source"), lambda one: word(one.treatment) or _("not recorded")),
    (N_("Use of the standards"), lambda one: English(one.use_of_ils)),
    (N_("Outcome"), lambda one: English(one.outcome) or _("not read")),
    (N_("Confirmed"), lambda one: word(one.verified)),
)


def _said_before(one: Decision, codes: set[str]) -> tuple[Said, ...]:
    if one.is_international:
        return ()
    said_before = supervisory_record(one.country, before=one.decided_on.earliest)
    return tuple(said for said in said_before if said.concerns(codes))


def _summary(said: tuple[Said, ...]) -> str:
    if not said:
        return _("nothing in the sample")
    counts: Mapping[str, int] = pd.Series([one.body for one in said]).value_counts().to_dict()
    listed = ", ".join(f"{body} {number}" for body, number in counts.items())
    return _(
        "{n} in the sample ({listed}), the last in {year}", n=len(said), listed=listed, year=said[-1].on.latest.year
    )


def _year(one: Decision) -> int:
    return one.decided_on.earliest.year
