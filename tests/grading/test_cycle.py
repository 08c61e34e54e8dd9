"""A real nbgrader course in a folder of its own: what students get, and what their work is worth."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ilslearn.errors import IlsError
from ilslearn.grading.cycle import Course, copy_course
from ilslearn.grading.marks import marks_of, write_marks
from ilslearn.places import place

ASSIGNMENT = "a1-what-binds"
NOTEBOOK = f"{ASSIGNMENT}.ipynb"


def sources(path):
    return ["".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with the assignment released, and three submissions: damaged, untouched, and the model solution."""
    course = Course(copy_course(tmp_path_factory.mktemp("cycle") / "course"))
    course.release(ASSIGNMENT)
    for student, original in {
        "a-damaged": None,
        "b-untouched": course.folder / "release" / ASSIGNMENT / NOTEBOOK,
        "c-model": course.folder / "source" / ASSIGNMENT / NOTEBOOK,
    }.items():
        folder = course.folder / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        if original:
            shutil.copy(original, folder)
        else:
            (folder / NOTEBOOK).write_text('{"cells": [', encoding="utf-8")
    return course


@pytest.fixture(scope="module")
def graded(course):
    return {one.student: one for one in course.grade(ASSIGNMENT).submissions}


def mark(course, graded, student):
    return next(row for row in marks_of(course) if row.student == student)


def test_a_folder_without_settings_is_no_course(tmp_path):
    with pytest.raises(IlsError, match=r"nbgrader_config\.py"):
        Course(tmp_path)


def test_copying_a_course_touches_nothing_that_is_there(tmp_path):
    copy_course(tmp_path)
    path = tmp_path / "source" / ASSIGNMENT / NOTEBOOK
    path.write_text("mine", encoding="utf-8")
    (tmp_path / "nbgrader_config.py").write_text("# mine\n", encoding="utf-8")
    copy_course(tmp_path)
    assert path.read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "nbgrader_config.py").read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.long
@pytest.mark.parametrize("where", ["release", "exchange/ilslearn/outbound"])
def test_what_is_released_has_no_solution_no_hidden_test_and_no_mark_scheme(course, where):
    released = (course.folder / where / ASSIGNMENT / NOTEBOOK).read_text(encoding="utf-8")
    source = (course.folder / "source" / ASSIGNMENT / NOTEBOOK).read_text(encoding="utf-8")
    for secret in ("SOLUTION", "HIDDEN", "MARK SCHEME", "ilslearn.course.marking", "1996-01-05", "Do not accept"):
        assert secret in source
        assert secret not in released


@pytest.mark.long
def test_what_is_released_has_empty_answers_and_no_outputs(course):
    cells = json.loads((course.folder / "release" / ASSIGNMENT / NOTEBOOK).read_text(encoding="utf-8"))["cells"]
    answers = ["".join(c["source"]).strip() for c in cells if c["metadata"].get("nbgrader", {}).get("solution")]
    assert len(answers) == 11
    assert all(a.partition(" = ")[2].strip('"\n ') in ("", "[]", "None") or '"KOR": ""' in a for a in answers), answers
    assert not [cell for cell in cells if cell.get("outputs")]


@pytest.mark.long
def test_releasing_again_does_nothing(course):
    path = course.folder / "release" / ASSIGNMENT / NOTEBOOK
    before = path.stat().st_mtime_ns
    course.release(ASSIGNMENT)
    assert path.stat().st_mtime_ns == before


@pytest.mark.long
def test_the_untouched_assignment_is_worth_nothing(course, graded):
    assert graded["b-untouched"].status == "graded"
    assert (mark(course, graded, "b-untouched").auto_score, mark(course, graded, "b-untouched").auto_max) == (0, 21)


@pytest.mark.long
def test_the_model_solution_is_worth_all(course, graded):
    row = mark(course, graded, "c-model")
    assert (row.status, row.auto_score, row.auto_max, row.manual_max, row.max_score) == ("graded", 21, 21, 9, 30)
    assert row.needs_manual_grading, "the memo waits for a person"


@pytest.mark.long
def test_a_damaged_submission_stops_no_other_and_is_left_to_a_person(course, graded):
    assert graded["a-damaged"].status == "needs_person"
    row = mark(course, graded, "a-damaged")
    assert (row.status, row.score) == ("needs_person", 0)
    assert f"{NOTEBOOK} is damaged" in row.reasons


@pytest.mark.long
def test_feedback_tells_the_reason_and_no_mark_of_others(course, graded):
    course.return_feedback(ASSIGNMENT, "b-untouched")
    page = (course.folder / "feedback" / "b-untouched" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert "There is no answer yet." in page
    assert "c-model" not in page


@pytest.mark.long
def test_the_table_of_marks_is_replaced_whole_or_not_at_all(course, graded, tmp_path):
    rows, target = marks_of(course), tmp_path / "marks.csv"
    target.write_text("old\n", encoding="utf-8")
    with target.open(encoding="utf-8") as reader:  # who reads meanwhile still reads the old file
        write_marks(rows, target)
        assert reader.read() == "old\n"
    written = target.read_text(encoding="utf-8")
    assert len(written.splitlines()) == 1 + len(rows) >= 4

    def broken():
        yield rows[0]
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError):
        write_marks(broken(), target)
    assert target.read_text(encoding="utf-8") == written
    assert [path.name for path in tmp_path.iterdir()] == ["marks.csv"], "nothing half-written is left"


@pytest.mark.long
def test_nbgraders_own_command_line_works_in_the_course_folder(tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(place("assignments") / "source", folder / "source")
    shutil.copy(place("assignments") / "nbgrader_config.py", folder)
    tools = str(Path(sys.executable).parent)
    own = {"PATH": os.pathsep.join([tools, os.environ["PATH"]]), "HOME": str(tmp_path)}
    own |= {"JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "JUPYTER_DATA_DIR": str(tmp_path / "data")}

    def nbgrader(*arguments):
        run = subprocess.run(
            [Path(tools) / "nbgrader", *arguments],
            cwd=folder, env={**os.environ, **own}, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        return run.stdout + run.stderr

    nbgrader("generate_assignment", ASSIGNMENT)
    nbgrader("release_assignment", ASSIGNMENT)
    assert f"ilslearn {ASSIGNMENT}" in nbgrader("list")
    assert sources(folder / "release" / ASSIGNMENT / NOTEBOOK)
    assert (folder / "exchange" / "ilslearn" / "outbound" / ASSIGNMENT / NOTEBOOK).is_file()
