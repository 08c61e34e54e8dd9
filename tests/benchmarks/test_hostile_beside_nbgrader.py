"""The table of hostile work with what nbgrader's own autograding does beside ours.

nbgrader runs the submissions, so it runs here behind the sandbox's own walls and limits: only its course is in reach,
as it is on an instructor's machine.
"""

import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from ilslearn.grading.cycle import Course
from ilslearn.grading.sandbox import isolation, reason_unavailable
from tests.grading.conftest import ASSIGNMENT, TOP, hand_in, outcome
from tests.grading.conftest import released_course as released_course
from tests.grading.test_engine import stock
from tests.security.test_data_path import HOSTILE, RAN

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.long,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(reason_unavailable() is not None, reason=str(reason_unavailable())),
]
LIMITS = ["prlimit", "--nproc=60", "--as=4294967296", "--fsize=104857600", "--cpu=60"]


def behind_walls(folder, ran):
    """The command line that runs what follows it in a course folder, as the only place that it can write to."""
    command = isolation.command("kernel", "main")
    walls = command[: len(command) - 1 - command[::-1].index("--")]
    if os.getuid() == 0:  # nobody runs it
        walls[walls.index("--") : walls.index("--")] = [str(folder), str(ran.parent)]
        for path in (folder, *folder.rglob("*"), ran):
            os.chown(path, 65534, 65534, follow_symlinks=False)
    return [*walls, "--bind", str(folder), "/submission", "--bind", str(ran), str(RAN), "--chdir", "/submission", "--"]


def by_nbgrader(course, student, ran):
    """Autograde as nbgrader does; what it says if it does not come to an end."""
    command = [*LIMITS, sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT, "--student", student]
    try:
        done = subprocess.run(
            [*behind_walls(course.folder, ran), *command], capture_output=True, text=True, timeout=180, check=False
        )
    except subprocess.TimeoutExpired:
        return "never ends"
    return "" if done.returncode == 0 else "stops with an error"


def score(course, student):
    """A student's score in the gradebook; None if there is none, or no gradebook that can be read."""
    points = (
        "SELECT sum(coalesce(auto_score, 0)) FROM grade JOIN submitted_notebook n ON n.id = grade.notebook_id "
        "JOIN submitted_assignment s ON s.id = n.assignment_id WHERE student_id = ?"
    )
    try:
        with sqlite3.connect(course.folder / "gradebook.db") as book:
            return book.execute(points, (student,)).fetchone()[0]
    except sqlite3.Error:
        return None


def test_nothing_of_a_hostile_submission_runs_which_nbgrader_runs(released_course, tmp_path):
    ours = Course(shutil.copytree(released_course, tmp_path / "ours"))
    hand_in(ours, "honest")
    for name, (change, _) in HOSTILE.items():
        hand_in(ours, name.replace(" ", "-"), change)
    report = ours.grade(ASSIGNMENT, timeout=10)

    base = stock(Course(shutil.copytree(released_course, tmp_path / "base")))
    settings = base.folder / "nbgrader_config.py"
    settings.write_text(settings.read_text(encoding="utf-8") + "\nc.Execute.timeout = 20\n", encoding="utf-8")
    hand_in(base, "honest")
    (ran := tmp_path / "ran" / "ran").parent.mkdir()
    ran.touch()
    assert by_nbgrader(base, "honest", ran) == ""
    assert score(base, "honest") == TOP

    lines, contained = [], {"ours": 0, "nbgrader": 0}
    for name, (change, lost) in HOSTILE.items():
        student = name.replace(" ", "-")
        theirs = Course(shutil.copytree(base.folder, tmp_path / "theirs"))
        hand_in(theirs, student, change)
        ran.write_text("")
        told = by_nbgrader(theirs, student, ran)
        its, others = score(theirs, student), score(theirs, "honest")
        faults = [told] if told else []
        faults += ["its code ran"] if ran.read_text() else []
        faults += [f"mark {its:g}"] if its is not None and not told and its != TOP - lost else []
        faults += ["another's marks are gone"] if others != TOP else []
        mine = outcome(report, student).score
        contained["ours"] += mine == TOP - lost
        contained["nbgrader"] += not faults
        lines.append(
            f"{name:<40} deserves {TOP - lost:<3} ours {mine:<4g} nbgrader: {', '.join(faults) or 'contained'}"
        )
        shutil.rmtree(theirs.folder)
    print("\n" + "\n".join(lines) + f"\ncontained, of {len(HOSTILE)}: {contained}")
    assert not RAN.exists()
    assert contained["ours"] == len(HOSTILE)
    assert contained["nbgrader"] < len(HOSTILE)
