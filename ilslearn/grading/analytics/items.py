"""What each item tells: how hard it is, whether it tells those who know from those who do not, who chose what.

Everything is computed from the answers that there are: an item that a student was not given counts neither way. A
student's other answers are compared only within the same test and the same form, so that neither the growth between two
tests nor a harder form looks like a property of an item.
"""

import math

import numpy as np
import pandas as pd

LEAST = 10  # answers to an item, or students with a form: below this no figure that rests on differences is given
NO_ANSWER = "(no answer)"
_SITTING = ["student", "assignment"]
_GROUP = ["assignment", "form"]
_Z = 1.96


def with_rest(responses: pd.DataFrame) -> pd.DataFrame:
    """The answers, each with ``rest``: the mean score of the same student's other answers in the same test.

    ``third`` says where that lies among those who had the same item in the same test: ``lower``, ``middle``, ``upper``.
    """
    sitting = responses.groupby(_SITTING, sort=False)["score"]
    others = sitting.transform("size") - 1
    rest = (sitting.transform("sum") - responses["score"]) / others.where(others > 0)
    place = rest.groupby([responses[one] for one in (*_GROUP, "item")]).rank(pct=True)
    third = np.select([place <= 1 / 3, place > 2 / 3], ["lower", "upper"], "middle")
    return responses.assign(rest=rest, third=third)


def item_figures(answers: pd.DataFrame) -> pd.DataFrame:
    """One row for each item: ``n``, ``difficulty`` (the mean score), ``discrimination`` with ``low`` and ``high``.

    Parameters: ``answers``, as :func:`with_rest` returns them. The discrimination is the correlation of an item with
    the rest of the test (corrected item-total correlation; of right and wrong answers, the point-biserial), pooled
    within test and form, with its 95 per cent interval by Fisher's transformation. It is missing below ten answers, and
    where all answers or all rests are alike.
    """
    keys = [answers[one] for one in (*_GROUP, "item")]
    score = answers["score"] - answers["score"].groupby(keys).transform("mean")
    rest = answers["rest"] - answers["rest"].groupby(keys).transform("mean")
    groups = answers.groupby([*_GROUP, "item"], sort=False).ngroup()
    parts = pd.DataFrame({
        "item": answers["item"], "xy": score * rest, "xx": score**2, "yy": rest**2,
        "group": groups, "seen": rest.notna(),
    })  # fmt: skip
    by_item = parts.groupby("item")
    sums, n, groups_of = by_item[["xy", "xx", "yy"]].sum(), by_item["seen"].sum(), by_item["group"].nunique()
    spread = np.sqrt(sums["xx"] * sums["yy"])
    r = (sums["xy"] / spread.where(spread > 1e-12)).where(n >= LEAST)
    z, error = np.arctanh(r.clip(-0.999999, 0.999999)), 1 / np.sqrt((n - groups_of - 2).where(lambda df: df > 0))
    plain = answers.groupby("item")
    figures = pd.DataFrame({
        "kind": plain["kind"].first(), "options": plain["options"].first(), "right": plain["right"].first(),
        "n": plain.size(), "difficulty": plain["score"].mean(),
        "discrimination": r, "low": np.tanh(z - _Z * error), "high": np.tanh(z + _Z * error),
    })  # fmt: skip
    for test in dict.fromkeys(answers["assignment"]):
        figures[f"difficulty in {test}"] = answers[answers["assignment"] == test].groupby("item")["score"].mean()
    return figures.reset_index()


def option_figures(answers: pd.DataFrame) -> pd.DataFrame:
    """One row for each item and answer given: how often, and by which share of the lower and of the upper third.

    Items whose right answer depends on the student are left out.
    """
    closed = answers[answers["right"] != ""]
    counted = closed.assign(answer=closed["answer"].replace("", NO_ANSWER))
    table = pd.crosstab([counted["item"], counted["answer"]], counted["third"])
    table = table.reindex(columns=["lower", "middle", "upper"], fill_value=0)
    whole = table.groupby(level="item").transform("sum")
    right = closed.groupby("item")["right"].first()
    out = pd.DataFrame({
        "n": table.sum(axis=1), "share": table.sum(axis=1) / whole.sum(axis=1),
        "lower": table["lower"] / whole["lower"].where(whole["lower"] > 0),
        "upper": table["upper"] / whole["upper"].where(whole["upper"] > 0),
        "n_lower": whole["lower"], "n_upper": whole["upper"],
    }).reset_index()  # fmt: skip
    out["is_right"] = out["answer"] == out["item"].map(right)
    return out.sort_values(["item", "is_right", "n"], ascending=[True, False, False], ignore_index=True)


def at_most(right: float, n: int) -> float:
    """The upper end of the 95 per cent interval (Wilson's) of a share of ``n``.

    >>> round(at_most(0.05, 60), 2)
    0.14
    """
    centre = (right + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * math.sqrt(right * (1 - right) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return centre + half
