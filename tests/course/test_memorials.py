"""The automatic marks of a memorial: what each finding costs, and what costs nothing."""

import json
from pathlib import Path

import pytest

from ilslearn.course.marking import mark
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


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # an article that does not exist, an instrument that does not exist
        ("Article 2 of Convention No. 87", "Article 27 of Convention No. 87", [3, 4, 4, 4, 4]),
        ("Recommendation No. 143 guides", "ILO Recommendation No. 240 guides", [3, 4, 4, 4, 4]),
        # what does not bind, called binding
        ("Recommendation No. 143 guides", "Recommendation No. 143 is binding on South Africa for", [4, 3, 4, 4, 4]),
        ("The applicant asks the court", "Article 4 of Convention No. 158 binds us all. It asks", [4, 3, 4, 4, 4]),
        # a body that gives no judgments
        ("An\nobservation is no order either.", "The CEACR's judgment is plain.", [4, 4, 4, 4, 3]),
        # a decision that is not in the sample costs nothing
        ("## 7. Relief", "In *Nobody v Somebody* ILO Convention No. 87 was applied.\n\n## 7. Relief", [4] * 5),
    ],
)  # fmt: skip
def test_each_finding_takes_a_quarter_off(old, new, expected):
    assert old in model()
    assert points(model().replace(old, new)) == expected


def test_counter_authority_that_is_left_out_is_told_with_its_source(capsys):
    text = model().replace(
        "*Association of Mineworkers and Construction Union v Chamber of Mines of South\nAfrica*", "another case"
    )
    assert mark("a7-4", text) == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "zaf-cc-2017-amcu-chamber-of-mines" in said
    assert said.count("Source: https://") == 2


def test_a_text_without_authorities_earns_nothing(capsys):
    assert points("The treaty is clear. " * 200) == [0] * 5
    assert "names 0 decisions; this mark asks for 2 at least" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("text", ["", "Convention No. 87, art. 3. " * 20, 7, None])
def test_what_is_no_memorial_earns_nothing_and_raises_nothing(text):
    assert points(text) == [0] * 5
