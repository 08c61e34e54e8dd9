"""The analysis of a class: figures, findings, and the report on them."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ilslearn.document import Document, Documented
from ilslearn.errors import IlsError
from ilslearn.grading.analytics.gain import Gain, Reliability, gain_of, learners, reliability
from ilslearn.grading.analytics.items import LEAST, item_figures, option_figures, with_rest
from ilslearn.grading.analytics.page import page
from ilslearn.grading.analytics.repairs import Repair, repairs
from ilslearn.grading.analytics.responses import responses_of
from ilslearn.grading.cycle import Course

if TYPE_CHECKING:
    from ilslearn.views.picture import Picture

BEFORE, AFTER = "pre-test", "post-test"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Analytics(Documented):
    """What a class learnt, and how its items do. Tables are DataFrames; a figure that cannot be computed is missing.

    ``students`` has one row for each who took a knowledge test, ``items`` one for each item that was answered,
    ``options`` one for each answer that was given to it; ``withheld`` says in sentences what is not told, and why.
    """

    title: str
    responses: pd.DataFrame
    students: pd.DataFrame
    gain: Gain | None
    items: pd.DataFrame
    options: pd.DataFrame
    reliability: tuple[Reliability, ...]
    repairs: tuple[Repair, ...]
    withheld: tuple[str, ...]

    @property
    def pictures(self) -> "tuple[Picture, ...]":
        """The shares before and after, if somebody took both tests, and the items, if their figures are told."""
        try:
            from ilslearn.views.knowledge import before_and_after, item_map
        except ImportError:
            raise IlsError("Pictures need matplotlib: pip install 'ilslearn[course]' (make setup does it).") from None
        drawn = []
        if self.gain is not None:
            drawn.append(before_and_after(self.students, self.title))
        if self.items["discrimination"].notna().any():
            drawn.append(item_map(self.items, [one.item for one in self.repairs], self.title))
        return tuple(drawn)

    def document(self) -> Document:
        """The report as a document with its pictures."""
        return page(self, self.pictures)

    def __str__(self) -> str:
        return str(page(self, ()))

    def summary(self) -> str:
        """The gain and the items to repair, in a few lines."""
        return str(page(self, (), brief=True))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "title": self.title,
            "gain": asdict(self.gain) if self.gain else None,
            "reliability": [asdict(one) for one in self.reliability],
            "repairs": [asdict(one) for one in self.repairs],
            "items": _plain(self.items),
            "options": _plain(self.options.drop(columns=["n_lower", "n_upper"])),
            "students": _plain(self.students),
            "withheld": list(self.withheld),
        }


def of_course(course: Course) -> Analytics:
    """The analysis of a course: both knowledge tests, and the items of every assignment that was marked.

    Raises IlsError if nothing was marked yet.
    """
    responses, told = responses_of(course)
    if responses.empty:
        raise IlsError(f"No marked answers in {course.folder}: collect and grade a test first.")
    return analyse(responses, course.folder.name, told)


def analyse(responses: pd.DataFrame, title: str, told: tuple[str, ...] = ()) -> Analytics:
    """The analysis of answers, as :mod:`ilslearn.grading.analytics.responses` has them; ``told`` is said beside it."""
    table = learners(responses, BEFORE, AFTER)
    gain = gain_of(table)
    answers = with_rest(responses)
    items, options = item_figures(answers), option_figures(answers)
    reliable = reliability(responses)
    return Analytics(
        title, responses, table, gain, items, options, reliable, repairs(items, options),
        (*told, *_met_twice(responses), *_withheld(table, gain, items, reliable)),
    )  # fmt: skip


def _met_twice(responses: pd.DataFrame) -> list[str]:
    """The two tests of a student share no item unless their notebooks were released with two different words."""
    tests = responses[responses["assignment"].isin([BEFORE, AFTER])]
    times = tests.groupby(["student", "item"])["assignment"].nunique()
    students = times[times > 1].index.get_level_values("student").unique()
    if students.empty:
        return []
    return [
        f"{len(students)} students met a question in both tests, so the gain is not what it seems: the notebooks of the"
        " two tests were released with different words of the class."
    ]


def _withheld(table: pd.DataFrame, gain: Gain | None, items: pd.DataFrame, tests: tuple[Reliability, ...]) -> list[str]:
    """What is not told, and why."""
    said = []
    if gain is None:
        said.append("No gain: nobody has marks for both the pre-test and the post-test.")
    elif gain.n < len(table):
        said.append(f"The gain counts the {gain.n} who took both tests, of {len(table)} who took one.")
    if gain is not None and gain.n < LEAST:
        said.append(
            f"n is small: {gain.n} took both tests. Below {LEAST} no effect size is told, for one answer turns it."
        )
    elif gain is not None and gain.effect is None:
        said.append("No effect size: nobody differs from anybody else.")
    few = int((items["n"] < LEAST).sum())
    if few:
        said.append(
            f"{few} of {len(items)} items have fewer than {LEAST} answers: no discrimination is told of them, and they"
            " are not looked at for repair."
        )
    if untold := [one for one in tests if one.alpha is None]:
        named = ", ".join(f"{one.assignment}{f' {one.form}' if one.form else ''} (n = {one.n})" for one in untold)
        said.append(f"No reliability, for fewer than {LEAST} or all alike answered all items: {named}.")
    return said


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows
