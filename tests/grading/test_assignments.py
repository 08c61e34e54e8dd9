"""Every assignment through the real engine: right answers get all, wrong ones nothing, and the reason has a source."""

import json
import re
import shutil

import pytest

from ilslearn.course.questions import all_questions
from ilslearn.grading.cycle import Course, copy_course
from ilslearn.grading.marks import marks_of
from ilslearn.grading.simulation import Simulated, graded_questions, hand_write, simulate
from ilslearn.places import place

# The pre-test and the post-test have tests of their own: test_knowledge.py.
ASSIGNMENTS = sorted(path.name for path in (place("assignments") / "source").glob("a*") if path.is_dir())
LATER = [name for name in ASSIGNMENTS if not name.startswith("a1-")]  # a1 has tests of its own
each = pytest.mark.parametrize("name", ASSIGNMENTS)


def lesson(name):
    return name.partition("-")[0]


def worth(name):
    return sum(one.points for one in graded_questions(lesson(name)))


def notebook(name):
    path = place("assignments") / "source" / name / f"{name}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def settings(cell):
    return cell["metadata"].get("nbgrader", {})


def everything(name):
    return tuple(one.id for one in graded_questions(lesson(name)))


@each
def test_the_card_tells_what_the_cells_are_worth(name):
    cells, card = notebook(name)["cells"], notebook(name)["metadata"]["ilslearn"]
    marked = {settings(c)["grade_id"]: settings(c)["points"] for c in cells if settings(c).get("grade")}
    read = sum(settings(c)["points"] for c in cells if settings(c).get("task"))
    assert marked == {f"{one.id}-marks": one.points for one in graded_questions(lesson(name))}
    assert card["automatic"]["points"] == worth(name) == sum(marked.values())
    assert (card["manual"]["points"], card["points"]) == (read, read + worth(name))
    assert card["automatic"]["points"] * 2 >= card["points"], "at least half is marked automatically"
    assert card["assignment"] == lesson(name)
    assert card["objectives"]
    assert card["common_errors"]
    first = "".join(cells[0]["source"])
    assert f"{card['points']} points" in first
    assert f"about {card['minutes']} minutes" in first
    assert card["title"] in first


@each
def test_the_notebook_asks_what_the_questions_ask(name):
    cells = notebook(name)["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells)
    for one in all_questions().values():
        if one.lesson == lesson(name):
            assert one.form == "memorial" or f'ils.check("{one.id}", ' in text
            assert one.form == "memo" or one.prompt in text
            assert not one.points or f'mark("{one.id}", ' in text


@each
def test_the_lessons_that_prepare_for_it_are_named(name):
    path = place("assignments") / "source" / name / f"{name}.ipynb"
    links = re.findall(r"\[(\d\.\d)[^\]]*\]\((\.\.[^)]+)\)", "".join(notebook(name)["cells"][0]["source"]))
    assert links
    for lesson_number, link in links:
        target = (path.parent / link).resolve()  # the same from release/, which lies as deep
        assert target.is_file(), link
        assert json.loads(target.read_text(encoding="utf-8"))["metadata"]["ilslearn"]["lesson"] == lesson_number


@each
def test_what_a_person_marks_has_a_scheme_and_a_model_answer_of_the_length_that_is_asked_for(name):
    cells = notebook(name)["cells"]
    tasks = ["".join(cell["source"]) for cell in cells if settings(cell).get("task")]
    assert tasks
    assert all(re.search(r"=== BEGIN MARK SCHEME ===\n.{300,}=== END MARK SCHEME ===", one, re.S) for one in tasks)
    for one in all_questions().values():
        if one.lesson == lesson(name) and one.form == "memo":
            cell = next(c for c in cells if settings(c).get("grade_id") == one.id)
            memo = "".join(cell["source"]).split('"""')[3]
            assert one.words[0] <= len(memo.split()) <= one.words[1]


@pytest.fixture(scope="module", params=LATER)
def graded(request, tmp_path_factory):
    """A course with one assignment handed in by three students, marked by the grader."""
    name = request.param
    course = Course(copy_course(tmp_path_factory.mktemp(lesson(name)) / "course"))
    course.release(name)
    for kind in ("all right", "all wrong", "blank"):
        student = Simulated(kind.replace(" ", "-"), kind, everything(name) if kind == "all right" else (), 0)
        folder = course.folder / "submitted" / student.name / name
        shutil.copytree(course.folder / "release" / name, folder)
        hand_write(student, course.folder / "source" / name, folder)
    course.grade(name)
    rows = {row.student: row for row in marks_of(course)}
    return name, course, rows


@pytest.mark.long
@pytest.mark.parametrize(("student", "share"), [("all-right", 1), ("all-wrong", 0), ("blank", 0)])
def test_right_work_gets_all_and_wrong_work_nothing(graded, student, share):
    name, _, rows = graded
    assert (rows[student].status, rows[student].reasons) == ("graded", "")
    assert (rows[student].auto_score, rows[student].auto_max) == (share * worth(name), worth(name))


@pytest.mark.long
def test_what_is_released_has_no_secret(graded):
    name, course, _ = graded
    released = (course.folder / "release" / name / f"{name}.ipynb").read_text(encoding="utf-8")
    for secret in ("SOLUTION", "HIDDEN", "MARK SCHEME", "ilslearn.course.marking"):
        assert secret in json.dumps(notebook(name))
        assert secret not in released


@pytest.mark.long
def test_each_mark_is_told_with_its_reason_and_its_source(graded):
    name, course, _ = graded
    for student in ("all-right", "all-wrong"):
        path = course.folder / "autograded" / student / name / f"{name}.ipynb"
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if settings(cell).get("grade"):
                said = "".join("".join(output.get("text", "")) for output in cell["outputs"])
                assert re.match(r"[\d.]+ of \d+ points\. ", said)
                assert "Source: https://" in said or "Source: http://" in said


@pytest.mark.long
@pytest.mark.parametrize("name", ["a2-roles-of-international-law", "a4-country-file", "a6-supplier-in-trouble"])
def test_a_simulated_class_gets_what_its_work_is_worth(name, tmp_path):
    course = Course(copy_course(tmp_path / "course"))
    course.release(name)
    group = [one for one in simulate(16, 7, lesson(name)) if not one.needs_person]
    for student in group:
        folder = course.folder / "submitted" / student.name / name
        shutil.copytree(course.folder / "release" / name, folder)
        hand_write(student, course.folder / "source" / name, folder)
    awarded = {one.student: one.score for one in course.grade(name).submissions}
    assert awarded == {student.name: student.score for student in group}
