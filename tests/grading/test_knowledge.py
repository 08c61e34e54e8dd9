"""The knowledge tests through the whole cycle of nbgrader: three who answer their own form, and one who does not."""

import json

import pytest

from ilslearn.course.knowledge import TESTS, blueprint, knowledge_test
from ilslearn.grading.cycle import Course, copy_course
from ilslearn.grading.marks import marks_of
from ilslearn.grading.sitting import WORD, answers_of, sit
from ilslearn.places import place

ALL = range(1, len(blueprint().strands) + 1)
each_test = pytest.mark.parametrize("test", TESTS)


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def settings(cell):
    return cell["metadata"].get("nbgrader", {})


def source(test):
    return place("assignments") / "source" / test / f"{test}.ipynb"


@each_test
def test_the_notebook_asks_what_the_blueprint_says(test):
    texts = ["".join(cell["source"]) for cell in cells(source(test))]
    marked = [settings(cell) for cell in cells(source(test)) if settings(cell).get("grade")]
    assert [one["grade_id"] for one in marked] == [f"{test}-{k}-marks" for k in ALL]
    assert {one["points"] for one in marked} == {1}
    assert f"*{len(ALL)} points" in texts[0]
    assert f"about {blueprint().minutes} minutes" in texts[0]
    assert f'class_word = "{WORD}"' in texts
    for k in ALL:
        assert f"form.ask({k})" in texts
        assert f"form.check({k}, answer_{k})" in texts
        assert any(f'mark_item("{test}", {k}, answer_{k}, me, class_word)' in text for text in texts)
    card = json.loads(source(test).read_text(encoding="utf-8"))["metadata"]["ilslearn"]
    assert card["points"] == card["automatic"]["points"] == len(ALL)


@each_test
def test_what_a_student_runs_is_one_line_a_cell(test):
    for cell in cells(source(test)):
        if cell["cell_type"] == "code" and not settings(cell).get("grade"):
            shown = "".join(cell["source"]).partition("\n### BEGIN SOLUTION")[0]
            assert len(shown.splitlines()) == 1


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """A course in which four students took the pre-test, through nbgrader's own exchange."""
    root = tmp_path_factory.mktemp("knowledge")
    course = Course(copy_course(root / "course"))
    course.release("pre-test")
    work = {
        "ana": ("Ana", answers_of("pre-test", "ana", dict.fromkeys(ALL, True))),
        "ben": ("ben", answers_of("pre-test", "ben", {k: k % 2 == 0 for k in ALL})),
        "cyd": ("ana", answers_of("pre-test", "ana", dict.fromkeys(ALL, True))),  # all right, but the form of another
        "dov": ("", {}),
    }
    for student, (me, answers) in work.items():
        sit(course.fetch("pre-test", root / student), "pre-test", me, answers)
        course.submit("pre-test", student, root / student)
    course.collect("pre-test")
    return course, course.grade("pre-test")


@pytest.mark.long
def test_the_own_form_is_marked_and_another_form_waits_for_a_person(taken):
    course, report = taken
    outcomes = {one.student: one for one in report.submissions}
    assert {name: (one.status, one.score) for name, one in outcomes.items()} == {
        "ana": ("graded", 18.0), "ben": ("graded", 9.0), "cyd": ("needs_person", 0.0), "dov": ("graded", 0.0),
    }  # fmt: skip
    (reason,) = outcomes["cyd"].reasons
    assert "to the form of 'ana', and cyd handed them in" in reason
    waiting = {row.student: row.needs_manual_grading for row in marks_of(course)}
    assert waiting == {"ana": False, "ben": False, "cyd": True, "dov": False}


@pytest.mark.long
def test_what_a_person_needs_to_decide_stands_in_the_graded_work(taken):
    course, _ = taken
    marked = cells(course.folder / "autograded" / "cyd" / "pre-test" / "pre-test.ipynb")
    said = [
        "".join("".join(one.get("text", "")) for one in cell["outputs"])
        for cell in marked
        if settings(cell).get("grade")
    ]
    assert len(said) == len(ALL)
    assert all("For the form of ana the answer would be worth 1." in " ".join(text.split()) for text in said)


@pytest.mark.long
def test_what_is_released_has_no_key_and_no_question(taken):
    course, _ = taken
    released = (course.folder / "release" / "pre-test" / "pre-test.ipynb").read_text(encoding="utf-8")
    for secret in ("SOLUTION", "HIDDEN", "knowledge_marks", "model-student"):
        assert secret not in released
    for item in knowledge_test("pre-test", "model-student", WORD).items:
        assert item.question.prompt[:40] not in released


@pytest.mark.long
def test_feedback_tells_the_question_the_reason_and_the_source(taken):
    course, _ = taken
    course.return_feedback("pre-test", "ben")
    page = (course.folder / "feedback" / "ben" / "pre-test" / "pre-test.html").read_text(encoding="utf-8")
    assert "mark_item" not in page
    assert page.count("of 1 points. Question") == len(ALL)
    assert "Source: " in page
