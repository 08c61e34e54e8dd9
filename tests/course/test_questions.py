"""The questions: each can be answered, each answer rests on the facts, and no reply gives a mark away."""

import re
import tomllib
from collections import Counter
from datetime import date

import pytest

from ilslearn.course import questions
from ilslearn.course.answers import read
from ilslearn.course.facts import row_of
from ilslearn.course.questions import OPEN, all_questions, question
from ilslearn.dates import day_in_words

ALL = list(all_questions().values())
GRADED = [one for one in ALL if one.graded]
SELF_CHECKS = [one for one in ALL if not one.graded]
CLOSED = [one for one in ALL if one.form not in OPEN]
WITH_FACT = [one for one in CLOSED if one.fact]
GIVEN = {"country": "Chile"}  # what a learner may have answered before
FILES = sorted((questions.files("ilslearn.course") / "questions").iterdir(), key=lambda path: path.name)

each_question = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
each_graded = pytest.mark.parametrize("one", GRADED, ids=lambda one: one.id)
each_self_check = pytest.mark.parametrize("one", SELF_CHECKS, ids=lambda one: one.id)
each_fact = pytest.mark.parametrize("one", WITH_FACT, ids=lambda one: one.id)


def raw_ids():
    return [item["id"] for path in FILES for item in tomllib.loads(path.read_text(encoding="utf-8"))["question"]]


def wordings(answer):
    """The forms in which an answer might be given away in a text."""
    if isinstance(answer, dict):
        return [f"{key}: {value}" for key, value in answer.items()]
    if isinstance(answer, list):
        return [", ".join(answer)]
    try:
        return [answer, day_in_words(date.fromisoformat(answer))]
    except (TypeError, ValueError):
        return [str(answer)]


def test_ids_are_unique():
    assert [identifier for identifier, times in Counter(raw_ids()).items() if times > 1] == []


def test_every_question_of_the_files_is_loaded():
    assert sorted(all_questions()) == sorted(raw_ids())
    assert len(SELF_CHECKS) >= 3
    assert len(GRADED) >= 11


@each_question
def test_an_id_starts_with_its_lesson(one):
    assert re.fullmatch(rf"{re.escape(one.lesson)}-\w+", one.id)


@each_question
def test_a_question_can_be_found_by_its_id(one):
    assert question(one.id) is one


@each_question
def test_a_question_asks_something(one):
    assert one.prompt.strip()
    assert one.form in ("memo", "country") or one.right.strip()


@each_question
def test_an_answer_is_written_once(one):
    assert one.form in OPEN or (one.answer is None) != (not one.fact)


@pytest.mark.parametrize("one", CLOSED, ids=lambda one: one.id)
def test_the_right_answer_can_be_read_and_is_in_canonical_form(one):
    assert read(one, one.expected(GIVEN)) == one.expected(GIVEN)


@each_fact
def test_a_fact_gives_a_settled_answer(one):
    said = one.expected(GIVEN)
    # A learner's own country may have such statuses: that the record does not settle one is then the answer.
    assert "uncertain" not in str(said) or "$" in str(one.fact)
    assert "None" not in str(said)
    assert "/" not in str(said), "a window is not one day"


@each_fact
def test_an_answer_from_the_facts_rests_on_confirmed_rows_and_names_them(one):
    found = one.found(GIVEN)
    assert found.unsettled == frozenset()
    assert found.sources or not found.value


@pytest.mark.parametrize("one", [one for one in ALL if one.rests_on], ids=lambda one: one.id)
def test_a_written_answer_rests_on_confirmed_rows(one):
    rows = [row_of(*name.split(":", 1)) for name in one.rests_on]
    assert {row["verified"] for row in rows} == {"confirmed"}


@pytest.mark.parametrize("one", [one for one in GRADED if one.lesson not in ("a1",)], ids=lambda one: one.id)
def test_a_graded_answer_says_on_which_facts_it_rests(one):
    assert one.form in OPEN or one.fact or one.rests_on


@pytest.mark.parametrize("one", [one for one in SELF_CHECKS if one.form == "choice"], ids=lambda one: one.id)
def test_a_self_check_has_a_reply_for_each_wrong_choice(one):
    assert set(one.replies) == set(one.choices) - {one.expected()}


@pytest.mark.parametrize("one", [one for one in GRADED if one.form == "choice"], ids=lambda one: one.id)
def test_a_graded_choice_replies_to_choices_only(one):
    assert set(one.replies) <= set(one.choices) - {one.expected()}


@pytest.mark.parametrize(
    "one", [one for one in GRADED if one.form == "choice" and one.replies and not one.strand], ids=lambda one: one.id
)
def test_a_check_before_submission_leaves_the_choice_open(one):
    assert len(set(one.choices) - set(one.replies)) >= 2, "what is left without a reply would be the answer"


@pytest.mark.parametrize("one", [one for one in ALL if one.choices], ids=lambda one: one.id)
def test_choices_differ(one):
    assert len(set(one.choices)) == len(one.choices) >= 2


@pytest.mark.parametrize(
    ("one", "key"),
    [(one, key) for one in ALL for key in [*one.replies, *one.partial]],
    ids=lambda value: getattr(value, "id", value),
)
def test_a_reply_or_part_belongs_to_an_answer_that_can_be_given_and_is_wrong(one, key):
    assert str(read(one, key)) == key
    assert key != str(one.expected(GIVEN))


@pytest.mark.parametrize("one", [one for one in ALL if one.partial], ids=lambda one: one.id)
def test_a_part_is_less_than_the_whole_and_more_than_nothing(one):
    assert one.graded
    assert all(0 < share < 1 for share in one.partial.values())


@pytest.mark.parametrize(
    ("lesson", "points"),
    [("a1", 21), ("a2", 20), ("a3", 21), ("a4", 20), ("a5", 20), ("a6", 26), ("a7", 20)],
)
def test_the_marks_that_need_no_person(lesson, points):
    assert sum(one.points for one in GRADED if one.lesson == lesson) == points


@each_self_check
def test_a_self_check_has_no_points_and_a_reply_to_other_wrong_answers(one):
    assert one.points == 0
    assert one.otherwise.strip()


@pytest.mark.parametrize("one", [one for one in GRADED if one.form not in ("memo", "country")], ids=lambda one: one.id)
def test_a_graded_question_has_points(one):
    assert one.points > 0


@pytest.mark.parametrize("one", [one for one in ALL if one.form not in ("memo", "country")], ids=lambda one: one.id)
def test_a_question_names_a_source(one):
    assert one.sources
    assert all(source.startswith("https://") for source in one.sources)


@each_graded
def test_no_reply_to_a_graded_question_contains_its_right_answer(one):
    for reply in [*one.replies.values(), one.otherwise]:
        for wording in wordings(one.expected(GIVEN)) if one.form not in OPEN else []:
            assert wording.casefold() not in reply.casefold()
