"""A course with a real gradebook, in which some students meet the rule and some do not."""

import json
import shutil
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ilslearn.certificates.credential import credential
from ilslearn.certificates.issuing import issue
from ilslearn.certificates.keys import PUBLIC, issuer
from ilslearn.certificates.settings import Settings
from ilslearn.course.journal import standing as self_checks
from ilslearn.grading.cycle import Course
from ilslearn.places import place

WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
STUDENTS = {  # points of 10 for a1, handed in the post-test?, lessons left out, first and last name
    "ada": (8, True, 0, "Ada", "Lovelace"),
    "ben": (8, True, 2, "Ben", "Okri"),
    "cleo": (8, False, 0, "", ""),
    "dan": (5, True, 0, "Dan", "#panic()"),
}


def progress(left_out: int = 0) -> str:
    """What `ilslearn progress --export` writes for a learner who has done all lessons but the last few."""
    lessons = list(dict.fromkeys(row["lesson"] for row in self_checks()))
    skipped = lessons[len(lessons) - left_out :]
    rows = [{**row, "right": row["lesson"] not in skipped, "tries": 1} for row in self_checks()]
    return json.dumps({"version": 1, "checks": rows, "tries": []})


def set_points(course: Course, student: str, points: float) -> None:
    with course.gradebook() as book:
        book.find_grade("q1", "a1", "a1", student).auto_score = points
        book.db.commit()


@pytest.fixture(scope="session")
def made_course(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "course"
    (folder / "progress").mkdir(parents=True)
    (folder / "source").mkdir()
    shutil.copy(place("assignments") / "nbgrader_config.py", folder)
    course = Course(folder)
    with warnings.catch_warnings(action="ignore"), course.gradebook() as book:  # of nbgrader's own parts
        for name, top in (("a1", 10), ("post-test", 0)):
            book.add_assignment(name)
            book.add_notebook(name, name)
            book.add_grade_cell("q1", name, name, max_score=top, cell_type="code")
        for student, (points, tested, left_out, first, last) in STUDENTS.items():
            book.add_student(student, first_name=first or None, last_name=last or None)
            for name in ["a1", *(["post-test"] if tested else [])]:
                book.add_submission(name, student)
                grade = book.find_grade("q1", name, name, student)
                grade.auto_score, grade.needs_manual_grade = (points if name == "a1" else 0), False
                for part in ("submitted", "autograded"):
                    home = folder / part / student / name
                    home.mkdir(parents=True)
                    (home / f"{name}.ipynb").write_text("{}")
            (folder / "progress" / f"{student}.json").write_text(progress(left_out))
        book.db.commit()
    return folder


@pytest.fixture
def course(made_course, tmp_path) -> Course:
    """A course of its own for one test."""
    return Course(shutil.copytree(made_course, tmp_path / "course"))


@dataclass(frozen=True)
class Given:
    """A certificate that was issued, as its files."""

    pdf: Path
    json: Path
    key: Path
    code: str


@pytest.fixture
def given(course) -> Given:
    """Ada's certificate."""
    (made,) = issue(course, "ada")
    return Given(*made.files, course.folder / "issuer" / PUBLIC, made.code)


@pytest.fixture(scope="session")
def signed(tmp_path_factory) -> tuple[dict, Path]:
    """A signed credential for Ada Lovelace without a course around it, and the file of the public key."""
    who = issuer(tmp_path_factory.mktemp("keys") / "issuer", make=True)
    return credential(who, Settings(issuer="Faculty of Law"), "Ada Lovelace", WHEN), who.folder / PUBLIC
