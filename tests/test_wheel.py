"""The wheel carries all that it needs; an editable install reads the repository."""

import json
import subprocess
import sys
import zipfile

import pytest

from ilslearn.course.notebooks import lessons
from ilslearn.course.questions import all_questions
from tests.conftest import ROOT

pytestmark = pytest.mark.long


def test_the_installed_library_answers_far_from_the_repository(installed, tmp_path):
    code = (
        "import ilslearn as ils, json; from ilslearn.places import place;"
        "print(json.dumps([ils.__file__, str(place('datasets')),"
        " ils.binding('Brazil', 'C158', on='1997-06-01').status]))"
    )
    run = installed.run("-c", code, cwd=tmp_path)
    assert run.stderr == ""
    package = installed.target / "ilslearn"
    assert json.loads(run.stdout) == [str(package / "__init__.py"), str(package / "_files" / "datasets"), "in_force"]


def test_the_installed_course_has_its_questions_and_lessons(installed, tmp_path):
    code = (
        "import ilslearn as ils; from ilslearn.course.notebooks import lessons;"
        "print(len(lessons()), len(ils.progress()), ils.check('1.2-a', '2018-06-14').verdict,"
        " all(finding.well for finding in ils.examine()))"
    )
    run = installed.run("-c", code, cwd=tmp_path, ILSLEARN_HOME=str(tmp_path))
    checks = sum(not one.graded for one in all_questions().values())
    assert run.stdout.split() == [str(len(lessons())), str(checks), "right", "True"]


@pytest.mark.parametrize(
    ("folder", "pattern", "carried_as"),
    [
        ("datasets", "*", "ilslearn/_files/datasets"),
        ("notebooks", "**/*.ipynb", "ilslearn/_files/notebooks"),
        ("assignments/source", "*/*.ipynb", "ilslearn/_files/assignments/source"),
        ("assignments", "nbgrader_config.py", "ilslearn/_files/assignments"),
        ("ilslearn/course/questions", "*.toml", "ilslearn/course/questions"),
        ("ilslearn/grading/jupyter", "**/*.json", "ilslearn/grading/jupyter"),
        ("ilslearn/certificates", "*.typ", "ilslearn/certificates"),
        ("ilslearn/course/templates", "*/*", "ilslearn/course/templates"),
        ("notebooks/instructors", "**/*.md", "ilslearn/_files/notebooks/instructors"),
        ("ilslearn", "*.pyi", "ilslearn"),
        ("ilslearn/locale", "**/*.mo", "ilslearn/locale"),
    ],
)
def test_the_wheel_carries_the_repositorys_files_byte_for_byte(installed, folder, pattern, carried_as):
    originals = [p for p in (ROOT / folder).glob(pattern) if p.is_file() and ".ipynb_checkpoints" not in p.parts]
    assert originals
    for original in originals:
        copy = installed.target / carried_as / original.relative_to(ROOT / folder)
        assert copy.read_bytes() == original.read_bytes()


def test_the_wheel_carries_nothing_that_use_leaves_behind(installed):
    names = zipfile.ZipFile(installed.wheel).namelist()
    left = ("__pycache__", ".ipynb_checkpoints", "gradebook.db", "/release/", "/exchange/", "/tests/", "/work/")
    assert [name for name in names if any(part in name for part in left)] == []
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"ilslearn"}


def test_the_wheel_carries_both_licences(installed):
    names = zipfile.ZipFile(installed.wheel).namelist()
    assert {name.rpartition("/")[2] for name in names if "/licenses/" in name} == {"LICENSE", "LICENSE-CONTENT"}


def test_an_installed_library_edits_no_facts_of_its_own(installed, tmp_path):
    page = tmp_path / "kenya.csv"
    page.write_text("Ratifications for Kenya\nConvention;Date;Status\nC098;13 Jan 1964;In Force\n", encoding="utf-8")
    sure = ["--source", "https://www.ilo.org/normlex", "--as-of", "2026-11-20"]
    command = ["-m", "ilslearn.cli", "data", "update", "--ratifications", str(page), *sure]
    told = installed.run(*command, "--apply", cwd=tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert "--datasets FOLDER" in told.stderr
    shown = installed.run(*command, cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "1 says the same as the facts." in shown.stdout


def test_an_editable_install_reads_the_repositorys_own_files(tmp_path):
    code = "from ilslearn.places import place; print(place('datasets'), place('notebooks'), place('assignments'))"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(ROOT / name) for name in ("datasets", "notebooks", "assignments")]
