"""Answers that are looked up in the facts: for any country that a learner may choose, and only as far as confirmed."""

import pytest

from ilslearn import tables
from ilslearn.course.facts import look_up
from ilslearn.course.marking import mark
from ilslearn.course.questions import all_questions
from ilslearn.errors import IlsError, UnknownCountry
from ilslearn.law.countries import country

OWN = [one for one in all_questions().values() if "$country" in str(one.fact)]
EVERY = sorted(code for code in tables.countries()["country"] if country(code).membership)


def answers(code):
    """What is right for a country; a word where the record does not settle which."""
    found = {one.id: one.expected({"country": code}) or ["none"] for one in OWN}
    for one in OWN:
        if one.form == "mapping":
            said = found[one.id]
            found[one.id] = {key: said[key] if said[key] in one.choices else one.choices[0] for key in said}
    return found


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ({"table": "decisions", "row": "ecthr-2014-rmt", "field": "treatment"}, "considered_not_followed"),
        ({"table": "decisions", "rows": ["gtm-cc-1995-convenio-169"], "field": "role", "words": {"": "no_role"}},
         {"gtm-cc-1995-convenio-169": "no_role"}),
        ({"table": "requirements", "row": "C087:2:1", "field": "kind"}, "law"),
        ({"said_to": "Canada", "before": "2010-12-31", "among": ["cas-2010-can-c087"]}, []),
        ({"said_to": "Canada", "before": "2011-01-01", "among": ["cas-2010-can-c087"]}, ["cas-2010-can-c087"]),
        ({"said_to": "Colombia", "instrument": "C169", "before": "2010-01-01", "among": ["CFA-1916"]}, []),
        ({"member": "South Africa"}, "1994-05-26"),
        ({"denounced": "Chile", "on": "1998-01-01"}, ["C045"]),
        ({"statuses": {"here": ["Brazil", "C158", "1997-06-01"]}, "words": {"in_force": "yes"}}, {"here": "yes"}),
    ],
)  # fmt: skip
def test_each_kind_of_fact_is_found(fact, value):
    assert look_up(fact).value == value


@pytest.mark.parametrize(
    ("fact", "unsettled"),
    [
        ({"table": "trade_agreements", "row": "usmca", "field": "location"}, {""}),
        ({"member": "Germany"}, {""}),
        ({"member": "Kenya"}, set()),
        ({"said_to": "Canada", "before": "2000-01-01", "among": ["CFA-1234", "CFA-1737"]}, {"CFA-1234"}),
        ({"denounced": "Brazil", "on": "2026-01-01"}, {"C081"}),
    ],
)
def test_what_is_not_confirmed_is_known(fact, unsettled):
    assert look_up(fact).unsettled == unsettled


@pytest.mark.parametrize("code", EVERY)
def test_a_country_file_can_be_marked_for_any_member(code):
    for one in OWN:
        answer = answers(code)[one.id]
        assert mark(one.id, answer, {"country": code}) == one.points


def test_most_countries_have_few_points_that_are_not_confirmed():
    open_ = {code: [one.id for one in OWN if one.found({"country": code}).unsettled] for code in EVERY}
    assert max(len(found) for found in open_.values()) <= 2
    assert sum(bool(found) for found in open_.values()) < len(EVERY) / 8


@pytest.mark.parametrize(("mine", "theirs"), [("Kenya", "Uganda"), ("France", "Germany"), ("Chile", "Peru")])
def test_a_neighbours_answers_do_not_earn_full_marks(mine, theirs):
    copied = sum(mark(name, answer, {"country": mine}) for name, answer in answers(theirs).items())
    assert copied <= 0.75 * sum(one.points for one in OWN)


def test_no_key_to_a_country_file_is_stored():
    assert len(OWN) >= 5
    assert all(one.answer is None for one in OWN)


def test_where_the_record_is_not_confirmed_nothing_is_taken_off(capsys):
    assert mark("a4-1", "1919-01-01", {"country": "Germany"}) == 2
    assert "nothing is taken off" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("given", [{"country": "Atlantis"}, {"country": ""}, {"country": None}, {}, None])
def test_without_a_country_nothing_can_be_compared(given, capsys):
    assert mark("a4-1", "1964-01-13", given) == 0
    assert "Answer that question first" in " ".join(capsys.readouterr().out.split())


def test_a_missing_answer_of_the_learner_is_an_error():
    with pytest.raises(IlsError, match="depends on country"):
        look_up({"member": "$country"})
    with pytest.raises(UnknownCountry):
        look_up({"member": "$country"}, {"country": "Atlantis"})
