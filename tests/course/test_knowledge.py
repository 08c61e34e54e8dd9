"""The knowledge tests: forms are balanced, parallel and the same again, and nobody meets an item twice."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilslearn.course.knowledge import FORMS_OF_ANSWER, TESTS, blueprint, items, knowledge_test, plain_name
from ilslearn.course.knowledge_marks import mark_item
from ilslearn.course.questions import all_questions
from ilslearn.course.selfcheck import check
from ilslearn.errors import IlsError, NeedsPerson, UnknownAnswer
from ilslearn.submitter import SUBMITTER

BANK = [one for one in all_questions().values() if one.strand]
STRANDS = [strand.id for strand in blueprint().strands]
names = st.text(min_size=1, max_size=20).filter(plain_name)
words = st.text(max_size=10)


def ids(form):
    return [item.question.id for item in form.items]


def test_the_bank_is_large_enough_and_no_lesson_uses_its_items():
    by_module = Counter(one.strand[0] for one in BANK)
    assert len(BANK) >= 60
    assert sorted(by_module) == list("123456")
    assert min(by_module.values()) >= 10
    assert all(one.graded and one.lesson.startswith("bank-") for one in BANK)


@pytest.mark.parametrize("strand", STRANDS)
def test_the_items_of_a_strand_are_parallel(strand):
    found = items(strand)
    assert len(found) >= blueprint().forms
    assert len({(one.form, one.points, len(one.choices)) for one in found}) == 1
    assert found[0].form in FORMS_OF_ANSWER


@pytest.mark.parametrize("one", BANK, ids=lambda one: one.id)
def test_every_wrong_option_has_a_reply_and_no_reply_is_told_before_submission(one):
    if one.form == "choice":
        assert set(one.replies) == set(one.choices) - {one.expected()}
    for wrong, reply in one.replies.items():
        assert reply not in str(check(one.id, wrong))


def test_the_right_option_is_not_to_be_guessed_from_its_length():
    choices = [one for one in BANK if one.form == "choice"]
    longest = [one for one in choices if len(one.expected()) > max(len(c) for c in one.choices if c != one.expected())]
    assert len(longest) < len(choices) * 0.5


@settings(max_examples=60, deadline=None)
@given(names, words)
def test_a_form_has_one_item_of_each_strand_in_the_order_of_the_modules(name, word):
    for test in TESTS:
        form = knowledge_test(test, name, word)
        assert sorted(item.question.strand for item in form.items) == STRANDS
        assert [item.question.strand[0] for item in form.items] == [strand[0] for strand in STRANDS]
        assert [item.number for item in form.items] == list(range(1, len(STRANDS) + 1))
        assert all(sorted(item.options) == sorted(item.question.choices) for item in form.items)


@settings(max_examples=60, deadline=None)
@given(names, words)
def test_the_two_tests_of_a_student_have_no_item_in_common_and_are_the_same_again(name, word):
    before, after = (knowledge_test(test, name, word) for test in TESTS)
    assert not set(ids(before)) & set(ids(after))
    assert before.code != after.code
    assert before == knowledge_test("pre-test", name, word)
    assert ids(before) == ids(knowledge_test("pre-test", f"  {name.upper().lower()} ", word)) or not name.isascii()


@pytest.mark.parametrize("word", ["2026", "2027", "ilslearn"])
def test_forms_are_balanced_in_a_class(word):
    group = [f"student-{k}" for k in range(600)]
    forms = [knowledge_test("pre-test", name, word) for name in group]
    codes = Counter(form.code for form in forms)
    assert len(codes) == blueprint().forms
    assert min(codes.values()) > 0.4 * len(group)
    for strand in STRANDS:
        asked = Counter(item.question.id for form in forms for item in form.items if item.question.strand == strand)
        assert len(asked) == blueprint().forms
    # The place of the right option is as good as random.
    places = Counter(
        item.options.index(item.question.expected())
        for form in forms for item in form.items if len(item.options) == 3
    )  # fmt: skip
    assert all(0.3 < n / places.total() < 0.37 for n in places.values())


def test_students_of_one_form_see_questions_and_options_in_different_orders():
    forms = [knowledge_test("pre-test", f"student-{k}", "2026") for k in range(40)]
    same = [form for form in forms if form.code == "A"]
    assert len({tuple(ids(form)) for form in same}) == len(same)
    assert {frozenset(ids(form)) for form in same} == {frozenset(ids(same[0]))}


def test_another_word_gives_another_class_other_forms():
    drawn = {frozenset(ids(knowledge_test("pre-test", "ana", word))) for word in ("2026", "2027", "2028", "2029")}
    assert len(drawn) > 2


@pytest.mark.parametrize("how", ["b", "B", " B. ", "b)", "words", "WORDS"])
def test_an_answer_is_a_letter_or_the_words(how):
    item = next(item for item in knowledge_test("pre-test", "ana").items if item.options)
    words = item.options[1]
    answer = {"words": words, "WORDS": words.upper()}.get(how, how)
    assert item.read(answer) == words


@pytest.mark.parametrize("answer", ["", "E", "Z", None, 3, ["A"], {"A": 1}, "no idea"])
def test_an_odd_answer_is_told_kindly_and_earns_nothing(answer, capsys):
    form = knowledge_test("pre-test", "ana")
    number = next(item.number for item in form.items if item.options)
    assert form.check(number, answer).verdict == "form"
    assert mark_item("pre-test", number, answer, "ana", "") == 0.0
    assert capsys.readouterr().out.startswith("0 of 1 points. ")


@pytest.mark.parametrize("test", TESTS)
def test_right_answers_earn_all_and_each_mark_tells_its_source(test, capsys):
    for item in knowledge_test(test, "ana", "w").items:
        assert mark_item(test, item.number, item.question.expected(), "ana", "w") == 1.0
        said = capsys.readouterr().out
        assert said.startswith("1 of 1 points. ")
        assert "Source: https://" in said


def test_a_wrong_answer_is_told_why_and_what_was_right(capsys):
    item = next(item for item in knowledge_test("pre-test", "ana").items if item.options)
    wrong = next(option for option in item.options if option != item.question.expected())
    assert mark_item("pre-test", item.number, wrong, "ana", "") == 0.0
    said = " ".join(capsys.readouterr().out.split())
    assert " ".join(item.question.replies[wrong].split()) in said
    assert f"Right: {item.question.expected()}" in said


def test_the_form_is_that_of_the_one_who_handed_in(capsys):
    other = knowledge_test("pre-test", "ana").ask(1).question.expected()
    token = SUBMITTER.set("ben")
    try:
        with pytest.raises(NeedsPerson, match="to the form of 'ana', and ben handed them in"):
            mark_item("pre-test", 1, other, "ana", "")
        assert "For the form of ana the answer would be worth 1." in capsys.readouterr().out
        assert mark_item("pre-test", 1, "", "ana", "") == 0.0, "an empty answer needs nobody"
        right = knowledge_test("pre-test", "ben").ask(1).question.expected()
        assert mark_item("pre-test", 1, right, " BEN ", "") == 1.0
    finally:
        SUBMITTER.reset(token)


def test_a_name_comes_first():
    with pytest.raises(UnknownAnswer, match="Write your name first"):
        knowledge_test("pre-test", "  ")
    with pytest.raises(IlsError, match="pre-test, post-test"):
        knowledge_test("midterm", "ana")
    with pytest.raises(IlsError, match="1 to 18"):
        knowledge_test("pre-test", "ana").ask(19)


def test_a_form_is_shown_with_every_option_as_text_and_as_a_page():
    item = next(item for item in knowledge_test("pre-test", "ana").items if item.options)
    for shown in (str(item), item._repr_html_()):
        assert all(option in shown for option in item.options)
        assert str(item.number) in shown
