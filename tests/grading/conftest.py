"""A real nbgrader course with the assignment released, and hands to fill it in."""

import json
import shutil
from pathlib import Path

import pytest

from ilslearn.grading.cycle import Course, copy_course
from ilslearn.grading.simulation import Simulated, graded_questions, hand_write

ASSIGNMENT = "a1-what-binds"
NOTEBOOK = f"{ASSIGNMENT}.ipynb"
EVERYTHING = tuple(one.id for one in graded_questions())
TOP = sum(one.points for one in graded_questions())
POINTS = {one.id: one.points for one in graded_questions()}
PERFECT = Simulated("perfect", "all right", EVERYTHING, TOP)


@pytest.fixture(scope="session")
def released_course(tmp_path_factory):
    """A course with the assignment released, and nothing handed in: to be copied, not changed."""
    course = Course(copy_course(tmp_path_factory.mktemp("released") / "course"))
    course.release(ASSIGNMENT)
    return course.folder


@pytest.fixture
def course(released_course, tmp_path):
    """A course of its own for one test."""
    return Course(shutil.copytree(released_course, tmp_path / "course", symlinks=True))


def submitted(course, student) -> Path:
    return course.folder / "submitted" / student / ASSIGNMENT


def hand_in(course, student, change=None, kind=PERFECT):
    """Put a student's work where nbgrader collects it; ``change`` does something to the notebook."""
    folder = submitted(course, student)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(course.folder / "release" / ASSIGNMENT, folder)
    hand_write(kind, course.folder / "source" / ASSIGNMENT, folder)
    if change:
        notebook = json.loads((folder / NOTEBOOK).read_text(encoding="utf-8"))
        notebook = change(notebook) or notebook
        (folder / NOTEBOOK).write_text(json.dumps(notebook), encoding="utf-8")
    return folder


def cell_of(notebook, name):
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)


def rows(course):
    """All that autograding writes into the gradebook, in an order of its own; no identifiers."""
    from nbgrader.api import Comment, Grade, SubmittedNotebook

    found = []
    with course.gradebook() as book:
        for one in book.db.query(Grade):
            where = (one.student.id, one.notebook.name, one.name)
            score = (one.auto_score, one.manual_score, one.extra_credit, one.needs_manual_grade, one.max_score)
            found.append(("grade", *where, *score))
        for one in book.db.query(Comment):
            where = (one.student.id, one.notebook.name, one.name)
            found.append(("comment", *where, one.auto_comment, one.manual_comment))
        for one in book.db.query(SubmittedNotebook):
            total = (one.score, one.max_score, one.flagged, one.late_submission_penalty, one.needs_manual_grade)
            late = (one.assignment.timestamp, one.assignment.total_seconds_late)
            found.append(("notebook", one.student.id, one.name, *total, *late))
    return sorted(found, key=repr)


def outcome(report, student):
    return next(one for one in report.submissions if one.student == student)
