"""Decisions and countries side by side: what the library adds is looked up, and where they part is said."""

import json

import docx
import pytest

import ilslearn as ils
from ilslearn.comparison.standing import short_name, standing
from ilslearn.law.decisions import register

FRASER, BADER_BOP = "can-scc-2011-fraser", "zaf-cc-2002-bader-bop"


def test_it_says_without_being_told_what_bound_whom():
    first = ils.compare(FRASER, BADER_BOP).differences[0]
    assert "C098 did not bind Canada on the day of Fraser (29 April 2011)" in first
    assert "registered on 14 June 2017" in first
    assert "C098 bound South Africa on the day of Bader Bop (13 December 2002)" in first
    assert "C087 bound each of the States on the day of its decision." in ils.compare(FRASER, BADER_BOP).differences


def test_each_standing_is_the_answer_of_the_single_question():
    for one in list(register().values())[::5]:
        for code in one.codes:
            found = standing(one, code)
            if one.is_international or code.startswith("R"):
                assert found.status is None
            elif one.decided_on.is_day:
                assert found.status == ils.binding(one.country, code, on=one.decided_on.earliest).status


def test_a_decision_known_to_the_year_in_which_the_answer_changed_is_uncertain():
    two = ils.decision(FRASER)
    from dataclasses import replace

    from ilslearn.dates import partial

    assert standing(replace(two, decided_on=partial("2018")), "C098").status == "uncertain"
    assert standing(replace(two, decided_on=partial("2019")), "C098").status == "in_force"


@pytest.mark.parametrize("ids", [(FRASER,), (), (FRASER, FRASER), tuple(list(register())[:7])])
def test_two_to_six_can_be_compared(ids):
    with pytest.raises(ils.IlsError, match="two to six"):
        ils.compare(*ids)


def test_any_decisions_can_be_compared_and_kept(tmp_path):
    ids = list(register())
    for k in range(0, len(ids) - 3, 9):
        compared = ils.compare(*ids[k : k + 3])
        text = compared.to_markdown()
        for one in compared.decisions:
            assert one.id in compared.table.columns
            assert short_name(one) in compared.to_html() or short_name(one) in text
        assert "teaching sample" in text
        json.dumps(compared.to_dict())
    path = compared.to_docx(tmp_path / "compared.docx")
    assert docx.Document(str(path)).tables


def test_contrasts_and_followers_are_named():
    told = ils.compare(BADER_BOP, "ind-sc-2003-rangarajan").differences
    assert any("answer a similar question differently" in sentence for sentence in told)
    told = ils.compare("can-scc-2001-dunmore", "can-scc-2007-health-services").differences
    assert any("follows" in sentence for sentence in told)


def test_the_picture_of_a_comparison_says_the_same_in_words():
    picture = ils.compare(FRASER, BADER_BOP).plot()
    assert "Canada, C098: in force from 2018-06-14" in picture.describe()
    assert "Fraser (CAN) was decided on 29 April 2011" in picture.describe()


def test_courts_above_the_states_have_nothing_to_draw():
    above = [one.id for one in register().values() if one.is_international][:2]
    with pytest.raises(ils.IlsError, match="nothing to draw"):
        ils.compare(*above).plot()


def test_countries_side_by_side_have_the_answers_of_the_single_questions():
    compared = ils.compare_countries("Canada", "ZAF", "Brazil", on="2011-04-29")
    assert len(compared.instruments) == 11
    for (country, code), answer in compared.bindings.items():
        assert answer.status == ils.binding(country, code, on="2011-04-29").status
    assert "C098" in compared.table.loc["Not in force, of these 11", "CAN"]
    assert any(sentence.startswith("C098 ") for sentence in compared.differences)


def test_a_topic_brings_its_own_instruments_and_decisions():
    compared = ils.compare_countries("France", "Spain", topic="termination", on="2025-01-01")
    assert "C158" in {one.code for one in compared.instruments}
    assert str(compared.table.loc["Decisions (teaching sample)", "FRA"])[0].isdigit()


@pytest.mark.parametrize(
    ("names", "options", "message"),
    [
        (("Canada",), {}, "two to six"),
        (("Canada", "CAN"), {}, "two to six"),
        (("Canada", "Narnia"), {}, "No country"),
        (("Canada", "Kenya"), {"topic": "terminaton"}, "Did you mean termination"),
        (("Canada", "Kenya"), {"on": "1999"}, "YYYY-MM-DD"),
    ],
)
def test_what_cannot_be_compared_is_said(names, options, message):
    with pytest.raises(ils.IlsError, match=message):
        ils.compare_countries(*names, **options)


def test_countries_can_be_kept(tmp_path):
    compared = ils.compare_countries("Kenya", "Brazil", "USA", topic="maternity", on="2026-01-01")
    assert compared.save(tmp_path / "c.html").stat().st_size > 1000
    assert "United States" in compared.plot().describe()
