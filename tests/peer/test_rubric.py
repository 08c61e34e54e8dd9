"""By what memos are reviewed: the criteria of the marking schemes of our own assignments, and nothing else of these."""

import json

import pytest

from ilslearn.errors import UnusableFile
from ilslearn.peer.rubric import tasks_of
from ilslearn.places import place

SOURCES = sorted((place("assignments") / "source").glob("a*"))  # the two tests have no memo


def cells_of(folder):
    (path,) = folder.glob("*.ipynb")
    return [
        (cell["metadata"].get("nbgrader", {}), "".join(cell["source"]))
        for cell in json.loads(path.read_text())["cells"]
    ]


@pytest.mark.parametrize("folder", SOURCES, ids=lambda folder: folder.name)
def test_the_criteria_make_up_the_points_of_each_memo(folder):
    asked = [settings["points"] for settings, _ in cells_of(folder) if settings.get("task")]
    assert [sum(one.points for one in task.criteria) for task in tasks_of(folder)] == asked


@pytest.mark.parametrize("folder", SOURCES, ids=lambda folder: folder.name)
def test_criteria_have_names_of_their_own_and_no_advice_to_the_instructor(folder):
    names = [one.name for task in tasks_of(folder) for one in task.criteria]
    levels = " ".join(one.levels for task in tasks_of(folder) for one in task.criteria)
    assert len(set(names)) == len(names)
    assert "*Accept" not in levels
    assert "*Do not accept" not in levels
    assert "MARK SCHEME" not in " ".join(task.question for task in tasks_of(folder))


def test_an_assignment_without_a_memo_is_one_sentence(tmp_path):
    with pytest.raises(UnusableFile, match="no memo to review"):
        tasks_of(tmp_path)
    (tmp_path / "odd.ipynb").write_text("{")
    with pytest.raises(UnusableFile, match=r"odd\.ipynb cannot be read"):
        tasks_of(tmp_path)
