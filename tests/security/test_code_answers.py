"""What hostile code meets in the sandbox, what it earns, and what it leaves behind: nothing."""

import json
import os
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from nbgrader.utils import determine_grade, is_grade

from ilslearn.grading.sandbox import grade_code
from ilslearn.grading.sandbox.warm import warm
from tests.security.conftest import LIMITS
from tests.security.hostile import ALL, CASES

pytestmark = [pytest.mark.long, pytest.mark.thorough]


def state(place):
    """All that a submission could have left: processes, mounts, files."""
    return {
        "processes": {one.pid for one in psutil.Process(warm()._process.pid).children(recursive=True)},
        "mounts": Path("/proc/self/mounts").read_text(),
        "files": {path: path.read_bytes() for path in place.course.rglob("*") if path.is_file()},
        "temporary": {one.path for where in ("/tmp", "/dev/shm") for one in os.scandir(where) if theirs(one)},
    }


def theirs(entry):
    """Whether a sandbox of root's grader made it (as nobody), or any grader's kernel."""
    try:
        return entry.name.startswith("kernel-") or entry.stat(follow_symlinks=False).st_uid == 65534
    except FileNotFoundError:
        return False


def left(place, before):
    """What is different from before, when the kernel has had a moment to bury the dead."""
    until = time.monotonic() + 5
    while (after := state(place)) != before and time.monotonic() < until:
        time.sleep(0.05)
    return {name: after[name] for name in after if after[name] != before[name]}


def marks(scored):
    """The marks that nbgrader itself takes from the executed notebook."""
    cells = nbformat.from_dict(scored.notebook).cells
    return {cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] for cell in cells if is_grade(cell)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_hostile_submission_meets_earns_and_leaves(place, case, monkeypatch):
    monkeypatch.setenv("GRADER_TOKEN", "SECRET token")
    folder = place.course / "submitted/ada/ps1"
    warm()
    before = state(place)

    scored = grade_code(place.release(), place.submission(case.cells), folder, LIMITS)

    text = json.dumps(scored.notebook)
    assert case.shows in json.dumps([cell.get("outputs") for cell in scored.notebook["cells"]])
    assert "SECRET" not in text
    assert case.reason in "; ".join(scored.reasons)
    assert case.status in (None, scored.status), scored.reasons
    earned = marks(scored)
    assert {name: mark for name, mark in earned.items() if case.earns[name] is not None} == {
        name: mark for name, mark in case.earns.items() if mark is not None
    }
    assert len(text) < 2_000_000
    outputs = [output for cell in scored.notebook["cells"] for output in cell.get("outputs", [])]
    shown = {kind for output in outputs for kind in output.get("data", {})}
    assert shown <= {"text/plain", "image/png"}
    assert "steal()" not in json.dumps(outputs)
    nbformat.validate(nbformat.from_dict(scored.notebook))
    assert left(place, before) == {}


def test_an_honest_submission_earns_everything(place):
    scored = grade_code(place.release(), place.submission({}), place.course / "submitted/ada/ps1", LIMITS)
    assert (marks(scored), scored.status, scored.reasons) == (ALL, "graded", ())
