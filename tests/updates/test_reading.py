"""A saved page is read whole or refused in one sentence that says what to do."""

import io
import os
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date
from email.message import EmailMessage

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilslearn.errors import UnusableFile
from ilslearn.tables import read_raw
from ilslearn.updates import files
from ilslearn.updates.files import address
from ilslearn.updates.names import instrument_and_rest, state, state_and_rest
from ilslearn.updates.reading import read_page
from tests.updates.pages import ADDRESS, Line, in_words, line_of, of_country, of_instrument

ON = date(2026, 11, 20)
FACTS = read_raw("ratifications").to_dict("records")
LINES = [
    Line("KEN", "C081", date(1964, 1, 13)),
    Line("NZL", "C081", date(1959, 11, 30), terms="Excluding Part II"),
    Line("BWA", "C081", date(2022, 12, 22), "not_yet_in_force", in_force_on=date(2023, 12, 22)),
    Line("BRA", "C081", date(1957, 4, 25), "denounced", denounced_on=date(1971, 4, 5)),
]


def read(folder, text, name="page.html", **options):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_page(path, **{"source": ADDRESS, "as_of": ON} | options)


def facts(page):
    return [(one.country, one.instrument, one.on, one.said, one.terms, one.unread) for one in page.entries]


# ---------------------------------------------------------------------------------------------------------------------
# What can be read
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_page_of_a_convention(tmp_path, language):
    page = read(tmp_path, of_instrument(LINES, language))
    assert (page.about, page.count, page.whole, page.unknown) == ("C081", 4, True, ())
    assert [(one.country, one.on) for one in page.entries] == [(line.country, line.on) for line in LINES]
    assert [one.said.status for one in page.entries] == ["in_force", "in_force", "not_yet_in_force", "denounced"]
    assert page.entries[1].terms == ("Part II excluded.",)
    assert page.entries[2].said.in_force_on == date(2023, 12, 22)
    assert facts(page) == facts(read(tmp_path, of_instrument(LINES)))


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_page_of_a_state_with_a_protocol_in_the_row_of_its_convention(tmp_path, language):
    lines = [
        Line("GBR", "C029", date(1931, 6, 3)),
        Line("GBR", "P029", date(2016, 1, 22)),
        Line("GBR", "C138", date(2000, 6, 7), terms="Minimum age specified: 16 years"),
        Line("GBR", "MLC", date(2013, 8, 7)),
    ]
    name = {"en": "United Kingdom of Great Britain and Northern Ireland", "fr": "le Royaume-Uni", "es": "Reino Unido"}
    page = read(tmp_path, of_country("GBR", lines, language, name=name[language]))
    assert (page.about, page.count, page.whole) == ("GBR", 4, True)
    assert {(one.instrument, one.on, one.said.status) for one in page.entries} == {
        (line.instrument, line.on, "in_force") for line in lines
    }
    assert [one.terms for one in page.entries if one.terms] == [("Minimum age specified: 16 years.",)]
    assert not any(one.unread for one in page.entries)


def test_a_protocol_that_is_not_in_force_without_a_reason_is_left_to_a_person(tmp_path):
    lines = [Line("BRA", "C029", date(1957, 4, 25)), Line("BRA", "P029", date(2025, 9, 1), "not_yet_in_force")]
    page = read(tmp_path, of_country("BRA", lines))
    assert [(one.said.status, bool(one.unread)) for one in page.entries] == [("unknown", True), ("in_force", False)]


def test_a_page_inside_the_tables_of_a_layout_with_signs_beside_the_heads(tmp_path):
    html = of_instrument(LINES).replace("<th><a>Country</a></th>", "<th><a>Country</a> <img alt=''>▲</th>")
    inside = html.replace("<form>", "<form><table><tr><td>").replace("</form>", "</td></tr></table></form>")
    assert facts(read(tmp_path, inside)) == facts(read(tmp_path, of_instrument(LINES)))


def test_the_file_tells_its_own_address_and_day(tmp_path):
    html = of_instrument(LINES)
    saved = f"<!-- saved from url=(0091){ADDRESS.replace(':0:', ':8151234567890:')} -->\n"
    assert read(tmp_path, of_instrument(LINES, top=saved), source="").source == ADDRESS
    single = f"<!--\n Page saved with SingleFile \n url: {ADDRESS} \n saved date: Fri Nov 20 2026 10:11:12 GMT+0100 -->"
    page = read(tmp_path, of_instrument(LINES, top=single), source="", as_of=None)
    assert (page.source, page.as_of) == (ADDRESS, ON)
    archive = EmailMessage()
    archive["Snapshot-Content-Location"], archive["Date"] = ADDRESS, "Fri, 20 Nov 2026 09:00:00 -0000"
    archive.set_content("a picture", subtype="css")
    archive.add_alternative(html, subtype="html")
    page = read(tmp_path, archive.as_bytes(), "page.mhtml", source="", as_of=None)
    assert (page.source, page.as_of, page.whole) == (ADDRESS, ON, True)


def workbook(rows):
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


def test_spreadsheets_of_the_same_columns(tmp_path):
    want = facts(read(tmp_path, of_instrument(LINES)))
    rows = [["Country", "Date", "Status", "Note", "ATTR_ENDPOINT"]]
    rows += [[f"{line.country}{line.terms}", *line.cells("en"), "nan"] for line in LINES]
    rows[1][0], rows[2][0], rows[3][0], rows[4][0] = "Kenya", "New ZealandExcluding Part II", "Botswana", "Brazil"
    for separator in (";", ",", "\t"):
        text = "\n".join(separator.join(row) for row in rows)
        page = read(tmp_path, text, "list.csv", of="C081")
        assert (facts(page), page.whole, page.count) == (want, False, None)
    rows[1][1] = LINES[0].on  # a day as a day, not as words
    page = read(tmp_path, workbook([["Ratifications of C081"], [], *rows]), "list.xlsx")
    assert (page.about, facts(page)) == ("C081", want)


def test_a_list_of_several_states_and_conventions(tmp_path):
    text = "Country;Convention;Date;Status\nKenya;C081;13 Jan 1964;In Force\nBenin;C087;12 Dec 1960;In Force\n"
    page = read(tmp_path, text, "all.csv")
    assert [(one.country, one.instrument) for one in page.entries] == [("KEN", "C081"), ("BEN", "C087")]
    assert (page.about, page.whole) == ("", False)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(
            Line,
            st.sampled_from(["KEN", "NZL", "BRA", "GNB", "CIV", "TUR", "GBR", "COD", "KOR", "LAO"]),
            st.just("C087"),
            st.dates(date(1950, 1, 1), date(2026, 1, 1)),
        ),
        min_size=1, max_size=10, unique_by=lambda line: line.country,
    ),
    st.sampled_from(["en", "fr", "es"]),
)  # fmt: skip
def test_a_table_written_as_a_page_is_read_back(tmp_path_factory, lines, language):
    page = read(tmp_path_factory.mktemp("page"), of_instrument(lines, language))
    assert [(one.country, one.on, one.said.status) for one in page.entries] == [
        (line.country, line.on, "in_force") for line in lines
    ]


def test_each_list_of_the_facts_is_read_back(tmp_path):
    for code in ("C001", "C132", "P029", "MLC"):
        lines = [line_of(row) for row in FACTS if row["instrument"] == code]
        page = read(tmp_path, of_instrument(lines))
        assert [(one.country, one.on) for one in page.entries] == [(line.country, line.on) for line in lines]


# ---------------------------------------------------------------------------------------------------------------------
# Names
# ---------------------------------------------------------------------------------------------------------------------


def test_each_member_is_found_by_its_name():
    frame = read_raw("countries")
    assert [state(name) for name in frame["name"]] == list(frame["country"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Venezuela, République bolivarienne du", "VEN"), ("Centrafricaine, République", "CAF"), ("Equateur", "ECU"),
        ("Dominique", "DMA"), ("República Dominicana", "DOM"), ("Congo", "COG"), ("Kirghizistan", "KGZ"),
        ("République démocratique du Congo", "COD"), ("Macedonia del Norte", "MKD"), ("Guinea - Bissau", "GNB"),
        ("Federación de Rusia", "RUS"), ("Türkiye", "TUR"), ("Chequia", "CZE"), ("Guinée", "GIN"), ("Niger", "NER"),
        ("Netherlands Antilles", None), ("Yugoslavia", None), ("", None), ("x" * 500, None),
    ],
)  # fmt: skip
def test_names_as_the_pages_print_them(name, code):
    assert state(name) == code


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("United Republic of Tanzania.TanganyikaExcluding Part II", ("TZA", "TanganyikaExcluding Part II")),
        ("Guinea - Bissau", ("GNB", "")),
        ("France\nA exclu les dispositions de l'annexe II", ("FRA", "A exclu les dispositions de l'annexe II")),
        ("China - Hong Kong SAR", (None, "")),
        ("France (French Guiana)", (None, "")),
        ("Netherlands Antilles", (None, "")),
    ],
)
def test_a_territory_is_never_taken_for_its_state(cell, found):
    assert state_and_rest(cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("C097 - Convention (n° 97) sur les travailleurs migrants (révisée), 1949A exclu", ("C097", "A exclu")),
        ("C041 - Night Work (Women) Convention (Revised), 1934 (No. 41)", ("C041", "")),
        ("C087 - Convenio sobre la libertad sindical, 1948 (núm. 87)\nx", ("C087", "x")),
        ("P029 - Protocol of 2014 to the Forced Labour Convention, 1930", ("P029", "")),
        ("MLC, 2006 - Maritime Labour Convention, 2006 (MLC, 2006)", ("MLC", "")),
        ("Amendments of 2016 to the annexes", (None, "")),
    ],
)
def test_the_title_ends_where_the_terms_begin(cell, found):
    assert instrument_and_rest(cell) == found


@pytest.mark.parametrize(
    "text", ["", "javascript:alert(1)", "file:///etc/passwd", "https://a b.org", "https://a.org;b"]
)
def test_what_is_no_address_is_none(text):
    assert address(text) == ""


# ---------------------------------------------------------------------------------------------------------------------
# Bad files: what is in it, what the sentence says
# ---------------------------------------------------------------------------------------------------------------------

GOOD = of_instrument(LINES)
CSV = "Country;Date;Status\nKenya;13 Jan 1964;In Force\n"
BAD = {
    "breaks off": ("page.html", GOOD[: len(GOOD) // 2], {}, "breaks off"),
    "rows are missing": ("page.html", of_instrument(LINES, count=152), {}, "counts 152 but lists 4"),
    "an error page": ("page.html", "<html><title>403 Forbidden</title></html>", {}, "error or log-in page"),
    "a log-in page": ("page.html", "<html><form><input name=p></form></html>", {}, "error or log-in page"),
    "an empty table": (
        "page.html", "<html><table><tr><th>Country<th>Date<th>Status</tr></table></html>", {}, "no ratification"),
    "an empty file": ("page.html", "", {}, "is empty"),
    "not the encoding that it says": ("page.html", GOOD.encode("utf-16"), {}, None),
    "bytes in no encoding": ("page.html", GOOD.replace("Kenya", "K\xe9nya").encode("latin-1"), {}, "not written in"),
    "names in a wrong encoding": (
        "page.html", of_instrument([Line("CIV", "C087", date(1960, 11, 21))]).replace("ô", "Ã´"), {}, "wrong encoding"),
    "another State than named": ("page.html", of_country("KEN", LINES[:1]), {"of": "Ghana"}, "about KEN, not"),
    "another Convention than named": ("page.html", GOOD, {"of": "C087"}, "about C081, not about C087"),
    "before the adoption": (
        "page.html", of_instrument([replace(LINES[0], on=date(1946, 1, 1))]), {}, "before C081 was adopted"),
    "after the day of the page": ("page.html", GOOD, {"as_of": date(2020, 1, 1)}, "correct --as-of"),
    "a Recommendation": ("page.html", GOOD.replace("C081 -", "R081 -"), {}, "about R081, which is no Convention"),
    "an encoding that is none of text": (
        "page.html", GOOD.replace("utf-8", "punycode"), {}, "not written in punycode"),
    "a row that breaks off": ("list.csv", f"{CSV}Ghana;2 Ju", {"of": "C081"}, "row 3: '' is no status"),
    "a cell as long as a book": (
        "page.html", GOOD.replace("<td></td>", f"<td>{'will enter into force for ' * 40_000}</td>"), {},
        "a cell of more than 10000"),
    "denounced before it was ratified": (
        "page.html", of_instrument([replace(LINES[3], denounced_on=date(1950, 4, 5))]), {}, "before 1957-04-25"),
    "twice, and both in force": (
        "page.html", of_instrument([*LINES, replace(LINES[0], on=date(1970, 1, 13))]), {},
        "for KEN on 1964-01-13 and on 1970-01-13, twice (rows 2 and 6)"),
    "twice in two tables": (
        "page.html", of_country("KEN", [LINES[0], replace(LINES[0])]), {}, "on 1964-01-13, twice"),
    "twice the same": ("page.html", of_instrument([*LINES, LINES[0]]), {}, "twice (rows 2 and 6)"),
    "a day that does not exist": ("page.html", GOOD.replace("13 Jan 1964", "31 Feb 1964"), {}, "row 2: '31 Feb 1964'"),
    "another status": ("page.html", GOOD.replace("In Force", "Signed"), {}, "'Signed' is no status"),
    "no address": ("page.html", GOOD, {"source": ""}, "add --source"),
    "an address that is none": ("page.html", GOOD, {"source": "normlex"}, "is not an address"),
    "no day": ("page.html", GOOD, {"as_of": None}, "add --as-of YYYY-MM-DD"),
    "a day to come": ("page.html", GOOD, {"as_of": date(2999, 1, 1)}, "has not come yet"),
    "another kind of file": ("page.pdf", "%PDF-1.7", {}, "none of .html"),
    "an old workbook": ("page.xls", b"\xd0\xcf\x11\xe0", {}, "none of .html"),
    "other columns": ("list.csv", "Name;Capital\nKenya;Nairobi\n", {}, "columns Convention or Country"),
    "a list that does not say of what": ("list.csv", CSV, {}, "add --of"),
    "a list in another encoding": ("list.csv", CSV.replace("Kenya", "Côte").encode("latin-1"), {"of": "C081"}, "UTF-8"),
    "only unknown names": ("list.csv", CSV.replace("Kenya", "Kenia Norte"), {"of": "C081"}, "wrong encoding"),
    "no workbook": ("list.xlsx", b"PK\x03\x04 nothing", {"of": "C081"}, "no workbook"),
    "an archive without a page": ("page.mhtml", "Date: x\n\nhello", {}, "holds no page"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_in_one_sentence(tmp_path, case):
    name, content, options, words = BAD[case]
    if words is None:  # a byte order mark tells more than what the page says of itself
        assert read(tmp_path, content, name, **options).whole
        return
    with pytest.raises(UnusableFile) as error:
        read(tmp_path, content, name, **options)
    assert words in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 400


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnusableFile, match="no such file"):
        read_page(tmp_path / "none.html", source=ADDRESS, as_of=ON)


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "folder.html").mkdir()
    for name in ("pipe.html", "folder.html"):
        with pytest.raises(UnusableFile, match="is no file"):
            read_page(tmp_path / name, source=ADDRESS, as_of=ON)


def test_cells_of_the_layout_within_one_another_fill_no_memory(tmp_path):
    depth, words = 60, "x " * 500_000
    body = "<table><tr><td>" * depth + words + "</table>" * depth
    tracemalloc.start()
    page = read(tmp_path, of_instrument(LINES, body=body))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert page.whole
    assert most < 20 * len(words)  # 60 times, if each cell held all that is within it


def test_a_sheet_with_more_rows_than_are_read_is_refused(tmp_path):
    book = openpyxl.Workbook()
    for row in [["Country", "Date", "Status"], ["Kenya", date(1964, 1, 13), "In Force"], *[[None]] * 5000, ["Ghana"]]:
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    with pytest.raises(UnusableFile, match="more than 5000 rows"):
        read_page(tmp_path / "list.xlsx", source=ADDRESS, as_of=ON, of="C081")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "page.html"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(UnusableFile, match="larger than 20 MB"):
        read_page(path, source=ADDRESS, as_of=ON)


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "UNPACKED_LIMIT", 10_000_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"xl/{number}.xml", b"0" * 4_000_000)
    assert len(buffer.getvalue()) < 100_000
    with pytest.raises(UnusableFile, match="would unpack to more than 10 MB"):
        read(tmp_path, buffer.getvalue(), "bomb.xlsx", of="C081")


def test_a_page_with_too_many_rows_is_refused(tmp_path):
    rows = "<tr><td>Kenya<td>13 Jan 1964<td>In Force" * 6000
    with pytest.raises(UnusableFile, match="no page of ratifications"):
        read(tmp_path, f"<html><table><tr><th>Country<th>Date<th>Status</tr>{rows}</table></html>", of="C081")
    rows = "Kenya;13 Jan 1964;In Force\n" * 6000
    with pytest.raises(UnusableFile, match="no list of ratifications"):
        read(tmp_path, f"Country;Date;Status\n{rows}", "list.csv", of="C081")


def test_scripts_are_never_part_of_what_is_read(tmp_path):
    script = f"<script>document.write('<table><tr><td>Ghana<td>{in_words(ON)}<td>In Force</table>')</script>"
    page = read(tmp_path, of_instrument(LINES, body=script))
    assert "GHA" not in {one.country for one in page.entries}


def test_a_name_that_is_not_known_comes_with_the_nearest(tmp_path):
    html = of_instrument(LINES).replace(">Kenya<", ">Kenyas<")
    page = read(tmp_path, html)
    assert (len(page.entries), page.whole) == (3, False)
    assert page.unknown == ("row 2: 'Kenyas' is no member State. Nearest: Kenya.",)
