"""French and Spanish: what is translated, what never is, and that nothing else depends on the language."""

import os
import re
import subprocess
import sys
from datetime import date

import pandas as pd
import pytest

import ilslearn as ils
from ilslearn import catalogues
from ilslearn.catalogues import choose, n_, speaking, spoken
from ilslearn.dates import Window, as_read, day_in_words
from ilslearn.law.countries import country
from ilslearn.law.rules import article_as_read
from ilslearn.views.timeline import timeline

OTHERS = ("fr", "es")
each_language = pytest.mark.parametrize("language", OTHERS)


@pytest.fixture(autouse=True)
def english_again():
    yield
    choose("")


def test_the_language_is_told_and_chosen():
    assert ils.language() == "en"
    assert ils.language("fr") == "fr"
    assert spoken() == "fr"
    assert ils.language("ES") == "es"


@pytest.mark.parametrize("tag", ["de", "klingon", "", 7])
def test_an_unknown_language_is_sent_back_with_those_that_there_are(tag):
    with pytest.raises(ils.UnknownLanguage, match=r"en \(English\), fr \(français\), es \(español\)\."):
        ils.language(tag)


def test_the_environment_chooses_and_the_session_goes_before_it(monkeypatch):
    monkeypatch.setenv("ILSLEARN_LANGUAGE", "fr_CA.UTF-8")
    assert ils.language() == "fr"
    ils.language("es")
    assert ils.language() == "es"


@pytest.mark.parametrize(
    ("language", "first", "fifth", "year"),
    [
        ("en", "1 January 1996", "5 August 1996", "a day in 1996"),
        ("fr", "1er janvier 1996", "5 août 1996", "une date inconnue de 1996"),
        ("es", "1 de enero de 1996", "5 de agosto de 1996", "un día de 1996"),
    ],
)
def test_days_are_written_out_in_the_language(language, first, fifth, year):
    ils.language(language)
    assert day_in_words(date(1996, 1, 1)) == first
    assert day_in_words(date(1996, 8, 5)) == fifth
    assert Window(date(1996, 1, 1), date(1996, 12, 31)).in_words() == year


@pytest.mark.parametrize(
    ("language", "zero", "one"), [("fr", "0 mois après", "1 mois après"), ("es", "0 meses después", "1 mes después")]
)
def test_the_plural_is_that_of_the_language(language, zero, one):
    with speaking(language):
        said = [n_("{n} month after registration", "{n} months after registration", n) for n in (0, 1)]
    assert said[0].startswith(zero)
    assert said[1].startswith(one)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Brésil\u00a0: le 1er juin 1997, C158"),
        ("es", "Brasil: el 1 de junio de 1997, C158"),
    ],
)
def test_an_answer_speaks_the_language_and_its_facts_stay(language, said):
    english = ils.binding("Brazil", "C158", on="1997-06-01")
    ils.language(language)
    answer = ils.binding("Brazil", "C158", on="1997-06-01")
    assert str(answer).startswith(said)
    assert f'lang="{language}"' in answer._repr_html_()
    assert (answer.status, answer.since, answer.until, answer.sources) == (
        english.status, english.since, english.until, english.sources,
    )  # fmt: skip
    assert [ground.article for ground in answer.basis] == [ground.article for ground in english.basis]


FRENCH = [  # what is asked, and what a jurist who writes French would read in the answer
    (("France", "C158", "1990-03-10"), "[C158, art. 16, paragr.\u00a03]"),
    (("Lesotho", "C190", "1975-01-01"), "une date inconnue de 1966 – 15 juillet 1971"),
    (("Viet Nam", "C087", "1977-01-01"), "une date comprise entre le 1er juillet 1976 et le 31 juillet 1976"),
    (("Kenya", "C087", "2020-01-01"), "(état\u00a0: 4 juin 2026)"),
    (("Germany", "C158", "2020-01-01"), "(état\u00a0: 2022)"),
    (("Yemen", "C158", "1990-06-01"), "Ratification enregistrée à une date inconnue de 1989"),
    (("Canada", "C098", "2007-06-08"), "Convention (n°\u00a098) sur le droit d’organisation"),
    (("France", "R198", "2020-01-01"), "[Constitution de l’OIT, art. 19, paragr.\u00a06]"),
]


@pytest.mark.parametrize(("asked", "said"), FRENCH)
def test_days_articles_and_titles_stand_in_a_french_sentence(asked, said):
    country, instrument, day = asked
    ils.language("fr")
    assert said in str(ils.binding(country, instrument, on=day))


def test_no_answer_in_french_joins_a_preposition_to_a_day_that_is_not_known():
    ils.language("fr")
    codes = [code for code, ended in ils.instruments()[["code", "ended_on"]].itertuples(index=False) if pd.notna(ended)]
    answers = [str(ils.binding("France", code, on="2026-10-01")) for code in codes]
    answers += [str(ils.binding(code, "C190", on="1950-01-01")) for code in ils.countries()["country"]]
    assert any("une date inconnue de" in said for said in answers)
    wrong = re.compile(r"\b(du|au|le|la|depuis|jusqu’au) une? |unknown day|\d{4}-\d{2}-\d{2}")
    assert [said for said in answers if wrong.search(said)] == []


@pytest.mark.parametrize(
    ("language", "article", "said"),
    [
        ("en", "art. 19(5)(b)", "art. 19(5)(b)"),
        ("fr", "art. 19(5)(b)", "art. 19, paragr.\u00a05\u00a0b)"),
        ("fr", "art. 19(5)(e), (6)(d)", "art. 19, paragr.\u00a05\u00a0e), paragr.\u00a06\u00a0d)"),
        ("fr", "MLC, art. VIII(4)", "MLC, art. VIII, paragr.\u00a04"),
        ("fr", "I b)", "I b)"),
        ("es", "art. 19(5)(b)", "art. 19, párr.\u00a05, b)"),
    ],
)
def test_an_article_is_written_as_the_language_writes_it(language, article, said):
    with speaking(language):
        assert article_as_read(article) == said


def test_the_day_of_the_facts_is_in_words_in_other_languages_and_in_iso_8601_in_english():
    told = {}
    for language in ("en", *OTHERS):
        with speaking(language):
            told[language] = [as_read(day) for day in ("2026-06-04", "2023-05", "2022", "an unknown day")]
    assert told == {
        "en": ["2026-06-04", "2023-05", "2022", "an unknown day"],
        "fr": ["4 juin 2026", "2023-05", "2022", "non consigné"],
        "es": ["4 de junio de 2026", "2023-05", "2022", "no consta"],
    }


def test_french_sets_a_space_before_a_colon_and_a_semicolon():
    ils.language("fr")
    card = str(ils.decision("zaf-cc-2002-bader-bop"))
    assert "Référence\u00a0: CCT 14/02" in card
    assert "C087\u00a0; C098" in card
    english = str(ils.profile("Kenya", on="2026-01-01"))  # not translated: English as a whole
    assert "\u00a0:" not in english


NAMES = ["Brésil", "brasil", "États-Unis d’Amérique", "Túnez", "République de Corée", "Perú"]
EVERYDAY = ["Rusia", "EE. UU.", "Gran Bretaña", "Holanda", "República Checa", "Palestina", "Brunéi", "Nueva Zelanda"]


@pytest.mark.parametrize("name", [*NAMES, *EVERYDAY])
def test_a_country_is_found_by_its_french_and_spanish_name_in_every_language(name):
    codes = set()
    for language in ("en", *OTHERS):
        ils.language(language)
        codes.add(country(name).code)
    assert len(codes) == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Russie", "RUS"),
        ("Grande-Bretagne", "GBR"),
        ("Haute-Volta", "BFA"),
        ("République tchèque", "CZE"),
        ("RDC", "COD"),
    ],
)
def test_a_country_is_found_by_its_everyday_and_former_names_in_french(name, code):
    assert country(name).code == code


@each_language
def test_every_member_has_a_name_in_the_language_and_no_two_the_same(language):
    ils.language(language)
    names = {code: country(code).called for code in ils.countries()["country"]}
    assert all(names.values())
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize(
    ("code", "name"),
    [("IRQ", "Iraq"), ("NZL", "Nueva Zelandia"), ("RUS", "Federación de Rusia"), ("TTO", "Trinidad y Tabago")],
)
def test_a_state_has_the_spanish_name_that_the_united_nations_write(code, name):
    ils.language("es")
    assert country(code).called == name


def test_a_date_of_which_only_the_year_is_known_takes_no_article_in_spanish():
    ils.language("es")
    said = str(ils.binding("South Africa", "C087", on="1980-01-01"))
    assert "Miembro de la OIT (desde: un día de 1919; hasta: 11 de marzo de 1966) y (desde: 26 de mayo de 1994)" in said
    assert "del un día" not in said


@each_language
def test_notes_of_the_facts_stay_in_english_and_are_marked_so(language):
    ils.language(language)
    card = ils.decision("zaf-cc-2002-bader-bop")
    html = card.to_html()
    assert html.startswith(f'<section lang="{language}"')
    assert '<span lang="en">' in html
    assert card.facts in str(card)  # and as plain text they are there unchanged


def test_in_english_nothing_is_marked():
    html = ils.decision("zaf-cc-2002-bader-bop").to_html()
    assert "lang=" not in html


@each_language
def test_a_picture_speaks_the_language(language):
    ils.language(language)
    drawn = timeline("Brazil", "C158", on="1997-06-01")
    assert f'<figure lang="{language}"' in drawn._repr_html_()
    assert "in force" not in drawn.describe()


@each_language
def test_what_is_not_translated_stays_english_as_a_whole(language):
    english = str(ils.profile("Kenya", on="2026-01-01"))
    ils.language(language)
    assert str(ils.profile("Kenya", on="2026-01-01")) == english


ANSWERS = [("1.2-a", "2018-06-14"), ("1.2-a", "2017-06-14"), ("1.2-a", "June"), ("1.2-c", "yes, membership is enough")]


@each_language
@pytest.mark.parametrize(("question", "answer"), ANSWERS)
def test_a_self_check_gives_the_same_verdict_in_each_language(question, answer, language, tmp_path, monkeypatch):
    monkeypatch.setenv("ILSLEARN_HOME", str(tmp_path))
    english = ils.check(question, answer)
    ils.language(language)
    said = ils.check(question, answer)
    assert (said.verdict, said.sources) == (english.verdict, english.sources)
    assert said.message != english.message


@each_language
def test_a_graded_answer_gets_the_same_marks_and_feedback_in_each_language(language, capsys):
    from ilslearn.course.marking import mark

    given = [("a1-7", 6), ("a1-7", 12), ("a1-7", "twelve")]
    english = [mark(*one) for one in given], capsys.readouterr().out
    ils.language(language)
    assert ([mark(*one) for one in given], capsys.readouterr().out) == english


@each_language
@pytest.mark.parametrize(
    "ask",
    [
        lambda: ils.instrument("C999"),
        lambda: ils.country("Narnia"),
        lambda: ils.decision("Nobody v Nowhere"),
        lambda: ils.binding("Brazil", "C158", on="1997"),
    ],
)
def test_errors_that_learners_see_speak_the_language(ask, language):
    with pytest.raises(ils.IlsError) as english:
        ask()
    ils.language(language)
    with pytest.raises(type(english.value)) as other:
        ask()
    assert str(other.value) != str(english.value)
    assert " for example " not in str(other.value)


def test_the_explorers_have_their_labels_in_the_language():
    ils.language("fr")
    home = ils.explore()
    assert home.box.titles == ("Ratifications", "Décisions", "Comparer", "Contrôle", "Commerce")
    shown = home.shown
    assert [control.description for control in (shown.country, shown.instrument, shown.day, shown.year)] == [
        "Pays", "Instrument", "Jour", "Année",
    ]  # fmt: skip
    names = [label for label, _code in shown.country.options]
    there = ils.draw.world("C158", on="1997-06-01").describe()
    assert there.index("Espagne") < there.index("Éthiopie") < there.index("Finlande")
    assert names.index("États-Unis d’Amérique") < names.index("France")


def run(*options, language=""):
    asked = [sys.executable, "-m", "ilslearn.cli", *options]
    env = {**os.environ, "ILSLEARN_LANGUAGE": language}
    return subprocess.run(asked, capture_output=True, text=True, env=env, check=False)


COMPARED = ("compare", "can-scc-2011-fraser", "zaf-cc-2002-bader-bop", "--format")


@pytest.mark.parametrize(
    "command", [("binding", "Brazil", "C158", "--json", "--on", "1997-06-01"), (*COMPARED, "json"), ("--help",)]
)
def test_what_a_program_reads_is_the_same_in_each_language(command):
    plain, french = run(*command), run(*command, language="fr")
    assert (plain.returncode, plain.stderr) == (0, "")
    assert french.stdout == plain.stdout


def test_the_word_json_among_the_arguments_is_no_request_for_it():
    found = run("--language", "fr", "search", "json", "--country", "ZAF")
    assert found.stdout.startswith("Recherche\u00a0: json")


def test_a_person_is_answered_in_the_language_that_is_asked_for():
    answer = ("binding", "Brazil", "C158", "--on", "1997-06-01")
    assert run("--language", "es", *answer).stdout.startswith("Brasil: el 1")
    assert run(*answer, language="es_MX.UTF-8").stdout.startswith("Brasil: el 1")
    assert run(*answer, language="nonsense").stdout.startswith("On 1 June 1997")
    wrong = run("--language", "tlh", *answer)
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)


def test_without_a_catalogue_all_is_english(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "HOME", tmp_path)
    catalogues._catalogue.cache_clear()
    try:
        ils.language("fr")
        assert day_in_words(date(1996, 8, 5)) == "5 August 1996"
    finally:
        catalogues._catalogue.cache_clear()
