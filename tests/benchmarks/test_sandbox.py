"""Code answers in the sandbox against stock ``nbgrader autograde``, over nbgrader's own ps1, in the same run.

Ours is the run and the tests of each notebook; writing the gradebook, a few milliseconds a submission, is the engine's.
"""

import itertools
import multiprocessing
import shutil
import time
from concurrent.futures import ProcessPoolExecutor

import nbformat
import pytest

from ilslearn.grading.sandbox import grade_code, reason_unavailable
from tests.grading.sandbox.honest import PS1
from tests.grading.sandbox.test_like_stock import nbgrader, stock_marks, taken

pytestmark = [pytest.mark.benchmark, pytest.mark.long, pytest.mark.timeout(900)]
SUBMISSIONS, WORKERS = 20, 2
QUICK = [name for name in PS1 if name not in ("recursion", "asks-the-system-for-exit")]


def one(course, student):
    """A worker's task: all notebooks of a submission, and the marks that nbgrader would take from them."""
    marks = {}
    for path in sorted((course / "submitted" / student / "ps1").glob("*.ipynb")):
        release = nbformat.read(course / "release/ps1" / path.name, 4)
        scored = grade_code(release, nbformat.read(path, 4), path.parent)
        marks |= taken(scored, path.stem)
    return student, marks


def bare(course, student):
    """What the scoring itself must compute: the same cells in one plain namespace, with nothing around them."""
    for path in sorted((course / "submitted" / student / "ps1").glob("*.ipynb")):
        names = {}
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "code":
                try:
                    exec(cell.source, names)
                except BaseException:
                    continue


def test_the_sandbox_is_at_least_three_times_as_fast_as_stock(tmp_path, capfd):
    if reason := reason_unavailable():
        pytest.skip(reason)
    nbgrader(tmp_path, "quickstart", "course")
    course = tmp_path / "course"
    nbgrader(course, "generate_assignment", "ps1", "--force")
    students = {f"student{number:02}": PS1[QUICK[number % len(QUICK)]] for number in range(SUBMISSIONS)}
    for student, cells in students.items():
        target = course / "submitted" / student / "ps1"
        shutil.copytree(course / "release/ps1", target)
        book = nbformat.read(target / "problem1.ipynb", 4)
        for cell in book.cells:
            cell.source = cells.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        nbformat.write(book, target / "problem1.ipynb")

    before = time.perf_counter()
    nbgrader(course, "autograde", "ps1", "--force")
    stock = time.perf_counter() - before

    before = time.perf_counter()
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
        found = dict(pool.map(one, itertools.repeat(course), students))
        ours = time.perf_counter() - before
        before = time.perf_counter()
        again = dict(pool.map(one, itertools.repeat(course), students))
        warm = time.perf_counter() - before

    before = time.perf_counter()
    for student in students:
        bare(course, student)
    least = (time.perf_counter() - before) / WORKERS

    capfd.readouterr()
    with capfd.disabled():
        print(f"\n{SUBMISSIONS} submissions of ps1: stock / sandbox {stock / ours:.1f}, once warm {stock / warm:.1f};")
        print(f"sandbox / least that must be computed {ours / least:.0f}, once warm {warm / least:.0f};")
        print(f"per submission: stock {stock / SUBMISSIONS:.3f} s, sandbox {ours / SUBMISSIONS:.3f} s, once warm "
              f"{warm / SUBMISSIONS:.3f} s, least {least / SUBMISSIONS:.4f} s")  # fmt: skip
    assert found == again == {student: stock_marks(course, "ps1", student) for student in students}
    assert stock >= 3 * ours
