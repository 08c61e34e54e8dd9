"""Marking a class: against nbgrader's own autograding in the same run, and as the class grows."""

import contextlib
import io
import json
import shutil
import subprocess
import sys
import threading
import time
import warnings

import psutil
import pytest

from ilslearn.grading.cycle import Course
from ilslearn.grading.pool import cores
from ilslearn.grading.simulation import simulate
from tests.grading.conftest import ASSIGNMENT, NOTEBOOK, hand_in, rows, submitted
from tests.grading.conftest import released_course as released_course
from tests.grading.test_engine import HONEST, stock

pytestmark = [pytest.mark.benchmark, pytest.mark.long, pytest.mark.timeout(3600)]


def a_class(folder, released, students):
    """A course in which so many honest students have handed in."""
    course = Course(shutil.copytree(released, folder))
    group = [student for student in simulate(4 * students + 20, 7) if student.kind in HONEST][:students]
    assert len(group) == students
    for student in group:
        hand_in(course, student.name, kind=student)
    return course


def bare(course, name):
    """What the marking itself must compute: the answers and the tests in one plain namespace, nothing around them."""
    release = json.loads((course.folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8"))
    tests = {
        cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"])
        for cell in release["cells"]
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("grade")
    }
    handed_in = json.loads((submitted(course, name) / NOTEBOOK).read_text(encoding="utf-8"))
    names = {}
    for cell in handed_in["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and marks:
            source = tests.get(marks["grade_id"], "".join(cell["source"]))
            with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
                exec(source, names)


def test_sixty_submissions_are_marked_twenty_times_as_fast_as_by_nbgrader(released_course, tmp_path):
    """Both from the first submission to the last, in a Python that has loaded nbgrader; ours starts its processes."""
    ours = a_class(tmp_path / "ours", released_course, 60)
    theirs = stock(Course(shutil.copytree(ours.folder, tmp_path / "theirs")))
    names = sorted(path.name for path in (ours.folder / "submitted").iterdir())
    report = ours.grade(ASSIGNMENT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = time.perf_counter()
        for name in names:
            assert theirs.api.autograde(ASSIGNMENT, name)["success"]
        stock_seconds = time.perf_counter() - before
    assert rows(ours) == rows(theirs)
    again = ours.grade(ASSIGNMENT, force=True)
    before = time.perf_counter()
    for name in names:
        bare(ours, name)
    least = (time.perf_counter() - before) / cores()
    print(
        f"\n60 submissions of {ASSIGNMENT}: nbgrader {stock_seconds:.1f} s, ours {report.seconds:.2f} s "
        f"({stock_seconds / report.seconds:.0f} times), with its processes' parts loaded {again.seconds:.2f} s "
        f"({stock_seconds / again.seconds:.0f} times); rows equal: {len(rows(ours))}; "
        f"ours / least that must be computed {report.seconds / least:.0f}, then {again.seconds / least:.0f}"
    )
    assert stock_seconds >= 20 * report.seconds


_MARK = """
import json, sys
from pathlib import Path
import psutil
from ilslearn.grading.cycle import Course
from ilslearn.grading.pool import cores

def spent():  # by this process, those below it, and those below it that have ended
    me = psutil.Process()
    own = me.children()  # they stay; what marked ends, and its time becomes that of the process that started it
    psutil.wait_procs([one for one in me.children(recursive=True) if one not in own], timeout=20)
    return sum(sum(one.cpu_times()[:4]) for one in [me, *own])

course = Course(Path(sys.argv[1]))
course.grade(sys.argv[2], students=[sys.argv[3]])  # the processes' parts are loaded
times = []
for _ in range(3):
    before = spent()
    report = course.grade(sys.argv[2], force=True)
    times.append((spent() - before, report.seconds))
print(json.dumps(min(times)))  # what disturbs a run only ever makes it longer
"""


def marked_alone(course):
    """CPU seconds and seconds of marking, and the largest memory of all its processes together, in a new Python."""
    first = min(path.name for path in (course.folder / "submitted").iterdir())
    command = [sys.executable, "-c", _MARK, course.folder, ASSIGNMENT, first]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peak = 0

    def watch():
        nonlocal peak
        me = psutil.Process(process.pid)
        while process.poll() is None:
            with contextlib.suppress(psutil.Error):
                peak = max(peak, sum(one.memory_full_info().uss for one in [me, *me.children(recursive=True)]))
            time.sleep(0.05)

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, _ = process.communicate()
    watcher.join()
    assert process.returncode == 0
    return *json.loads(out), peak


def test_work_grows_with_the_class_and_memory_does_not(released_course, tmp_path):
    """The CPU time of all processes, which a busy machine disturbs less than the clock: a submission among many costs
    what one among few costs, within 15 %; and the peak of memory is the same within 10 %.
    """
    sizes = (60, 240, 960)
    work, memory = {}, {}
    for size in sizes:
        course = a_class(tmp_path / str(size), released_course, size)
        work[size], seconds, memory[size] = marked_alone(course)
        shutil.rmtree(course.folder)
        print(
            f"\n{size} submissions: {work[size]:.2f} s of CPU, {1000 * work[size] / size:.1f} ms each "
            f"({seconds:.2f} s by the clock), peak {memory[size] / 1024**2:.0f} MB",
            end="",
        )
    early, late = (work[240] - work[60]) / 180, (work[960] - work[240]) / 720
    print(f"\none more submission: {1000 * early:.1f} ms of CPU up to 240, {1000 * late:.1f} ms from there to 960")
    assert abs(late / early - 1) <= 0.15
    assert memory[960] <= 1.10 * memory[60]
