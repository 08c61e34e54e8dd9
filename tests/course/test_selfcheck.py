"""Self-checks: what a learner is told, whatever they write."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ilslearn as ils
from ilslearn.course.questions import OPEN, all_questions
from ilslearn.course.selfcheck import Feedback, check

GRADED = [one for one in all_questions().values() if one.graded]

json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
anything = (
    json_like
    | st.dates()
    | st.datetimes()
    | st.binary()
    | st.builds(object)
    | st.sets(st.text())
    | st.sampled_from(["C087", "in_force", "1997-06-01", 12, ..., pd.NaT, pd.NA, pd.Timestamp("1997-06-01"), "²", "٣"])
    | st.dictionaries(st.sampled_from(["KOR", "FRA", "USA", "ZAF", "Korea"]), json_like)
)


class Unshowable:
    """An object that cannot even be shown."""

    def __repr__(self):
        raise RuntimeError("no text for this")


@pytest.fixture(autouse=True)
def _own_home(home):
    """No test touches the progress of whoever runs it."""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("1.2-a", "2018-06-14"),
        ("1.2-a", " 2018-06-14 "),
        ("1.2-a", date(2018, 6, 14)),
        ("1.2-a", datetime(2018, 6, 14, 12)),
        ("1.2-a", pd.Timestamp("2018-06-14")),
        ("1.2-b", "1997-11-20"),
        ("1.2-c", "yes, membership is enough"),
        ("1.2-c", "  Yes,  Membership is ENOUGH "),
    ],
)
def test_a_right_answer_is_told_with_its_reason_and_sources(question, answer):
    feedback = check(question, answer)
    one = all_questions()[question]
    assert (feedback.verdict, feedback.message, feedback.sources) == ("right", one.right, one.sources)


@pytest.mark.parametrize(
    ("question", "answer", "reply"),
    [(one.id, key, reply) for one in all_questions().values() if not one.strand for key, reply in one.replies.items()],
)
def test_a_typical_slip_has_a_reply_of_its_own(question, answer, reply):
    feedback = check(question, answer)
    assert (feedback.verdict, feedback.message) == ("wrong", reply)


@pytest.mark.parametrize(("question", "answer"), [("1.2-a", "1999-01-01"), ("1.2-b", date(1990, 2, 28))])
def test_any_other_wrong_answer_is_told_where_to_look(question, answer):
    feedback = check(question, answer)
    one = all_questions()[question]
    assert (feedback.verdict, feedback.message, feedback.sources) == ("wrong", one.otherwise, one.sources)


@pytest.mark.parametrize("identifier", sorted(all_questions()))
@pytest.mark.parametrize("answer", [None, "", "   ", "\n", ...], ids=repr)
def test_no_answer_is_told_how_to_write_one(identifier, answer):
    feedback = check(identifier, answer)
    assert feedback.verdict == "form"
    assert feedback.message.startswith("There is no answer yet.")
    assert len(feedback.message) > len("There is no answer yet. ")


@pytest.mark.parametrize(
    ("question", "answer", "says"),
    [
        ("1.2-a", 5, "YYYY-MM-DD"),
        ("1.2-a", "14 June 2018", "'14 June 2018' is not a day"),
        ("1.2-a", "2018-02-30", "'2018-02-30' is not a day"),
        ("1.2-a", "2018", "'2018' is not a day"),
        ("1.2-a", b"2018-06-14", "is not a day"),
        ("1.2-a", pd.NaT, "is not a day"),
        ("1.2-a", ["2018-06-14"], "is not a day"),
        ("1.2-c", 5, "5 is not one of the answers"),
        ("1.2-c", True, "True is not one of the answers"),
        ("1.2-c", "yes membership is enuogh", "Did you mean yes, membership is enough"),
        ("a1-1", "in_forse", "Did you mean in_force"),
        ("a1-1", ["in_force"], "is not one of the answers"),
        ("a1-4", "C087", "square brackets"),
        ("a1-4", ["C087", "C999"], "C999|No. 999"),
        ("a1-4", ["C087", 98], "square brackets"),
        ("a1-4", [["C087"]], "square brackets"),
        ("a1-4", {"C087": "in_force"}, "is not a list"),
        ("a1-5", ["in_force"] * 4, "form of the table"),
        ("a1-5", {"KOR": "in_force"}, "says nothing of FRA and USA and ZAF"),
        ("a1-5", {"KOR": "", "FRA": "", "USA": "", "ZAF": ""}, "'' is not one of the answers"),
        ("a1-5", {"Narnia": "in_force"}, "'Narnia'"),
        ("a1-5", {"Kenya": "in_force"}, "does not ask about 'Kenya'"),
        ("a1-5", {5: "in_force"}, "Give each of"),
        ("a1-7", "twelve", "'twelve' is not a whole number"),
        ("a1-7", 12.0, "12.0 is not a whole number"),
        ("a1-7", True, "True is not a whole number"),
        ("a1-memo", 5, "5 is not a text"),
        ("a1-memo", "word " * 149, "The memo has 149 words"),
        ("a1-memo", "word " * 251, "The memo has 251 words"),
    ],
)
def test_an_answer_in_the_wrong_form_is_told_the_right_one(question, answer, says):
    feedback = check(question, answer)
    assert feedback.verdict == "form"
    assert any(part in feedback.message for part in says.split("|"))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("a1-7", "²"),
        ("a1-7", "9" * 5000),
        ("a1-7", 10**5000),
        ("1.2-a", 10**5000),
        ("1.2-c", 10**5000),
        ("1.2-a", Unshowable()),
        ("1.2-c", Unshowable()),
        ("a1-4", {object()}),
        ("1.2-c", "\ud800"),
    ],
    ids=["superscript", "digits", "huge", "huge day", "huge choice", "unshown day", "unshown choice", "set", "half"],
)
def test_an_odd_answer_raises_nothing(question, answer):
    assert check(question, answer).verdict in ("form", "ready")


@given(answer=anything)
@pytest.mark.parametrize("identifier", ["1.2-a", "1.2-c", "a1-1", "a1-4", "a1-5", "a1-7", "a1-memo"])
def test_no_answer_raises(identifier, answer):
    feedback = check(identifier, answer)
    assert feedback.verdict in ("right", "wrong", "form", "ready")
    assert feedback.message
    assert isinstance(feedback._repr_html_(), str)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("a1-1", "in force"),
        ("a1-1", "in_force"),
        ("a1-1", "IN  FORCE"),
        ("a1-4", ["Convention No. 98", "c87", "C111"]),
        ("a1-4", ("C087",)),
        ("a1-4", {"C087", "C098"}),
        ("a1-5", {"Korea, Republic of": "not in force", "France": "in force", "us": "NOT_IN_FORCE", "zaf": "in_force"}),
        ("a1-7", " 12 "),
        ("a1-memo", "word " * 150),
        ("a1-memo", "word " * 250),
    ],
)
def test_spelling_is_taken_generously(question, answer):
    assert check(question, answer).verdict == "ready"


@pytest.mark.parametrize("one", [one for one in GRADED if one.form not in OPEN], ids=lambda one: one.id)
def test_a_graded_question_never_tells_whether_the_answer_holds(one):
    feedback = check(one.id, one.expected({"country": "Chile"}))
    assert feedback.verdict == "ready"
    assert feedback.sources == ()
    for choice in one.choices if one.form == "choice" else ():
        wrong_or_right = check(one.id, choice)
        assert wrong_or_right == feedback or choice in one.replies


@pytest.mark.parametrize(
    ("name", "answer", "verdict", "said"),
    [
        ("a4-country", "Chile", "ready", "can be read"),
        ("a4-country", "Atlantis", "form", "Write the name of a State"),
        ("a4-country", "Taiwan", "form", "Write the name of a State"),
        ("a4-6", ["none"], "ready", "can be read"),
        ("a4-6", "none", "ready", "can be read"),
        ("a4-6", [], "form", "if there are none"),
        ("a4-7", {"C087:2:1": ["met", ""]}, "form", "The answer says nothing of C087:3(1):1"),
        ("a3-2", ["CFA-2180", "CFA-1"], "form", "is not one of the answers"),
        ("a3-4", {"The Pope": "needs none"}, "form", "Give each of"),
    ],
)
def test_each_form_is_read_kindly(name, answer, verdict, said):
    feedback = check(name, answer)
    assert feedback.verdict == verdict
    assert said in feedback.message


@pytest.mark.parametrize(
    ("name", "near"), [("1.2-d", "1.2-a"), ("a1_1", "a1-1"), ("a1-11", "a1-1"), ("1.2", "1.2-a"), (5, "question 5")]
)
def test_an_unknown_question_names_near_ones(name, near):
    with pytest.raises(ils.UnknownQuestion) as caught:
        check(name, "in_force")
    assert near in str(caught.value)
    assert isinstance(caught.value, LookupError)


def test_feedback_shows_the_learners_text_harmlessly():
    html = check("1.2-a", "<script>alert(1)</script>")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_feedback_shows_its_address_harmlessly():
    html = Feedback("x", "right", 'a "b" & <c>', ('https://example.org/?a=1&b="2"',))._repr_html_()
    assert 'href="https://example.org/?a=1&amp;b=&quot;2&quot;"' in html
    assert "&lt;c&gt;" in html


@pytest.mark.parametrize(
    ("question", "answer", "begins"),
    [
        ("1.2-a", "2018-06-14", "✔ Right. Registered on 14 June 2017"),
        ("1.2-a", "2017-06-14", "✘ Not yet. That is the day of registration"),
        ("1.2-a", "", "✎ Form. There is no answer yet."),
        ("a1-1", "in_force", "✔ Ready to submit. "),
    ],
)
def test_feedback_reads_as_a_sentence_and_tells_a_screen_reader(question, answer, begins):
    feedback = ils.check(question, answer)
    assert str(feedback).startswith(begins)
    assert 'role="status"' in feedback._repr_html_()
