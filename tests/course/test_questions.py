"""The questions: each can be answered, each answer rests on the facts, and no reply gives a mark away."""

import re
import tomllib
from collections import Counter
from datetime import date

import pytest

import ilslearn as ils
from ilslearn.course import questions
from ilslearn.course.answers import read
from ilslearn.course.questions import all_questions, question
from ilslearn.dates import day_in_words

ALL = list(all_questions().values())
GRADED = [one for one in ALL if one.graded]
SELF_CHECKS = [one for one in ALL if not one.graded]
WITH_FACT = [one for one in ALL if one.fact]
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


def bindings(fact):
    """Every answer of ``ils.binding`` that a fact looks up."""
    if "countries" in fact:
        return [ils.binding(name, fact["instrument"], on=fact["on"]) for name in fact["countries"]]
    if "instruments" in fact:
        return [ils.binding(fact["country"], code, on=fact["on"]) for code in fact["instruments"]]
    return [ils.binding(fact["country"], fact["instrument"], on=fact["on"])]


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
    assert one.form == "memo" or one.right.strip()


@each_question
def test_an_answer_is_written_once(one):
    assert one.form == "memo" or (one.answer is None) != (not one.fact)


@pytest.mark.parametrize("one", [one for one in ALL if one.form != "memo"], ids=lambda one: one.id)
def test_the_right_answer_can_be_read_and_is_in_canonical_form(one):
    assert read(one, one.expected()) == one.expected()


@each_fact
def test_a_fact_gives_a_settled_answer(one):
    assert "uncertain" not in str(one.expected())
    assert "None" not in str(one.expected())
    assert "/" not in str(one.expected()), "a window is not one day"


@each_fact
def test_an_answer_from_the_facts_rests_on_confirmed_rows(one):
    for answer in bindings(one.fact):
        deciding = [s for s in answer.sources if s.table in ("ratifications", "ratification_coverage")]
        assert deciding, f"{answer.country} {answer.instrument} names no row that decides"
        assert {s.verified for s in deciding} == {"confirmed"}, f"{answer.country} {answer.instrument}: {deciding}"


@pytest.mark.parametrize("one", [one for one in SELF_CHECKS if one.form == "choice"], ids=lambda one: one.id)
def test_a_self_check_has_a_reply_for_each_wrong_choice(one):
    assert set(one.replies) == set(one.choices) - {one.expected()}


@pytest.mark.parametrize("one", [one for one in GRADED if one.form == "choice"], ids=lambda one: one.id)
def test_a_graded_choice_replies_to_choices_only(one):
    assert set(one.replies) <= set(one.choices) - {one.expected()}


@pytest.mark.parametrize("one", [one for one in ALL if one.form in ("choice", "mapping")], ids=lambda one: one.id)
def test_choices_differ(one):
    assert len(set(one.choices)) == len(one.choices) >= 2


@pytest.mark.parametrize(
    ("one", "key"),
    [(one, key) for one in ALL for key in [*one.replies, *one.partial]],
    ids=lambda value: getattr(value, "id", value),
)
def test_a_reply_or_part_belongs_to_an_answer_that_can_be_given_and_is_wrong(one, key):
    assert str(read(one, key)) == key
    assert key != str(one.expected())


@pytest.mark.parametrize("one", [one for one in ALL if one.partial], ids=lambda one: one.id)
def test_a_part_is_less_than_the_whole_and_more_than_nothing(one):
    assert one.graded
    assert all(0 < share < 1 for share in one.partial.values())


def test_the_marks_that_need_no_person_sum_to_21():
    assert sum(one.points for one in GRADED) == 21


@each_self_check
def test_a_self_check_has_no_points_and_a_reply_to_other_wrong_answers(one):
    assert one.points == 0
    assert one.otherwise.strip()


@pytest.mark.parametrize("one", [one for one in GRADED if one.form != "memo"], ids=lambda one: one.id)
def test_a_graded_question_has_points(one):
    assert one.points > 0


@pytest.mark.parametrize("one", [one for one in ALL if one.form != "memo"], ids=lambda one: one.id)
def test_a_question_names_a_source(one):
    assert one.sources
    assert all(source.startswith("https://") for source in one.sources)


@each_graded
def test_no_reply_to_a_graded_question_contains_its_right_answer(one):
    for reply in [*one.replies.values(), one.otherwise]:
        for wording in wordings(one.expected()) if one.form != "memo" else []:
            assert wording.casefold() not in reply.casefold()
