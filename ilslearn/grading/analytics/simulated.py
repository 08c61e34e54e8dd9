"""A simulated class at both knowledge tests, with three items made bad on purpose: what the analysis has to find.

Each student has an ability, which grows during the course. An item is answered rightly by those who know it, and by
guessing one time in as many as there are options (the three-parameter model of item response theory).
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ilslearn.course.knowledge import TESTS, Item, knowledge_test
from ilslearn.grading.analytics.report import Analytics, analyse
from ilslearn.grading.analytics.responses import COLUMNS, right_answer

WORD = "demonstration"
_FAULTS = ("negative", "distractor", "below_chance")


@dataclass(frozen=True, slots=True)
class Planted:
    """An item that was made bad, and in which way: a kind of :class:`ilslearn.grading.analytics.repairs.Repair`."""

    item: str
    kind: str


def demonstration(students: int = 60, seed: int = 7) -> tuple[Analytics, tuple[Planted, ...]]:
    """The analysis of a simulated class, and the three items that were planted as bad; the same for the same seed."""
    responses, planted = simulated(students, seed)
    return analyse(responses, f"A simulated class of {students}"), planted


def simulated(students: int, seed: int) -> tuple[pd.DataFrame, tuple[Planted, ...]]:
    """The answers of a simulated class, as the analysis takes them, and what was planted."""
    dice = random.Random(seed)
    names = [f"student-{k:04d}" for k in range(1, students + 1)]
    forms = {(name, test): knowledge_test(test, name, WORD) for name in names for test in TESTS}
    asked = {item.question.id: item for form in forms.values() for item in form.items}
    # Of three modules, so that no form has them all; of choices, so that there are wrong ones to choose from.
    modules = dice.sample("123456", len(_FAULTS))
    bad = {
        dice.choice(
            sorted(id_ for id_, item in asked.items() if item.options and id_.startswith(f"bank-{module}-"))
        ): fault
        for module, fault in zip(modules, _FAULTS, strict=True)
    }
    nature = {id_: (dice.uniform(1.0, 1.8), dice.uniform(-1.2, 0.8)) for id_ in sorted(asked)}
    rows = []
    for name in names:
        ability = dice.gauss(-0.8, 1)
        for test in TESTS:
            form = forms[name, test]
            for item in form.items:
                given = _answer(item, ability, *nature[item.question.id], bad.get(item.question.id, ""), dice)
                one, right = item.question, right_answer(item.question.id)
                rows.append(
                    (name, test, form.code, one.id, one.form, len(item.options), given, right, float(given == right))
                )
            ability += dice.gauss(1.2, 0.4)
    planted = tuple(Planted(item, fault) for item, fault in bad.items())
    return pd.DataFrame(rows, columns=list(COLUMNS)), planted


def _answer(item: Item, ability: float, slope: float, difficulty: float, fault: str, dice: random.Random) -> str:
    """What somebody of that ability answers."""
    right = right_answer(item.question.id)
    wrong: Sequence[str] = [one for one in item.question.choices if one != right] or [
        *item.question.replies,
        "2000-01-01",
    ]
    match fault:
        case "below_chance":  # as if the key were wrong: nearly everybody finds another option right
            return right if dice.random() < 0.06 else wrong[0]
        case "distractor":  # a wrong option for which the able find good reasons
            return wrong[0] if dice.random() < _curve(2 * ability) else dice.choice([right, *wrong])
        case "negative":  # the less one knows, the more likely one is right
            return right if dice.random() < _curve(-1.5 * ability) else dice.choice(wrong)
    guessing = 1 / len(item.options) if item.options else 0.0
    known = guessing + (1 - guessing) * _curve(slope * (ability - difficulty))
    return right if dice.random() < known else dice.choice(wrong)


def _curve(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
