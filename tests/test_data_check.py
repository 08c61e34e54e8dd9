"""The Data Package is sound, and whoever breaks a row is told which one and why."""

import csv
import json
import shutil

import pytest

from ilslearn.data_check import Problem, check
from ilslearn.errors import IlsError
from ilslearn.places import place


def test_the_package_is_sound():
    assert check() == []


def test_a_problem_reads_as_one_line():
    problem = Problem("decisions", 7, "decided_on", "the court had not been founded")
    assert str(problem) == "decisions, row 7, decided_on: the court had not been founded"


# ---------------------------------------------------------------------------------------------------------------------
# Rows: each case breaks one row, in one copy of the package, and the check must report these and nothing else
# ---------------------------------------------------------------------------------------------------------------------

# what is wrong: table, row to find, cells to change, problems expected: (field, words in the message)
ROWS = {
    "in force before it was adopted": (
        "instruments", {"code": "C102"}, {"in_force_on": "1950-04-27"}, [("in_force_on", "before adopted_on 1952")]),
    "a Recommendation in force": (
        "instruments", {"code": "R198"}, {"in_force_on": "2007-06-15"}, [("in_force_on", "never comes into force")]),
    "abrogated, but no day of it": (
        "instruments", {"code": "R209"}, {"status": "abrogated"}, [("ended_on", "abrogated")]),
    "adopted in another year than the title says": (
        "instruments", {"code": "R205"}, {"adopted_on": "2016-06-16"},
        [("adopted_on", "title says 2017"),
         ("instrument_titles", {"code": "R205", "language": "fr"}, "title", "does not bear the year 2016")]),
    "a title with the number of another Convention": (
        "instrument_titles", {"code": "C087", "language": "fr"},
        {"title": "Convention (n° 98) sur la liberté syndicale, 1948"}, [("title", "has 98, C087 87")]),
    "a title without its number": (
        "instrument_titles", {"code": "C087", "language": "es"},
        {"title": "Convenio sobre la libertad sindical, 1948"}, [("title", "has no number, C087 87")]),
    "a title with its number where the other language has it": (
        "instrument_titles", {"code": "C098", "language": "es"},
        {"title": "Convenio (núm. 98) sobre el derecho de sindicación, 1949"}, [("title", "has no number, C098 98")]),
    "a title of another year": (
        "instrument_titles", {"code": "C138", "language": "es"},
        {"title": "Convenio sobre la edad mínima, 1919 (núm. 138)"}, [("title", "does not bear the year 1973")]),
    "a title without its year": (
        "instrument_titles", {"code": "C138", "language": "fr"},
        {"title": "Convention (n° 138) sur l'âge minimum"}, [("title", "does not bear the year 1973")]),
    "a Protocol with the year of its Convention alone": (
        "instrument_titles", {"code": "P029", "language": "fr"},
        {"title": "Protocole de 1930 relatif à la convention sur le travail forcé, 1930"},
        [("title", "does not bear the year 2014")]),
    "a Protocol with the number of its Convention": (
        "instrument_titles", {"code": "P029", "language": "es"},
        {"title": "Protocolo de 2014 relativo al Convenio sobre el trabajo forzoso, 1930 (núm. 29)"},
        [("title", "has 29, P029 none")]),
    "a Recommendation called a Convention": (
        "instrument_titles", {"code": "R166", "language": "fr"},
        {"title": "Convention (n° 166) sur le licenciement, 1982"}, [("title", "a recommendation")]),
    "a title of an instrument that does not exist": (
        "instrument_titles", {"code": "C095", "language": "fr"}, {"code": "C666"}, [("code", "C666")]),
    "two titles of one instrument in one language": (
        "instrument_titles", {"code": "C158", "language": "es"}, {"language": "fr"},
        [("row", "the same as in the row"), ("title", "does not begin"), ("title", "has no number"),
         ("title", "does not bear the year 1982")]),
    "a title in a language that the table has not": (
        "instrument_titles", {"code": "C182", "language": "es"}, {"language": "pt"}, [("language", "must be one of")]),
    "revised by an instrument that does not say so": (
        "instruments", {"code": "C190"}, {"revised_by": "C189"}, [("revised_by", "C189 does not list C190")]),
    "supplements an instrument that does not exist": (
        "instruments", {"code": "R190"}, {"amends_or_supplements": "C182;C666"}, [("amends_or_supplements", "C666")]),
    "session left empty": (
        "instruments", {"code": "R202"}, {"ilc_session": ""}, [("ilc_session", "must not be empty")]),
    "a rule in months without the number": (
        "final_articles", {"instrument": "C131"}, {"entry_months": ""}, [("entry_months", "missing")]),
    "a rule for an instrument that does not exist": (
        "final_articles", {"instrument": "C132"}, {"instrument": "C666"},
        [("instrument", "C666"), ("instruments", {"code": "C132"}, "code", "0 rows in final_articles")]),
    "final articles after the last article": (
        "article_counts", {"instrument": "C087"}, {"first_final": "22"},
        [("first_final", "after the last article, 21")]),
    "a decision on an article that does not exist": (
        "decisions", {"id": "arg-csjn-2016-orellano"}, {"instruments": "C087:22"},
        [("instruments", "C087 has 21 articles, and no article 22")]),
    "a rule in an article that does not exist": (
        "final_articles", {"instrument": "C087"}, {"denunciation_article": "26"},
        [("denunciation_article", "C087 has 21 articles")]),
    "periods of membership out of order": (
        "countries", {"country": "LSO"}, {"membership": "1980-06-02/;1966/1971-07-15", "member_since": "1966"},
        [("membership", "not in order"), ("membership", "only the last period may be open")]),
    "member since another day than the last period": (
        "countries", {"country": "TUV"}, {"member_since": "2009-05-27"}, [("member_since", "begins on 2008-05-27")]),
    "an unknown region": (
        "countries", {"country": "TON"}, {"region": "oceania"}, [("region", "must be one of")]),
    "ratified before it was a Member": (
        "ratifications", {"country": "KIR", "instrument": "C111"}, {"ratified_on": "1999-01-01"},
        [("ratified_on", "outside the membership 2000")]),
    "ratified before it was adopted": (
        "ratifications", {"country": "CAN", "instrument": "C098"}, {"ratified_on": "1948-06-14"},
        [("ratified_on", "before C098 was adopted")]),
    "denounced before it was in force": (
        "ratifications", {"country": "BRA", "instrument": "C158"}, {"denounced_on": "1995-11-20"},
        [("denounced_on", "before in_force_on 1996-01-05")]),
    "denunciation effective before it was registered": (
        "ratifications", {"country": "BRA", "instrument": "C005"}, {"denunciation_effective_on": "2000-06-28"},
        [("denunciation_effective_on", "before denounced_on 2001-06-28")]),
    "a year that claims to be a day": (
        "ratifications", {"country": "YEM", "instrument": "C158"}, {"precision": "day"}, [("precision", "1989")]),
    "a day that claims to be a year": (
        "ratifications", {"country": "FRA", "instrument": "C145"}, {"precision": "year"},
        [("precision", "1978-05-03")]),
    "denounced without a date": (
        "ratifications", {"country": "GTM", "instrument": "C015"},
        {"denounced_on": "", "denunciation_mode": "", "denounced_by": ""}, [("status", "denounced")]),
    "a way of denunciation, and no denunciation": (
        "ratifications", {"country": "AZE", "instrument": "C045"}, {"denunciation_mode": "act"},
        [("denunciation_mode", "no denunciation is dated")]),
    "an act that names a revising Convention": (
        "ratifications", {"country": "AUS", "instrument": "C045"}, {"denounced_by": "C176"},
        [("denounced_by", "only an automatic")]),
    "denounced by an instrument that does not exist": (
        "ratifications", {"country": "ITA", "instrument": "C145"}, {"denounced_by": "C666"},
        [("denounced_by", "C666")]),
    "a country under another name": (
        "ratifications", {"country": "HUN", "instrument": "C145"}, {"country_name": "Austria"},
        [("country_name", "'Hungary'")]),
    "in force for a State before it was in force for anybody": (
        "ratifications", {"country": "FIN", "instrument": "C145"}, {"in_force_on": "1978-11-02"},
        [("in_force_on", "own entry into force")]),
    "in force before ratified": (
        "ratifications", {"country": "POL", "instrument": "C145"}, {"in_force_on": "1979-10-09"},
        [("in_force_on", "before ratified_on 1979-10-10")]),
    "an unknown word for the status": (
        "ratifications", {"country": "CHE", "instrument": "C045"}, {"status": "ended"}, [("status", "must be one of")]),
    "no entry into force stated, which is no fault": (
        "ratifications", {"country": "NOR", "instrument": "C145"}, {"in_force_on": ""}, []),
    "more rows counted than there are": (
        "ratification_coverage", {"instrument": "C158"}, {"rows": "999"}, [("rows", "says 999, there are")]),
    "fewer than none counted": (
        "ratification_coverage", {"instrument": "C144"}, {"rows": "-1"},
        [("rows", "minimum"), ("rows", "says -1, there are")]),
    "a Convention that was adopted after the decision": (
        "decisions", {"id": "arg-csjn-2009-perez-disco"}, {"instruments": "C095:1;C190"},
        [("instruments", "C190 was adopted after the decision")]),
    "a decision on an instrument that does not exist": (
        "decisions", {"id": "arg-csjn-2008-ate-ministerio-trabajo"}, {"instruments": "C087:2;C999"},
        [("instruments", "'C999' is not known")]),
    "an unknown subject in a list": (
        "decisions", {"id": "aus-fca-1999-konrad"}, {"subject": "equality;chess"},
        [("subject", "'chess' is not known")]),
    "a year of decision that claims to be a day": (
        "decisions", {"date_precision": "year"}, {"date_precision": "day"}, [("date_precision", "'day' does not fit")]),
    "a confirmed row without a source": (
        "general_surveys", {"id": "gs-1986-equal-remuneration"}, {"source_url": "", "verified": "confirmed"},
        [("source_url", "must not be empty"), ("source_url", "no source, yet verified is 'confirmed'")]),
    "a source that is no address": (
        "general_surveys", {"id": "gs-1985-labour-inspection"}, {"source_url": "the library"},
        [("source_url", "'the library' is not an address")]),
    "a requirement of an instrument that does not exist": (
        "requirements", {"instrument": "C190", "article": "12"}, {"instrument": "C666"}, [("instrument", "C666")]),
    "a requirement of an instrument that has ended": (
        "requirements", {"instrument": "C189", "article": "4(1)"}, {"instrument": "C004"},
        [("instrument", "abrogated or withdrawn")]),
    "an article in words": (
        "requirements", {"instrument": "C132", "article": "12"}, {"article": "Art. 12"},
        [("article", "has not the form")]),
    "a requirement out of order": (
        "requirements", {"instrument": "C135", "article": "4"}, {"item": "7"}, [("item", "is number 1 of Article 4")]),
    "a requirement of an article that does not exist": (
        "requirements", {"instrument": "C151", "article": "9"}, {"article": "99"}, [("article", "no article 99")]),
    "a requirement of a final article": (
        "requirements", {"instrument": "C156", "article": "6"}, {"article": "13"}, [("article", "a final article")]),
    "a question that asks nothing": (
        "requirements", {"instrument": "C131", "article": "5"}, {"question": "Inspection data."},
        [("question", "question mark")]),
    "a flexibility under another name": (
        "requirements", {"instrument": "C154", "article": "6"}, {"obligation": "Flexible: as the parties wish."},
        [("obligation", "begins with 'Flexibility: '")]),
    "nobody who must act": (
        "requirements", {"instrument": "C129", "article": "17"}, {"actor": "somebody"}, [("actor", "somebody")]),
    "a list with a stray space": (
        "access_points", {"id": "natlex"}, {"covers": "national_law; other"}, [("covers", "stray space")]),
    "an inquiry that reported before the complaint": (
        "commissions_of_inquiry", {"id": "coi-1962-prt-c105"}, {"reported": "1960-02-21"},
        [("reported", "before filed 1961")]),
    "a comment to a State that does not exist": (
        "ceacr_comments", {"id": "arg-c098-dr-2005"}, {"country": "XYZ"}, [("country", "XYZ")]),
    "a case number that is no number": (
        "cfa_cases", {"case_no": "144"}, {"case_no": "one"},
        [("case_no", "whole number"), ("row", "primary keys")]),
}  # fmt: skip


def read(folder, table):
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder, table, rows):
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def line_of(rows, wanted):
    """The line in the file of the first row that has these cells; the header is line 1."""
    return next(n for n, row in enumerate(rows, start=2) if wanted.items() <= row.items())


@pytest.fixture
def facts(tmp_path):
    """A copy of the package, to be broken."""
    return shutil.copytree(place("datasets"), tmp_path / "datasets")


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """Case -> the problems that it must cause: (table, line, field, words); and all problems that the check finds."""
    folder = shutil.copytree(place("datasets"), tmp_path_factory.mktemp("broken") / "datasets")
    tables = {name: read(folder, name) for name in {case[0] for case in ROWS.values()}}
    sound = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    expected = {}
    for title, (name, wanted, cells, problems) in ROWS.items():
        line = line_of(sound[name], wanted)
        expected[title] = [
            (name, line, *problem)
            if len(problem) == 2
            else (problem[0], line_of(sound[problem[0]], problem[1]), *problem[2:])
            for problem in problems
        ]
        row = tables[name][line - 2]
        assert row == sound[name][line - 2], f"two cases break row {line} of {name}"
        assert {key: row[key] for key in cells} != cells, f"{title}: nothing is changed"
        row.update(cells)
    for name, rows in tables.items():
        write(folder, name, rows)
    return expected, check(folder)


def fits(problem, table, line, field, words):
    return (problem.table, problem.row, problem.field) == (table, line, field) and words in problem.message


@pytest.mark.long
@pytest.mark.parametrize("title", ROWS)
def test_a_broken_row_is_named_with_table_line_field_and_reason(title, broken):
    expected, found = broken
    for one in expected[title]:
        near = [str(problem) for problem in found if problem.table == one[0]]
        assert any(fits(problem, *one) for problem in found), f"{one} is not among {near}"


@pytest.mark.long
def test_no_sound_row_is_called_broken(broken):
    expected, found = broken
    wanted = [one for problems in expected.values() for one in problems]
    assert [str(problem) for problem in found if not any(fits(problem, *one) for one in wanted)] == []
    assert found == sorted(found)


# ---------------------------------------------------------------------------------------------------------------------
# Rows whose fault has consequences elsewhere, each in a copy of its own
# ---------------------------------------------------------------------------------------------------------------------


def change(folder, table, wanted, **cells):
    rows = read(folder, table)
    line = line_of(rows, wanted)
    rows[line - 2].update(cells)
    write(folder, table, rows)
    return line


@pytest.mark.long
@pytest.mark.parametrize(
    ("table", "wanted", "field", "day"),
    [
        ("ratifications", {"country": "CAN", "instrument": "C098"}, "ratified_on", "2017-02-30"),
        ("instruments", {"code": "C004"}, "ended_on", "2017-13"),
        ("ratifications", {"country": "FRA", "instrument": "C145"}, "in_force_on", "1979-02-29"),
    ],
)
def test_a_day_that_does_not_exist_is_named_and_nothing_else(facts, table, wanted, field, day):
    line = change(facts, table, wanted, **{field: day})
    found = check(facts)
    assert [(problem.table, problem.row, problem.field) for problem in found] == [(table, line, field)]
    assert "date" in found[0].message


@pytest.mark.long
def test_a_ratification_of_an_unknown_instrument_is_named_and_no_longer_counted(facts):
    line = change(facts, "ratifications", {"country": "CAN", "instrument": "C098"}, instrument="C999")
    counted = line_of(read(facts, "ratification_coverage"), {"instrument": "C098"})
    found = check(facts)
    assert any(fits(problem, "ratifications", line, "instrument", "C999") for problem in found)
    assert any(fits(problem, "ratifications", line, "instrument", "not in ratification_coverage") for problem in found)
    assert any(fits(problem, "ratification_coverage", counted, "rows", "there are") for problem in found)
    assert len(found) == 3


@pytest.mark.long
@pytest.mark.parametrize(
    ("again", "precision", "keys"),
    [("2017-06-14", "day", True), ("2018-06-14", "day", False), ("2017", "year", False)],
    ids=["the same day", "another day", "the year alone"],
)
def test_a_second_ratification_without_a_denunciation_is_named(facts, again, precision, keys):
    rows = read(facts, "ratifications")
    twin = rows[line_of(rows, {"country": "CAN", "instrument": "C098"}) - 2]
    write(facts, "ratifications", [*rows, twin | {"ratified_on": again, "precision": precision}])
    counted = read(facts, "ratification_coverage")
    line = line_of(counted, {"instrument": "C098"})
    change(facts, "ratification_coverage", {"instrument": "C098"}, rows=str(int(counted[line - 2]["rows"]) + 1))
    found = check(facts)
    lines = {len(rows) + 2, line_of(rows, {"country": "CAN", "instrument": "C098"})}
    doubled = [problem for problem in found if "already has C098 for CAN" in problem.message]
    assert len(doubled) == 1
    assert (doubled[0].table, doubled[0].field) == ("ratifications", "ratified_on")
    assert doubled[0].row in lines
    assert str((lines - {doubled[0].row}).pop()) in doubled[0].message  # it names the other row too
    assert all(problem.row in lines for problem in found)
    assert (len(found) > 1) is keys


@pytest.mark.long
def test_one_impossible_day_hides_no_other_fault(facts):
    first = change(facts, "ratifications", {"country": "AGO", "instrument": "C001"}, ratified_on="2017-02-30")
    later = change(facts, "ratifications", {"country": "HUN", "instrument": "C145"}, country_name="Austria")
    found = check(facts)
    assert any(fits(problem, "ratifications", first, "ratified_on", "2017-02-30") for problem in found)
    assert any(fits(problem, "ratifications", later, "country_name", "'Hungary'") for problem in found)


# ---------------------------------------------------------------------------------------------------------------------
# Files
# ---------------------------------------------------------------------------------------------------------------------


def windows_line_ends(data):
    return data.replace(b"\n", b"\r\n")


def needless_quotes(data):
    return data.replace(b"\ngs-1985-labour-inspection,", b'\n"gs-1985-labour-inspection",')


def no_last_line_end(data):
    return data.rstrip(b"\n")


def a_byte_order_mark(data):
    return b"\xef\xbb\xbf" + data


def another_column(data):
    return data.replace(b"id,year", b"ident,year", 1)


def another_encoding(data):
    return data + "é".encode("latin-1")


@pytest.mark.long
@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (windows_line_ends, 1),
        (needless_quotes, 2),
        (no_last_line_end, None),
        (a_byte_order_mark, 1),
        (another_column, 1),
        (another_encoding, None),
    ],
)
def test_a_file_in_another_form_is_named(facts, spoil, line):
    path = facts / "general_surveys.csv"
    before = path.read_bytes()
    path.write_bytes(spoil(before))
    assert path.read_bytes() != before
    found = check(facts)
    assert {problem.table for problem in found} == {"general_surveys"}
    assert line is None or line in {problem.row for problem in found}


@pytest.mark.long
@pytest.mark.parametrize("cells", [-1, 1], ids=["a cell too few", "a cell too many"])
def test_a_row_with_another_number_of_cells_is_named(facts, cells):
    path = facts / "access_points.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    k = next(k for k, line in enumerate(lines) if line.endswith(","))  # the last cell is empty
    lines[k] = lines[k] + "," if cells == 1 else lines[k].removesuffix(",")
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    found = check(facts)
    assert {(problem.table, problem.row) for problem in found} == {("access_points", k + 1)}


@pytest.mark.long
def test_a_count_that_is_no_number_is_named(facts):
    line = change(facts, "ratification_coverage", {"instrument": "C158"}, rows="many")
    assert any(fits(problem, "ratification_coverage", line, "rows", "many") for problem in check(facts))


@pytest.mark.long
def test_a_missing_file_is_named(facts):
    (facts / "procedures.csv").unlink()
    found = check(facts)
    assert {problem.table for problem in found} == {"procedures"}
    assert "procedures.csv" in found[0].message


def test_a_folder_without_a_descriptor_is_no_package(facts):
    (facts / "datapackage.json").unlink()
    with pytest.raises(IlsError, match=r"no datapackage\.json"):
        check(facts)


def test_a_descriptor_that_can_not_be_read_is_an_error_with_a_sentence(facts):
    (facts / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(IlsError, match=r"datapackage\.json"):
        check(facts)


@pytest.mark.long
def test_a_table_that_the_descriptor_does_not_describe_as_it_is_is_named(facts):
    path = facts / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    surveys = next(resource for resource in descriptor["resources"] if resource["name"] == "general_surveys")
    surveys["schema"]["fields"].pop()
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    assert {problem.table for problem in check(facts)} == {"general_surveys"}
