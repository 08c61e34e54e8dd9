"""Whatever is killed, each submission is marked once and the gradebook is whole."""

import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from ilslearn.grading.cycle import Course
from ilslearn.grading.simulation import simulate

from .conftest import ASSIGNMENT, hand_in, rows

ILSLEARN = Path(sys.executable).with_name("ilslearn")
GROUP = [student for student in simulate(40, 11) if not student.needs_person]

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def handed_in(released_course, tmp_path_factory):
    """A class that has handed in, and the rows that an undisturbed run writes."""
    course = Course(shutil.copytree(released_course, tmp_path_factory.mktemp("killed") / "course"))
    for student in GROUP:
        hand_in(course, student.name, kind=student)
    calm = Course(shutil.copytree(course.folder, course.folder.parent / "calm"))
    calm.grade(ASSIGNMENT)
    return course.folder, rows(calm)


def grading(course, *options):
    command = [ILSLEARN, "grade", ASSIGNMENT, "--course", course.folder, *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def family(process):
    try:
        me = psutil.Process(process.pid)
        return [me, *me.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def until_marked(course, number, process):
    """Wait until so many submissions are marked."""
    while process.poll() is None and len(list((course.folder / "autograded").glob(f"*/{ASSIGNMENT}"))) < number:
        time.sleep(0.005)


def whole(course):
    with sqlite3.connect(course.folder / "gradebook.db") as book:
        answer = book.execute("PRAGMA integrity_check").fetchone()
    book.close()
    return answer == ("ok",)


@pytest.mark.long
def test_a_grader_killed_ten_times_resumes_and_marks_each_once(handed_in, tmp_path):
    course, dice, stopped = Course(shutil.copytree(handed_in[0], tmp_path / "course")), random.Random(7), 0
    for moment in range(10):
        process = grading(course, "--force") if moment == 5 else grading(course)
        until_marked(course, dice.randrange(1, len(GROUP)) if moment % 2 else 3 * moment, process)
        time.sleep(dice.random() / 20)
        everybody = family(process)
        stopped += process.poll() is None
        process.kill()
        process.communicate()
        _, left = psutil.wait_procs(everybody, timeout=10)
        assert not left, "the marking processes die with the grader"
        assert whole(course)
    assert stopped >= 3, "the test is a real one"
    report = course.grade(ASSIGNMENT)
    assert len(report.submissions) == len(GROUP)
    assert {one.status for one in report.submissions} <= {"graded", "repaired", "skipped"}
    assert rows(course) == handed_in[1]
    assert not list((course.folder / "autograded").glob("*/*.part"))
    assert all(one.status == "skipped" for one in course.grade(ASSIGNMENT).submissions)


def test_ctrl_c_stops_with_one_sentence_and_keeps_what_is_done(handed_in, tmp_path):
    course = Course(shutil.copytree(handed_in[0], tmp_path / "course"))
    process = grading(course, "--workers", "1")
    until_marked(course, 3, process)
    everybody = family(process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.startswith("ilslearn: Stopped: ")
    assert len(err.splitlines()) == 1
    assert out == ""
    assert not psutil.wait_procs(everybody, timeout=10)[1]
    assert whole(course)
    report = course.grade(ASSIGNMENT)
    assert sum(one.status == "skipped" for one in report.submissions) >= 2
    assert rows(course) == handed_in[1]


@pytest.mark.long
def test_a_marking_process_that_is_killed_has_its_submissions_marked_by_another(handed_in, tmp_path):
    course = Course(shutil.copytree(handed_in[0], tmp_path / "course"))
    process = grading(course, "--workers", "2")
    until_marked(course, 3, process)
    below = [one for one in family(process)[1:] if one not in psutil.Process(process.pid).children()]
    assert below, "the test is a real one"
    os.kill(below[0].pid, signal.SIGKILL)
    _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert rows(course) == handed_in[1]


def a_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.mark.long
def test_two_dask_workers_of_which_one_is_killed(handed_in, tmp_path):
    course, port = Course(shutil.copytree(handed_in[0], tmp_path / "course")), a_port()
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "dask"]
    common = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"], **common
    )
    one_worker = [*dask, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
    hands = [subprocess.Popen(one_worker, **common) for _ in range(2)]
    try:
        wait_for_workers(address, 2)
        process = grading(course, "--scheduler", address)
        until_marked(course, 3, process)
        assert process.poll() is None, "the test is a real one"
        hands[0].kill()
        _, err = process.communicate(timeout=180)
        assert process.returncode == 0, err
    finally:
        for one in (*hands, scheduler):
            one.kill()
            one.wait()
    assert rows(course) == handed_in[1]


def wait_for_workers(address, number):
    from distributed import Client

    for _ in range(100):
        try:
            with Client(address, timeout=1, set_as_default=False) as client:
                client.wait_for_workers(number, timeout=30)
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("Dask did not start")
