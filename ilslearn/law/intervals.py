"""From registered acts to the days on which they bind: ratifications laid along the calendar.

Every pair of State and instrument gets a line of time, cut at the days on which something changes. A date known to the
year alone makes a stretch of doubt, exactly as long as the days on which it matters.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal, NamedTuple, cast

from ilslearn import tables
from ilslearn.dates import FIRST_DAY, LAST_DAY, Window, partial, plus_months
from ilslearn.law.countries import Country, country
from ilslearn.law.instruments import Instrument, instrument
from ilslearn.law.rules import final_rules, window_from

Status = Literal["in_force", "not_in_force", "uncertain", "not_a_member"]
STATUSES: tuple[Status, ...] = ("in_force", "not_in_force", "uncertain", "not_a_member")
Standing = Literal["member", "unknown", "never", "left", "left_early"]

# The sentence of article 1(5) on Conventions already ratified is in the Constitution at the latest since the amendment
# that came into force on 20 April 1948: for a State that left before that day the answer is open.
ARTICLE_1_5_SINCE = date(1948, 4, 20)


class Answer(NamedTuple):
    """What holds between two days, before it is put into words."""

    status: Status
    since: Window | None = None
    until: Window | None = None
    reason: str = ""
    spell: "Spell | None" = None
    verified: str = ""
    as_of: str = ""


class Spell(NamedTuple):
    """One ratification with the time in which it binds; ``doubt_from``: the record does not tell what came after."""

    row: Mapping[str, str]
    since: Window
    until: Window | None
    doubt_from: date | None


# ---------------------------------------------------------------------------------------------------------------------
# The facts, by key
# ---------------------------------------------------------------------------------------------------------------------


@cache
def _rows() -> Mapping[tuple[str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in tables.read_raw("ratifications").to_dict("records"):
        found[row["country"], row["instrument"]].append(cast(dict[str, str], row))
    return {key: sorted(rows, key=lambda row: partial(row["ratified_on"])) for key, rows in found.items()}


@cache
def coverage() -> Mapping[str, dict[str, str]]:
    """Per instrument: the coverage row, with the latest date at which the list is known to have been read.

    A list without a date was made after the last ratification that it names.
    """
    read: dict[str, list[str]] = defaultdict(list)
    registered: dict[str, list[str]] = defaultdict(list)
    for (_, code), rows in _rows().items():
        for row in rows:
            registered[code].append(row["ratified_on"])
            read[code] += [row["as_of"]] if row["as_of"] else []
    found = {}
    for row in tables.read_raw("ratification_coverage").to_dict("records"):
        code = row["instrument"]
        dates = [*filter(None, [row["stated_as_of"]]), *read[code]] or registered[code]
        found[code] = {**row, "as_of": max(dates, key=partial, default="")}
    return found


# ---------------------------------------------------------------------------------------------------------------------
# From one ratification to the days on which it binds
# ---------------------------------------------------------------------------------------------------------------------


def _entry(row: Mapping[str, str], one: Instrument) -> Window:
    """When one ratification brings the instrument into force for the State."""
    return partial(row["in_force_on"]) if row["in_force_on"] else entry_by_rule(row, one)


def entry_by_rule(row: Mapping[str, str], one: Instrument) -> Window:
    """When the final articles bring the instrument into force for the State, whatever a source may say."""
    assert one.in_force_on is not None
    registered, rule = partial(row["ratified_on"]), final_rules().get(one.code)
    if row["mode"] == "succession":
        return registered.not_before(one.in_force_on)
    if rule and rule.entry in ("months_after_registration", "on_registration"):
        entry = registered.plus_months(rule.months or 0)
    elif rule and rule.entry == "days_after_registration":
        wait = timedelta(days=rule.days or 0)
        entry = Window(registered.earliest + wait, registered.latest + wait)
    else:  # a special rule, or none known: any day from registration to twelve months later
        entry = Window(registered.earliest, plus_months(registered.latest, 12))
    if row["mode"] == "unknown":  # if it was a succession it took effect at once
        entry = Window(registered.earliest, entry.latest)
    return entry.not_before(one.in_force_on)


def _end(row: Mapping[str, str], one: Instrument) -> Window | None:
    """When one ratification ceases to bind, as far as the record shows."""
    end = None
    if row["denunciation_effective_on"]:
        end = partial(row["denunciation_effective_on"])
    elif row["denounced_on"]:
        rule = final_rules().get(one.code)
        end = partial(row["denounced_on"]).plus_months(rule.denounce_months if rule else 12)
    # Abrogation ends what is in force. An instrument is withdrawn because it binds nobody any more, so that its
    # withdrawal says nothing of how a ratification ended; it only shows that by then it had.
    if one.ended_on and (one.status == "abrogated" or end is None):
        end = end.not_after(one.ended_on) if end else one.ended_on
    return end


def first_unseen_end(one: Instrument, seen: Window) -> date:
    """The first day on which a denunciation that a record of that date cannot show could have taken effect."""
    rule = final_rules().get(one.code)
    if one.kind == "protocol" and one.supplements and not (rule and rule.denounce_after):
        one = instrument(one.supplements[0])  # a Protocol is open to denunciation whenever its Convention is
        rule = final_rules().get(one.code)
    registered = seen.earliest
    if rule and one.in_force_on and (opens := window_from(rule, one.in_force_on, registered)):
        registered = max(registered, opens)
    return plus_months(registered, rule.denounce_months if rule else 12)


@cache
def spells_of(state: str, code: str) -> tuple[Spell, ...]:
    """The times in which an instrument binds a State, one for each ratification, in order."""
    one = instrument(code)
    if one.in_force_on is None:
        return ()
    spells = []
    for row in _rows().get((state, code), []):
        since, until, doubt_from = _entry(row, one), _end(row, one), None
        if one.status == "withdrawn" and until == one.ended_on:
            doubt_from = max(partial(row["as_of"] or row["ratified_on"]).earliest, since.latest)
        elif row["status"] == "unknown" and until is None:
            doubt_from = max(first_unseen_end(one, partial(row["as_of"] or row["ratified_on"])), since.latest)
        spells.append(Spell(row, since, until, doubt_from))
    return tuple(spells)


# ---------------------------------------------------------------------------------------------------------------------
# Answers laid along the calendar: for a pair with ratifications, for an instrument without, for membership
# ---------------------------------------------------------------------------------------------------------------------

Line = tuple[list[int], list[Answer]]  # first days (ordinals, ascending, from day 1) and what holds from each


def ratified_pairs() -> Collection[tuple[str, str]]:
    """Every pair of State and instrument for which a ratification is recorded."""
    return _rows().keys()


def ratified_line(state: str, code: str) -> Line | None:
    """What holds on each day for a State that has ratified; None if no ratification that took effect is recorded."""
    return _ratified_line(state, code) if (state, code) in _rows() else None


@cache
def _ratified_line(state: str, code: str) -> Line | None:
    spells = spells_of(state, code)
    if not spells:
        return None
    cuts = {FIRST_DAY}
    for spell in spells:
        cuts |= {spell.since.earliest, spell.since.latest}
        cuts |= {spell.until.earliest, spell.until.latest} if spell.until else set()
        cuts |= {spell.doubt_from} if spell.doubt_from else set()
    days = {day.toordinal() for day in cuts}
    parents = [_line_of_parent(state, parent) for parent in instrument(code).supplements if code.startswith("P")]
    starts = sorted(days.union(*(starts for starts, _ in parents)))
    answers = [_ratified_answer(spells, date.fromordinal(day)) for day in starts]
    for parent in parents:
        answers = [_with_parent(held, held_at(parent, day)) for held, day in zip(answers, starts, strict=True)]
    return starts, answers


def _line_of_parent(state: str, code: str) -> Line:
    """What holds of the Convention that a Protocol belongs to, ratified or not."""
    held, absent = ratified_line(state, code), unratified_line(code)
    starts = sorted({*absent[0], *(held[0] if held else [])})
    answers = [settle(held_at(held, day) if held else None, held_at(absent, day), "member") for day in starts]
    return starts, answers


def _with_parent(held: Answer, parent: Answer) -> Answer:
    """A Protocol binds only while its Convention does: never more certain, and never longer, than the Convention."""
    if held.status == "not_in_force" or parent.status == "in_force":
        return held
    if held.status == "uncertain" and parent.status == "uncertain":
        return held
    return held._replace(status=parent.status, reason="parent")


def _ratified_answer(spells: tuple[Spell, ...], day: date) -> Answer:
    doubtful = None
    for spell in spells:
        end = spell.until or Window(LAST_DAY, LAST_DAY)
        if day < spell.since.earliest or day >= end.latest:
            continue
        if day >= end.earliest:
            doubtful = _said("uncertain", "end", spell)
        elif day < spell.since.latest:
            doubtful = _said("uncertain", "entry", spell)
        elif spell.doubt_from and day >= spell.doubt_from:
            doubtful = _said("uncertain", "later history", spell)
        else:
            return _said("in_force", "ratified", spell)
    if doubtful:
        return doubtful
    # Nothing binds that day: the next ratification tells why, else the last one.
    later = [spell for spell in spells if day < spell.since.earliest]
    return _said("not_in_force", "before entry", later[0]) if later else _said("not_in_force", "ended", spells[-1])


def _said(status: Status, reason: str, spell: Spell) -> Answer:
    """An answer that rests on one ratification."""
    row = spell.row
    return Answer(
        status,
        spell.since,
        spell.until,
        reason,
        spell,
        row["verified"],
        row["as_of"] or "an unknown day: the source bears no date",
    )


@cache
def unratified_line(code: str) -> Line:
    """What holds on each day for a member State without a recorded ratification."""
    one, listed = instrument(code), coverage().get(code)
    as_of, verified = (listed["as_of"], listed["verified"]) if listed else ("", "unconfirmed")
    stated = as_of or tables.as_of()
    if one.kind == "recommendation":
        own = tables.as_of()
        return [1], [Answer("not_in_force", reason="recommendation", verified=one.verified, as_of=own)]
    if one.in_force_on is None:
        own = tables.as_of()
        line = {FIRST_DAY: Answer("not_in_force", reason="never in force", verified=one.verified, as_of=own)}
        if one.status not in ("withdrawn", "not_in_force") and one.adopted_on:
            # A Convention needs ratifications, and as a rule twelve months, before it is in force for anybody.
            first = plus_months(one.adopted_on, 12)
            line[first] = Answer("uncertain", reason="entry not recorded", verified=one.verified, as_of=own)
        return [day.toordinal() for day in line], list(line.values())

    def answer(status: Status, reason: str) -> Answer:
        return Answer(status, reason=reason, verified=verified, as_of=stated)

    line = {FIRST_DAY: Answer("not_in_force", reason="not yet in force", verified=one.verified, as_of=stated)}
    if listed and listed["coverage"] == "complete" and as_of:
        line[one.in_force_on] = answer("not_in_force", "not on the complete list")
        # A State that ratified the day after the list was read is bound only when its own entry into force has come.
        months = rule.months if (rule := final_rules().get(code)) else None
        line[max(plus_months(partial(as_of).earliest, months or 0), one.in_force_on)] = answer("uncertain", "later")
    else:
        complete = listed is not None and listed["coverage"] == "complete"
        line[one.in_force_on] = answer("uncertain", "undated list" if complete else "partial list")
    if one.ended_on:
        line = {day: held for day, held in line.items() if day < one.ended_on.latest}
        line[one.ended_on.latest] = Answer("not_in_force", reason="abrogated", verified=one.verified, as_of=stated)
    return [day.toordinal() for day in sorted(line)], [line[day] for day in sorted(line)]


@cache
def standing_line(state: str) -> tuple[list[int], list[Standing]]:
    """How the State stood towards the Organization, from each day on."""
    one = country(state)
    cuts = {FIRST_DAY}
    for period in one.membership:
        cuts |= {period.since.earliest, period.since.latest}
        cuts |= {period.until.earliest, period.until.latest} if period.until else set()
    starts = sorted(cuts)
    return [day.toordinal() for day in starts], [_standing(one, day) for day in starts]


def _standing(one: Country, day: date) -> Standing:
    member = one.was_member(day)
    if member is not False:
        return "member" if member else "unknown"
    left = [period.until.earliest for period in one.membership if period.until and period.until.latest <= day]
    if not left:
        return "never"
    return "left_early" if max(left) < ARTICLE_1_5_SINCE else "left"


def held_at(line: tuple[list[int], list[Any]], day: int) -> Any:
    return line[1][bisect_right(line[0], day) - 1]


def settle(held: Answer | None, unratified: Answer, standing: Standing) -> Answer:
    """One answer from what the ratifications say, what their absence says, and membership."""
    if held is not None and held.status == "in_force" and standing == "left_early":
        return held._replace(status="uncertain", reason="left early")
    if held is not None and held.status != "not_in_force":
        return held
    if standing not in ("member", "unknown") and unratified.reason != "recommendation":
        # What a State had ratified before it left may still bind it: where the list is partial, that is open.
        if standing in ("left", "left_early") and held is None and unratified.status == "uncertain":
            return unratified._replace(reason=f"left, {unratified.reason}")
        return unratified._replace(status="not_a_member", reason="not a member")
    return held if held is not None else unratified
