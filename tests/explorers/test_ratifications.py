"""The explorers: a control moves, the answer follows. No browser is needed to see that."""

from datetime import date

import pytest

import ilslearn as ils

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def explorer():
    return ils.explore.ratifications("Canada", "C098", on="2018-06-14")


def asked(explorer):
    answer = explorer.answer
    return answer.country, answer.instrument, answer.on.isoformat(), answer.status


@pytest.mark.parametrize(
    ("country", "instrument", "on", "first"),
    [
        ("Brazil", "C158", "1997-06-01", ("BRA", "C158", "1997-06-01", "in_force")),
        ("ken", "Convention No. 87", date(2026, 1, 1), ("KEN", "C087", "2026-01-01", "not_in_force")),
        ("South Africa", "C087", "1900-01-01", ("ZAF", "C087", "1900-01-01", "not_a_member")),
        ("France", "R198", "2090-01-01", ("FRA", "R198", "2090-01-01", "not_in_force")),
    ],
)
def test_the_parameters_are_the_first_question(country, instrument, on, first):
    explorer = ils.explore.ratifications(country, instrument, on)
    assert asked(explorer) == first
    assert (explorer.country.value, explorer.instrument.value, explorer.day.value.isoformat()) == first[:3]


def test_the_answer_follows_each_control(explorer):
    assert asked(explorer) == ("CAN", "C098", "2018-06-14", "in_force")
    explorer.day.value = date(2018, 6, 13)
    assert asked(explorer) == ("CAN", "C098", "2018-06-13", "not_in_force")
    explorer.year.value = 2019
    assert asked(explorer) == ("CAN", "C098", "2019-06-13", "in_force")
    assert explorer.day.value == date(2019, 6, 13)
    explorer.country.value = "USA"
    assert asked(explorer) == ("USA", "C098", "2019-06-13", "not_in_force")
    explorer.instrument.value = "C182"
    assert asked(explorer) == ("USA", "C182", "2019-06-13", "in_force")


def test_what_is_shown_follows_the_answer(explorer):
    explorer.day.value = date(2018, 6, 13)
    _, _, _, _, text, line, tiles, *_ = explorer.box.children
    assert text.value == explorer.answer._repr_html_()
    assert "13 June 2018" in text.value
    assert line.value == explorer.timeline()._repr_html_()
    assert tiles.value == explorer.map()._repr_html_()
    assert str(explorer) == str(explorer.answer)


def test_the_slider_follows_the_day(explorer):
    explorer.day.value = date(1996, 1, 5)
    assert explorer.year.value == 1996
    explorer.day.value = date(2095, 1, 5)
    assert explorer.year.value == 2095


def test_an_empty_day_keeps_the_last_answer(explorer):
    before, shown = explorer.answer, explorer.box.children[4].value
    explorer.day.value = None
    assert (explorer.answer, explorer.box.children[4].value) == (before, shown)


def test_a_country_chosen_while_the_day_is_empty_is_asked_for_the_last_day(explorer):
    explorer.day.value = None
    explorer.country.value = "USA"
    assert asked(explorer) == ("USA", "C098", "2018-06-14", "not_in_force")


def test_the_slider_moved_while_the_day_is_empty_gives_a_day(explorer):
    explorer.day.value = None
    explorer.year.value = 2020
    assert explorer.day.value == date(2020, 6, 14)  # the day and month that stood there before
    assert explorer.answer.on == date(2020, 6, 14)


def test_a_half_typed_year_is_left_to_be_finished(explorer):
    """Who types 2007 has typed the year 2, then 20, then 200: the browser sends each of them."""
    for year in (2, 20, 200):
        explorer.day.value = date(year, 6, 8)
        assert explorer.day.value == date(year, 6, 8)
    explorer.day.value = date(2007, 6, 8)
    assert asked(explorer) == ("CAN", "C098", "2007-06-08", "not_in_force")


@pytest.mark.parametrize(("year", "day"), [(2023, date(2023, 2, 28)), (2020, date(2020, 2, 29))])
def test_29_february_moves_to_a_day_that_exists(explorer, year, day):
    explorer.day.value = date(2024, 2, 29)
    explorer.year.value = year
    assert (explorer.day.value, explorer.answer.on) == (day, day)


def test_any_country_and_instrument_of_the_tables_can_be_chosen(explorer):
    assert {code for _, code in explorer.country.options} == set(ils.countries()["country"])
    assert {code for _, code in explorer.instrument.options} == set(ils.instruments()["code"])
    names = [name for name, _ in explorer.country.options]
    assert names == sorted(names, key=lambda name: name.replace("ô", "o").replace("ü", "u"))


def test_each_control_has_a_label(explorer):
    for control in (explorer.country, explorer.instrument, explorer.day, explorer.year):
        assert control.description


def test_an_explorer_has_a_plain_twin(explorer):
    bundle = explorer._repr_mimebundle_()
    assert {"text/plain", "text/html", WIDGET} <= set(bundle)
    assert bundle["text/plain"] == str(explorer.answer)
    assert explorer.answer._repr_html_() in bundle["text/html"]
    assert bundle["text/html"].count("<figure") == 2
    assert bundle[WIDGET]["model_id"] == explorer.box.model_id


@pytest.mark.parametrize(
    ("country", "instrument", "on"),
    [("Narnia", "C087", "2020-01-01"), ("Brazil", "C999", "2020-01-01"), ("Brazil", "C158", "2020")],
)  # fmt: skip
def test_a_first_question_that_cannot_be_shown_is_told(country, instrument, on):
    with pytest.raises(ils.IlsError):
        ils.explore.ratifications(country, instrument, on)


def test_a_state_that_never_was_a_member_can_be_asked_about():
    explorer = ils.explore.ratifications("Liechtenstein", "C087", "2020-01-01")
    assert asked(explorer) == ("LIE", "C087", "2020-01-01", "not_a_member")
