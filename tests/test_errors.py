"""Errors: what they are for Python, and what they tell a person."""

import pytest

import ilslearn as ils
from ilslearn.errors import did_you_mean, nearest


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ils.UnknownInstrument, LookupError),
        (ils.UnknownCountry, LookupError),
        (ils.UnknownQuestion, LookupError),
        (ils.UnknownDate, ValueError),
        (ils.UnknownAnswer, ValueError),
    ],
)
def test_every_error_is_ours_and_a_lookup_or_value_error_too(error, kind):
    assert issubclass(error, ils.IlsError)
    assert issubclass(error, kind)


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda: ils.instrument("C999"), ils.UnknownInstrument),
        (lambda: ils.country("Narnia"), ils.UnknownCountry),
        (lambda: ils.binding("Narnia", "C158", on="1997-06-01"), ils.UnknownCountry),
        (lambda: ils.binding("Brazil", "C999", on="1997-06-01"), ils.UnknownInstrument),
        (lambda: ils.binding("Brazil", "C158", on="1997"), ils.UnknownDate),
    ],
)
def test_bad_input_raises_the_error_of_its_kind_with_a_sentence(ask, error):
    with pytest.raises(error) as raised:
        ask()
    message = str(raised.value)
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("word", "choices", "best"),
    [
        ("Brasil", ["Chile", "Belize", "Brazil"], "Brazil"),
        ("brazil", ["Belize", "Brazil"], "Brazil"),
        ("Keniya", ["Kenya", "China"], "Kenya"),
        ("Freedom of Asociation Convention", ["Freedom of Association Convention", "Minimum Age Convention"],
         "Freedom of Association Convention"),
    ],
)  # fmt: skip
def test_the_nearest_name_comes_first(word, choices, best):
    assert nearest(word, choices)[0] == best
    assert best in did_you_mean(word, choices)


def test_at_most_three_names_are_near_unless_more_are_asked_for():
    choices = [f"Convention {n}" for n in "ABCDEF"]
    assert len(nearest("Convention", choices)) == 3
    assert len(nearest("Convention", choices, n=5)) == 5


@pytest.mark.parametrize(("word", "choices"), [("xyzzy", ["Brazil", "Chile"]), ("Brazil", []), ("", ["Brazil"])])
def test_nothing_is_suggested_where_nothing_is_near(word, choices):
    assert nearest(word, choices) == []
    assert did_you_mean(word, choices) == ""


def test_a_suggestion_is_a_question_of_its_own():
    assert did_you_mean("Brasil", ["Brazil"]) == " Did you mean Brazil?"


@pytest.mark.parametrize(
    ("ask", "near"),
    [
        (lambda: ils.country("Brazill"), "Brazil"),
        (lambda: ils.country("Phillipines"), "Philippines"),
        (lambda: ils.instrument("Termination of Employement Convention, 1982"), "Termination of Employment Convention"),
    ],
)
def test_a_mistyped_name_is_answered_with_the_nearest_valid_one(ask, near):
    with pytest.raises(ils.IlsError, match=near):
        ask()
