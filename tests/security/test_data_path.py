"""Hostile submissions, marked as data: nothing in them runs, the mark is that of the answers, nothing is left."""

import copy
import json
import os
import shutil
import sqlite3
from pathlib import Path

import psutil
import pytest

from ilslearn.grading.released import settings_of
from tests.grading.conftest import ASSIGNMENT, NOTEBOOK, TOP, cell_of, hand_in, outcome, rows, submitted
from tests.grading.conftest import course as course
from tests.grading.conftest import released_course as released_course

RAN = Path("/tmp/ilslearn-hostile-ran")
_TOUCH = f"open({str(RAN)!r}, 'a').write('x')"


def instead(source):
    """Hostile code in place of an answer: two points are lost, for it is no answer."""
    return lambda nb: cell_of(nb, "a1-1-answer").update(source=f"{_TOUCH}\n{source}")


def beside(source):
    """The answers are right; a cell of the student's own is hostile."""
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 1, "source": f"{_TOUCH}\n{source}"}
    return lambda nb: nb["cells"].insert(1, cell)


def forged_points(nb):
    for cell in nb["cells"]:
        if settings_of(cell).get("grade"):
            cell["metadata"]["nbgrader"]["points"] = 1000
    cell_of(nb, "a1-1-answer")["source"] = 'status_brazil = "not_in_force"'


def claimed_marks(nb):
    cell_of(nb, "a1-1-answer")["source"] = 'status_brazil = "not_in_force"'
    cell_of(nb, "a1-1-marks").update(source="2.0")


def a_second_test_with_marks(nb):
    cell = copy.deepcopy(cell_of(nb, "a1-1-marks"))
    cell["metadata"]["nbgrader"].update(grade_id="a1-99-marks", points=100)
    nb["cells"].append({**cell, "source": "100.0"})


def patched_checker(nb):
    cell_of(nb, "a1-1-answer")["source"] = (
        "import ilslearn.course.marking as m\nm.mark = lambda *_: 2.0\nstatus_brazil = 1"
    )


def answer_as_an_object(nb):
    cell_of(nb, "a1-1-answer")["source"] = "class A(str):\n    __eq__ = lambda *_: True\nstatus_brazil = A()"


def pickle_in_metadata(nb):
    nb["metadata"]["pickle"] = "gASVIQAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAZ0b3VjaCB4lIWUUpQu"
    nb["metadata"]["kernelspec"] = {"name": "; touch /tmp/x", "language": "python", "display_name": "<script>"}


def scripts_in_outputs(nb):
    html = {"text/html": f"<script>{_TOUCH}</script>", "application/javascript": "alert(1)"}
    output = {"output_type": "display_data", "data": html, "metadata": {}}
    nb["cells"][1]["outputs"] = [output]
    nb["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"a": "<script>"}}}


def scripts_in_text(nb):
    nb["cells"].append({
        "cell_type": "markdown", "metadata": {}, "source": "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "attachments": {"a.svg": {"image/svg+xml": "<svg onload=alert(1)>"}},
    })  # fmt: skip


def raw_html(nb):
    raw = {"cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": "<script>alert(1)</script>"}
    nb["cells"].append(raw)


def huge_text(nb):
    cell_of(nb, "a1-1-answer")["source"] = "status_brazil = '" + "a" * 30 * 1024**2 + "'"


def nested_brackets(nb):
    cell_of(nb, "a1-1-answer")["source"] = "status_brazil = " + "(" * 90_000


def forged_names(nb):
    cell_of(nb, "a1-1-answer")["metadata"]["nbgrader"]["grade_id"] = ["../../../../etc/passwd"]


# what is tried, and the points that are lost for the answer that is none
HOSTILE = {
    "reads the gradebook": (instead("import sqlite3; print(sqlite3.connect('../../../gradebook.db'))"), 2),
    "writes the gradebook": (beside("import sqlite3; sqlite3.connect('gradebook.db').execute('DELETE FROM grade')"), 0),
    "sets its own score": (beside("from nbgrader.api import Gradebook; Gradebook('sqlite:///gradebook.db')"), 0),
    "reads the hidden tests": (instead("print(open('../../../source/a1-what-binds/a1-what-binds.ipynb').read())"), 2),
    "reads another's work": (instead("import glob; print(glob.glob('../../*/*/*.ipynb'))"), 2),
    "calls the network": (instead("import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')"), 2),
    "forks without end": (beside("import os\nwhile True: os.fork()"), 0),
    "eats the memory": (instead("x = 'a' * 10**11"), 2),
    "doubles until memory is gone": (lambda nb: cell_of(nb, "a1-1-answer").update(
        source="status_brazil = 'a'\n" + "status_brazil = status_brazil + status_brazil\n" * 60), 2),
    "fills the disk": (beside("open('big', 'wb').write(b'x' * 10**12)"), 0),
    "prints without end": (beside("while True: print('x' * 10**6)"), 0),
    "never ends": (instead("while True: pass"), 2),
    "does not let itself be interrupted": (beside("import signal; signal.signal(2, signal.SIG_IGN)"), 0),
    "waits for input": (instead("status_brazil = input()"), 2),
    "leaves a process behind": (beside("import subprocess; subprocess.Popen(['sleep', '600'])"), 0),
    "kills the grader": (beside("import os, signal; os.kill(os.getppid(), signal.SIGKILL)"), 0),
    "edits the library": (beside("import ilslearn; open(ilslearn.__file__, 'a').write('x')"), 0),
    "patches the checker": (patched_checker, 2),
    "strips the asserts": (beside("get_ipython().ast_transformers.append(object())"), 0),
    "answers with an object that equals all": (answer_as_an_object, 2),
    "starts with a magic": (instead("%%bash\nrm -rf ~"), 2),
    "forges the points": (forged_points, 2),
    "claims the marks in the test": (claimed_marks, 2),
    "adds a test of its own": (a_second_test_with_marks, 0),
    "forges the names of cells": (forged_names, 0),
    "carries a pickle": (pickle_in_metadata, 0),
    "carries scripts in outputs": (scripts_in_outputs, 0),
    "carries scripts in text": (scripts_in_text, 0),
    "carries raw HTML": (raw_html, 0),
    "answers with thirty megabytes": (huge_text, 2),
    "nests ninety thousand brackets": (nested_brackets, 2),
}  # fmt: skip


def processes():
    """What runs below this process, the two helpers of multiprocessing aside that stay as long as it does."""
    return set(psutil.Process().children(recursive=True)) - set(psutil.Process().children())


@pytest.fixture(scope="module")
def marked(released_course, tmp_path_factory):
    """All of them in one class, with an honest student whose marks they are after."""
    from ilslearn.grading.cycle import Course

    RAN.unlink(missing_ok=True)
    course = Course(shutil.copytree(released_course, tmp_path_factory.mktemp("hostile") / "course"))
    hand_in(course, "honest")
    for name, (change, _) in HOSTILE.items():
        hand_in(course, name.replace(" ", "-"), change)
    before, tree = processes(), set(course.folder.rglob("*"))
    report = course.grade(ASSIGNMENT, timeout=60)
    new = set(course.folder.rglob("*")) - tree
    _, left = psutil.wait_procs(processes() - before, timeout=5)
    yield course, report, left, new
    RAN.unlink(missing_ok=True)


@pytest.mark.parametrize("name", HOSTILE)
def test_the_mark_is_that_of_the_answers(marked, name):
    _, report, _, _ = marked
    told = outcome(report, name.replace(" ", "-"))
    assert told.score == TOP - HOSTILE[name][1]
    assert told.status in ("graded", "repaired")


def test_nothing_ran_and_nothing_is_left(marked):
    course, report, left, new = marked
    assert not RAN.exists()
    assert not left
    known = ("autograded", "gradebook-backups", ".ilslearn-grading.lock")
    assert {path.relative_to(course.folder).parts[0] for path in new} == set(known)
    assert outcome(report, "honest").score == TOP
    with sqlite3.connect(course.folder / "gradebook.db") as book:
        assert book.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    book.close()


def test_no_script_of_a_student_is_in_the_graded_notebook_or_the_feedback(marked):
    course, *_ = marked
    for name in ("carries-scripts-in-outputs", "carries-scripts-in-text", "carries-raw-HTML", "carries-a-pickle"):
        path = course.folder / "autograded" / name / ASSIGNMENT / NOTEBOOK
        notebook = json.loads(path.read_text(encoding="utf-8"))
        text = json.dumps(notebook)
        assert "<script" not in text.replace(f"<script>{_TOUCH}", "<script")
        assert "<img" not in text
        assert "attachments" not in text
        assert "widget-state" not in text
        assert "pickle" not in notebook["metadata"]
        course.return_feedback(ASSIGNMENT, name)
        page = (course.folder / "feedback" / name / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
        assert "alert(1)</script>" not in page
        assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert", "")


def test_links_are_not_followed(course, tmp_path):
    """To another's work, to the tests, to a folder, to a device, to a pipe that never ends."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the key", encoding="utf-8")
    hand_in(course, "victim")
    hand_in(course, "others-file")
    (submitted(course, "others-file") / "key.txt").symlink_to(secret)
    (submitted(course, "others-file") / "all").symlink_to(course.folder)
    thief = submitted(course, "thief")
    thief.mkdir(parents=True)
    (thief / NOTEBOOK).symlink_to(submitted(course, "victim") / NOTEBOOK)
    (course.folder / "submitted" / "folder").mkdir()
    submitted(course, "folder").symlink_to(submitted(course, "victim"))
    for name in ("pipe", "device"):
        submitted(course, name).mkdir(parents=True)
    os.mkfifo(submitted(course, "pipe") / NOTEBOOK)
    (submitted(course, "device") / NOTEBOOK).symlink_to("/dev/zero")
    inbound = course.folder / "exchange" / "ilslearn" / "inbound" / f"sly+{ASSIGNMENT}+2026-03-02 10:00:00 UTC+x"
    inbound.mkdir(parents=True)
    (inbound / NOTEBOOK).symlink_to(submitted(course, "victim") / NOTEBOOK)
    hand_in(course, "sly")  # nbgrader's collecting has followed the link already
    report = course.grade(ASSIGNMENT, timeout=10)
    status = {one.student: one.status for one in report.submissions}
    assert status == {
        "victim": "graded", "others-file": "repaired", "thief": "needs_person", "folder": "needs_person",
        "pipe": "needs_person", "device": "needs_person", "sly": "needs_person",
    }  # fmt: skip
    assert all("symbolic link" in outcome(report, name).reasons[0] for name in ("thief", "folder", "device", "sly"))
    kept = {path.name for path in (course.folder / "autograded" / "others-file" / ASSIGNMENT).iterdir()}
    assert kept == {NOTEBOOK}


def test_a_name_that_leaves_the_folder_stays_inside(course):
    """Names of files and of students are what the file system gives: none of them is a path."""
    folder = hand_in(course, "..a'; DROP TABLE grade; --")
    (folder / "<script>.csv").write_text("1", encoding="utf-8")
    (folder / "page.html").write_text("<script>alert(1)</script>", encoding="utf-8")
    told = course.grade(ASSIGNMENT).submissions[0]
    assert (told.status, told.score) == ("repaired", TOP)
    assert "page.html" in told.reasons[0]
    assert not list((course.folder / "autograded").rglob("page.html"))
    assert len(rows(course)) == 24
