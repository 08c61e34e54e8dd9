"""Marking: what an answer is worth, and why."""

import re
from typing import Any

import pytest
from hypothesis import given

from ilslearn.course.marking import mark
from ilslearn.course.questions import OPEN, all_questions
from ilslearn.errors import UnknownQuestion
from ilslearn.grading.simulation import wrong_answer
from tests.course.test_selfcheck import Unshowable, anything

GRADED = [one for one in all_questions().values() if one.graded and one.form not in OPEN]
GIVEN = {"country": "Chile"}  # what a learner may have answered before
SHEET = ["C087:2:1", "C087:3(1):1", "C098:1(1):1", "C098:2(1):1"]
RIGHT = {one.id: one.answer for one in GRADED}
MARKED = [one for one in all_questions().values() if one.points]
RULE = re.compile(r"\b(?:arts?\.|Articles?|paras?\.|[Ss]ections?|[Cc]hapter|Annex) [\dIVX]")
each_graded = pytest.mark.parametrize("one", GRADED, ids=lambda one: one.id)


@each_graded
def test_the_right_answer_gets_all_points(one, capsys):
    assert mark(one.id, one.expected(GIVEN), GIVEN) == one.points
    said = " ".join(capsys.readouterr().out.split())  # its lines are broken
    assert said.startswith(f"{one.points} of {one.points} points. {one.right}")


@each_graded
def test_what_is_said_names_the_rule_and_each_source(one, capsys):
    mark(one.id, one.expected(GIVEN), GIVEN)
    said = capsys.readouterr()
    assert one.right in " ".join(said.out.split())
    for source in one.sources:
        assert f"Source: {source}\n" in said.out
    assert said.err == "", "nbgrader gives zero for anything on stderr"


def _kind(answer):
    return type(answer).__name__


@pytest.mark.parametrize("one", MARKED, ids=lambda one: one.id)
def test_a_wrong_answer_is_told_a_rule_or_row_and_a_source(one, capsys):
    wrong = "The treaty is clear. " * 200 if one.form == "memorial" else wrong_answer(one, GIVEN)
    assert mark(one.id, wrong, GIVEN) == 0.0
    said = capsys.readouterr().out
    assert re.search(r"^ *Source: https?://\S+$", said, re.M)
    joined = " ".join(said.split())
    assert RULE.search(joined) or any(row in joined for row in one.rows), joined


@each_graded
@pytest.mark.parametrize("answer", [None, "", ..., object(), 3.5, {}, b"x", {"a": []}], ids=_kind)
def test_an_answer_that_cannot_be_read_gets_nothing_and_is_told_the_form(one, answer, capsys):
    assert mark(one.id, answer, GIVEN) == 0.0
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith(f"0 of {one.points} points. ")
    assert one.right not in said


@pytest.mark.parametrize(
    ("question", "answer", "points"),
    [
        # codes: what is right less what is wrong, of three
        ("a1-4", ["C087", "C111", "C182"], 3),
        ("a1-4", ["C182", "C087", "C111", "C087"], 3),
        ("a1-4", ["Convention No. 87", "c111", "ILO Convention 182"], 3),
        ("a1-4", ["C087", "C111"], 2),
        ("a1-4", ["C087"], 1),
        ("a1-4", [], 0),
        ("a1-4", ["C087", "C098"], 0),
        ("a1-4", ["C087", "C111", "C182", "C098"], 2),
        ("a1-4", ["C087", "C098", "C111", "C138", "C182"], 1),
        ("a1-4", ["C098", "C138"], 0),
        # a table: the share that is right, of two points
        ("a1-5", {"KOR": "not_in_force", "FRA": "in_force", "USA": "not_in_force", "ZAF": "in_force"}, 2),
        ("a1-5", {"KOR": "in_force", "FRA": "in_force", "USA": "not_in_force", "ZAF": "in_force"}, 1.5),
        ("a1-5", {"KOR": "uncertain", "FRA": "in_force", "USA": "in_force", "ZAF": "in_force"}, 1),
        ("a1-5", {"KOR": "in_force", "FRA": "uncertain", "USA": "in_force", "ZAF": "in_force"}, 0.5),
        ("a1-5", {"KOR": "in_force", "FRA": "uncertain", "USA": "in_force", "ZAF": "uncertain"}, 0),
        ("a1-5", {"KOR": "not_in_force", "FRA": "in_force", "USA": "not_in_force"}, 0),
        ("a1-7", "12", 2),
        ("a1-7", 6, 0),
        ("a1-7", -12, 0),
        ("a1-1", "not in force", 0),
        ("a1-2", "1950-01-01", 0),
        # several of a list: what is right less what is wrong, of three
        ("a3-2", ["cas-2010-can-c087", "CFA-2180"], 2),
        ("a3-2", ["cas-2010-can-c087", "CFA-2180", "cas-2013-can-c087"], 1),
        ("a3-2", ["none"], 0),
        # a table by names
        ("a3-4", dict.fromkeys(["CEACR", "CAS", "CFA", "FFCC", "ART24", "COI"], "needs none"), 1),
        # a sheet: each row with a finding and a text that can be found
        ("a4-7", {key: ["met", "Labour Act, s. 5"] for key in SHEET}, 2),
        ("a4-7", {key: ["met", "the Labour Act"] for key in SHEET}, 0),
        ("a4-7", {key: ["not_known", "Labour Act, s. 5"] for key in SHEET}, 0),
        ("a4-7", {**{key: ["met", "Act 12"] for key in SHEET}, "C087:2:1": ["partly", ""]}, 1.5),
        ("a4-7", dict.fromkeys(SHEET, "met"), 0),
        # a day that is near the right one, steps in a wrong order, a door too many
        ("a6-5", "2024-12-13", 0.5),
        ("a6-5", "2024-12-12", 0),
        ("a6-7", ["say what the standards ask on keeping passports"], 1),
        ("a6-7", [*RIGHT["a6-7"], "call the manager to a meeting with the union"], 1),
        ("a6-9", dict(zip(RIGHT["a6-9"], ["third", "first", "fourth", "second"], strict=True)), 1),
        ("a6-10", {**RIGHT["a6-10"], "have the State's protection of unions examined": "Commission of Inquiry"}, 2.5),
    ],
)
def test_points_follow_the_rule_of_the_form(question, answer, points):
    assert mark(question, answer) == points


@pytest.mark.parametrize(
    ("one", "slip", "share"),
    [(one, slip, share) for one in GRADED for slip, share in one.partial.items()],
    ids=lambda value: getattr(value, "id", value),
)
def test_a_known_slip_gets_its_part(one, slip, share, capsys):
    assert mark(one.id, slip, GIVEN) == one.points * share
    assert "Partly right. " in capsys.readouterr().out


def test_an_answer_that_does_not_hold_is_told_what_does(capsys):
    assert mark("a1-7", 6) == 0.0
    assert " ".join(capsys.readouterr().out.split()).startswith(
        "0 of 2 points. The answer does not hold. The waiting period is twelve"
    )


@given(answer=anything)
@each_graded
def test_any_value_gets_a_number_of_points_from_none_to_all(one, answer):
    points: Any = mark(one.id, answer, GIVEN)
    assert type(points) is float
    assert 0 <= points <= one.points
    assert points * 2 == int(points * 2), "half points at the finest"


@pytest.mark.parametrize(
    ("question", "answer"),
    [("a1-7", "²"), ("a1-7", 10**5000), ("a1-2", Unshowable()), ("a1-1", Unshowable())],
    ids=["superscript", "huge", "unshown day", "unshown choice"],
)
def test_an_odd_value_gets_nothing_and_raises_nothing(question, answer):
    assert mark(question, answer) == 0.0


def test_an_unknown_question_is_an_error():
    with pytest.raises(UnknownQuestion, match="a1-1"):
        mark("a1_1", "in_force")
