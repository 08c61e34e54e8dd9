"""A gap analysis: the sheet goes out, comes back filled, and nothing in it is lost or misread."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ilslearn as ils
from ilslearn.strategy.gaps import level, severity
from ilslearn.strategy.sheet import FINDINGS
from tests.strategy.conftest import DAY, FOUND

# ---------------------------------------------------------------------------------------------------------------------
# Severity
# ---------------------------------------------------------------------------------------------------------------------

CATEGORIES, BINDINGS, MISSED = (
    ("technical", "governance", "fundamental"),
    ("not_in_force", "uncertain", "in_force"),
    ("partly", "not_met"),
)
cases = st.tuples(
    st.sampled_from(CATEGORIES), st.sampled_from(BINDINGS), st.sampled_from(MISSED), st.booleans(), st.booleans()
)


def points(case):
    category, binding, finding, both, commented = case
    return severity(category, binding, finding, both=both, commented=commented)


@given(cases)
def test_a_gap_has_two_to_nine_points(case):
    assert 2 <= points(case) <= 9
    assert level(points(case)) in ("low", "medium", "high")


@given(cases, st.integers(0, 4))
def test_whatever_weighs_more_makes_a_gap_graver_all_else_being_equal(case, k):
    ladder = (CATEGORIES, BINDINGS, MISSED, (False, True), (False, True))[k]
    ranked = [points((*case[:k], step, *case[k + 1 :])) for step in ladder]
    assert ranked == sorted(ranked)
    assert len(set(ranked)) == len(ladder)


@given(st.sampled_from(sorted(set(FINDINGS) - set(MISSED))), cases)
def test_what_is_no_gap_has_no_severity(finding, case):
    assert points((case[0], case[1], finding, *case[3:])) == 0


def test_law_and_practice_weigh_more_together(analysis):
    table = analysis.table.set_index("key")
    assert "law and practice both" in table.loc["C098:1(1):1", "why"]
    assert "law and practice both" in table.loc["C098:1(1):2", "why"]
    assert "law and practice both" not in table.loc["C138:9(3):1", "why"]


def test_the_gravest_gap_comes_first(analysis):
    assert list(analysis.gaps["key"]) == ["C098:1(1):1", "C098:1(1):2", "C138:9(3):1", "C135:2(1):2"]
    assert analysis.gaps["points"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("country", "on", "binding", "points"),
    [("Canada", "2018-06-13", "not_in_force", 5), ("Canada", "2018-06-14", "in_force", 7)],
)
def test_a_gap_is_graver_from_the_day_on_which_the_instrument_binds(country, on, binding, points):
    found = pd.DataFrame({"key": ["C098:6:1"], "finding": "not_met", "source": "Labour Code, s. 1"})
    row = ils.gap_analysis(country, findings=found, on=on).gaps.iloc[0]
    commented = "supervisory work" in row["why"]
    assert (row["binding"], row["points"] - commented) == (binding, points)


# ---------------------------------------------------------------------------------------------------------------------
# The sheet
# ---------------------------------------------------------------------------------------------------------------------


def test_without_instruments_the_sheet_has_those_in_force_that_the_library_covers():
    sheet = ils.gap_analysis("Kenya", on=DAY)
    profile = ils.profile("Kenya", on=DAY)
    held = set(profile.in_force()["instrument"])
    covered = set(ils.requirements()["instrument"])
    assert set(sheet.table["instrument"]) == held & covered
    assert set(sheet.uncovered) == held - covered
    assert not sheet.is_filled
    assert sheet.gaps.empty
    assert all(code in str(sheet) for code in sheet.uncovered)


def test_the_sheet_has_every_requirement_once():
    sheet = ils.gap_analysis("Kenya", ["C087", "Convention No. 98"]).table
    rows = ils.requirements()
    assert len(sheet) == rows["instrument"].isin(["C087", "C098"]).sum()
    assert sheet["key"].is_unique
    assert set(sheet["instrument"]) == {"C087", "C098"}


@pytest.fixture(params=["frame", "csv", "docx"])
def given_back(request, tmp_path):
    """The way in which a filled sheet comes back."""

    def back(analysis):
        if request.param == "frame":
            return analysis.table
        path = tmp_path / f"filled.{request.param}"
        return analysis.to_csv(path) if request.param == "csv" else analysis.to_docx(path)

    return back


def test_a_filled_sheet_comes_back_as_it_went(given_back, analysis):
    again = ils.gap_analysis("Kenya", findings=given_back(analysis), on=DAY)
    pd.testing.assert_frame_equal(again.table, analysis.table)


def test_a_few_findings_can_be_given_by_key(analysis):
    pd.testing.assert_frame_equal(ils.gap_analysis("Kenya", findings=FOUND, on=DAY).table, analysis.table)


@pytest.mark.parametrize("cells", [5, (), ("partly", "Act", "note", "more"), {"finding": "met"}], ids=str)
def test_findings_by_key_that_cannot_be_read_are_told(cells):
    with pytest.raises(ils.UnusableFile, match="'C098:4:1' has no finding that can be read"):
        ils.gap_analysis("Kenya", findings={"C098:4:1": cells})


def test_what_was_found_is_in_the_table(analysis):
    table = analysis.table.set_index("key")
    for key, (finding, source, comment) in FOUND.items():
        assert tuple(table.loc[key, ["finding", "source", "comment"]]) == (finding, source, comment)
    assert (table["finding"] != "").sum() == len(FOUND)


def test_an_empty_sheet_in_word_can_be_filled_there(tmp_path):
    import docx

    path = ils.gap_analysis("Kenya", ["C098"]).to_docx(tmp_path / "sheet.docx")
    word = docx.Document(path)
    (table,) = [table for table in word.tables if table.rows[0].cells[0].text == "Key"]
    row = next(row for row in table.rows if row.cells[0].text == "C098:6:1")
    row.cells[2].text, row.cells[3].text = "Partly met", "Constitution, art. 41"
    word.save(path)
    filled = ils.gap_analysis("Kenya", findings=path).table.set_index("key")
    assert tuple(filled.loc["C098:6:1", ["finding", "source"]]) == ("partly", "Constitution, art. 41")


def test_what_is_written_with_tracked_changes_or_as_a_link_is_read(tmp_path):
    import docx
    from docx.oxml import OxmlElement

    path = ils.gap_analysis("Kenya", ["C098"]).to_docx(tmp_path / "sheet.docx")
    word = docx.Document(path)
    (table,) = [table for table in word.tables if table.rows[0].cells[0].text == "Key"]
    row = next(row for row in table.rows if row.cells[0].text == "C098:6:1")
    paragraph = row.cells[2].paragraphs[0]
    inserted = OxmlElement("w:ins")
    inserted.append(paragraph.add_run("not_met")._element)
    paragraph._p.append(inserted)
    source = row.cells[3].paragraphs[0]
    link = OxmlElement("w:hyperlink")
    relation = source.part.relate_to("https://example.org/act", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, True)
    link.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", relation)
    link.append(source.add_run("Act, s. 9")._element)
    source._p.append(link)
    word.save(path)
    filled = ils.gap_analysis("Kenya", findings=path).table.set_index("key")
    assert tuple(filled.loc["C098:6:1", ["finding", "source"]]) == ("not_met", "Act, s. 9 https://example.org/act")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_sheet_is_read_as_any_spreadsheet_saves_it(separator, encoding, tmp_path):
    path = tmp_path / "filled.csv"
    lines = [("Key", "Finding", "Source", "Comment"), ("C098:6:1", "NOT MET", "Código, art. 3", "")]
    path.write_bytes("\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines).encode(encoding))
    row = ils.gap_analysis("Kenya", findings=path).gaps.iloc[0]
    assert (row["finding"], row["source"]) == ("not_met", "Código, art. 3")


def test_columns_of_the_user_are_kept(findings, tmp_path):
    findings["lawyer"] = "A. Njoroge"
    one = ils.gap_analysis("Kenya", findings=findings)
    again = ils.gap_analysis("Kenya", findings=one.to_csv(tmp_path / "filled.csv"))
    for analysis in (one, again):
        assert (analysis.table.set_index("key").loc[list(FOUND), "lawyer"] == "A. Njoroge").all()


texts = st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Zs"]), max_size=40).map(str.strip)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["met", "partly", "not_met"]), texts, texts), min_size=1, max_size=4))
def test_whatever_is_written_in_a_sheet_survives_csv_and_word(tmp_path_factory, rows):
    keys = ["C098:1(1):1", "C098:1(1):2", "C098:2(1):1", "C098:4:1"]
    found = pd.DataFrame(
        [{"key": k, "finding": f, "source": s or "Act", "comment": c} for k, (f, s, c) in zip(keys, rows, strict=False)]
    )
    one = ils.gap_analysis("Kenya", findings=found)
    folder = tmp_path_factory.mktemp("sheet")
    for path in (one.to_csv(folder / "filled.csv"), one.to_docx(folder / "filled.docx")):
        pd.testing.assert_frame_equal(ils.gap_analysis("Kenya", findings=path).table, one.table)


# ---------------------------------------------------------------------------------------------------------------------
# Mistakes
# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"key": "C098:99:1", "finding": "met", "source": "x"}, "no requirement has this key. Did you mean"),
        ({"key": "", "finding": "met", "source": "x"}, "(no key): no requirement has this key"),
        ({"key": "C098:6:1", "finding": "yes", "source": "x"}, "'yes' is no finding; write met, partly, not_met"),
        ({"key": "C098:6:1", "finding": "not_met"}, "not met needs a source"),
        ({"key": "C098:6:1", "finding": "met", "source": "  "}, "met needs a source"),
        ({"key": "C098:1(1):1", "finding": "partly", "source": "x"}, "the key comes twice"),
        ({"key": "C098:3:1", "finding": "not_applicable"}, "say in the comment why"),
        ({"key": "C087:4:1", "finding": "met", "source": "x"}, "C087 is not among the instruments"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_its_row(row, words):
    good = {"key": "C098:1(1):1", "finding": "met", "source": "Act, s. 1"}
    with pytest.raises(ils.WrongFindings) as caught:
        ils.gap_analysis("Kenya", ["C098"], pd.DataFrame([good, row]))
    (mistake,) = caught.value.mistakes
    assert mistake.startswith("Row 3 (")
    assert words in mistake
    assert mistake in str(caught.value)


def test_all_mistakes_are_told_at_once(findings):
    findings.loc[[0, 1, 2], "finding"] = "perhaps"
    with pytest.raises(ils.WrongFindings) as caught:
        ils.gap_analysis("Kenya", findings=findings)
    assert [mistake.split(" ")[1] for mistake in caught.value.mistakes] == ["2", "3", "4"]


def test_what_may_not_apply_needs_no_reason():
    found = pd.DataFrame({"key": ["C098:5(1):1", "C029:26(1):1"], "finding": "not_applicable"})
    assert set(ils.gap_analysis("Kenya", findings=found).table["finding"]) == {"not_applicable", ""}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.csv", None, "cannot be read"),
        ("empty.csv", b"", "is empty"),
        ("other.csv", b"a,b\n1,2\n", "no column key and no column finding"),
        ("head.csv", b"key,finding\n", "no row with a key"),
        ("keyless.csv", b"key,finding,source\n,met,Act\n", "no row with a key"),
        ("twice.csv", b"key,Finding,finding\nC098:6:1,met,met\n", "two columns of one name"),
        ("long.csv", b"key,finding\nC098:6:1,met,x\n", "row 2 has more cells"),
        ("sheet.xlsx", b"x", "neither .csv nor .docx"),
        ("broken.docx", b"no zip", "no Word file"),
    ],
)
def test_a_file_that_is_no_filled_sheet_is_told(name, content, words, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ils.UnusableFile, match=words):
        ils.gap_analysis("Kenya", findings=tmp_path / name)


def test_a_word_file_without_a_sheet_is_told(tmp_path):
    path = ils.profile("Kenya", on=DAY).to_docx(tmp_path / "profile.docx")
    with pytest.raises(ils.UnusableFile, match="no table with the columns Key and Finding"):
        ils.gap_analysis("Kenya", findings=path)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("Kenya", ["R198"]), ils.IlsError, "requirements of R198 are not in the library"),
        (("Kenya", ["C999"]), ils.UnknownInstrument, "999"),
        (("Narnia",), ils.UnknownCountry, "Narnia"),
        (("ECTHR",), ils.UnknownCountry, "no State"),
        (("Tuvalu", None, None, "1990-01-01"), ils.IlsError, "name the instruments"),
    ],
)
def test_what_cannot_be_analysed_is_told(arguments, error, words):
    *rest, on = arguments if len(arguments) == 4 else (*arguments, None)
    with pytest.raises(error, match=words):
        ils.gap_analysis(*rest, on=on)


def test_the_matrix_counts_every_requirement_once(analysis):
    matrix = analysis.matrix.set_index("instrument")
    counts = matrix.drop(columns="severity").sum(axis=1)
    assert counts.to_dict() == analysis.table["instrument"].value_counts().to_dict()
    assert matrix.loc["C098", ["met", "partly", "not_met", "not_applicable", "not_known"]].tolist() == [1, 1, 1, 1, 1]
    assert matrix.loc["C098", "severity"] == "high"


def test_a_gap_of_what_does_not_bind_is_no_breach():
    found = pd.DataFrame({"key": ["C087:4:1"], "finding": "not_met", "source": "Trade Unions Act, s. 9"})
    assert "a distance from the standard, no breach" in str(ils.gap_analysis("Kenya", findings=found, on=DAY))
