"""Where the course rests on a ratification."""

import pytest

from ilslearn.course.rests import rests_on


@pytest.mark.parametrize(
    ("pair", "places"),
    [
        (("BRA", "C158"), {("1.2", "question 1.2-b"), ("1.2", "the text"), ("a1", "question a1-1")}),
        (("BWA", "C087"), {("a7", "the text"), ("a4", "question a4-1")}),  # a4 asks about the country of one's choice
    ],
)
def test_lessons_and_questions_that_name_both(pair, places):
    assert places <= {(one.lesson, one.where) for one in rests_on([pair])}


def test_what_nobody_names_concerns_only_questions_about_the_country_of_ones_choice():
    assert {one.lesson for one in rests_on([("TUV", "C110")])} == {"a4"}
    assert rests_on([]) == []
