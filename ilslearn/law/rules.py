"""An instrument's final articles: from when it binds a State that ratifies, and through which doors it may be left."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple, cast

from ilslearn import tables
from ilslearn.catalogues import English, _, mixed, n_, semicolon, spoken, word
from ilslearn.dates import day_in_words, plus_months

# How the ILO numbers a paragraph and a letter of an article: "19(5)(b)" in English.
_PARAGRAPH = {"fr": ("paragr.\u00a0{}", "\u00a0{})"), "es": ("párr.\u00a0{}", ", {})")}


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
    match rule.entry:
        case "months_after_registration":
            how = n_("{n} month after registration", "{n} months after registration", rule.months or 0)
        case "days_after_registration":
            how = n_("{n} day after registration", "{n} days after registration", rule.days or 0)
        case "on_registration":
            how = _("from the day of registration")
        case _other:
            how = English(rule.row["note"]) if rule.row["note"] else _("a rule of its own")
    return mixed(how, _pinpoint(rule, "entry_article"))


def denunciation_in_words(rule: Rule, first_in_force: date | None, today: date) -> str:
    """When the instrument may be denounced, with the door that is open or comes next."""
    if not rule.denounce_after:
        return ""
    if not rule.denounce_cycle:
        doors = _("at any time once {n} years have passed since the first entry into force", n=rule.denounce_after)
    else:
        doors = _(
            "{n} years after the first entry into force, for one year, then every {cycle} years",
            n=rule.denounce_after,
            cycle=rule.denounce_cycle,
        )
    effect = n_("effect {n} month after registration", "effect {n} months after registration", rule.denounce_months)
    text = f"{doors}{semicolon()}{effect}{_pinpoint(rule, 'denunciation_article')}"
    if rule.denounce_cycle and first_in_force and (opens := window_from(rule, first_in_force, today)):
        days = {"first": day_in_words(opens), "last": day_in_words(plus_months(opens, 12))}
        text += ". " + (
            _("Open: {first} to {last}", **days) if opens <= today else _("Next: {first} to {last}", **days)
        )
    return text


def article_as_read(article: str) -> str:
    """An article as the language writes it: ``art. 19(5)(b)`` is ``art. 19, paragr. 5 b)`` in French.

    >>> article_as_read("C158, art. 16(3)")
    'C158, art. 16(3)'
    """
    if spoken() not in _PARAGRAPH:
        return article
    paragraph, letter = _PARAGRAPH[spoken()]
    text = re.sub(r"(?<=\w)(?=\(\d)", ", ", article)
    text = re.sub(r"\((\d+)\)", lambda match: paragraph.format(match[1]), text)
    return re.sub(r"\(([a-z])\)", lambda match: letter.format(match[1]), text)


def _pinpoint(rule: Rule, column: str) -> str:
    article = f"{article_as_read(f'art. {rule.row[column]}')}, " if rule.row[column] else ""
    return f" ({article}{word(rule.row['verified'])})"
