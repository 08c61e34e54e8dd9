"""Honest work that was damaged on the way: each gets the marks that its answers deserve, and each repair is told."""

import copy
import json

import pytest

from ilslearn.grading.simulation import Simulated

from .conftest import ASSIGNMENT, EVERYTHING, NOTEBOOK, POINTS, TOP, cell_of, hand_in, outcome


def at(notebook, name):
    return notebook["cells"].index(cell_of(notebook, name))


def text(cell):
    return "".join(cell["source"])


def copied_answer(nb):
    nb["cells"].insert(at(nb, "a1-2-answer"), copy.deepcopy(cell_of(nb, "a1-2-answer")))


def copied_test(nb):
    nb["cells"].insert(at(nb, "a1-2-marks"), copy.deepcopy(cell_of(nb, "a1-2-marks")))


def copied_and_left_empty(nb):
    empty = copy.deepcopy(cell_of(nb, "a1-2-answer"))
    nb["cells"].insert(at(nb, "a1-2-answer") + 1, {**empty, "source": 'first_day = ""'})


def copied_elsewhere_and_changed(nb):
    nb["cells"].append({**copy.deepcopy(cell_of(nb, "a1-2-answer")), "source": 'first_day = "1950-01-01"'})


def two_answers_in_one_place(nb):
    other = {**copy.deepcopy(cell_of(nb, "a1-2-answer")), "source": 'first_day = "1950-01-01"'}
    nb["cells"].insert(at(nb, "a1-2-answer") + 1, other)


def split_memo(nb):
    whole = cell_of(nb, "a1-memo")
    first, second = text(whole)[:200], text(whole)[200:]
    nb["cells"].insert(at(nb, "a1-memo") + 1, {**copy.deepcopy(whole), "source": second})
    whole["source"] = first


def split_without_a_name(nb):
    cell = cell_of(nb, "a1-5-answer")
    first, second = text(cell).split(", ", 1)
    plain = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": second}
    nb["cells"].insert(at(nb, "a1-5-answer") + 1, plain)
    cell["source"] = first + ","


def merged_with_its_check(nb):
    place = at(nb, "a1-2-answer")
    nb["cells"][place]["source"] = text(nb["cells"][place]) + "\n" + text(nb["cells"].pop(place + 1))


def merged_with_its_question(nb):
    place = at(nb, "a1-7-question")
    nb["cells"][place]["source"] = text(nb["cells"][place]) + "\n\n" + text(nb["cells"].pop(place + 1))


def two_answers_merged(nb):
    first, second = cell_of(nb, "a1-2-answer"), cell_of(nb, "a1-3-answer")
    first["source"] = text(first) + "\n" + text(second)
    nb["cells"].remove(second)


def merged_with_the_next_question(nb):
    answer, question = cell_of(nb, "a1-7-answer"), cell_of(nb, "a1-8-question")
    answer["source"] = text(answer) + "\n" + text(question)
    nb["cells"].remove(question)


def deleted_answer(nb):
    nb["cells"].remove(cell_of(nb, "a1-2-answer"))


def deleted_tests_and_questions(nb):
    for name in ("a1-2-marks", "a1-3-question", "a1-memo-task"):
        nb["cells"].remove(cell_of(nb, name))


def answer_as_markdown(nb):
    cell = cell_of(nb, "a1-2-answer")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


def a_test_as_raw(nb):
    cell_of(nb, "a1-2-marks")["cell_type"] = "raw"


def in_another_order(nb):
    nb["cells"].reverse()


def renamed_cells(nb):
    for name in ("a1-2-answer", "a1-3-marks"):
        cell_of(nb, name)["metadata"]["nbgrader"]["grade_id"] = "mine"


def no_names_at_all(nb):
    for cell in nb["cells"]:
        cell["metadata"] = {}


def no_names_and_no_identifiers(nb):
    for cell in nb["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)
    nb["nbformat_minor"] = 4


def other_points_and_settings(nb):
    cell_of(nb, "a1-2-marks")["metadata"]["nbgrader"].update(points=2000, locked=False)
    cell_of(nb, "a1-2-answer")["metadata"]["nbgrader"].update(grade=True, points=50, schema_version=1)


def answer_below_the_empty_one(nb):
    cell = cell_of(nb, "a1-2-answer")
    plain = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": text(cell)}
    nb["cells"].insert(at(nb, "a1-2-answer") + 1, plain)
    cell["source"] = 'first_day = ""'


def an_edited_test(nb):
    cell_of(nb, "a1-2-marks")["source"] = "100.0"


def version_3(nb):
    cells = [dict(c, input=c["source"]) if c["cell_type"] == "code" else c for c in nb["cells"]]
    return {"worksheets": [{"cells": cells}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}


def version_4_0(nb):
    for cell in nb["cells"]:
        cell.pop("id", None)
    nb["nbformat_minor"] = 0


def odd_cells(nb):
    nb["cells"][3:3] = [None, 7, {"cell_type": "code"}, {"source": "no kind"}, {"cell_type": "x", "source": ["a", 1]}]


def half_characters(nb):
    nb["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "\ud800 half"})


# what was done, the marks that are lost, the status, what is told
DAMAGED = [
    (copied_answer, 0, "repaired", "a1-2-answer was there 2 times"),
    (copied_test, 0, "repaired", "a1-2-marks was there 2 times"),
    (copied_and_left_empty, 0, "repaired", "a1-2-answer was there 2 times"),
    (copied_elsewhere_and_changed, 0, "repaired", "the one in its place counts"),
    (two_answers_in_one_place, 2, "needs_person", "2 different answers to a1-2-answer"),
    (split_memo, 0, "repaired", "a1-memo had been split"),
    (split_without_a_name, 0, "repaired", "a1-5-answer had been split"),
    (merged_with_its_check, 0, "graded", ""),
    (merged_with_its_question, 0, "repaired", "a1-7-answer was found in another cell"),
    (two_answers_merged, 0, "repaired", "a1-3-answer was found in another cell"),
    (merged_with_the_next_question, 0, "repaired", "a1-7-answer had been merged"),
    (deleted_answer, 2, "repaired", "a1-2-answer was missing"),
    (deleted_tests_and_questions, 0, "repaired", "a1-2-marks was missing: it was put back"),
    (answer_as_markdown, 0, "repaired", "a1-2-answer was of another type"),
    (a_test_as_raw, 0, "repaired", "a1-2-marks was of another type"),
    (in_another_order, 0, "repaired", "another order"),
    (renamed_cells, 0, "repaired", "settings of the cell a1-2-answer had been changed"),
    (no_names_at_all, 0, "repaired", "settings of the cell a1-2-answer had been changed"),
    (no_names_and_no_identifiers, 0, "repaired", "a1-2-answer was found in another cell"),
    (other_points_and_settings, 0, "repaired", "settings of the cell a1-2-marks had been changed"),
    (answer_below_the_empty_one, 0, "repaired", "a1-2-answer was found in another cell, by the name first_day"),
    (an_edited_test, 0, "repaired", "text of the cell a1-2-marks had been changed"),
    (version_3, 0, "repaired", "old format"),
    (version_4_0, 0, "graded", ""),
    (odd_cells, 0, "repaired", "3 damaged cells"),
    (half_characters, 0, "graded", ""),
]


def test_each_gets_the_marks_that_its_answers_deserve(course):
    for change, *_ in DAMAGED:
        hand_in(course, change.__name__, change)
    report = course.grade(ASSIGNMENT)
    found = {one.student: (one.status, one.score) for one in report.submissions}
    assert found == {change.__name__: (status, TOP - lost) for change, lost, status, _ in DAMAGED}
    for change, _, _, said in DAMAGED:
        told = outcome(report, change.__name__).reasons
        assert (said in " ".join(told)) if said else not told, (change.__name__, told)
    for change, _, status, _ in DAMAGED:
        path = course.folder / "autograded" / change.__name__ / ASSIGNMENT / NOTEBOOK
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        names = [cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if cell["metadata"].get("nbgrader")]
        assert len(names) == len(set(names)) == 36
        assert cells[0]["source"].startswith("**Repaired before marking**") == (status != "graded")
    import nbformat

    nbformat.validate(nbformat.read(path, as_version=4))
    assert course.api.generate_feedback(ASSIGNMENT, change.__name__)["success"]


def test_a_repair_invents_no_marks(course):
    """The same damage to work in which question 2 is wrong: its points are not there."""
    wrong = Simulated("w", "half", tuple(one for one in EVERYTHING if one != "a1-2"), TOP - POINTS["a1-2"])
    kept = [c for c, *_ in DAMAGED if c not in (two_answers_in_one_place, deleted_answer)]
    for change in kept:
        hand_in(course, change.__name__, change, kind=wrong)
    report = course.grade(ASSIGNMENT)
    assert {one.student: one.score for one in report.submissions} == {c.__name__: TOP - 2 for c in kept}


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("my answers.ipynb", "repaired", "was handed in as my answers.ipynb"),
        (f"{NOTEBOOK}.txt", "repaired", f"was handed in as {NOTEBOOK}.txt"),
        ("sub/deep.ipynb", "repaired", "was handed in as sub/deep.ipynb"),
        ("notes.txt", "needs_person", "no notebook was handed in"),
    ],
)
def test_a_renamed_notebook_is_found(course, name, status, said):
    folder = hand_in(course, "ada")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / NOTEBOOK).rename(folder / name)
    told = outcome(course.grade(ASSIGNMENT), "ada")
    assert (told.status, told.score) == (status, TOP if status == "repaired" else None)
    assert said in told.reasons[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "damaged: it is not a notebook that can be read"),
        (b"[]", "damaged: it is not a notebook"),
        (b'{"a": 1}', "damaged: it has no cells"),
        (b'{"cells": {}}', "damaged: it has no cells"),
        (b'{"cells": [1], "nbformat": 4}', "damaged: it has no cells"),
        (b'{"cells": [', "damaged: it is not a notebook that can be read"),
        (b"\xff\xfe\x00", "damaged: it is not a notebook that can be read"),
        (b"[" * 200_000, "damaged: it is not a notebook that can be read"),
        (b"PK\x03\x04", "damaged: it is not a notebook that can be read"),
        (b'{"cells": [' + b"{}," * 6000 + b"{}]}", "more than 5,000 cells"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_whatever_stands_in_a_file_is_a_reason_and_not_an_error(course, data, said):
    (hand_in(course, "ada") / NOTEBOOK).write_bytes(data)
    hand_in(course, "bob")
    report = course.grade(ASSIGNMENT)
    assert outcome(report, "ada").status == "needs_person"
    assert said in outcome(report, "ada").reasons[0]
    assert outcome(report, "bob").score == TOP, "it stops no other"


def test_fifty_megabytes_of_output_are_left_out(course):
    def flood(nb):
        cell_of(nb, "a1-2-answer")["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": "x" * 50 * 1024**2}
        ]

    hand_in(course, "ada", flood)
    told = outcome(course.grade(ASSIGNMENT), "ada")
    assert (told.status, told.score) == ("repaired", TOP)
    assert "had 50 MB" in told.reasons[0]
    assert (course.folder / "autograded" / "ada" / ASSIGNMENT / NOTEBOOK).stat().st_size < 100_000


def test_more_than_can_be_opened_is_left_to_a_person(course):
    folder = hand_in(course, "ada")
    with (folder / NOTEBOOK).open("ab") as file:
        file.truncate(70 * 1024**2)
    told = outcome(course.grade(ASSIGNMENT), "ada")
    assert (told.status, told.score) == ("needs_person", None)
    assert "too large (70 MB)" in told.reasons[0]
