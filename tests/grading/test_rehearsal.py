"""The rehearsal: an instructor sees marks and feedback of a simulated class, and nothing stays behind."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import ilslearn as ils
from ilslearn.grading.simulation import KINDS


@pytest.fixture(scope="module")
def rehearsal():
    return ils.rehearse(students=4, seed=7)


@pytest.mark.long
def test_the_marks_are_what_the_work_is_worth_and_the_table_says_what_is_left(rehearsal):
    assert rehearsal.agreed
    shown = str(rehearsal)
    assert "Every mark is what it must be. 3 memos wait for a person." in shown
    assert all(student.name in shown and student.kind in KINDS for student in rehearsal.students)
    assert "no notebook was handed in" in shown
    assert rehearsal._repr_html_().count("<tr>") == 5


@pytest.mark.long
def test_feedback_gives_points_and_a_reason_for_each_automatic_question(rehearsal):
    told = rehearsal.feedback("student-0003")
    (grid,) = told.parts
    assert [row[0] for row in grid.rows] == [f"a1-{n}" for n in range(1, 11)]
    assert sum(float(row[1].split(" of ")[0]) for row in grid.rows) == 12
    assert all(row[2].endswith((".", "]")) and "Source:" not in row[2] for row in grid.rows)


@pytest.mark.long
def test_the_page_of_a_student_is_there_and_one_who_got_none_is_told(rehearsal):
    page = rehearsal.feedback_page("student-0001").read_text(encoding="utf-8")
    links = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a> \(Score: [\d.]+ / [\d.]+\)', page)
    assert [said for _, said in links][-2:] == ["Question 10 (2 points)", "Memo (9 points, marked by your instructor)"]
    assert len(links) == 11
    assert all(f'name="{anchor}"' in page for anchor, _ in links)  # each leads somewhere
    assert page.count("<body>") == page.count("<main ") == page.count("</html>") == 1
    for nobody in ("student-0004", "student-9999"):
        with pytest.raises(ils.IlsError, match=f"No feedback went to {nobody}. It went to: student-0001"):
            rehearsal.feedback(nobody)


@pytest.mark.long
def test_a_rehearsal_without_a_folder_is_gone_when_python_ends():
    code = "import ilslearn as ils; print(ils.rehearse(students=1).folder)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    folder = Path(ran.stdout.strip())
    assert folder.name == "course"
    assert "ilslearn-rehearsal-" in folder.parent.name
    assert not folder.parent.exists()
    assert ran.stderr == ""


@pytest.mark.parametrize("students", [0, 201, "many", 2.5])
def test_a_class_that_cannot_be_is_told_in_a_sentence(students):
    with pytest.raises(ils.IlsError, match="1 to 200 students"):
        ils.rehearse(students=students)
