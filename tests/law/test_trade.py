"""Trade agreements on a day: in force, ended, not yet, or not told."""

import pytest

import ilslearn as ils


@pytest.mark.parametrize(
    ("agreement", "on", "status"),
    [
        ("nafta-naalc", "1993-12-31", "not_yet"),
        ("nafta-naalc", "1994-01-01", "in_force"),
        ("nafta-naalc", "2020-06-30", "in_force"),
        ("nafta-naalc", "2020-07-01", "ended"),
        ("us-jordan", "2020-07-01", "in_force"),
    ],
)
def test_an_agreement_stands_as_it_stood_that_day(agreement, on, status):
    assert ils.trade_record(agreement=agreement, on=on).agreements["on_that_day"].tolist() == [status]


def test_without_a_date_of_entry_the_answer_is_not_known():
    unknown = ils.trade_agreements().query("in_force_on.isna() and terminated_on.isna()")["id"].iloc[0]
    assert ils.trade_record(agreement=unknown).agreements["on_that_day"].tolist() == ["not_known"]


def test_a_member_of_the_union_is_a_party_through_it():
    france = ils.trade_record("France", on="2020-01-01")
    korea = france.agreements.set_index("id").loc["eu-korea"]
    assert (korea["through"], korea["on_that_day"]) == ("EU", "in_force")
    assert "through the European Union" in str(france)
    assert "eu-korea" not in set(ils.trade_record("Kenya").agreements["id"])
    assert set(ils.trade_record("eu").agreements["through"]) == {""}


def test_a_dispute_begun_later_is_left_out():
    before = ils.trade_record("Mexico", "usmca", on="2021-05-11").disputes["id"]
    after = ils.trade_record("Mexico", "usmca", on="2021-05-12").disputes["id"]
    assert set(after) - set(before) == {"usmca-rrm-gm-silao"}


def test_what_is_shown_has_sources_confirmation_and_says_that_it_is_a_selection():
    told = ils.trade_record("Guatemala").to_html()
    assert "A selection of agreements and disputes" in told
    assert "ielp.worldtradelaw.net" in told
    assert "confirmed" in told


def test_a_state_without_agreements_is_told_so():
    assert "Nothing is recorded" in str(ils.trade_record("Somalia"))


@pytest.mark.parametrize(
    ("party", "agreement", "words"),
    [
        (None, None, "Name a country"),
        (None, "narnia", "no single agreement"),
        (None, "United States", "us-chile"),
        ("Narnia", None, "No country"),
    ],
)
def test_a_slip_is_one_sentence(party, agreement, words):
    with pytest.raises(ils.IlsError, match=words):
        ils.trade_record(party, agreement)


def test_an_agreement_can_be_named_by_its_name():
    assert ils.trade_record(agreement="EU - Korea Free Trade Agreement").agreements["id"].tolist() == ["eu-korea"]
