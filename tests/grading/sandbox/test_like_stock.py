"""An honest submission gets from the sandbox, row for row, the marks that stock nbgrader gives it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade, is_grade, is_task

from ilslearn.grading.sandbox import grade_code, reason_unavailable
from tests.grading.sandbox.honest import KINDS, LATER, PS1

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.long,
    pytest.mark.skipif(reason_unavailable() is not None, reason=str(reason_unavailable())),
]


def nbgrader(course, *arguments):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # nbgrader calls alembic by name
    environment = {**os.environ, "PATH": path, "JUPYTER_PLATFORM_DIRS": "1", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    run = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def graded(folder, assignment, answers):
    """A course in which stock nbgrader has released an assignment and graded students who replaced some cells."""
    nbgrader(folder, "generate_assignment", assignment, "--force")
    for student, cells in answers.items():
        target = folder / "submitted" / student / assignment
        shutil.copytree(folder / "release" / assignment, target)
        for path in target.glob("*.ipynb"):
            book = nbformat.read(path, 4)
            for cell in book.cells:
                cell.source = cells.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
            nbformat.write(book, path)
    nbgrader(folder, "autograde", assignment, "--force")


def stock_marks(course, assignment, student):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        submission = book.find_submission(assignment, student)
        return {f"{one.name}/{mark.name}": mark.auto_score for one in submission.notebooks for mark in one.grades}


def taken(scored, notebook):
    """The marks that nbgrader takes from an executed notebook; those of its tasks are a person's to give."""
    executed = nbformat.from_dict(scored.notebook)
    nbformat.validate(executed)
    marks = {}
    for cell in executed.cells:
        if is_grade(cell) or is_task(cell):
            name = f"{notebook}/{cell.metadata.nbgrader.grade_id}"
            marks[name] = None if is_task(cell) else determine_grade(cell)[0]
    return marks


def our_marks(course, assignment, student):
    marks = {}
    folder = course / "submitted" / student / assignment
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        for path in sorted(folder.glob("*.ipynb")):
            release = nbformat.read(course / "release" / assignment / path.name, 4)
            for cell in release.cells:
                if is_grade(cell) and not cell.metadata.nbgrader.solution:
                    cell.source = book.find_source_cell(cell.metadata.nbgrader.grade_id, path.stem, assignment).source
            scored = grade_code(release, nbformat.read(path, 4), folder)
            assert scored.status == "graded", scored.reasons
            marks |= taken(scored, path.stem)
    return marks


@pytest.fixture(scope="module")
def quickstart(tmp_path_factory):
    root = tmp_path_factory.mktemp("stock")
    nbgrader(root, "quickstart", "course")
    graded(root / "course", "ps1", PS1)
    return root / "course"


@pytest.fixture(scope="module")
def kinds(tmp_path_factory):
    course = tmp_path_factory.mktemp("kinds")
    (course / "source/ps2").mkdir(parents=True)
    (course / "source/ps2/data.csv").write_text("n\n1.5\n5\n")
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'kinds'\n")

    def cell(name, source, **marks):
        marks = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "grade_id": name, **marks}
        return nbformat.v4.new_code_cell(source, metadata={"nbgrader": marks})

    cells = [nbformat.v4.new_code_cell("import math")]
    for name, (stub, _, _, test) in KINDS.items():
        cells += [cell(name, stub, solution=True), cell(f"test-{name}", test, grade=True, locked=True, points=3)]
        if name in LATER:
            cells.append(cell(f"later-{name}", LATER[name], grade=True, locked=True, points=1))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), course / "source/ps2/kinds.ipynb")
    answers = {"all-right": {name: right for name, (_, right, _, _) in KINDS.items()}}
    answers["all-wrong"] = {name: wrong for name, (_, _, wrong, _) in KINDS.items()}
    graded(course, "ps2", answers)
    return course


@pytest.mark.parametrize("student", PS1)
def test_nbgraders_own_assignment_gets_the_same_marks(quickstart, student):
    assert our_marks(quickstart, "ps1", student) == stock_marks(quickstart, "ps1", student)


@pytest.mark.parametrize("student", ["all-right", "all-wrong"])
def test_other_kinds_of_code_get_the_same_marks(kinds, student):
    stock = stock_marks(kinds, "ps2", student)
    assert our_marks(kinds, "ps2", student) == stock
    assert (sum(stock.values()) == 3 * len(KINDS) - 2 + 1) == (student == "all-right")


def test_the_course_is_left_as_it_was(quickstart):
    folder = quickstart / "submitted" / "right" / "ps1"
    before = {path: path.stat().st_mtime_ns for path in Path(quickstart).rglob("*")}
    our_marks(quickstart, "ps1", "right")
    assert {path: path.stat().st_mtime_ns for path in Path(quickstart).rglob("*")} == before
    assert sorted(os.listdir(folder)) == ["jupyter.png", "problem1.ipynb", "problem2.ipynb"]
