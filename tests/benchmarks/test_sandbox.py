"""Code answers in the sandbox against stock ``nbgrader autograde``, over nbgrader's own ps1, in the same run.

Both are whole commands, from the start of Python to the marks in the gradebook.
"""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from ilslearn.grading.cycle import Course
from ilslearn.grading.sandbox import reason_unavailable
from tests.grading.conftest import rows
from tests.grading.sandbox.honest import PS1
from tests.grading.sandbox.test_like_stock import nbgrader
from tests.grading.test_code_assignments import SETTINGS

pytestmark = [pytest.mark.benchmark, pytest.mark.long, pytest.mark.timeout(900)]
SUBMISSIONS, WORKERS = 20, 2
QUICK = [name for name in PS1 if name not in ("recursion", "asks-the-system-for-exit")]
ILSLEARN = Path(sys.executable).with_name("ilslearn")


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
    theirs = tmp_path / "course"
    nbgrader(theirs, "generate_assignment", "ps1", "--force")
    students = {f"student{number:02}": PS1[QUICK[number % len(QUICK)]] for number in range(SUBMISSIONS)}
    for student, cells in students.items():
        target = theirs / "submitted" / student / "ps1"
        shutil.copytree(theirs / "release/ps1", target)
        book = nbformat.read(target / "problem1.ipynb", 4)
        for cell in book.cells:
            cell.source = cells.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        nbformat.write(book, target / "problem1.ipynb")
    ours = Path(shutil.copytree(theirs, tmp_path / "ours"))
    with (ours / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)

    before = time.perf_counter()
    nbgrader(theirs, "autograde", "ps1", "--force")
    stock = time.perf_counter() - before

    before = time.perf_counter()
    command = [ILSLEARN, "grade", "ps1", "--course", ours, "--workers", str(WORKERS)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    sandbox = time.perf_counter() - before

    before = time.perf_counter()
    for student in students:
        bare(theirs, student)
    least = (time.perf_counter() - before) / WORKERS

    capfd.readouterr()
    with capfd.disabled():
        print(f"\n{told.splitlines()[-1]}\n{SUBMISSIONS} submissions of ps1: stock / sandbox {stock / sandbox:.1f};")
        print(f"sandbox / least that must be computed {sandbox / least:.0f};")
        print(f"per submission: stock {stock / SUBMISSIONS:.3f} s, sandbox {sandbox / SUBMISSIONS:.3f} s, "
              f"least {least / SUBMISSIONS:.4f} s")  # fmt: skip
    assert rows(Course(ours)) == rows(Course(theirs))
    assert stock >= 3 * sandbox
