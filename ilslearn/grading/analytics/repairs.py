"""Which items need repair, and why, each in a sentence. A finding has to be clearer than chance would make it."""

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ilslearn.grading.analytics.items import LEAST, NO_ANSWER, at_most

_BLIND = 0.1  # the share that would get an item right without knowing, where there is nothing to choose from
_SOUND = 0.1  # a discrimination that an item may well have
_CLEAR = 1.645  # the difference between thirds, in standard errors (one-sided, 5 per cent)


@dataclass(frozen=True, slots=True)
class Repair:
    """An item to repair: the ``kinds`` of fault, and the ``reasons``, a sentence for each."""

    item: str
    kinds: tuple[str, ...]
    reasons: tuple[str, ...]


def repairs(items: pd.DataFrame, options: pd.DataFrame) -> tuple[Repair, ...]:
    """The items to repair, the worst first.

    Parameters: the tables of :func:`ilslearn.grading.analytics.items.item_figures` and ``option_figures``. A fault is

    - ``negative``: those who know the rest get it wrong more often, and even the upper end of the interval is below 0.1
    - ``distractor``: the upper third chooses a wrong answer at least as often as the right one, and clearly more often
      than the lower third does
    - ``below_chance``: clearly fewer get it right than by guessing: a wrong key, or an item that is too hard
    """
    by_item = dict(iter(options.groupby("item")))
    found = []
    for row in items[items["n"] >= LEAST].to_dict("records"):
        faults = [
            (kind, reason)
            for kind, reason in (
                ("below_chance", _below_chance(row, by_item.get(row["item"]))),
                ("distractor", _attracts(by_item.get(row["item"]))),
                ("negative", _negative(row)),
            )
            if reason
        ]
        if faults:
            worst = row["discrimination"] if pd.notna(row["discrimination"]) else 0.0
            found.append((worst, Repair(row["item"], *map(tuple, zip(*faults, strict=True)))))
    return tuple(repair for _, repair in sorted(found, key=lambda pair: (pair[0], pair[1].item)))


def _negative(row: dict[str, Any]) -> str:
    r, low, high = row["discrimination"], row["low"], row["high"]
    if not (r < 0 and high < _SOUND):
        return ""
    return (
        f"Those who know more get it wrong more often (discrimination {r:.2f}, 95% interval {low:.2f} to {high:.2f},"
        f" n = {row['n']}): read it for a second meaning or a wrong key."
    )


def _below_chance(row: dict[str, Any], options: pd.DataFrame | None) -> str:
    chance = 1 / row["options"] if row["kind"] == "choice" and row["options"] else _BLIND
    share = row["difficulty"]
    if at_most(share, row["n"]) >= chance:
        return ""
    wrong = options[~options["is_right"] & (options["answer"] != NO_ANSWER)] if options is not None else None
    most = f" Most often given: {wrong.iloc[0]['answer']!r}." if wrong is not None and len(wrong) else ""
    return (
        f"Fewer get it right ({share:.0%}, n = {row['n']}) than by guessing ({chance:.0%}): the key is wrong, or it is"
        f" too hard.{most}"
    )


def _attracts(options: pd.DataFrame | None) -> str:
    if options is None:
        return ""
    right = options.loc[options["is_right"], "upper"]
    key = float(right.iloc[0]) if len(right) else 0.0
    for row in options[~options["is_right"] & (options["answer"] != NO_ANSWER)].to_dict("records"):
        if row["upper"] >= key and _clearly_more(row):
            return (
                f"The best choose the wrong answer {row['answer']!r} ({row['upper']:.0%} of the upper third,"
                f" {row['lower']:.0%} of the lower; the right one {key:.0%} of the upper): it may be defensible."
            )
    return ""


def _clearly_more(row: dict[str, Any]) -> bool:
    n = row["n_lower"], row["n_upper"]
    if min(n) < LEAST // 2:
        return False
    pooled = (row["lower"] * n[0] + row["upper"] * n[1]) / sum(n)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n[0] + 1 / n[1]))
    return bool(error and (row["upper"] - row["lower"]) / error > _CLEAR)
