"""One instrument: how it may be named, and what its card shows."""

import dataclasses
import re
from datetime import date

import pytest

import ilslearn as ils


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("C158", "C158"), ("c158", "C158"), (" C158 ", "C158"), ("C87", "C087"), ("C087", "C087"), ("C 87", "C087"),
        ("C.87", "C087"), ("Convention No. 158", "C158"), ("convention no 158", "C158"), ("Convention 158", "C158"),
        ("Convention n° 87", "C087"), ("Convention nº 87", "C087"), ("Convenio núm. 87", "C087"),
        ("ILO Convention No. 87", "C087"), ("ILO C087", "C087"), ("Convention  No.\n87", "C087"), ("Conv. 87", "C087"),
        ("R198", "R198"), ("Recommendation No. 198", "R198"), ("ILO Recommendation 198", "R198"), ("Rec. 198", "R198"),
        ("P29", "P029"), ("P029", "P029"), ("Protocol No. 29", "P029"),
        ("MLC", "MLC"), ("mlc", "MLC"), ("MLC, 2006", "MLC"), ("MLC 2006", "MLC"),
        ("Maritime Labour Convention, 2006", "MLC"), ("Maritime Labour Convention", "MLC"),
        ("Termination of Employment Convention, 1982", "C158"), ("termination of employment convention", "C158"),
        ("Forced Labour Convention", "C029"), ("Maternity Protection Convention, 2000", "C183"),
    ],
)  # fmt: skip
def test_an_instrument_may_be_named_as_lawyers_name_it(name, code):
    assert ils.instrument(name).code == code


def test_every_instrument_is_found_by_its_code_and_its_title():
    frame = ils.instruments()
    for code, title in zip(frame["code"], frame["title"], strict=True):
        assert ils.instrument(code).code == code
        assert ils.instrument(code.lower()).code == code
        assert ils.instrument(title).title == title


def test_no_two_instruments_share_a_title():
    assert ils.instruments()["title"].str.casefold().is_unique


def short_titles():
    """Titles without their year -> the codes that bear them."""
    found = {}
    for code, title in ils.instruments()[["code", "title"]].itertuples(index=False):
        found.setdefault(re.sub(r",?\s*\d{4}$", "", title), []).append(code)
    return found


def test_a_title_may_be_named_without_its_year_where_only_one_instrument_bears_it():
    for title, codes in short_titles().items():
        if len(codes) == 1:
            assert ils.instrument(title).code == codes[0]


@pytest.mark.parametrize("title", [title for title, codes in short_titles().items() if len(codes) > 1])
def test_a_title_that_several_instruments_bear_is_not_guessed(title):
    with pytest.raises(ils.UnknownInstrument, match="Did you mean"):
        ils.instrument(title)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("C999", "There is no Convention No. 999"),
        ("Convention No. 0", "There is no Convention No. 0"),
        ("R999", "There is no Recommendation No. 999"),
        ("P500", "numbered after the Convention"),
        ("Termination of Employement Convention", "Termination of Employment Convention, 1982"),
        ("Weekly Rest Convention", "Did you mean"),
        ("87", "Write a code such as C158"),
        ("C0087", "Write a code such as C158"),
        ("Q158", "Write a code such as C158"),
        ("C158; C087", "Write a code such as C158"),
        ("Treaty of Versailles", "Write a code such as C158"),
    ],
)
def test_an_unknown_instrument_is_an_error_that_says_what_to_write(name, words):
    with pytest.raises(ils.UnknownInstrument) as raised:
        ils.instrument(name)
    assert words in str(raised.value)


def test_the_error_names_the_last_convention_that_there_is():
    with pytest.raises(ils.UnknownInstrument) as raised:
        ils.instrument("C998")
    codes = ils.instruments()["code"]
    assert codes[codes.str.startswith("C")].max() in str(raised.value)


@pytest.mark.parametrize("name", ["", "   ", None, 158, float("nan")])
def test_no_instrument_at_all_is_an_error_too(name):
    with pytest.raises(ils.UnknownInstrument, match="No instrument was named"):
        ils.instrument(name)


def test_a_list_is_no_name():
    with pytest.raises(ils.UnknownInstrument):
        ils.instrument(["C158"])


def test_an_instrument_has_the_facts_of_its_row():
    one = ils.instrument("C158")
    assert (one.kind, one.number) == ("convention", 158)
    assert (one.adopted_on, one.in_force_on) == (date(1982, 6, 22), date(1985, 11, 23))
    assert one.ended_on is None
    assert one.sources
    assert str(one) == "C158 Termination of Employment Convention, 1982"


@pytest.mark.parametrize(
    ("code", "fundamental"),
    [("C087", True), ("C098", True), ("C155", True), ("C187", True), ("P029", True), ("C158", False), ("C081", False)],
)
def test_the_fundamental_instruments_are_known(code, fundamental):
    assert ils.instrument(code).is_fundamental is fundamental


# The card


def test_the_card_shows_what_the_instrument_is_and_where_that_was_read():
    card = ils.instrument("C158")._repr_html_()
    for words in ("C158 Termination of Employment Convention, 1982", "1982-06-22", "1985-11-23", "confirmed"):
        assert words in card
    for url in ils.instrument("C158").sources:
        assert url.replace("&", "&amp;") in card


def test_the_card_of_a_recommendation_says_that_it_does_not_bind():
    assert "does not bind" in ils.instrument("R198")._repr_html_()


def test_the_card_of_an_abrogated_convention_says_when_it_ended():
    card = ils.instrument("C004")._repr_html_()
    assert "2017-06-14" in card
    assert "abrogated" in card


HOSTILE = '<script>alert("1")</script>&'


@pytest.mark.parametrize("field", ["title", "subject", "status", "category", "note", "verified", "code", "kind"])
def test_the_card_escapes_what_the_tables_say(field):
    card = dataclasses.replace(ils.instrument("C158"), **{field: HOSTILE})._repr_html_()
    assert "<script" not in card.lower()
    assert "&lt;script" in card.lower()


@pytest.mark.parametrize("field", ["sources", "revises", "revised_by"])
def test_the_card_escapes_what_the_lists_say(field):
    card = dataclasses.replace(ils.instrument("C158"), **{field: (HOSTILE,)})._repr_html_()
    assert "<script" not in card
    assert 'alert("1")' not in card


@pytest.mark.parametrize("code", ["C001", "C143", "C158", "MLC", "P029", "R198", "R001"])
def test_every_element_of_the_card_is_closed(code):
    card = ils.instrument(code)._repr_html_()
    for tag in ("table", "caption", "tr", "th", "td", "a"):
        assert len(re.findall(rf"<{tag}[ >]", card)) == card.count(f"</{tag}>")


@pytest.mark.parametrize(
    ("code", "language", "title"),
    [
        ("C087", "fr", "Convention (n° 87) sur la liberté syndicale et la protection du droit syndical, 1948"),
        ("C111", "fr", "Convention (n° 111) concernant la discrimination (emploi et profession), 1958"),
        ("C132", "fr", "Convention (n° 132) sur les congés payés (révisée), 1970"),
        ("C100", "es", "Convenio sobre igualdad de remuneración, 1951 (núm. 100)"),
        ("R166", "es", "Recomendación sobre la terminación de la relación de trabajo, 1982 (núm. 166)"),
        ("P029", "es", "Protocolo de 2014 relativo al Convenio sobre el trabajo forzoso, 1930"),
        ("MLC", "fr", "Convention du travail maritime, 2006"),
    ],
)
def test_an_instrument_has_its_title_in_french_and_spanish(code, language, title):
    assert ils.instrument(code).title_in(language) == title


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_fundamental_and_governance_instrument_has_its_title_in(language):
    frame = ils.instruments()
    codes = frame.loc[frame["category"].isin(["fundamental", "governance"]), "code"]
    assert len(codes) == 15
    assert [code for code in codes if not ils.instrument(code).title_in(language)] == []


def test_a_title_that_was_not_found_is_none():
    assert ils.instrument("C193").title_in("fr") is None


def test_a_title_with_a_word_in_doubt_is_in_the_table_alone():
    frame = ils.instrument_titles()
    doubtful = frame[frame["verified"] == "partial"]
    assert len(doubtful) > 0
    assert (doubtful["note"].str.len() > 20).all()
    assert [ils.instrument(row.code).title_in(row.language) for row in doubtful.itertuples()] == [None] * len(doubtful)


@pytest.mark.parametrize("language", ["en", "FR", "French", "", None, ["fr"]])
def test_a_title_in_another_language_is_an_error_that_says_which_there_are(language):
    with pytest.raises(ils.IlsError, match=r"French and Spanish.*write fr or es"):
        ils.instrument("C158").title_in(language)


def test_a_card_tells_a_day_that_is_not_known_in_words():
    assert "a day in 2021 (ILC 109 (2021))" in ils.instrument("C007")._repr_html_()
    assert "2017-06-14 (ILC 106 (2017))" in ils.instrument("C004")._repr_html_()
