"""The profile of a country says what bound it on a day, what did not, and what is not known."""

import json
import subprocess
import sys

import pandas as pd
import pytest

import ilslearn as ils
from ilslearn.document import Grid

DAY = "2026-01-01"


def gaps(country, on=DAY):
    return {gap.instrument: gap for gap in ils.profile(country, on=on).gaps}


@pytest.mark.parametrize(("on", "held"), [("2018-06-13", False), ("2018-06-14", True)])
def test_an_instrument_is_a_gap_until_the_day_on_which_it_binds(on, held):
    canada = ils.profile("Canada", on=on)
    assert ("C098" in set(canada.in_force("fundamental")["instrument"])) is held
    assert ("C098" in gaps("Canada", on)) is not held


def test_a_gap_says_what_membership_still_asks():
    gap = gaps("Canada", "2018-06-13")["C098"]
    named = " ".join(ground.article for ground in gap.remains)
    assert "1998" in named
    assert "Declaration of Philadelphia" in named
    page = str(ils.profile("Canada", on="2018-06-13"))
    assert "Committee on Freedom of Association may examine a complaint without ratification" in page
    assert "2022" not in " ".join(str(one) for one in gap.remains), "the Declaration was not yet amended"


def test_a_state_with_few_ratifications():
    usa = ils.profile("USA", on=DAY)
    assert list(usa.in_force("fundamental")["instrument"]) == ["C105", "C182"]
    fundamental = {code for code, gap in gaps("USA").items() if gap.category == "fundamental"}
    assert fundamental == {"C029", "C087", "C098", "C100", "C111", "C138", "C155", "C187", "P029"}
    assert all(gap.remains for gap in usa.gaps if gap.category == "fundamental")


def test_what_the_record_does_not_settle_is_neither_in_force_nor_missing():
    brunei = ils.profile("BRN", on="2026-06-30")
    assert gaps("BRN", "2026-06-30")["C100"].status == "uncertain"
    assert "C100" not in set(brunei.in_force()["instrument"])
    assert "the record does not settle it" in str(brunei)


def test_a_comment_of_the_experts_points_to_a_ratification_that_the_lists_lack():
    assert gaps("Ukraine")["C129"].status == "uncertain"
    assert "The Committee of Experts commented on C129" in str(ils.profile("Ukraine", on=DAY))


@pytest.mark.parametrize("country", ["Kenya", "France", "South Africa", "Viet Nam", "Brazil"])
@pytest.mark.parametrize("on", ["1960-06-30", DAY])
def test_the_standing_is_what_binding_says(country, on):
    standing = ils.profile(country, on=on).standing
    core = standing[standing["category"].isin(["fundamental", "governance"])]
    for code, status in zip(core["instrument"], core["status"], strict=True):
        assert status == ils.binding(country, code, on=on).status, code


def test_the_gaps_and_what_is_in_force_make_up_the_whole():
    one = ils.profile("Kenya", on=DAY)
    listed = ils.instruments()
    core = set(listed.loc[listed["category"].isin(["fundamental", "governance"]), "code"])
    held = set(one.in_force("fundamental")["instrument"]) | set(one.in_force("governance")["instrument"])
    assert held | set(gaps("Kenya")) == core
    assert not held & set(gaps("Kenya"))


def test_nothing_that_came_after_the_day_is_told():
    day = pd.Timestamp("1998-01-01")
    brazil = ils.profile("Brazil", on=day.date())
    assert (pd.to_datetime(brazil.denunciations["denounced_on"]) <= day).all()
    assert set(brazil.denunciations["instrument"]) >= {"C158"}
    assert "C005" not in set(brazil.denunciations["instrument"]), "denounced in 2001"
    assert all(said.on.latest < day.date() for said in brazil.record)
    assert (brazil.decisions["decided_on_earliest"] <= day).all()
    assert (brazil.trade_agreements["in_force_on"] <= day).all()
    assert not set(brazil.standing["instrument"]) & {"C182", "C190"}
    assert len(ils.profile("Brazil", on=DAY).cfa_cases) > len(brazil.cfa_cases)


def test_a_state_that_was_not_a_member_that_day_has_a_profile_that_says_so():
    one = ils.profile("South Africa", on="1980-01-01")
    assert one.to_dict()["was_member"] is False
    assert "South Africa was not a Member of the ILO" in str(one)
    assert not any(gap.remains for gap in one.gaps)


@pytest.mark.parametrize(
    ("country", "words"),
    [("Liechtenstein", "never was a Member"), ("ECTHR", "no State"), ("icj", "no State"), ("Narnia", "Narnia")],
)
def test_who_has_no_profile_is_told_why(country, words):
    with pytest.raises(ils.UnknownCountry, match=words):
        ils.profile(country)


def test_every_sample_says_that_it_is_one_and_how_many():
    text = str(ils.profile("Kenya", on=DAY))
    assert "sample; absence proves nothing" in text
    assert "teaching sample, not a census" in text
    assert "n = 14" in text or "of n = " in text
    none = str(ils.profile("Tuvalu", on=DAY))
    assert none.count("(n = 0)") == 3


def test_every_fact_of_the_page_says_how_far_it_is_confirmed():
    for part in ils.profile("Brazil", on=DAY).document().parts:
        if isinstance(part, Grid):
            assert part.columns[-1] == "Confirmed", part.caption
            words = [row[-1].split(":")[0].split(" ")[0] for row in part.rows if row[0] != "To mind"]
            assert set(words) <= {"confirmed", "partial", "unconfirmed"}, part.caption


def test_reporting_duties_are_those_of_the_table_and_name_no_year():
    kenya = ils.profile("Kenya", on=DAY)
    assert [(one.category, one.years, one.group) for one in kenya.reporting] == [
        ("fundamental", 3, "G-N"),
        ("governance", 3, "G-N"),
        ("technical", 6, "G-K"),
        ("mlc", 3, "G-N"),
    ]
    assert "Which group reports in which year is not in this record" in str(kenya)


def test_a_profile_without_pictures_needs_no_library_that_draws():
    code = (
        "import sys, ilslearn as ils; one = ils.profile('Kenya'); str(one); one.to_dict();"
        "assert 'matplotlib' not in sys.modules; one.plot(); assert 'matplotlib' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_profile_is_plain_in_json():
    kenya = ils.profile("Kenya", on=DAY).to_dict()
    assert json.loads(json.dumps(kenya)) == kenya
    assert kenya["in_force"]["fundamental"] == ["C029", "C098", "C100", "C105", "C111", "C138", "C182"]


@pytest.mark.parametrize("name", ["kenya.docx", "kenya.md", "kenya.html", "kenya.txt"])
def test_the_profile_can_be_kept(name, tmp_path):
    kept = ils.profile("Kenya", on=DAY).save(tmp_path / name)
    assert kept.stat().st_size > 5000
