"""The explorers beside that of ratifications, and the home page: a control moves, the answer follows."""

import re
from datetime import date

import pytest

import ilslearn as ils

WIDGET = "application/vnd.jupyter.widget-view+json"
FRASER, BADER = "can-scc-2011-fraser", "zaf-cc-2002-bader-bop"
NAMES = ("ratifications", "decisions", "compare", "supervision", "trade")


def controls(box):
    """All native controls in a box, at any depth."""
    for child in box.children:
        if hasattr(child, "children"):
            yield from controls(child)
        elif hasattr(child, "description") and type(child).__name__ != "HTML":
            yield child


def answers(explorer):
    """The HTML of each part that the box shows beside its controls."""
    html = [child for child in explorer.box.children if type(child).__name__ == "HTML"]
    return [child.value for child in html if not {"ils-access", "ils-said"} & set(child._dom_classes)]


def shown(explorer):
    return "".join(answers(explorer))


# ---------------------------------------------------------------------------------------------------------------------
# All of them
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_each_control_has_a_label_and_no_two_the_same(name):
    labels = [control.description for control in controls(getattr(ils.explore, name)().box)]
    assert all(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", NAMES)
def test_each_has_a_plain_twin_that_says_the_same(name):
    explorer = getattr(ils.explore, name)()
    bundle = explorer._repr_mimebundle_()
    assert bundle[WIDGET]["model_id"] == explorer.box.model_id
    assert bundle["text/plain"] == str(explorer)
    assert all(part in bundle["text/html"] for part in answers(explorer))
    assert "onerror" not in bundle["text/html"]
    assert re.search("(?i)as of", bundle["text/html"])


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("decisions", {"country": "Narnia"}),
        ("decisions", {"instrument": "C999"}),
        ("decisions", {"role": "decoration"}),
        ("decisions", {"verified": "sworn"}),
        ("decisions", {"decision": "nobody v. nobody"}),
        ("supervision", {"country": "Narnia"}),
        ("supervision", {"instrument": "C999"}),
        ("supervision", {"on": "2020"}),
        ("trade", {"party": "Narnia"}),
        ("trade", {"agreement": "narnia-archenland"}),
        ("trade", {"on": "2020"}),
    ],
)
def test_a_first_question_that_cannot_be_shown_is_told(name, arguments):
    with pytest.raises(ils.IlsError):
        getattr(ils.explore, name)(**arguments)


# ---------------------------------------------------------------------------------------------------------------------
# Decisions
# ---------------------------------------------------------------------------------------------------------------------


def test_the_whole_register_is_listed_first_and_says_that_it_is_a_sample():
    explorer = ils.explore.decisions()
    assert len(explorer.result.options) == len(ils.decisions()) == len(explorer.found)
    assert f"n = {len(ils.decisions())} of {len(ils.decisions())} decisions" in shown(explorer)
    assert "teaching sample" in shown(explorer)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("country", "ZAF"),
        ("country", "ECTHR"),
        ("subject", "right_to_strike"),
        ("instrument", "C158"),
        ("role", "interpretation"),
        ("treatment", "considered_not_followed"),
        ("verified", "partial"),
    ],
)
def test_each_filter_does_what_the_function_does(name, value):
    explorer = ils.explore.decisions()
    explorer.filters[name].value = value
    wanted = list(ils.decisions(**{name: value})["id"])
    assert 0 < len(wanted) < len(ils.decisions())
    assert [one for _, one in explorer.result.options] == wanted
    assert f"n = {len(wanted)} of" in shown(explorer)
    explorer.filters[name].value = ""
    assert len(explorer.result.options) == len(ils.decisions())


def test_the_parameters_are_the_first_question():
    explorer = ils.explore.decisions(country="south africa", subject="right to strike", decision=BADER)
    assert (explorer.filters["country"].value, explorer.filters["subject"].value) == ("ZAF", "right_to_strike")
    assert explorer.answer.id == explorer.result.value == BADER


def test_a_country_without_decisions_can_be_asked_about():
    explorer = ils.explore.decisions(country="Tuvalu")
    assert explorer.answer is None
    assert "n = 0" in shown(explorer)
    assert "loosen a filter" in shown(explorer)


def test_words_rank_and_say_why():
    explorer = ils.explore.decisions("minority union strike", country="ZAF")
    assert explorer.answer.id == BADER
    assert "Why it fits: " in shown(explorer)
    assert all(label.startswith("ZAF") for label, _ in explorer.result.options)


def test_a_choice_shows_the_card_and_what_is_like_it():
    explorer = ils.explore.decisions()
    explorer.result.value = FRASER
    assert explorer.answer.id == FRASER
    assert ils.decision(FRASER).to_html() in shown(explorer)
    assert ils.similar(FRASER).to_html() in shown(explorer)


def test_a_choice_stays_while_it_is_among_what_is_found():
    explorer = ils.explore.decisions(decision=FRASER)
    explorer.filters["country"].value = "CAN"
    assert explorer.answer.id == FRASER
    explorer.filters["country"].value = "ZAF"
    assert explorer.answer.country == "ZAF"
    assert explorer.result.value == explorer.answer.id


@pytest.mark.parametrize("text", ["???", "the of and"])
def test_words_that_cannot_be_looked_for_are_said_in_the_box(text):
    explorer = ils.explore.decisions()
    explorer.text.value = text
    assert '<p role="alert">There is no word to look for' in shown(explorer)
    assert explorer.result.options == ()
    explorer.text.value = ""
    assert "alert" not in shown(explorer)
    assert len(explorer.result.options) == len(ils.decisions())


def test_the_plot_is_of_what_is_found():
    explorer = ils.explore.decisions(country="ZAF")
    assert f"of {len(explorer.found)}. The register is a teaching sample" in shown(explorer)


# ---------------------------------------------------------------------------------------------------------------------
# Compare
# ---------------------------------------------------------------------------------------------------------------------


def test_two_decisions_are_compared_with_plot_and_network():
    explorer = ils.explore.compare(FRASER, BADER)
    assert explorer.answer.table.loc["C098 on that day"].tolist() == ["not binding", "binding"]
    assert explorer.answer.to_html() in shown(explorer)
    assert shown(explorer).count("<figure") == 2


def test_a_third_joins_and_one_that_is_taken_away_leaves():
    explorer = ils.explore.compare(FRASER, BADER)
    explorer.chosen[5].value = "arg-csjn-2009-perez-disco"
    assert len(explorer.answer.decisions) == 3
    explorer.chosen[0].value = ""
    assert [one.id for one in explorer.answer.decisions] == [BADER, "arg-csjn-2009-perez-disco"]


def test_fewer_than_two_is_said_in_the_box():
    explorer = ils.explore.compare(FRASER, BADER)
    explorer.chosen[0].value = BADER
    assert explorer.answer is None
    assert '<p role="alert">Name two to six different decisions' in shown(explorer)
    assert "<figure" not in shown(explorer)
    assert "Choose two to six" in str(explorer)


def test_where_there_is_nothing_to_draw_the_box_says_so():
    above = list(ils.decisions(country="ICJ")["id"]) + list(ils.decisions(country="ECTHR")["id"])
    explorer = ils.explore.compare(*above[:2])
    assert "There is nothing to draw" in shown(explorer)
    assert "<table" in shown(explorer)


def test_more_than_six_are_too_many():
    with pytest.raises(ils.IlsError, match="two to six"):
        ils.explore.compare(*ils.decisions()["id"][:7])


# ---------------------------------------------------------------------------------------------------------------------
# Supervision
# ---------------------------------------------------------------------------------------------------------------------


def test_the_doors_follow_the_day():
    explorer = ils.explore.supervision("Canada", "C098", "2018-06-13")
    assert explorer.doors["article_24"].status == "closed"
    explorer.day.value = date(2018, 6, 14)
    assert explorer.doors["article_24"].status == "open"
    assert explorer.doors.to_html() in shown(explorer)


def test_the_record_ends_before_the_day():
    explorer = ils.explore.supervision("Colombia", None, "2005-01-01")
    before = len(explorer.said)
    assert explorer.said == ils.supervisory_record("Colombia", before="2005-01-01")
    explorer.day.value = date(2020, 1, 1)
    assert len(explorer.said) > before
    assert f"n = {len(explorer.said)}. The supervisory record here is a sample" in shown(explorer)


def test_without_an_instrument_the_doors_ask_for_one():
    explorer = ils.explore.supervision("Colombia", None)
    assert explorer.doors is None
    assert "Choose an instrument" in shown(explorer)
    explorer.instrument.value = "C087"
    assert explorer.doors.instrument == "C087"


def test_a_half_typed_year_asks_nothing():
    explorer = ils.explore.supervision("Canada", "C098", "2018-06-13")
    for day in (None, date(2, 1, 1), date(201, 1, 1)):
        explorer.day.value = day
        assert explorer.on == date(2018, 6, 13)
    explorer.country.value = "FRA"
    assert explorer.doors.on == date(2018, 6, 13)


# ---------------------------------------------------------------------------------------------------------------------
# Trade
# ---------------------------------------------------------------------------------------------------------------------


def test_the_agreements_follow_party_and_day():
    explorer = ils.explore.trade("Mexico", on="2019-01-01")
    assert "nafta-naalc" in set(explorer.answer.in_force["id"])
    explorer.day.value = date(2020, 7, 1)
    assert {"usmca"} <= set(explorer.answer.in_force["id"])
    assert "nafta-naalc" not in set(explorer.answer.in_force["id"])
    explorer.agreement.value = "usmca"
    assert list(explorer.answer.agreements["id"]) == ["usmca"]
    assert explorer.answer.to_html() in shown(explorer)


def test_another_party_has_other_agreements():
    explorer = ils.explore.trade("Mexico", "usmca", "2022-01-01")
    explorer.party.value = "CAN"
    assert explorer.agreement.value == "usmca", "an agreement that both share stays"
    explorer.party.value = "FRA"
    assert explorer.agreement.value == ""
    assert set(explorer.answer.agreements["through"]) == {"EU"}


def test_neither_party_nor_agreement_is_said_in_the_box():
    explorer = ils.explore.trade("Mexico")
    explorer.party.value = ""
    assert explorer.answer is None
    assert '<p role="alert">Name a country' in shown(explorer)
    explorer.agreement.value = "eu-korea"
    assert list(explorer.answer.agreements["id"]) == ["eu-korea"]


# ---------------------------------------------------------------------------------------------------------------------
# Home
# ---------------------------------------------------------------------------------------------------------------------


def test_the_home_explorer_has_a_tab_for_each():
    home = ils.explore()
    assert [title.casefold() for title in home.box.titles] == list(NAMES)
    assert type(home.shown) is type(ils.explore.ratifications())
    answer = home.shown.answer
    assert (answer.country, answer.instrument, answer.on.isoformat()) == ("BRA", "C158", "1997-06-01")


def test_a_tab_is_built_when_it_is_opened_and_only_once():
    home = ils.explore()
    assert list(home.opened) == ["Ratifications"]
    assert [len(place.children) for place in home.box.children] == [1, 0, 0, 0, 0]
    home.box.selected_index = 3
    assert list(home.opened) == ["Ratifications", "Supervision"]
    first = home.shown
    home.box.selected_index = 0
    home.box.selected_index = 3
    assert home.shown is first
    assert [len(place.children) for place in home.box.children] == [1, 0, 0, 1, 0]


def test_the_twin_of_the_home_explorer_names_the_others():
    home = ils.explore()
    html = home._repr_mimebundle_()["text/html"]
    assert re.search("Ratifications, Decisions, Compare, Supervision, Trade", html)
    assert home.shown._text.value in html
