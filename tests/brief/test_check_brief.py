"""The check of a memorial: each kind of finding, with true examples and near misses; a faulty brief and a clean one."""

import json
from collections import Counter
from pathlib import Path

import docx
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import ilslearn as ils
from ilslearn.brief.reading import read_memorial

BRIEFS = Path(__file__).parents[1] / "cases" / "briefs"
CASES = yaml.safe_load((BRIEFS / "findings.yaml").read_text(encoding="utf-8"))
KINDS = [
    "unknown_instrument", "title_mismatch", "unknown_article", "not_binding", "uncertain_binding",
    "recommendation_as_binding", "outdated", "withdrawn_or_abrogated", "revised", "wrong_body", "unknown_case",
    "unknown_decision", "contrary_outcome", "missing_counter_authority", "missing_pinpoint",
]  # fmt: skip
FAULTY = (BRIEFS / "faulty.md").read_text(encoding="utf-8")
CLEAN = (BRIEFS / "clean.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}: {case['text'][:70]}")
def test_a_sentence_raises_what_it_should_and_nothing_else(case):
    report = ils.check_brief(case["text"], country=case.get("country", "Canada"), on=case.get("day", "2011-04-29"))
    assert sorted(one.code for one in report.findings) == sorted(case["finds"])
    for one in report.findings:
        assert case["text"][one.start : one.end] == one.text
        assert one.source.startswith("http")
        assert one.message
        assert one.advice


def test_each_kind_has_true_examples_and_near_misses():
    true, near = Counter(), Counter()
    for case in CASES:
        (true if case["kind"] in case["finds"] else near)[case["kind"]] += 1
    assert set(true) == set(near) == set(KINDS)


def test_a_brief_with_a_fault_of_each_kind_has_each_found_and_no_false_alarm():
    report = ils.check_brief(FAULTY, country="Canada", on="2018-05-10")
    found = Counter(one.code for one in report.findings)
    assert set(found) == set(KINDS)
    # Two decisions against are left out: one of the forum's own court, one of the court that is cited wrongly.
    assert found == Counter(KINDS) + Counter(["missing_counter_authority"])


def test_a_clean_brief_raises_nothing():
    assert len(CLEAN.split()) >= 800
    report = ils.check_brief(CLEAN, country="South Africa", on="2026-03-02")
    assert report.findings == ()
    assert set(report.authorities["authority"]) >= {"C087", "C098", "R143", "zaf-cc-2002-bader-bop"}
    assert "Nothing was found" in str(report)


def test_the_clean_brief_before_another_forum_or_on_another_day_is_not_clean():
    assert ils.check_brief(CLEAN, country="Kenya", on="2026-03-02").counts["error"] == 0
    assert "not_binding" in {one.code for one in ils.check_brief(CLEAN, country="Kenya", on="2026-03-02").findings}
    found = {one.code for one in ils.check_brief(CLEAN, country="South Africa", on="1996-06-01").findings}
    assert "not_binding" in found


def test_what_does_not_bind_is_told_how_it_can_still_serve():
    (finding,) = ils.check_brief(
        "Article 4 of Convention No. 98 binds Canada.", country="Canada", on="2011-04-29"
    ).findings
    for way in ("Interpretation", "can-scc-2011-fraser", "1998 Declaration", "Committee on Freedom of Association"):
        assert way in finding.advice


def test_findings_stand_in_the_order_of_the_text_and_are_marked_there():
    report = ils.check_brief(FAULTY, country="Canada", on="2018-05-10")
    assert [one.start for one in report.findings] == sorted(one.start for one in report.findings)
    page = report.marked()
    for k, one in enumerate(report.findings, start=1):
        assert f'id="mark-{k}"' in page
        assert f'<li id="finding-{k}"' in page
        assert report.line(one) == FAULTY[: one.start].count("\n") + 1
    assert page.count("<mark") == page.count("</mark>")


def test_what_the_author_wrote_cannot_run_in_the_page():
    report = ils.check_brief("<script>alert(1)</script> ILO Convention No. 199 <b>", country="Canada")
    for shown in (report.marked(), report.to_html()):
        assert "<script>alert" not in shown
        assert "<b>" not in shown


def test_the_report_can_be_kept_and_read_by_a_machine(tmp_path):
    report = ils.check_brief(FAULTY, country="Canada", on="2018-05-10")
    plain = json.loads(json.dumps(report.to_dict()))
    assert [item["code"] for item in plain["findings"]] == [one.code for one in report.findings]
    assert plain["counts"]["error"] == report.counts["error"] > 0
    assert len(report.table) == len(report.findings)
    assert docx.Document(str(report.to_docx(tmp_path / "report.docx"))).tables


def test_a_word_file_is_read_with_its_tables(tmp_path):
    word = docx.Document()
    word.add_paragraph("Article 27 of Convention No. 111 is breached.")
    word.add_table(1, 1).rows[0].cells[0].text = "Article 4 of Convention No. 98"
    word.save(tmp_path / "brief.docx")
    text = read_memorial(tmp_path / "brief.docx")
    assert [c.code for c in ils.find_citations(text)] == ["C111", "C098"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("brief.pdf", b"%PDF", "neither .md, .txt nor .docx"),
        ("brief.docx", b"not a zip", "save it again as .docx"),
        ("brief.docx", b"PK\x03\x04broken", "save it again as .docx"),
        ("brief.txt", b"\xff\xfe\x00\xd8", "save it as UTF-8"),
        ("brief.md", None, "cannot be read"),
        ("brief.docx", None, "cannot be read: name a file that is there"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ils.UnusableFile, match=message):
        read_memorial(tmp_path / name)


@pytest.mark.parametrize("text", ["", "  \n ", None, 7])
def test_no_text_is_refused(text):
    with pytest.raises(ils.UnusableFile):
        ils.check_brief(text, country="Canada")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(FAULTY.split()) | st.text(max_size=8), max_size=60).map(" ".join))
def test_any_text_is_checked_without_an_error_of_ours(text):
    if text.strip():
        report = ils.check_brief(text, country="Canada", on="2011-04-29")
        assert all(report.brief.text[one.start : one.end] == one.text for one in report.findings)
        spans = report.brief.sentences
        assert spans[0][0] == 0
        assert spans[-1][1] == len(text)
