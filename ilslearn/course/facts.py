"""Looking the answer of a question up in the facts, with the reason, the sources, and what is not confirmed.

A question names its ``fact`` in one of these ways; ``"$country"`` stands for what the learner answered before:

- ``{country, instrument, on, field}``: one field of one binding
- ``{countries, instrument, on}``: the status of one instrument for several States
- ``{instruments, country, on}``: which of several instruments were in force for one State
- ``{statuses = {key = [country, instrument, on]}}``: the status for each key
- ``{table, row, field}``: what one field says in one row; with ``list = true``, as a list
- ``{table, rows, field}``: what it says in several rows; with ``which``, in which of them it says that
- ``{said_to, before, among}``, with or without ``instrument``: which of these had been said to a State before a day
- ``{member}``: the first day of a State's membership that lasts
- ``{denounced, on}``: which Conventions a State had denounced by a day, as far as the record tells

``words`` put other words in the place of those that the facts use.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from ilslearn import tables
from ilslearn.dates import a_day, day_in_words
from ilslearn.errors import IlsError
from ilslearn.law.countries import country as find_country
from ilslearn.law.ratification import Binding, binding
from ilslearn.law.reasons import Source
from ilslearn.law.supervision import Said, supervisory_record


@dataclass(frozen=True, slots=True)
class Found:
    """An answer that was looked up: ``reasons`` and their ``sources`` by key (``""`` where there is one answer).

    ``unsettled`` are the keys on which the record is not confirmed: nothing is taken off there. ``slips`` are wrong
    answers that are worth a part.
    """

    value: Any
    reasons: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()
    slips: Mapping[str, float] = field(default_factory=dict)


def look_up(fact: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> Found:
    """Find the answer in the facts.

    Parameters: ``fact``, as a question writes it; ``given``, other answers of the same learner, by name.

    >>> look_up({"country": "$country", "instrument": "C182", "on": "2026-01-01", "field": "since"},
    ...         {"country": "Kenya"}).value
    '2002-05-07'

    Raises UnknownCountry and its kin if what the learner gave is not in the facts, and IlsError if it is missing.
    """
    fact = _filled(fact, given or {})
    kind = next((kind for kind in _WAYS if kind in fact), None)
    if kind is None:
        raise IlsError(f"A fact is found by one of {', '.join(_WAYS)}; this one has {', '.join(fact) or 'nothing'}.")
    return _WAYS[kind](fact)


def _filled(value: Any, given: Mapping[str, Any]) -> Any:
    """The fact with the learner's own answers where ``$name`` stands."""
    if isinstance(value, Mapping):
        return {key: _filled(item, given) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, given) for item in value]
    if isinstance(value, str) and value.startswith("$"):
        if value[1:] not in given:
            raise IlsError(f"The answer depends on {value[1:]}, which is not given.")
        return given[value[1:]]
    return value


def _statuses(asked: Mapping[str, Binding], words: Mapping[str, str]) -> Found:
    return Found(
        value={key: words.get(one.status, one.status) for key, one in asked.items()},
        reasons={key: _why(one) for key, one in asked.items()},
        sources={key: _sources(one) for key, one in asked.items()},
        # Where only some statuses have a word, the others are no answer to the question.
        unsettled=frozenset(
            key for key, one in asked.items() if not is_settled(one) or (words and one.status not in words)
        ),
    )


def _by_key(fact: Mapping[str, Any]) -> Found:
    asked = {key: binding(state, code, on=day) for key, (state, code, day) in fact["statuses"].items()}
    return _statuses(asked, fact.get("words", {}))


def _by_country(fact: Mapping[str, Any]) -> Found:
    return _statuses({name: binding(name, fact["instrument"], on=fact["on"]) for name in fact["countries"]}, {})


def _in_force(fact: Mapping[str, Any]) -> Found:
    asked = {code: binding(fact["country"], code, on=fact["on"]) for code in fact["instruments"]}
    found = _statuses(asked, {})
    return Found(
        [code for code, status in found.value.items() if status == "in_force"],
        found.reasons,
        found.sources,
        found.unsettled | {code for code, status in found.value.items() if status == "uncertain"},
    )


def _of_binding(fact: Mapping[str, Any]) -> Found:
    one = binding(fact["country"], fact["instrument"], on=fact["on"])
    value = getattr(one, fact["field"])
    slips = {}
    if fact["field"] == "since":
        rows = tables.ratifications()
        rows = rows[(rows["country"] == one.country) & (rows["instrument"] == one.instrument)]
        slips = {day: 0.5 for day in rows["ratified_on"] if day != str(value)}  # the day of registration
    unsettled = frozenset() if is_settled(one) and "/" not in str(value) else frozenset({""})
    return Found(str(value), {"": " ".join(map(str, one.basis))}, {"": _sources(one)}, unsettled, slips)


def is_settled(one: Binding) -> bool:
    """Does the answer rest on confirmed rows? That the record does not settle a status needs no confirmation."""
    deciding = {source.verified for source in _deciding(one)}
    return one.status == "uncertain" or deciding == {"confirmed"}


def _deciding(one: Binding) -> list[Source]:
    tables_ = ("countries",) if one.status == "not_a_member" else ("ratifications", "ratification_coverage")
    return [source for source in one.sources if source.table in tables_]


def _why(one: Binding) -> str:
    name, day = find_country(one.country).name, day_in_words(one.on)
    said = {
        "in_force": "was in force",
        "not_in_force": "was not in force",
        "uncertain": "is not settled by the record",
        "not_a_member": "was not in force, and the State was no Member of the ILO,",
    }[one.status]
    steps = " ".join(str(step) for step in one.basis[:2])
    return f"{one.instrument} {said} for {name} on {day}. {steps}"


def _sources(one: Binding) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.url for source in _deciding(one)))


def _of_rows(fact: Mapping[str, Any]) -> Found:
    keys = fact["rows"] if "rows" in fact else [fact["row"]]
    rows, words = {key: row_of(fact["table"], key) for key in keys}, fact.get("words", {})
    values = {key: words.get(row[fact["field"]], row[fact["field"]]) for key, row in rows.items()}
    reasons = {key: f"{key}: {value.replace('_', ' ')}." for key, value in values.items()}
    if fact["table"] == "decisions":
        reasons = {
            key: " ".join(filter(None, [text, row["role_basis"] if fact["field"] == "role" else row["use_of_ils"]]))
            for (key, text), row in zip(reasons.items(), rows.values(), strict=True)
        }
    sources = {key: tuple(row["source_url"].split(";")[:1]) for key, row in rows.items()}
    unsettled = frozenset(key for key, row in rows.items() if row["verified"] != "confirmed")
    if "which" in fact:
        return Found(sorted(key for key in keys if values[key] == fact["which"]), reasons, sources, unsettled)
    if "row" not in fact:
        return Found(values, reasons, sources, unsettled)
    value: Any = values[fact["row"]]
    if fact.get("list"):
        # Every item rests on the one row: if that is not confirmed, none counts.
        items = sorted(tables.items(value))
        return Found(items, {}, sources, frozenset(items) if unsettled else frozenset())
    only, source = reasons[fact["row"]], sources[fact["row"]]
    return Found(value, {"": only}, {"": source}, frozenset({""}) if unsettled else frozenset())


def row_of(table: str, key: str) -> Mapping[str, str]:
    """One row of a table of facts, as it is written, by its key (``C087:2:1`` where the key is of several columns).

    >>> row_of("trade_agreements", "us-oman")["dispute_settlement"]
    'panel_with_sanctions'
    """
    return _rows(table)[key]


@cache
def _rows(table: str) -> Mapping[str, Mapping[str, str]]:
    keys = {one["name"]: one["schema"]["primaryKey"] for one in tables.data_package()["resources"]}[table]
    columns = [keys] if isinstance(keys, str) else keys
    rows = tables.read_raw(table).to_dict("records")
    return {":".join(row[column] for column in columns): row for row in rows}


def _said(fact: Mapping[str, Any]) -> Found:
    code, day = fact.get("instrument"), a_day(fact["before"])
    said = {one.id: one for one in supervisory_record(fact["said_to"], instrument=code, before=day)}
    known = _all_said()
    name = find_country(fact["said_to"]).name
    reasons = {key: _why_said(known[key], key in said, name, code) for key in fact["among"]}
    sources = {key: known[key].sources[:1] for key in fact["among"]}
    unsettled = frozenset(key for key in fact["among"] if known[key].verified != "confirmed")
    return Found(sorted(key for key in fact["among"] if key in said), reasons, sources, unsettled)


def _why_said(one: Said, counts: bool, state: str, code: str | None) -> str:
    if counts:
        return f"{one.id} had been said: {one}"
    if one.country != find_country(state).code:
        return f"{one.id} was said to {find_country(one.country).name}, not to {state}."
    if code and code not in one.instruments:
        return f"{one.id} does not concern {code}: {one}"
    return f"{one.id} does not count: it is known to the year {one.on.latest.year}, which had not ended by that day."


@cache
def _all_said() -> Mapping[str, Said]:
    states = dict.fromkeys(
        row["country"] for table in ("ceacr_comments", "cfa_cases", "cas_individual_cases")
        for row in tables.read_raw(table).to_dict("records")
    )  # fmt: skip
    states |= dict.fromkeys(row["state"] for row in tables.read_raw("commissions_of_inquiry").to_dict("records"))
    return {one.id: one for state in states for one in supervisory_record(state, before="2100-01-01")}


def _member(fact: Mapping[str, Any]) -> Found:
    state = find_country(fact["member"])
    first, *_ = (str(period.since) for period in state.membership)
    last = state.membership[-1].since
    row = row_of("countries", state.code)
    settled = row["verified"] == "confirmed" and last.is_day
    return Found(
        str(last.earliest),
        {"": f"{state.name}'s membership that lasts today began on {last.in_words()}."},
        {"": tuple(row["source_url"].split(";")[:1])},
        frozenset() if settled else frozenset({""}),
        {first: 0.5} if first != str(last) else {},
    )


def _denounced(fact: Mapping[str, Any]) -> Found:
    state, day = find_country(fact["denounced"]), pd.Timestamp(fact["on"])
    rows = tables.ratifications()
    rows = rows[(rows["country"] == state.code) & (rows["denounced_on_earliest"] <= day)]
    reasons, sources, unsettled = {}, {}, set()
    for row in rows.to_dict("records"):
        how = (
            f"automatically, by ratifying {row['denounced_by']}"
            if row["denunciation_mode"] == "automatic"
            else "by act"
        )
        reasons[row["instrument"]] = f"{row['instrument']} was denounced {how} ({row['denounced_on']})."
        sources[row["instrument"]] = row["source_url"][:1]
        if row["verified"] != "confirmed":
            unsettled.add(row["instrument"])
    return Found(sorted(set(rows["instrument"])), reasons, sources, frozenset(unsettled))


_WAYS: Mapping[str, Callable[[Mapping[str, Any]], Found]] = {
    "countries": _by_country,
    "instruments": _in_force,
    "statuses": _by_key,
    "table": _of_rows,
    "said_to": _said,
    "member": _member,
    "denounced": _denounced,
    "field": _of_binding,
}
