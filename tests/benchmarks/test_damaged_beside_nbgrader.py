"""The table of damaged work with nbgrader's own marks beside ours: what the repairs are for."""

import shutil
import warnings

import pytest

from ilslearn.grading.cycle import Course
from tests.grading.conftest import ASSIGNMENT, TOP, hand_in, outcome
from tests.grading.conftest import released_course as released_course
from tests.grading.test_damaged import DAMAGED
from tests.grading.test_engine import stock

pytestmark = [pytest.mark.benchmark, pytest.mark.long]


def test_damaged_work_gets_what_it_deserves_more_often_than_from_nbgrader(released_course, tmp_path):
    ours = Course(shutil.copytree(released_course, tmp_path / "ours"))
    for change, *_ in DAMAGED:
        hand_in(ours, change.__name__, change)
    theirs = stock(Course(shutil.copytree(ours.folder, tmp_path / "theirs")))
    report = ours.grade(ASSIGNMENT)
    lines, right = [], {"ours": 0, "nbgrader": 0}
    for change, lost, *_ in DAMAGED:
        name, deserved = change.__name__, TOP - lost
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            done = theirs.api.autograde(ASSIGNMENT, name)["success"]
        with theirs.gradebook() as book:
            other = book.find_submission(ASSIGNMENT, name).score if done else None
        mine = outcome(report, name).score
        right["ours"] += mine == deserved
        right["nbgrader"] += other == deserved
        shown = "stops with an error" if other is None else f"{other:g}"
        lines.append(f"{name.replace('_', ' '):<32} deserves {deserved:<4} ours {mine:<6g} nbgrader {shown}")
    print("\n" + "\n".join(lines) + f"\nright of {len(DAMAGED)}: {right}")
    assert right["ours"] == len(DAMAGED)
    assert right["nbgrader"] < len(DAMAGED)
