"""The words of the database in three languages; whatever cannot be read is refused, never guessed."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilslearn.errors import UnknownDate, UnusableFile
from ilslearn.updates.wording import Said, a_day_in_words, said, terms
from tests.updates.pages import Line, in_words

DAYS = st.dates(date(1919, 11, 28), date(2099, 12, 31))
LANGUAGES = st.sampled_from(["en", "fr", "es"])


@given(DAYS, LANGUAGES)
def test_a_day_is_read_in_each_language(day, language):
    written = in_words(day, language)
    assert a_day_in_words(written) == day
    assert a_day_in_words(written.upper().replace(" ", "\n")) == day
    assert a_day_in_words(day.isoformat()) == day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("13 Jan 1992", "1992-01-13"),
        ("12 févr. 1998", "1998-02-12"),
        ("1er août 2001", "2001-08-01"),
        ("29 agosto 1932", "1932-08-29"),
        ("2 de septiembre de 2010", "2010-09-02"),
        ("7 October 1993", "1993-10-07"),
    ],
)
def test_days_as_they_are_printed(written, day):
    assert a_day_in_words(written).isoformat() == day


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1992",
        "Jan 1992",
        "30 Feb 1992",
        "02/03/1998",
        "13 Foo 1992",
        "13 Jan 92",
        "32 mars 2000",
        "soon",
        "12 12 12",
    ],
)
def test_what_is_no_day_is_refused(written):
    with pytest.raises(UnknownDate, match="without guessing"):
        a_day_in_words(written)


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_stumble(text):
    with contextlib.suppress(UnknownDate):
        a_day_in_words(text)
    with contextlib.suppress(UnknownDate, UnusableFile):
        said("In Force", text)
    found, rest = terms(text)
    assert all(words.endswith(".") for words in found)
    assert len(rest) <= len(text) * 20


@given(DAYS, LANGUAGES, st.sampled_from(["act", "automatic", "will", "yes", "no"]))
def test_a_note_is_read_in_each_language(day, language, kind):
    line = Line("KEN", "C005", date(1930, 1, 1), "in_force" if kind == "yes" else "not_in_force")
    want = Said("in_force" if kind == "yes" else "not_in_force")
    if kind == "act":
        line.denounced_on, want = day, Said("denounced", denounced_on=day)
    elif kind == "automatic":
        line.effective_on, line.by, want = day, "C138", Said("denounced", effective_on=day, denounced_by="C138")
    elif kind == "will":
        line.status, line.in_force_on, want = "not_yet_in_force", day, Said("not_yet_in_force", in_force_on=day)
    _, status, note = line.cells(language)
    assert said(status, note) == want


@pytest.mark.parametrize(
    ("status", "note", "want"),
    [
        ("In Force", "", Said("in_force")),
        ("Pas en vigueur", "", Said("not_in_force")),
        ("Not in force", "The Protocol will enter into force for Mexico on 11 Jun 2024.",
         Said("not_yet_in_force", in_force_on=date(2024, 6, 11))),
        ("Not in force", "Denounced on 09 Jun 1989", Said("denounced", denounced_on=date(1989, 6, 9))),
        ("Not in force", "Automatic Denunciation on 05 Jun 2016 by convention C182",
         Said("denounced", effective_on=date(2016, 6, 5), denounced_by="C182")),
        ("Not in force", "Automatic denunciation on 20 Aug 2014 by convention MLC",
         Said("denounced", effective_on=date(2014, 8, 20), denounced_by="MLC")),
        ("Not in force", "Abrogated Convention - By decision of the Conference at its 106th Session (2017)",
         Said("not_in_force")),
        ("In Force", "Applies to Jersey", Said("in_force", rest="applies to jersey")),
    ],
)  # fmt: skip
def test_notes_as_they_are_printed(status, note, want):
    assert said(status, note) == want


@pytest.mark.parametrize("status", ["", "Ratified", "In Force?", "en vigueurs"])
def test_another_status_is_refused(status):
    with pytest.raises(UnusableFile, match="In Force or Not in force"):
        said(status)


def test_a_day_in_a_note_that_does_not_exist_is_refused():
    with pytest.raises(UnknownDate):
        said("Not in force", "Denounced on 31 Feb 1996")


@pytest.mark.parametrize(
    ("text", "ours", "rest"),
    [
        ("Minimum age specified: 16 years", ("Minimum age specified: 16 years.",), ""),
        ("Edad mínima especificada: 16 años.", ("Minimum age specified: 16 years.",), ""),
        ("Age minimum spécifié: 15 ans", ("Minimum age specified: 15 years.",), ""),
        ("A exclu les dispositions des annexes I à III", ("Annexes I to III excluded.",), ""),
        ("A exclu les dispositions de l'annexe II", ("Annex II excluded.",), ""),
        ("TanganyikaExcluding Part II. Has ratified the Protocol of 1995.",
         ("Tanganyika only.", "Part II excluded.", "Has also ratified the Protocol of 1995."), ""),
        ("Has accepted Parts V, VI and X", ("Parts V, VI and X accepted.",), ""),
        ("Excluding Part II; see the letter of 3 May", ("Part II excluded.",), "see the letter of 3 may"),
        ("", (), ""),
    ],
)  # fmt: skip
def test_terms_are_put_into_our_own_words(text, ours, rest):
    assert terms(text) == (ours, rest)
