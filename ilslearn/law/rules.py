"""An instrument's final articles: from when it binds a State that ratifies, and through which doors it may be left."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple, cast

from ilslearn import tables
from ilslearn.dates import day_in_words, plus_months


class Rule(NamedTuple):
    """The final articles of one Convention or Protocol, with the row that they come from."""

    row: Mapping[str, str]
    entry: str
    months: int | None
    days: int | None
    denounce_after: int | None
    denounce_cycle: int | None
    denounce_months: int


@cache
def final_rules() -> Mapping[str, Rule]:
    """Every rule by the code of its instrument."""

    def number(cell: str) -> int | None:
        return int(cell) if cell else None

    return {
        row["instrument"]: Rule(
            row=cast(dict[str, str], row),
            entry=row["entry_rule"],
            months=number(row["entry_months"]),
            days=number(row["entry_days"]),
            denounce_after=number(row["denunciation_after_years"]),
            denounce_cycle=number(row["denunciation_cycle_years"]),
            denounce_months=number(row["denunciation_effect_months"]) or 12,
        )
        for row in tables.read_raw("final_articles").to_dict("records")
    }


def window_from(rule: Rule, first_in_force: date, day: date) -> date | None:
    """The opening of the door of denunciation that is open on a day, or of the next one; None if there is no such rule.

    A door is open for one year; where no cycle is given, it stays open once the first period is over.
    """
    if not rule.denounce_after:
        return None
    opens = plus_months(first_in_force, 12 * rule.denounce_after)
    while rule.denounce_cycle and plus_months(opens, 12) < day:
        opens = plus_months(opens, 12 * rule.denounce_cycle)
    return opens


def entry_in_words(rule: Rule) -> str:
    """From when the instrument binds a State that ratifies it."""
    how = {
        "months_after_registration": f"{rule.months} months after registration",
        "days_after_registration": f"{rule.days} days after registration",
        "on_registration": "from the day of registration",
    }.get(rule.entry, rule.row["note"] or "a rule of its own")
    return f"{how}{_pinpoint(rule, 'entry_article')}"


def denunciation_in_words(rule: Rule, first_in_force: date | None, today: date) -> str:
    """When the instrument may be denounced, with the door that is open or comes next."""
    if not rule.denounce_after:
        return ""
    if not rule.denounce_cycle:
        doors = f"at any time once {rule.denounce_after} years have passed since the first entry into force"
    else:
        doors = (
            f"{rule.denounce_after} years after the first entry into force, for one year, then every"
            f" {rule.denounce_cycle} years"
        )
    text = f"{doors}; effect {rule.denounce_months} months after registration{_pinpoint(rule, 'denunciation_article')}"
    if rule.denounce_cycle and first_in_force and (opens := window_from(rule, first_in_force, today)):
        word = "Open" if opens <= today else "Next"
        text += f". {word}: {day_in_words(opens)} to {day_in_words(plus_months(opens, 12))}"
    return text


def _pinpoint(rule: Rule, column: str) -> str:
    article = f"art. {rule.row[column]}, " if rule.row[column] else ""
    return f" ({article}{rule.row['verified']})"
