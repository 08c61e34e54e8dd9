"""The analysis of a class as a page: gain, reliability, items to repair, and the tables behind them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ilslearn.course.questions import all_questions
from ilslearn.document import Document, Grid, Heading, Items, Part, Text

if TYPE_CHECKING:
    from ilslearn.grading.analytics.report import Analytics
    from ilslearn.views.picture import Picture

_MOST_STUDENTS = 100


def page(one: "Analytics", pictures: "Sequence[Picture]", *, brief: bool = False) -> Document:
    """The whole page, with the pictures given; ``brief``, the gain and the items to repair alone."""
    parts: list[Part] = [Heading("What was learnt"), *_gain(one), Heading("Items to repair"), *_repairs(one)]
    if one.withheld:
        parts[0:0] = [Heading("What is not told"), Items(one.withheld)]
    if not brief:
        parts += _tables(one, pictures)
    return Document(f"Analysis of the tests: {one.title}", tuple(parts), landscape=True)


def _tables(one: "Analytics", pictures: "Sequence[Picture]") -> list[Part]:
    return [
        *(picture.image() for picture in pictures),
        Heading("Reliability"),
        *_reliability(one),
        Heading("The items"),
        *_items(one),
        Heading("Who chose what"),
        *_options(one),
        *_students(one),
        Heading("How to read this"),
        Items(_READING),
    ]


_READING = (
    "Difficulty is the mean share of the points: 1 means that everybody had the item right.",
    "Discrimination is the correlation of an item with the rest of the same test, within the test and its form. Above"
    " 0.2 is usual for a good item; below 0 those who know more do worse.",
    "The normalised gain (Hake) is the part of what could still be learnt that was learnt. The effect size is Cohen's"
    " d: the mean gain in units of the mean standard deviation of the two tests.",
    "Students have different forms. An item that a student was not given counts neither way, and each item is compared"
    " within its own form and test.",
    "With many items one or two are found by chance: read an item before you change it.",
)


def _gain(one: "Analytics") -> list[Part]:
    gain = one.gain
    if gain is None:
        return [Text("There is no gain to tell yet.")]
    effect = _number(gain.effect)
    if gain.effect is not None:
        effect += f" (95% interval {_number(gain.effect_low)} to {_number(gain.effect_high)})"
    rows = [
        ("Students who took both tests", str(gain.n)),
        ("Before, mean", f"{gain.before:.0%}"),
        ("After, mean", f"{gain.after:.0%}"),
        ("Gain", f"{gain.raw * 100:+.0f} points of 100"),
        ("Normalised gain (Hake)", _number(gain.normalised)),
        ("Effect size (Cohen's d)", effect),
    ]
    return [Grid("Gain of the class", ("Figure", "Value"), rows)]


def _repairs(one: "Analytics") -> list[Part]:
    if not one.repairs:
        return [Text("No item stands out.")]
    rows = [(repair.item, _prompt(repair.item), "\n".join(repair.reasons)) for repair in one.repairs]
    return [Grid("Items to repair, the worst first", ("Item", "Question", "Why"), rows, widths=(2, 8, 10))]


def _reliability(one: "Analytics") -> list[Part]:
    rows = [
        (f"{test.assignment} {test.form}".strip(), str(test.n), str(test.items), _number(test.alpha),
         f"{_number(test.low)} to {_number(test.high)}" if test.alpha is not None else "withheld")
        for test in one.reliability
    ]  # fmt: skip
    columns = ("Test and form", "Students", "Items", "Alpha", "95% interval")
    return [Grid("Cronbach's alpha (KR-20 where answers are right or wrong)", columns, rows)]


def _items(one: "Analytics") -> list[Part]:
    tests = [name for name in one.items.columns if name.startswith("difficulty in ")]
    rows = [
        (row["item"], str(row["n"]), _number(row["difficulty"]), *(_number(row[test]) for test in tests),
         _number(row["discrimination"]))
        for row in one.items.to_dict("records")
    ]  # fmt: skip
    columns = ("Item", "Answers", "Difficulty", *(name.capitalize() for name in tests), "Discrimination")
    return [Grid("Items", columns, rows)]


def _options(one: "Analytics") -> list[Part]:
    rows = [
        (row["item"], row["answer"], "right" if row["is_right"] else "", str(row["n"]), f"{row['share']:.0%}",
         _share(row["lower"]), _share(row["upper"]))
        for row in one.options.to_dict("records")
    ]  # fmt: skip
    if not rows:
        return [Text("No item has answers that can be counted.")]
    columns = ("Item", "Answer", "Key", "Times", "Share", "Lower third", "Upper third")
    return [Grid("Answers given, the right one first", columns, rows, widths=(2, 8, 1.5, 1.5, 1.5, 2, 2))]


def _students(one: "Analytics") -> list[Part]:
    if one.students.empty:
        return []
    if len(one.students) > _MOST_STUDENTS:
        return [Heading("The students"), Text(f"{len(one.students)} students: ask for --json to have each of them.")]
    rows = [
        (row["student"], _share(row["before"]), _share(row["after"]), _number(row["gain"]), _number(row["normalised"]))
        for row in one.students.to_dict("records")
    ]
    columns = ("Student", "Before", "After", "Gain", "Normalised gain")
    return [Heading("The students"), Grid("Students", columns, rows)]


def _prompt(item: str) -> str:
    return all_questions()[item].prompt if item in all_questions() else ""


def _share(value: float) -> str:
    return f"{value:.0%}" if pd.notna(value) else ""


def _number(value: float | None) -> str:
    return f"{value:.2f}" if value is not None and pd.notna(value) else "withheld"
