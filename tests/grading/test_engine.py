"""Marking a class: row for row what nbgrader writes, once for each submission, whatever lies in its folder."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from ilslearn.errors import IlsError
from ilslearn.grading.cycle import Course
from ilslearn.grading.saving import back_up
from ilslearn.grading.simulation import simulate

from .conftest import ASSIGNMENT, NOTEBOOK, POINTS, TOP, cell_of, hand_in, outcome, rows, submitted

ILSLEARN = Path(sys.executable).with_name("ilslearn")
HONEST = ("all right", "all wrong", "blank", "half right", "late", "non-ASCII answers")


_STOCK = 'c.Execute.timeout = 30\nc.Execute.extra_arguments = ["--IPKernelApp.log_level=40"]'


def stock(course):
    """The same course with nbgrader's own autograding."""
    path = course.folder / "nbgrader_config.py"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r"^c\.Autograde\.exporter_class.*$", _STOCK, text, flags=re.MULTILINE)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    return Course(course.folder)


@pytest.mark.long
def test_the_gradebook_has_row_for_row_what_nbgrader_writes(released_course, tmp_path):
    ours = Course(shutil.copytree(released_course, tmp_path / "ours"))
    due = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with ours.gradebook() as book:
        book.find_assignment(ASSIGNMENT).duedate = due
        book.db.commit()
    group = list({student.kind: student for student in simulate(24, 7) if student.kind in HONEST}.values())
    assert {student.kind for student in group} == set(HONEST)
    for student in group:
        time = due + timedelta(seconds=90 if student.late else -90)
        folder = hand_in(ours, student.name, kind=student)
        (folder / "timestamp.txt").write_text(f"{time:%Y-%m-%d %H:%M:%S.%f} UTC", encoding="utf-8")
    theirs = stock(Course(shutil.copytree(ours.folder, tmp_path / "theirs")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own
        for student in group:
            assert theirs.api.autograde(ASSIGNMENT, student.name)["success"]
    report = ours.grade(ASSIGNMENT)
    assert {one.status for one in report.submissions} == {"graded"}
    assert rows(ours) == rows(theirs)
    assert len(rows(ours)) == len(group) * (11 + 12 + 1)
    assert {student.name: outcome(report, student.name).score for student in group} == {
        student.name: student.score for student in group
    }
    for student in group:  # and the notebook that formgrader shows has the same cells, marked the same
        mine, other = (
            json.loads((one.folder / "autograded" / student.name / ASSIGNMENT / NOTEBOOK).read_text("utf-8"))["cells"]
            for one in (ours, theirs)
        )
        assert ["".join(cell["source"]) for cell in mine] == ["".join(cell["source"]) for cell in other]
        assert [cell["metadata"].get("nbgrader") for cell in mine] == [
            cell["metadata"].get("nbgrader") or None for cell in other
        ]


def test_what_was_marked_is_skipped_until_something_changes(course):
    hand_in(course, "ada")
    hand_in(course, "bob")
    assert [one.status for one in course.grade(ASSIGNMENT).submissions] == ["graded", "graded"]
    path = course.folder / "autograded" / "ada" / ASSIGNMENT / NOTEBOOK
    before = path.stat().st_mtime_ns
    again = course.grade(ASSIGNMENT)
    assert [(one.status, one.score) for one in again.submissions] == [("skipped", TOP), ("skipped", TOP)]
    assert path.stat().st_mtime_ns == before
    shutil.rmtree(submitted(course, "bob"))
    hand_in(course, "bob", lambda nb: cell_of(nb, "a1-7-answer").update(source="months = 6"))
    assert [(one.status, one.score) for one in course.grade(ASSIGNMENT).submissions] == [
        ("skipped", TOP),
        ("graded", TOP - 2),
    ]
    assert [one.status for one in course.grade(ASSIGNMENT, force=True, students=["ada"]).submissions] == ["graded"]
    shutil.rmtree(path.parent)
    assert outcome(course.grade(ASSIGNMENT), "ada").status == "graded", "graded work that was lost is made again"


def test_another_due_date_marks_again_and_says_who_is_late(course):
    folder = hand_in(course, "ada")
    (folder / "timestamp.txt").write_text("2026-03-02 10:00:00 UTC", encoding="utf-8")
    course.grade(ASSIGNMENT)
    with course.gradebook() as book:
        book.find_assignment(ASSIGNMENT).duedate = datetime(2026, 3, 2, 9, 59)
        book.db.commit()
    assert outcome(course.grade(ASSIGNMENT), "ada").status == "graded"
    with course.gradebook() as book:
        assert book.find_submission(ASSIGNMENT, "ada").total_seconds_late == 60


def test_what_a_person_entered_is_kept(course):
    hand_in(course, "ada")
    course.grade(ASSIGNMENT)
    with course.gradebook() as book:
        book.find_grade("a1-7-marks", ASSIGNMENT, ASSIGNMENT, "ada").manual_score = 1.5
        book.find_grade("a1-memo-task", ASSIGNMENT, ASSIGNMENT, "ada").manual_score = 8
        book.find_comment("a1-memo", ASSIGNMENT, ASSIGNMENT, "ada").manual_comment = "Well argued."
        book.db.commit()
    report = course.grade(ASSIGNMENT, force=True)
    assert outcome(report, "ada").score == TOP - 0.5 + 8
    with course.gradebook() as book:
        grade = book.find_grade("a1-7-marks", ASSIGNMENT, ASSIGNMENT, "ada")
        assert (grade.manual_score, grade.auto_score, grade.needs_manual_grade) == (1.5, 2, True)
        assert book.find_comment("a1-memo", ASSIGNMENT, ASSIGNMENT, "ada").manual_comment == "Well argued."


def test_an_answer_that_cannot_be_read_says_how_to_write_it_and_waits_for_a_person(course):
    hand_in(course, "ada", lambda nb: cell_of(nb, "a1-1-answer").update(source="status_brazil = in_force"))
    told = outcome(course.grade(ASSIGNMENT), "ada")
    assert (told.status, told.score) == ("graded", TOP - 2)
    assert 'Write the answer as status_brazil = "..."' in told.reasons[0]
    course.return_feedback(ASSIGNMENT, "ada")
    page = (course.folder / "feedback" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert "0 of 2 points. Line 1 cannot be read as an answer" in page
    with course.gradebook() as book:
        grade = book.find_grade("a1-1-marks", ASSIGNMENT, ASSIGNMENT, "ada")
        assert (grade.auto_score, grade.needs_manual_grade) == (0, True)


def test_feedback_shows_score_reason_and_source_of_each_check_and_no_hidden_code(course):
    hand_in(course, "ada", lambda nb: cell_of(nb, "a1-7-answer").update(source="months = 6"))
    course.grade(ASSIGNMENT)
    course.return_feedback(ASSIGNMENT, "ada")
    page = (course.folder / "feedback" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")
    assert "0 of 2 points. The answer does not hold." in page
    assert "Source: https://normlex.ilo.org" in page
    assert "HIDDEN TESTS" not in page
    assert "ilslearn.course.marking" not in page.replace("<span", " ").replace("</span>", "")
    marked = (course.folder / "autograded" / "ada" / ASSIGNMENT / NOTEBOOK).read_text(encoding="utf-8")
    assert "ilslearn.course.marking" in marked, "the marker sees the test"


def test_the_gradebook_is_backed_up_before_the_first_write_and_only_then(course):
    hand_in(course, "ada")
    course.grade(ASSIGNMENT)
    (copy,) = (course.folder / "gradebook-backups").glob("*.db")
    with sqlite3.connect(copy) as book:
        assert book.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert book.execute("SELECT count(*) FROM submitted_assignment").fetchone() == (0,)
    book.close()
    course.grade(ASSIGNMENT)
    assert len(list((course.folder / "gradebook-backups").iterdir())) == 1, "nothing was written, nothing backed up"
    for _ in range(12):
        back_up(f"sqlite:///{course.folder / 'gradebook.db'}")
    assert len(list((course.folder / "gradebook-backups").iterdir())) == 10


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("assert helper(months) == 1", "uses helper, which no answer cell sets"),
        ("%timeit months", "is not plain Python"),
    ],
)
def test_tests_that_ask_for_more_than_the_answers_are_told_before_anybody_is_marked(course, line, said):
    from nbgrader.api import SourceCell

    hand_in(course, "ada")
    with course.gradebook() as book:
        cell = book.db.query(SourceCell).filter(SourceCell.name == "a1-7-marks").one()
        cell.source = line
        book.db.commit()
    with pytest.raises(IlsError, match=said):
        course.grade(ASSIGNMENT)
    assert not (course.folder / "autograded").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a1-what-bind"], "There is no submission of a1-what-bind"),
        ([ASSIGNMENT, "--student", "adda"], "Did you mean ada"),
        ([ASSIGNMENT, "--scheduler", "tcp://127.0.0.1:9"], "No Dask scheduler answers at tcp://127.0.0.1:9"),
    ],
)
def test_errors_on_the_command_line_are_one_sentence(course, arguments, said):
    hand_in(course, "ada")
    run = subprocess.run(
        [ILSLEARN, "grade", *arguments, "--course", course.folder], capture_output=True, text=True, check=False
    )
    assert run.returncode in (1, 2)
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_the_command_prints_what_became_of_each_submission_as_json(course):
    hand_in(course, "ada")
    (hand_in(course, "bob") / NOTEBOOK).write_text("no notebook", encoding="utf-8")
    run = subprocess.run(
        [ILSLEARN, "grade", ASSIGNMENT, "--course", course.folder, "--workers", "1", "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(run.stdout)
    assert set(told) == {"assignment", "submissions", "seconds"}
    assert told["submissions"][0] == {
        "student": "ada", "status": "graded", "score": 21.0, "max_score": 30.0, "reasons": [],
    }  # fmt: skip
    assert (told["submissions"][1]["status"], told["submissions"][1]["score"]) == ("needs_person", None)
    assert run.stderr == ""


def test_a_second_grader_waits_and_then_says_so(course, monkeypatch):
    from filelock import FileLock

    hand_in(course, "ada")
    monkeypatch.setattr("ilslearn.grading.engine.PATIENCE", 0.1)
    with FileLock(course.folder / ".ilslearn-grading.lock"), pytest.raises(IlsError, match="Somebody else is grading"):
        course.grade(ASSIGNMENT)


@pytest.mark.long
def test_nbgraders_own_command_goes_through_the_engine(course):
    hand_in(course, "ada")
    hand_in(course, "bob", lambda nb: cell_of(nb, "a1-1-answer").update(source="open('/tmp/ran', 'w')"))
    run = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), "autograde", ASSIGNMENT],
        cwd=course.folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "ada: graded" in run.stderr
    assert "Line 1 cannot be read as an answer" in run.stderr
    report = course.grade(ASSIGNMENT)
    assert [(one.status, one.score) for one in report.submissions] == [("skipped", TOP), ("skipped", TOP - 2)]


def test_formgraders_button_goes_through_the_engine(course):
    hand_in(course, "ada")
    (hand_in(course, "bob") / NOTEBOOK).write_text("no notebook", encoding="utf-8")
    assert course.api.autograde(ASSIGNMENT, "ada")["success"]
    answer = course.api.autograde(ASSIGNMENT, "bob")
    assert not answer["success"]
    assert "bob needs a person: a1-what-binds.ipynb is damaged" in answer["log"]
    assert [one.status for one in course.grade(ASSIGNMENT).submissions] == ["skipped", "needs_person"]
    assert course.api.get_submission(ASSIGNMENT, "ada")["score"] == TOP


def test_the_time_is_the_exchanges_and_not_what_the_student_wrote(course):
    folder = hand_in(course, "ada")
    (folder / "timestamp.txt").write_text("2001-01-01 00:00:00 UTC", encoding="utf-8")
    inbound = course.folder / "exchange" / "ilslearn" / "inbound"
    (inbound / f"ada+{ASSIGNMENT}+2026-03-02 10:00:00 UTC+x7").mkdir(parents=True)
    told = outcome(course.grade(ASSIGNMENT), "ada")
    assert told.status == "repaired"
    assert "2026-03-02 10:00:00 UTC counts" in told.reasons[0]
    with course.gradebook() as book:
        assert book.find_submission(ASSIGNMENT, "ada").timestamp == datetime(2026, 3, 2, 10)


def test_a_submission_that_stops_its_process_is_given_up_and_the_others_are_marked(course):
    """A test cell of the instructor's own that ends the process at one student's answer."""
    from nbgrader.api import SourceCell

    with course.gradebook() as book:
        cell = book.db.query(SourceCell).filter(SourceCell.name == "a1-7-marks").one()
        cell.source = "import os\nif months == 99:\n    os._exit(3)\n2.0"
        book.db.commit()
    for name in ("ada", "bob", "cem", "dee"):
        hand_in(course, name)
    shutil.rmtree(submitted(course, "bob"))
    hand_in(course, "bob", lambda nb: cell_of(nb, "a1-7-answer").update(source="months = 99"))
    report = course.grade(ASSIGNMENT)
    assert {one.student: one.status for one in report.submissions} == {
        "ada": "graded", "bob": "needs_person", "cem": "graded", "dee": "graded",
    }  # fmt: skip
    assert "died" in outcome(report, "bob").reasons[0]


@pytest.mark.parametrize("line", ["while True: pass", "import re; re.match(r'(a+)+$', 'a' * 64 + 'b')"])
def test_a_test_that_does_not_end_is_stopped(course, line):
    from nbgrader.api import SourceCell

    with course.gradebook() as book:
        cell = book.db.query(SourceCell).filter(SourceCell.name == "a1-7-marks").one()
        cell.source = f"if months == 99:\n    {line}\n2.0"
        book.db.commit()
    hand_in(course, "ada")
    hand_in(course, "bob", lambda nb: cell_of(nb, "a1-7-answer").update(source="months = 99"))
    report = course.grade(ASSIGNMENT, timeout=3)
    assert [one.status for one in report.submissions] == ["graded", "needs_person"]


def test_a_test_that_needs_more_memory_than_there_may_be_is_left_to_a_person(course):
    from nbgrader.api import SourceCell

    with course.gradebook() as book:
        cell = book.db.query(SourceCell).filter(SourceCell.name == "a1-7-marks").one()
        cell.source = "x = 'a' * 10**11 if months == 99 else 0\n2.0"
        book.db.commit()
    hand_in(course, "ada", lambda nb: cell_of(nb, "a1-7-answer").update(source="months = 99"))
    told = outcome(course.grade(ASSIGNMENT), "ada")
    assert told.status == "needs_person"
    assert "more memory than a submission may use" in told.reasons[0]


@pytest.mark.parametrize(
    "line",
    ["import no_such_library", "from ilslearn.course.marking import no_such_name", "import no_such_library.part as it"],
)
def test_a_test_that_cannot_be_loaded_takes_no_points_from_anyone(course, line):
    from nbgrader.api import SourceCell

    with course.gradebook() as book:
        cell = book.db.query(SourceCell).filter(SourceCell.name == "a1-7-marks").one()
        cell.source = f"{line}\n2.0"
        book.db.commit()
    hand_in(course, "ada")
    told = outcome(course.grade(ASSIGNMENT), "ada")
    assert (told.status, told.score) == ("needs_person", TOP - POINTS["a1-7"])
    assert "a1-7-marks: its test cannot be loaded here" in told.reasons[0]
    open_ = [row[3] for row in rows(course) if row[0] == "grade" and row[7]]
    assert "a1-7-marks" in open_


def test_a_gradebook_has_indexes_for_what_is_asked_of_each_submission(course):
    hand_in(course, "ada")
    course.grade(ASSIGNMENT)
    with course.gradebook() as book:
        for table, column in (("grade", "notebook_id"), ("comment", "notebook_id")):
            plan = book.db.execute(sa.text(f"EXPLAIN QUERY PLAN SELECT id FROM {table} WHERE {column} = 'x'")).all()
            assert "USING INDEX" in plan[0][3]


def test_the_doctor_finds_the_set_up_well_and_says_what_to_mend(course):
    from ilslearn.grading.setup import examine_course

    names = ["nh3", "filelock", "extensions", "course", "autograding", "sandbox", "exchange", "gradebook"]
    findings = list(examine_course(course.folder))
    assert [one.name for one in findings] == names
    assert all(one.well for one in findings), findings
    with (course.folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write('\nc.IlsGrade.code_assignments = ["ps1"]\nc.IlsGrade.sandbox = "docker"\n')
        file.write('c.Exchange.root = "/nowhere"\n')
        file.write('c.Autograde.exporter_class = "nbconvert.exporters.NotebookExporter"\n')
    (course.folder / "gradebook.db").write_bytes(b"no database at all")
    told = {one.name: one.text for one in examine_course(course.folder) if not one.well}
    assert set(told) == {"autograding", "sandbox", "exchange", "gradebook"}
    assert "put back the newest of" in told["gradebook"]
    assert [one.name for one in examine_course(course.folder / "source") if not one.well] == ["course"]
