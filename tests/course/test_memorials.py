"""The automatic marks of a memorial: what each finding costs, and what costs nothing."""

import json
from pathlib import Path

import pytest

from ilslearn.brief.check import check_brief
from ilslearn.course.marking import mark
from ilslearn.law.decisions import register
from ilslearn.places import place

NAME = "a7-moot"


def model():
    path = Path(place("assignments")) / "source" / NAME / f"{NAME}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "".join(next(cell for cell in cells if cell["id"] == "a7-memorial")["source"])
    return text.split('"""')[3]


def points(text):
    return [mark(f"a7-{number}", text) for number in range(1, 6)]


def test_the_model_memorial_has_full_marks():
    assert points(model()) == [4] * 5


def test_the_brief_check_finds_nothing_in_the_model_memorial():
    report = check_brief(model(), country="Botswana", on="2013-03-04")
    assert report.findings == ()
    named = {one.code for one in report.brief.citations}
    assert {"C087", "C098", "CFA-2581", "bwa-hc-2012-bopeu", "ind-sc-2003-rangarajan"} <= named
    assert all(row.verified == "confirmed" for code, row in register().items() if code in named)


def test_the_model_memorial_is_not_the_test_case_of_the_brief_check():
    clean = (Path(__file__).parents[1] / "cases" / "briefs" / "clean.md").read_text(encoding="utf-8")
    words = model().split()
    shared = sum(" ".join(words[k : k + 12]) in " ".join(clean.split()) for k in range(len(words) - 12))
    assert shared == 0


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # an article that does not exist, an instrument that does not exist
        ("Article 3(1) of Convention No. 87", "Article 27 of Convention No. 87", [3, 4, 4, 4, 4]),
        ("## 7. Relief", "ILO Recommendation No. 240 guides the court.\n\n## 7. Relief", [3, 4, 4, 4, 4]),
        # what does not bind, called binding
        ("## 7. Relief", "Recommendation No. 92 is binding on Botswana.\n\n## 7. Relief", [4, 3, 4, 4, 4]),
        ("The applicant asks for an", "Article 5 of Convention No. 154 binds us. It asks for an", [4, 3, 4, 4, 4]),
        # a body that gives no judgments
        ("None of this is a judgment", "The CFA's judgment is plain. This", [4, 4, 4, 4, 3]),
        # a decision that is not in the sample costs nothing
        ("## 7. Relief", "In *Nobody v Somebody* ILO Convention No. 87 was applied.\n\n## 7. Relief", [4] * 5),
    ],
)  # fmt: skip
def test_each_finding_takes_a_quarter_off(old, new, expected):
    assert old in model()
    assert points(model().replace(old, new)) == expected


def test_authority_that_is_left_out_is_told_with_its_source(capsys):
    own = "*Botswana Public Employees' Union v Minister of Labour and Home Affairs* (MAHLB-000674-11, 9 August 2012)"
    text = " ".join(model().split()).replace(own, "a judgment of last year")
    assert mark("a7-4", text) == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "bwa-hc-2012-bopeu" in said
    assert said.count("Source: https://") == 2


def test_a_text_without_authorities_earns_nothing(capsys):
    assert points("The treaty is clear. " * 200) == [0] * 5
    assert "names 0 decisions; this mark asks for 2 at least" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("text", ["", "Convention No. 87, art. 3. " * 20, 7, None])
def test_what_is_no_memorial_earns_nothing_and_raises_nothing(text):
    assert points(text) == [0] * 5
