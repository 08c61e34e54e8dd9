"""Pictures: the same each time, and the same in words."""

import base64
import hashlib
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from datetime import date
from html import unescape

import pandas as pd
import pytest
from matplotlib.figure import Figure

import ilslearn as ils
from ilslearn.dates import day_in_words
from ilslearn.document import Document
from ilslearn.views.picture import COLOURS, INK, LABELS, MARKS, Picture
from ilslearn.views.tilemap import world
from ilslearn.views.timeline import timeline

BOTH = {
    "timeline": lambda: timeline("Brazil", "C158", on="1997-06-01"),
    "world": lambda: world("C087", on="2026-01-01"),
}
each_picture = pytest.mark.parametrize("draw", BOTH.values(), ids=BOTH)


def texts(picture):
    """All that is written in a drawing."""
    return [node.text for node in ET.fromstring(picture.svg).iter("{http://www.w3.org/2000/svg}text")]


@each_picture
def test_a_picture_is_the_same_bytes_twice(draw):
    assert draw().svg == draw().svg


def test_a_picture_is_the_same_bytes_in_another_process():
    code = (
        "import hashlib; from ilslearn.views.timeline import timeline;"
        "print(hashlib.sha256(timeline('Brazil', 'C158', on='1997-06-01').svg.encode()).hexdigest())"
    )
    own = {**os.environ, "PYTHONHASHSEED": "1"}
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=own)
    here = hashlib.sha256(timeline("Brazil", "C158", on="1997-06-01").svg.encode()).hexdigest()
    assert there.stdout.strip() == here


@each_picture
def test_a_picture_has_an_alt_text_and_the_same_in_words(draw):
    picture = draw()
    html = picture._repr_html_()
    alt = unescape(re.search(r'<img alt="([^"]+)"', html)[1])
    assert alt == f"{picture.title}. {picture.description}"
    words = unescape(html.partition("<summary>The same in words</summary>")[2])
    assert all(line in words for line in picture.describe().splitlines())
    assert "<summary>The same in words</summary>" in html
    assert picture.source in html


@each_picture
def test_the_picture_that_is_shown_is_the_drawing(draw):
    picture = draw()
    code = re.search(r"base64,([^\"]+)", picture._repr_html_())[1]
    assert base64.b64decode(code).decode() == picture.svg


@each_picture
def test_a_picture_can_be_saved(draw, tmp_path):
    picture = draw()
    assert picture.save(tmp_path / "picture.svg").read_text(encoding="utf-8") == picture.svg


@each_picture
def test_a_picture_goes_into_a_document_with_its_words(draw, tmp_path):
    picture = draw()
    document = Document("Kept", (picture.image(),))
    assert picture.description in str(document)
    assert picture._repr_html_() in document.to_html()
    with zipfile.ZipFile(document.save(tmp_path / "kept.docx")) as word:
        assert [name for name in word.namelist() if name.endswith(".png")]
        assert picture.description in unescape(word.read("word/document.xml").decode())


@each_picture
def test_a_picture_in_plain_text_says_all(draw):
    picture = draw()
    assert str(picture) == f"{picture.title}. {picture.description} Source: {picture.source}"
    assert re.search(r"as of \d{4}", picture.source)


def test_a_title_is_shown_harmlessly():
    html = Picture('<b> & "x"', "<svg/>", "<i>words</i>", "<source>", pd.DataFrame(), Figure())._repr_html_()
    assert 'alt="&lt;b&gt; &amp; &quot;x&quot;. &lt;i&gt;words&lt;/i&gt;"' in html
    assert not re.search(r"<(b|i|source)>", html)


def test_each_status_has_a_mark_colour_and_label_of_its_own():
    for kept in (MARKS, COLOURS, LABELS):
        assert list(kept) == list(COLOURS)
        assert len(set(kept.values())) == 4
    assert set(INK) == set(COLOURS)


@pytest.mark.parametrize(("instrument", "on"), [("C087", "2026-01-01"), ("C158", "1997-06-01"), ("R198", "1930-01-01")])
def test_the_legend_of_the_tiles_has_each_mark_with_its_number(instrument, on):
    picture = world(instrument, on=on)
    counts = picture.data["status"].value_counts()
    for status in COLOURS:
        assert f"{MARKS[status]} {LABELS[status]}: {counts[status]}" in texts(picture)
        assert texts(picture).count(MARKS[status]) == counts[status], "one mark a tile"
    assert counts.sum() == len(ils.countries())
    assert f"n = {len(ils.countries())} member States" in picture.source


def test_each_member_state_has_one_tile():
    written = texts(world("C087", on="2026-01-01"))
    assert [code for code in ils.countries()["country"] if written.count(code) != 1] == []


@pytest.mark.parametrize("country", ["Brazil", "Canada", "Kenya", "Viet Nam", "South Africa", "United States"])
def test_a_tile_says_what_binding_says(country):
    data = world("C098", on="2018-06-14").data.set_index("country")
    assert data.loc[ils.country(country).code, "status"] == ils.binding(country, "C098", on="2018-06-14").status


def test_the_tiles_in_words_count_every_state_and_name_the_few():
    picture = world("C182", on="2026-01-01")
    counts = picture.data["status"].value_counts()
    said = {label: int(n) for label, n in re.findall(r"([A-Za-z ]+): (\d+) States", picture.description)}
    labels = {LABELS[status]: int(n) for status, n in counts.items() if n}
    assert {label.strip().casefold(): n for label, n in said.items()} == labels
    plain = world("C158", on="1997-06-01")
    few = plain.data.loc[plain.data["status"] == "uncertain", "name"]
    assert all(name in plain.describe() for name in few) or len(few) > 30


@pytest.mark.parametrize(
    ("country", "instrument", "on", "words"),
    [
        ("Brazil", "C158", "1997-06-01",
         "Not in force until 5 January 1996; in force until 20 November 1997; not in force from then on."),
        ("Canada", "C098", "2007-06-08", "Not in force until 14 June 2018; in force from then on."),
        ("United States", "C087", "2026-01-01", None),
        ("South Africa", "C087", "2002-12-13", None),
        ("Viet Nam", "C098", "2020-06-30", None),
        ("Brazil", "R198", "2020-06-30", None),
        ("France", "MLC", "2020-06-30", None),
        ("Germany", "C001", "1930-06-30", None),
        ("Liechtenstein", "C087", "2020-01-01", None),
    ],
)  # fmt: skip
def test_a_timeline_tells_its_history_in_words_and_in_its_legend(country, instrument, on, words):
    picture = timeline(country, instrument, on=on)
    history = ils.binding_history(country, instrument)
    pd.testing.assert_frame_equal(picture.data, history)
    told = re.findall("|".join(sorted(LABELS.values(), key=len, reverse=True)), picture.description.casefold())
    assert told == [LABELS[status] for status in history["status"]]
    for status in history["status"].unique():
        assert LABELS[status] in texts(picture)
    if words:
        assert picture.description == words


@pytest.mark.parametrize("on", ["1997-06-01", "1930-01-01", "2060-01-01"])
def test_the_day_asked_about_is_on_the_timeline(on):
    written = [text.strip() for text in texts(timeline("Brazil", "C158", on=on))]
    assert day_in_words(date.fromisoformat(on)) in written


def test_drawing_changes_no_setting_of_the_user():
    from matplotlib import rcParams

    before = dict(rcParams)
    BOTH["timeline"]()
    assert dict(rcParams) == before


@pytest.mark.parametrize(
    "call", [lambda: timeline("Narnia", "C087"), lambda: world("C999"), lambda: world("C087", "x")]
)
def test_what_cannot_be_drawn_is_told(call):
    with pytest.raises(ils.IlsError):
        call()


@pytest.mark.parametrize(
    ("country", "instrument", "title"),
    [
        ("Brazil", "C158", "C158 bound Brazil from 5 January 1996 until 20 November 1997"),
        ("Yemen", "C158", "C158 bound Yemen from 31 December 1990 at the latest"),
        ("Australia", "C007", "C007 bound Australia from 28 June 1935 at least until 6 May 2011"),
        ("Kenya", "C087", "C087 is not recorded to have bound Kenya"),
    ],
)
def test_the_title_states_the_finding_and_no_more_than_the_record(country, instrument, title):
    assert timeline(country, instrument, on="2020-01-01").title == title
