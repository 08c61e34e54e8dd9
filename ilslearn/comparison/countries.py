"""Countries side by side: what binds them, how their courts receive it, what they were told, what they decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import speaking
from ilslearn.dates import a_day_or_today, day_in_words
from ilslearn.document import Document, Documented, Grid, Heading, Items, Text
from ilslearn.errors import IlsError, did_you_mean, shown
from ilslearn.law.countries import Country
from ilslearn.law.countries import country as find_country
from ilslearn.law.decisions import SAMPLE, decisions, in_words
from ilslearn.law.instruments import Instrument, instrument
from ilslearn.law.ratification import Binding, binding
from ilslearn.law.reception import Reception, reception
from ilslearn.law.supervision import SAMPLE as RECORD_SAMPLE
from ilslearn.law.supervision import Said, supervisory_record
from ilslearn.law.trade import trade_record
from ilslearn.views.picture import Picture

_WORDS = {"in_force": "in force", "not_in_force": "not in force", "uncertain": "uncertain", "not_a_member": "no Member"}


@dataclass(frozen=True, repr=False)
class CountryComparison(Documented):
    """Two to six countries side by side on one day, over the fundamental instruments or those of a topic."""

    countries: tuple[Country, ...]
    topic: str
    instruments: tuple[Instrument, ...]
    on: date

    @cached_property
    def bindings(self) -> dict[tuple[str, str], Binding]:
        """By country code and instrument code: was it binding on the day?"""
        return {(c.code, i.code): binding(c.code, i.code, on=self.on) for i in self.instruments for c in self.countries}

    @cached_property
    def receptions(self) -> tuple[Reception | None, ...]:
        """How each legal order receives treaties; None where it is not recorded."""
        return tuple(reception(one.code) for one in self.countries)

    @cached_property
    def said(self) -> tuple[tuple[Said, ...], ...]:
        """What the ILO's bodies had said to each before the day: a sample; only on the topic's instruments, if any."""
        codes = {one.code for one in self.instruments} if self.topic else set()
        return tuple(
            tuple(said for said in supervisory_record(one.code, before=self.on) if not codes or said.concerns(codes))
            for one in self.countries
        )

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each point, one column for each country (its code)."""
        rows: list[tuple[str, ...]] = [
            ("Member of the ILO", *(_membership(one, self.on) for one in self.countries)),
            ("How treaties are received", *(str(system or "not recorded") for system in self.receptions)),
            ("Courts and international law", *(_duty(system) for system in self.receptions)),
        ]
        rows += [(str(i), *(_status(self.bindings[c.code, i.code]) for c in self.countries)) for i in self.instruments]
        for word, statuses in (("Not in force", ("not_in_force", "not_a_member")), ("Uncertain", ("uncertain",))):
            listed = [", ".join(self._with(one, *statuses)) or "none" for one in self.countries]
            rows.append((f"{word}, of these {len(self.instruments)}", *listed))
        rows.append(("What the ILO had said (sample)", *(_summary(said) for said in self.said)))
        rows.append(("Decisions (teaching sample)", *(self._decided(one) for one in self.countries)))
        rows.append(("Trade agreements with labour provisions", *(_trade(one, self.on) for one in self.countries)))
        return pd.DataFrame(rows, columns=["point", *(one.code for one in self.countries)]).set_index("point")

    @cached_property
    def differences(self) -> tuple[str, ...]:
        """Where they part, one sentence each."""
        return (*self._apart(), *self._ways())

    def _with(self, one: Country, *statuses: str) -> list[str]:
        return [i.code for i in self.instruments if self.bindings[one.code, i.code].status in statuses]

    def _decided(self, one: Country) -> str:
        frame = decisions(country=one.code, subject=self.topic or None)
        followed = int((frame["treatment"] == "followed").sum())
        return f"{len(frame)}, {followed} of them followed the ILO source" if len(frame) else "none in the register"

    def _apart(self) -> Iterator[str]:
        for one in self.instruments:
            statuses = {c.name: self.bindings[c.code, one.code] for c in self.countries}
            if len({answer.status for answer in statuses.values()}) > 1:
                told = "; ".join(f"{_status(answer)} for {name}" for name, answer in statuses.items())
                yield f"{one}: {told}."

    def _ways(self) -> Iterator[str]:
        ways = {c.name: s for c, s in zip(self.countries, self.receptions, strict=True) if s}
        if len({(s.reception, s.rank) for s in ways.values()}) > 1:
            told = "; ".join(f"{name}: {str(s)[0].lower()}{str(s)[1:-1]}" for name, s in ways.items())
            yield f"Treaties come into domestic law in different ways. {told}."

    def plot(self) -> Picture:
        """When each instrument bound each country."""
        from ilslearn.views.together import together

        return together([(c.code, i.code) for c in self.countries for i in self.instruments])

    def document(self) -> Document:
        """The comparison as a document, with its sources."""
        names = [one.name for one in self.countries]
        rows = [(str(point), *map(str, row)) for point, *row in self.table.itertuples()]
        sources = [
            f"{system.country}, reception ({system.verified}): {'; '.join(system.sources)}. {system.note}".strip()
            for system in self.receptions
            if system
        ]
        sources += [
            f"{code}, {state}: " + "; ".join(dict.fromkeys(f"{s.url} ({s.verified})" for s in answer.sources[:2]))
            for (state, code), answer in self.bindings.items()
            if answer.sources
        ]
        about = f" on {in_words(self.topic)}" if self.topic else ""
        return Document(
            f"{', '.join(names)} side by side{about}, {day_in_words(self.on)}",
            (
                Heading("Where they part"),
                Items(self.differences or ["On these points the record shows no difference."]),
                Heading("Point by point"),
                Grid("What the record says of each", ("Point", *names), rows),
                Heading("Sources"),
                Items(sources),
                Text(f"{SAMPLE}. {RECORD_SAMPLE}. Facts as of {tables.as_of()}. Not legal advice."),
            ),
        )


@speaking("en")
def compare_countries(*names: str, topic: str | None = None, on: str | date | None = None) -> CountryComparison:
    """Put two to six countries side by side: reception, ratifications with gaps, supervisory record, decisions, trade.

    Parameters: names or ISO codes; ``topic``, a subject of the register (``"maternity"``): then the instruments are
    those that decisions on that subject used, else the fundamental ones; ``on``, a day (today if left out). Returns a
    :class:`CountryComparison` with ``.table``, ``.differences``, exports and ``.plot()``.

    >>> compare_countries("Canada", "ZAF", on="2011-04-29").bindings["CAN", "C098"].status
    'not_in_force'

    Raises UnknownCountry, UnknownDate, or IlsError for fewer than two or more than six, or another topic.
    """
    states = tuple({one.code: one for one in map(find_country, names)}.values())
    if not 2 <= len(states) <= 6:
        raise IlsError(f"Name two to six different countries to compare; {len(states)} were named.")
    return CountryComparison(states, *_chosen(topic), a_day_or_today(on))


def _chosen(topic: str | None) -> tuple[str, tuple[Instrument, ...]]:
    """The subject's name, and the Conventions and Protocols that its decisions used, or the fundamental ones."""
    frame = tables.instruments()
    if topic is None:
        codes = frame.loc[frame["category"] == "fundamental", "code"].tolist()
        return "", tuple(map(instrument, codes))
    subjects = sorted({subject for cell in tables.decisions()["subject"] for subject in cell})
    by_name = {in_words(subject): subject for subject in subjects}
    asked = by_name.get(in_words(str(topic)).strip().casefold())
    if asked is None:
        raise IlsError(
            f"{shown(topic)} is no topic of the register.{did_you_mean(str(topic), by_name)}"
            f" Write one of: {', '.join(subjects)}."
        )
    used = decisions(subject=asked)["instruments"]
    codes = sorted({item.split(":")[0] for cell in used for item in cell if item[0] != "R"})
    return asked, tuple(map(instrument, codes))


def _membership(one: Country, on: date) -> str:
    member = one.was_member(on)
    if member is None:
        return "uncertain"
    periods = "; ".join(
        f"{p.since.earliest.year} to {p.until.earliest.year}" if p.until else f"since {p.since.earliest.year}"
        for p in one.membership
    )
    return f"{'yes' if member else 'no'}{f' ({periods})' if periods else ''}"


def _duty(system: Reception | None) -> str:
    if system is None or not system.interpretive_duty:
        return "no duty of interpretation recorded"
    kind, _, rest = system.interpretive_duty.partition(": ")
    word = {"yes": "must read the law in its light", "case_law": "case law reads the law in its light", "no": "may"}
    return f"{word.get(kind, kind)}: {rest}"


def _status(answer: Binding) -> str:
    since = f" since {answer.since}" if answer.status == "in_force" and answer.since else ""
    return f"{_WORDS[answer.status]}{since}"


def _summary(said: tuple[Said, ...]) -> str:
    return f"{len(said)}, the last in {said[-1].on.latest.year}" if said else "nothing in the sample"


def _trade(one: Country, on: date) -> str:
    chosen = trade_record(one.code, on=on).in_force
    return f"{len(chosen)}: {', '.join(chosen['name'])}" if len(chosen) else "none recorded in force"
