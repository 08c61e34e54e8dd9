"""The seminar's poll: the class beside the register, whose label is shown with its ground and called no standard."""

import json

import pandas as pd
import pytest

import ilslearn as ils
from ilslearn.errors import IlsError, UnknownAnswer, UnknownDecision, UnusableFile
from ilslearn.grading.cycle import Course, copy_course
from ilslearn.peer.poll import ROLES, poll, read_answers
from tests.grading.conftest import cell_of

BADER, SAMZUN = "zaf-cc-2002-bader-bop", "fra-cass-soc-2008-samzun-de-wee"
A2 = "a2-roles-of-international-law"


def answers(*rows):
    return pd.DataFrame(rows, columns=["student", "decision", "role"])


@pytest.fixture
def class_of_four():
    bader = [("ada", "interpretation"), ("ben", "interpretation"), ("cem", "principle"), ("dot", "")]
    return answers(*[(student, BADER, role) for student, role in bader], ("ada", SAMZUN, "direct resolution"))


def test_the_class_stands_beside_the_register_with_the_ground_of_its_label(class_of_four):
    row = poll(class_of_four).table.loc[BADER]
    assert {role: row[role] for role in ROLES if row[role]} == {"interpretation": 2, "principle": 1}
    assert (row["n"], row["register"]) == (3, ils.decision(BADER).role)
    assert row["role_basis"] == ils.decision(BADER).role_basis
    assert row["same_as_register"] == pytest.approx(2 / 3)


def test_it_is_never_called_correct_and_says_what_the_label_is_worth(class_of_four):
    told = str(poll(class_of_four)).lower()
    assert "can be contested" in told
    assert "teaching sample, not a census" in told
    assert not any(word in told for word in ("correct", "wrong", "mistake"))


def test_agreement_comes_with_its_n():
    both = [(student, name, "interpretation") for student in ("ada", "ben") for name in (BADER, SAMZUN)]
    assert "cannot be told (n = 2" in str(poll(answers(*both)).agreement)
    one_each = answers(*both[:1], ("ada", SAMZUN, "principle"), *both[2:3], ("ben", SAMZUN, "principle"))
    found = poll(one_each).agreement
    assert (found.alpha, found.units, found.ratings) == (1.0, 2, 4)
    assert "few, so it says little" in str(found)


def test_agreement_is_krippendorffs_alpha_for_labels():
    pairs = {"u": "aa", "v": "ab", "w": "bb", "x": "bb"}
    from ilslearn.peer.agreement import agreement

    found = agreement({unit: dict(enumerate(given)) for unit, given in pairs.items()}, "nominal")
    # 8 values, 3 a and 5 b; observed disagreement 2/8; expected 2*3*5/(8*7).
    assert found.alpha == pytest.approx(1 - (2 / 8) / (2 * 3 * 5 / 56), abs=1e-3)


def test_the_picture_says_in_words_what_it_shows(class_of_four):
    picture = poll(class_of_four).picture
    assert f"{BADER} (n = 3; register: interpretation): interpretation 2, principle 1" in picture.describe()
    assert "★" in picture.svg


def test_the_last_answer_of_a_student_counts():
    found = poll(answers(("ada", BADER, "principle"), ("ada", BADER, "interpretation")))
    assert found.table.loc[BADER, "n"] == found.table.loc[BADER, "interpretation"] == 1


def test_only_the_decisions_that_are_named(class_of_four):
    assert list(poll(class_of_four, "Bader Bop").table.index) == [BADER]


@pytest.mark.parametrize(
    ("frame", "error", "names"),
    [
        (answers(("ada", BADER, "decisive")), UnknownAnswer, "direct_resolution"),
        (answers(("ada", "zaf-cc-2002-bader-pob", "principle")), UnknownDecision, "bader"),
        (answers(), IlsError, "Nobody has answered"),
        (pd.DataFrame({"student": ["ada"]}), UnusableFile, "decision"),
    ],
)
def test_what_cannot_be_counted_is_one_sentence(frame, error, names):
    with pytest.raises(error, match=names):
        poll(frame)


def test_a_file_of_answers(tmp_path, class_of_four):
    class_of_four.to_csv(tmp_path / "answers.csv", index=False)
    found = poll(read_answers(tmp_path / "answers.csv"))
    pd.testing.assert_frame_equal(found.table, poll(class_of_four).table)
    assert json.loads(json.dumps(found.to_dict()))["decisions"][0]["decision"] == BADER
    assert found.save(tmp_path / "poll.docx").stat().st_size > 1000
    with pytest.raises(UnusableFile, match="CSV"):
        read_answers(tmp_path / "none.csv")


@pytest.mark.long
def test_the_answers_of_a_course_are_read_and_never_run(tmp_path):
    course = Course(copy_course(tmp_path / "course"))
    course.release(A2)
    given = {"ada": f"roles = {{'{BADER}': 'principle'}}", "ben": "import os; roles = os.environ", "cem": "roles = 7"}
    given["dot"] = f"roles = {{'{BADER}': 'guilty', '{SAMZUN}': 'direct_resolution'}}"
    for student, source in given.items():
        folder = course.folder / "submitted" / student / A2
        folder.mkdir(parents=True)
        notebook = json.loads((course.folder / "release" / A2 / f"{A2}.ipynb").read_text("utf-8"))
        cell_of(notebook, "a2-1-answer")["source"] = source
        (folder / f"{A2}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    found = ils.poll(course.folder)
    assert found.table["n"].to_dict() == {BADER: 1, SAMZUN: 1}
    assert [line.partition(":")[0] for line in found.left_out] == ["ben", "dot"]
