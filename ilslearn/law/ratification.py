"""Was an instrument binding on a State that day? Intervals with their sources, never guesses.

The chain of reasoning, each link named in the answer's ``basis``:

1. a registered ratification, or a succession, found in ``ratifications``;
2. the Convention's own final article says when it comes into force for a State that ratifies, and never before the
   Convention itself is in force (``final_articles``, ``instruments.in_force_on``);
3. it binds until a denunciation takes effect, by act or automatically through a revising Convention, or until the
   Conference abrogates it (ILO Constitution, art. 19(9)); it is taken to bind as long as no end is recorded, and the
   answer says from when an end could have escaped the record;
4. leaving the Organization does not affect the obligations of Conventions already ratified for the period that they
   provide for (ILO Constitution, art. 1(5));
5. where no ratification is found, that proves something only if the list of ratifications is complete.

Where a date is known to the year alone, the answer is ``uncertain`` on exactly those days on which it matters.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from ilslearn.catalogues import _, joined, label, mixed, word
from ilslearn.dates import LAST_DAY, Window, a_day, a_day_or_today, as_read, day_in_words
from ilslearn.errors import IlsError
from ilslearn.law.countries import country
from ilslearn.law.instruments import instrument
from ilslearn.law.intervals import (
    STATUSES,
    Status,
    held_at,
    ratified_line,
    ratified_pairs,
    settle,
    standing_line,
    unratified_line,
)
from ilslearn.law.reasons import Ground, Source, grounds_of, sources_of
from ilslearn.shown import Shown, in_html, link, tongue

_country, _instrument = country, instrument  # the parameters of `binding` bear the same names

_FOUNDED = date(1919, 6, 28)
_NEVER = LAST_DAY.toordinal() + 1  # a cut that no day passes


@dataclass(frozen=True, slots=True, repr=False)
class Binding(Shown):
    """The answer for one State, one instrument and one day.

    ``status`` is ``in_force``, ``not_in_force``, ``uncertain`` or ``not_a_member``. ``since`` is the first day on which
    the instrument bound the State and ``until`` the first day on which it no longer did: a ``date``, or a ``Window``
    where the day is not known, or None. ``as_of`` is the day, month or year at which the record was read.
    """

    country: str
    instrument: str
    on: date
    status: Status
    since: date | Window | None
    until: date | Window | None
    basis: tuple[Ground, ...]
    sources: tuple[Source, ...]
    as_of: str

    def __str__(self) -> str:
        """The answer as a lawyer would write it, with its reasons."""
        return joined(" ", [_headline(self), *map(str, self.basis)])

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON: days and windows in ISO 8601."""
        plain = asdict(self)
        plain.update(
            on=self.on.isoformat(),
            since=str(self.since) if self.since else None,
            until=str(self.until) if self.until else None,
            basis=[asdict(ground) for ground in self.basis],
            sources=[asdict(source) for source in self.sources],
        )
        return plain

    def _repr_html_(self) -> str:
        mark = {"in_force": "✔", "not_in_force": "✘", "uncertain": "?", "not_a_member": "–"}[self.status]
        steps = "".join(f"<li>{in_html(str(ground))}</li>" for ground in self.basis)
        by_table: dict[tuple[str, str], list[str]] = {}
        for source in self.sources:
            by_table.setdefault((escape(source.table), escape(word(source.verified))), []).append(link(source.url))
        links = "".join(
            f"<li>{table}, {label(verified)} {', '.join(urls)}</li>" for (table, verified), urls in by_table.items()
        )
        return (
            f'<div role="group" aria-label="{escape(_("Binding status"))}"{tongue()}'
            ' style="max-width:60em;white-space:normal;overflow-wrap:anywhere;line-height:1.45">'
            f"<p><strong>{mark} {in_html(_headline(self))}</strong></p><ol>{steps}</ol>"
            f"<details open><summary>{escape(_('Sources (record as of {as_of})', as_of=as_read(self.as_of)))}</summary>"
            f"<ul>{links}</ul></details></div>"
        )


def binding(country: str, instrument: str, on: str | date | None = None) -> Binding:
    """Was an instrument binding on a State on a day?

    Parameters: ``country``, an English name or ISO 3166-1 code; ``instrument``, a code, number or title; ``on``, a day
    as ``"YYYY-MM-DD"`` or ``datetime.date`` (today if left out). Returns a :class:`Binding`. The rules are the
    instrument's final articles and ILO Constitution, arts. 1(5) and 19; each answer names those that it rests on.

    >>> binding("Brazil", "C158", on="1999-01-01").status
    'not_in_force'
    >>> binding("Canada", "Convention No. 98", on="2007-06-08").since
    datetime.date(2018, 6, 14)

    Raises UnknownCountry, UnknownInstrument or UnknownDate, each with what would be right.
    """
    state, one = _country(country), _instrument(instrument)
    day = a_day_or_today(on)
    line, ordinal = ratified_line(state.code, one.code), day.toordinal()
    answer = settle(
        held_at(line, ordinal) if line else None,
        held_at(unratified_line(one.code), ordinal),
        held_at(standing_line(state.code), ordinal),
    )
    return Binding(
        country=state.code,
        instrument=one.code,
        on=day,
        status=answer.status,
        since=_shown(answer.since),
        until=_shown(answer.until),
        basis=tuple(grounds_of(answer, state, one, day)),
        sources=tuple(sources_of(answer, state, one)),
        as_of=answer.as_of,
    )


def binding_history(country: str, instrument: str) -> pd.DataFrame:
    """How the answer changed over time for one State and one instrument.

    Parameters as for :func:`binding`. Returns one row for each stretch of time with one status: ``from`` (first day),
    ``until`` (first day after it; missing in the last row) and ``status``. The first row begins on 28 June 1919, the
    day of the Treaty of Versailles, whose Part XIII founded the ILO.

    >>> list(binding_history("Brazil", "C158")["status"])
    ['not_in_force', 'in_force', 'not_in_force']
    """
    state, one = _country(country), _instrument(instrument)
    held, absent, standing = ratified_line(state.code, one.code), unratified_line(one.code), standing_line(state.code)
    first = _FOUNDED.toordinal()
    cuts = {first} | {day for line in (held, absent, standing) if line for day in line[0] if day > first}
    rows: list[tuple[int, Status]] = []
    for day in sorted(cuts):
        said = held_at(held, day) if held else None
        status = settle(said, held_at(absent, day), held_at(standing, day)).status
        if not rows or rows[-1][1] != status:
            rows.append((day, status))
    starts = [date.fromordinal(day) for day, _ in rows]
    return pd.DataFrame(
        {
            "from": pd.to_datetime(starts),
            "until": pd.to_datetime([*starts[1:], None]),
            "status": pd.Categorical([status for _, status in rows], categories=list(STATUSES)),
        }
    )


def binding_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The same answers for many rows at once.

    Parameters: ``frame``, with columns ``country``, ``instrument`` and ``on`` in the forms that :func:`binding` takes.
    Returns a copy with five more columns: ``status``, ``since`` and ``until`` (ISO 8601, a day or an interval),
    ``verified`` and ``as_of`` of the row or list that decides.

    >>> asked = pd.DataFrame({"country": ["Brazil", "KEN"], "instrument": ["C158", "C087"], "on": "1997-06-01"})
    >>> list(binding_table(asked)["status"])
    ['in_force', 'not_in_force']

    Raises IlsError if a column is missing, and the errors of :func:`binding` with the row at fault.
    """
    if not isinstance(frame, pd.DataFrame) or not frame.columns.is_unique:
        raise IlsError(_("Give a DataFrame with columns country, instrument and on, each of them once."))
    if missing := [name for name in ("country", "instrument", "on") if name not in frame.columns]:
        raise IlsError(
            _(
                "The table has no column {names}: it needs country, instrument and on.",
                names=_(" and no column ").join(missing),
            )
        )
    states, state_codes = _resolved(frame, "country", lambda value: _country(value).code)
    codes, instrument_codes = _resolved(frame, "instrument", lambda value: _instrument(value).code)
    days, day_codes = _resolved(frame, "on", lambda value: a_day(value).toordinal())
    on = np.asarray(days, dtype=np.int64)[day_codes]

    absent, all_absent = _along([unratified_line(code) for code in codes], instrument_codes, on)
    standing, said = _along([standing_line(code) for code in states], state_codes, on)
    kinds, standings = pd.factorize(np.asarray(said, dtype=object))  # many lines, five kinds of standing
    standing = kinds[standing]

    # Few pairs have ratifications: number those, and look along their lines alone. What they say is numbered from 1.
    state_at, code_at = ({name: k for k, name in enumerate(names)} for names in (states, codes))
    pairs = [pair for pair in ratified_pairs() if pair[0] in state_at and pair[1] in code_at]
    lines = {pair: line for pair in pairs if (line := ratified_line(*pair)) is not None}
    place = np.full((len(states), len(codes)), -1, dtype=np.int64)
    for k, (state, code) in enumerate(lines):
        place[state_at[state], code_at[code]] = k
    which = place[state_codes, instrument_codes]
    rows = np.flatnonzero(which >= 0)
    held = np.zeros(len(frame), dtype=np.int64)
    found, all_held = _along(list(lines.values()), which[rows], on[rows])
    held[rows] = found + 1

    # Settle each distinct combination once, with the very function that answers a single question.
    combined = (held * len(all_absent) + absent) * max(len(standings), 1) + standing
    settled_codes, distinct = pd.factorize(combined)
    settled = []
    for number in distinct:
        rest, k = divmod(int(number), len(standings))
        h, a = divmod(rest, len(all_absent))
        settled.append(settle(all_held[h - 1] if h else None, all_absent[a], standings[k]))

    def column(values: list[str | None]) -> pd.Categorical:
        value_codes, kept = pd.factorize(np.asarray(values, dtype=object))
        return pd.Categorical.from_codes(value_codes[settled_codes], categories=list(kept))

    statuses = np.asarray([STATUSES.index(answer.status) for answer in settled], dtype=np.int8)
    return frame.assign(
        status=pd.Categorical.from_codes(statuses[settled_codes], categories=list(STATUSES)),
        since=column([str(a.since) if a.since else None for a in settled]),
        until=column([str(a.until) if a.until else None for a in settled]),
        verified=column([a.verified for a in settled]),
        as_of=column([a.as_of for a in settled]),
    )


def _along(lines: Sequence[tuple[list[int], list[Any]]], which: Any, on: Any) -> tuple[Any, list[Any]]:
    """What each row's line of time says on its day: an index into all that the lines say, and all that they say.

    Lines are short: counting the cuts that a day has passed, cut by cut, is several times faster than a binary search.
    """
    said = [held for line in lines for held in line[1]]
    width = max((len(line[0]) for line in lines), default=1)
    cuts = np.asarray([line[0] + [_NEVER] * (width - len(line[0])) for line in lines], dtype=np.int64).reshape(
        -1, width
    )
    index = np.cumsum([0] + [len(line[0]) for line in lines])[which]
    for k in range(1, width):  # the first cut is the first day of the calendar
        index += on >= cuts[:, k][which]
    return index, said


def _resolved(frame: pd.DataFrame, column: str, read: Callable[[Any], Any]) -> tuple[list[Any], Any]:
    """The distinct values of a column, read once each, and for each row which of them it has."""
    try:
        codes, values = pd.factorize(frame[column], use_na_sentinel=False)
    except TypeError:  # a list or a dictionary in a cell
        text = _("The column {name} holds something that is neither a text nor a day.", name=column)
        raise IlsError(text) from None
    found = []
    for k, value in enumerate(values.tolist()):
        try:
            found.append(read(value))
        except IlsError as error:
            row = frame.index[int(np.flatnonzero(codes == k)[0])]
            raise type(error)(_("Row {row}, column {name}: {error}", row=row, name=column, error=error)) from None
    # "Brazil" and "BRA" are one State.
    distinct: dict[Any, int] = {}
    same = np.asarray([distinct.setdefault(one, len(distinct)) for one in found], dtype=np.int64)
    return list(distinct), same[codes]


def _shown(window: Window | None) -> date | Window | None:
    return window.earliest if window and window.is_day else window


def _headline(answer: Binding) -> str:
    state, one, day = _country(answer.country), _instrument(answer.instrument), day_in_words(answer.on)
    values = {"day": day, "name": mixed(f"{one.code} (", one.titled, ")"), "state": state.called}
    match answer.status:
        case "in_force":
            return _("On {day}, {name} was in force for {state}.", **values)
        case "not_in_force":
            return _("On {day}, {name} was not in force for {state}.", **values)
        case "uncertain":
            return _("The record does not settle whether {name} was in force for {state} on {day}.", **values)
        case "not_a_member":
            return _(
                "On {day}, {state} was not a Member of the ILO, and no ratification of its own of {name} is recorded.",
                **values,
            )
