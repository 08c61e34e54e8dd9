"""What opens a lesson."""

import subprocess
import sys

import pytest

import ilslearn as ils
from ilslearn.course.lesson import Opening


def test_the_opening_says_where_one_stands(home):
    ils.check("1.2-a", "2018-06-14")
    assert (ils.begin("1.2").done, ils.begin("1.2").checks) == (1, 3)
    assert "Self-checks answered rightly so far: 1 of 3." in str(ils.begin("1.2"))


def test_the_welcome_page_counts_every_lesson(home):
    assert ils.begin().checks == len(ils.progress())


def test_the_opening_says_how_old_the_facts_are(home):
    assert ils.data_package()["as_of"] in str(ils.begin())
    assert "not legal advice" in str(ils.begin())


@pytest.mark.parametrize("lesson", ["a1", "9.9"])
def test_a_lesson_without_self_checks_counts_none(home, lesson):
    opening = ils.begin(lesson)
    assert opening.checks == 0
    assert str(opening).startswith("The facts are as of")


def test_the_opening_is_shown_harmlessly():
    assert "&lt;b&gt;" in Opening("1.2", 0, 0, "<b>")._repr_html_()


def test_after_begin_an_error_is_shown_as_one_sentence(tmp_path):
    """In IPython, a mistake in a cell costs the learner one line, not a history."""
    code = (
        "from IPython.core.interactiveshell import InteractiveShell; shell = InteractiveShell.instance();"
        "shell.run_cell('import ilslearn as ils; ils.begin()', silent=True);"
        "shell.run_cell('ils.binding(\"Narnia\", \"C087\")', silent=True); shell.run_cell('1 / 0', silent=True)"
    )
    own = {"IPYTHONDIR": str(tmp_path), "ILSLEARN_HOME": str(tmp_path), "PATH": ""}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=own, check=True)
    assert "No country goes by the name 'Narnia'" in run.stdout
    assert "division by zero" in run.stdout
    assert "Traceback" not in run.stdout
    assert len(run.stdout.strip().splitlines()) <= 4
