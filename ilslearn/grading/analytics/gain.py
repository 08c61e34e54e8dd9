"""What a class learnt between the pre-test and the post-test, and how reliable the tests are."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ilslearn.errors import IlsError
from ilslearn.grading.analytics.items import LEAST


@dataclass(frozen=True, slots=True)
class Gain:
    """The gain of those who took both tests; shares of the points, 0 to 1. What cannot be computed is None.

    ``normalised`` is Hake's: the part of what could still be learnt that was learnt. ``effect`` is Cohen's d for pairs
    (the mean gain in units of the mean standard deviation), with its 95 per cent interval.
    """

    n: int
    before: float
    after: float
    raw: float
    normalised: float | None
    effect: float | None
    effect_low: float | None
    effect_high: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha of one form of one test (of right and wrong answers: KR-20), with its 95 per cent interval."""

    assignment: str
    form: str
    n: int
    items: int
    alpha: float | None
    low: float | None
    high: float | None


def learners(responses: pd.DataFrame, before: str, after: str) -> pd.DataFrame:
    """One row for each student: ``before``, ``after`` (missing if not taken), ``gain`` and ``normalised`` gain.

    The normalised gain of one student is missing where nothing was left to be learnt.
    """
    taken = responses[responses["assignment"].isin([before, after])]
    shares = taken.pivot_table(index="student", columns="assignment", values="score", aggfunc="mean", observed=True)
    shares = shares.reindex(columns=[before, after]).rename(columns={before: "before", after: "after"})
    gain = shares["after"] - shares["before"]
    left = 1 - shares["before"]
    return shares.assign(gain=gain, normalised=gain / left.where(left > 0)).rename_axis(columns=None).reset_index()


def gain_of(table: pd.DataFrame) -> Gain | None:
    """The gain of a cohort, None if nobody took both tests; the effect size is withheld below ten learners."""
    both = table.dropna(subset=["before", "after"])
    if both.empty:
        return None
    before, after = float(both["before"].mean()), float(both["after"].mean())
    effect, low, high = None, None, None
    varies = both["before"].std() > 0 or both["after"].std() > 0
    if len(both) >= LEAST and varies:
        pingouin = _pingouin()
        effect = float(pingouin.compute_effsize(both["after"], both["before"], paired=True, eftype="cohen"))
        ends = pingouin.compute_esci(effect, len(both), len(both), paired=True, eftype="cohen", decimals=4)
        low, high = (float(end) for end in ends)
    normalised = (after - before) / (1 - before) if before < 1 else None
    return Gain(len(both), before, after, after - before, normalised, effect, low, high)


def reliability(responses: pd.DataFrame) -> tuple[Reliability, ...]:
    """The reliability of each form of each test; withheld below ten students, and where nobody differs."""
    found = []
    for (assignment, form), group in responses.groupby(["assignment", "form"], sort=True):
        matrix = group.pivot_table(index="student", columns="item", values="score", aggfunc="mean").dropna()
        alpha, low, high = None, None, None
        if len(matrix) >= LEAST and matrix.shape[1] > 1 and matrix.sum(axis=1).std() > 0:
            alpha, ends = _pingouin().cronbach_alpha(data=matrix)
            alpha, (low, high) = float(alpha), (float(end) for end in ends)
        found.append(Reliability(str(assignment), str(form), len(matrix), matrix.shape[1], alpha, low, high))
    return tuple(found)


def _pingouin() -> Any:
    try:
        import pingouin
    except ImportError:
        raise IlsError("The analysis of tests needs pingouin: pip install 'ilslearn[analytics]'.") from None
    return pingouin
