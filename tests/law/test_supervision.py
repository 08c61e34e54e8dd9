"""What the ILO's bodies had said before a day, and how a State receives treaties."""

from datetime import date

import pytest

import ilslearn as ils


def test_the_record_is_in_order_and_before_the_day():
    for country in ("Canada", "COL", "GBR", "Myanmar"):
        said = ils.supervisory_record(country, before="2011-04-29")
        assert [one.on.earliest for one in said] == sorted(one.on.earliest for one in said)
        assert all(one.on.latest < date(2011, 4, 29) for one in said)
        assert all(one.sources and one.verified in ("confirmed", "partial", "unconfirmed") for one in said)


def test_a_year_counts_only_once_it_has_ended():
    last = {one.id for one in ils.supervisory_record("Canada", before="2010-12-31")}
    after = {one.id for one in ils.supervisory_record("Canada", before="2011-01-01")}
    assert {"CFA-2654"} <= after - last


def test_an_instrument_leaves_what_concerns_it():
    said = ils.supervisory_record("Canada", instrument="C087", before="2020-01-01")
    assert {one.body for one in said} >= {"CEACR", "CFA"}
    assert all("C087" in one.instruments or one.body == "CFA" for one in said)
    assert all(one.body != "CFA" for one in ils.supervisory_record("Canada", instrument="C100", before="2020-01-01"))


def test_each_row_of_each_table_that_has_a_year_is_in_the_record_of_its_state():
    states = set(ils.comments()["country"]) | set(ils.cfa_cases()["country"]) | set(ils.conference_cases()["country"])
    listed = {one.id for state in states for one in ils.supervisory_record(state, before="2100-01-01")}
    assert set(ils.comments()["id"]) <= listed
    assert set(ils.conference_cases()["id"]) <= listed
    dated = ils.cfa_cases().dropna(subset="year")
    assert {f"CFA-{number}" for number in dated["case_no"]} <= listed


@pytest.mark.parametrize(
    ("country", "direct", "interprets"),
    [("Canada", False, True), ("France", True, None), ("Ghana", False, True), ("ZAF", False, True)],
)
def test_reception_answers_what_a_lawyer_asks_first(country, direct, interprets):
    system = ils.reception(country)
    assert system.is_direct is direct
    assert system.must_interpret is interprets
    assert system.sources


def test_a_country_without_a_record_has_none():
    known = set(ils.legal_systems()["country"])
    unknown = next(code for code in ils.countries()["country"] if code not in known)
    assert ils.reception(unknown) is None
    with pytest.raises(ils.UnknownCountry):
        ils.reception("Narnia")


def test_each_legal_system_is_told_in_a_sentence():
    for code in ils.legal_systems()["country"]:
        sentence = str(ils.reception(code))
        assert sentence.endswith(".")
        assert "_" not in sentence
