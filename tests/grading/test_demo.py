"""The whole cycle on a simulated class: every mark is what it must be, and a wrong one is seen."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from ilslearn.errors import IlsError
from ilslearn.grading.cycle import Course
from ilslearn.grading.demo import run_demo
from ilslearn.grading.simulation import KINDS, graded_questions, simulate

from .conftest import ASSIGNMENT

ONE = {"assignments": [ASSIGNMENT]}


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "out"
    return out, run_demo(students=12, seed=7, out=out, **ONE)


@pytest.fixture
def out(first_run, tmp_path):
    """A copy of the finished course, so that no test stands in the way of another."""
    return shutil.copytree(first_run[0], tmp_path / "out")


def rows(out):
    with (out / "marks.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stamps(out):
    kept = [path for part in ("autograded", "feedback", "release") for path in (out / "course" / part).rglob("*")]
    return {path.relative_to(out): path.stat().st_mtime_ns for path in kept if path.is_file()}


def test_the_same_seed_makes_the_same_class():
    assert simulate(30, 7) == simulate(30, 7)
    assert simulate(30, 7) != simulate(30, 8)


@pytest.mark.parametrize("seed", [0, 7, 2026])
def test_twelve_students_are_of_twelve_kinds(seed):
    assert Counter(student.kind for student in simulate(12, seed)) == Counter(KINDS)
    assert len(KINDS) == 12


@pytest.mark.parametrize("seed", [7, 8])
def test_what_work_is_worth_lies_between_nothing_and_all(seed):
    top = sum(question.points for question in graded_questions())
    group = simulate(200, seed)
    assert len({student.name for student in group}) == 200
    assert all(0 <= student.score <= top for student in group)
    worth = {student.kind: student.score for student in group}
    assert (worth["all right"], worth["all wrong"], worth["blank"], worth["a missing notebook"]) == (top, 0, 0, 0)


def test_a_larger_class_begins_with_the_smaller_one():
    assert [student.kind for student in simulate(40, 7)[:12]] == [student.kind for student in simulate(12, 7)]


@pytest.mark.long
def test_every_mark_is_what_it_must_be(first_run):
    out, agreed = first_run
    assert agreed is True
    assert len(rows(out)) == 12
    awarded = {row["student"]: float(row["auto_score"]) for row in rows(out)}
    assert awarded == {student.name: student.score for student in simulate(12, 7)}


@pytest.mark.long
def test_the_table_of_marks_says_who_is_late_and_who_needs_a_person(first_run):
    kinds = {student.name: student.kind for student in simulate(12, 7)}
    by_kind = {kinds[row["student"]]: row for row in rows(first_run[0])}
    assert [kind for kind, row in by_kind.items() if int(row["seconds_late"]) > 0] == ["late"]
    waiting = {kind for kind, row in by_kind.items() if row["status"] == "needs_person"}
    assert waiting == {"not a notebook", "a missing notebook"}
    assert all(by_kind[kind]["reasons"] for kind in waiting)
    assert {row["auto_max"] for row in by_kind.values()} == {"21.0"}


@pytest.mark.long
def test_a_second_run_resumes_and_agrees(out, capsys):
    before, marks = stamps(out), rows(out)
    assert before
    capsys.readouterr()
    assert run_demo(students=12, seed=7, out=out, as_json=True, **ONE) is True
    assert stamps(out) == before
    told = json.loads(capsys.readouterr().out)
    assert told["agreed"] is True
    assert len(told["students"]) == 12
    assert [row["student"] for row in rows(out)] == [row["student"] for row in marks]
    assert [row["score"] for row in rows(out)] == [row["score"] for row in marks]


@pytest.mark.long
def test_work_lost_on_the_way_is_done_again(out):
    """Stopped between two students: what is missing is graded, what is there is left."""
    student = next(one.name for one in simulate(12, 7) if one.kind == "all right")
    shutil.rmtree(out / "course" / "autograded" / student)
    shutil.rmtree(out / "course" / "feedback" / student)
    before = stamps(out)
    assert run_demo(students=12, seed=7, out=out, **ONE) is True
    after = stamps(out)
    assert {path: after[path] for path in before} == before
    assert {path.parts[2] for path in set(after) - set(before)} == {student}


@pytest.mark.long
@pytest.mark.parametrize("change", [-1.0, 0.5])
def test_one_wrong_mark_is_seen(out, change, capsys):
    student = next(one.name for one in simulate(12, 7) if one.kind == "half right")
    with Course(out / "course").gradebook() as book:
        grades = book.find_submission(ASSIGNMENT, student).notebooks[0].grades
        grade = next(one for one in grades if one.cell.cell_type == "code" and one.auto_score is not None)
        grade.manual_score = (grade.auto_score or 0) + change
        book.db.commit()
    capsys.readouterr()
    assert run_demo(students=12, seed=7, out=out, as_json=True, **ONE) is False
    told = json.loads(capsys.readouterr().out)
    assert [one["student"] for one in told["students"] if not one["agrees"]] == [student]


@pytest.mark.long
def test_a_submission_without_its_scores_is_graded_again(out):
    """Stopped inside one student: nbgrader writes the notebook first and the scores last."""
    student = next(one.name for one in simulate(12, 7) if one.kind == "all right")
    course = Course(out / "course")
    with course.gradebook() as book:
        for notebook in book.find_submission(ASSIGNMENT, student).notebooks:
            for grade in notebook.grades:
                grade.auto_score = None
        book.db.commit()
    assert not course.is_graded(ASSIGNMENT, student)
    before = stamps(out)
    assert run_demo(students=12, seed=7, out=out, **ONE) is True
    changed = {path.parts[2] for path, stamp in stamps(out).items() if before.get(path) != stamp}
    assert changed == {student}


@pytest.mark.long
@pytest.mark.parametrize(("students", "seed"), [(12, 8), (13, 7)])
def test_another_class_in_the_same_folder_is_refused(out, students, seed):
    before = (out / "marks.csv").read_bytes()
    with pytest.raises(IlsError, match=r"holds another class \(students 12 and seed 7\)"):
        run_demo(students=students, seed=seed, out=out, **ONE)
    assert (out / "marks.csv").read_bytes() == before


def test_a_folder_with_other_things_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(IlsError, match="is not empty"):
        run_demo(students=12, seed=7, out=tmp_path, **ONE)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_assignment_that_is_not_there_is_sent_back(tmp_path):
    with pytest.raises(IlsError, match=r"There is no assignment a1-what-bind\. Did you mean a1-what-binds\?"):
        run_demo(students=2, seed=7, out=tmp_path / "out", assignments=["a1-what-bind"])


@pytest.mark.long
def test_marks_are_exported_from_the_command_line(out, tmp_path):
    target = tmp_path / "new" / "marks.csv"
    command = [Path(sys.executable).with_name("ilslearn"), "marks", "--course", out / "course", "--to", target]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ))
    assert run.stdout == f"12 rows written to {target}.\n"
    with target.open(encoding="utf-8", newline="") as file:
        exported = list(csv.DictReader(file))
    assert [row["score"] for row in exported] == [row["score"] for row in rows(out)]
