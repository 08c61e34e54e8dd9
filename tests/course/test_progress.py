"""Progress as a learner meets it: a picture, a file to keep, and a clean slate."""

import json

import pandas as pd
import pytest

import ilslearn as ils
from ilslearn.course.journal import progress_file


@pytest.fixture
def begun(home):
    """Two tries at 1.2-a, the second right; one wrong try at 1.2-b."""
    for question, answer in (("1.2-a", "1999-01-01"), ("1.2-a", "2018-06-14"), ("1.2-b", "1999-01-01")):
        ils.check(question, answer)
    return ils.progress()


def test_progress_grows(home):
    before = ils.progress()
    ils.check("1.2-a", "2018-06-14")
    assert (before.done, ils.progress().done) == (0, 1)
    assert ils.progress().lesson("1.2").done == 1
    assert ils.progress().lesson("9.9").table.empty


def test_progress_is_told_in_words(begun):
    assert str(begun).startswith(f"Self-checks answered rightly: 1 of {len(begun)}.")
    assert f"1.2: 1 of {len(begun.lesson('1.2'))}, in 3 tries" in str(begun)
    assert "on this machine only" in str(begun)


def test_progress_is_a_picture_with_its_words(begun):
    picture = begun.plot()
    assert picture.title == f"1 of {len(begun)} self-checks answered rightly"
    assert "1.2-a right, 1.2-b not yet right, 1.2-c not tried" in picture.describe()
    assert begun._repr_html_() == picture._repr_html_()
    assert "alt=" in picture._repr_html_()


def test_a_lesson_of_which_there_is_none_can_be_drawn(home):
    assert ils.progress().lesson("9.9").plot().title == "0 of 0 self-checks answered rightly"


def test_the_table_is_exported(begun, tmp_path):
    path = begun.export(tmp_path / "mine.csv")
    assert pd.read_csv(path, dtype={"lesson": str}).equals(begun.table)


def test_all_that_is_kept_is_exported(begun, tmp_path):
    kept = json.loads(begun.export(tmp_path / "mine.json").read_text())
    assert kept["version"] == 1
    assert [(one["question"], one["right"]) for one in kept["tries"]] == [
        ("1.2-a", False), ("1.2-a", True), ("1.2-b", False),
    ]  # fmt: skip
    assert {"lesson": "1.2", "question": "1.2-a", "right": True, "tries": 2} in kept["checks"]


def test_another_form_of_file_is_refused_and_nothing_written(begun, tmp_path):
    with pytest.raises(ils.UnusableFile, match=r"\.csv or \.json"):
        begun.export(tmp_path / "mine.xls")
    assert not (tmp_path / "mine.xls").exists()


def test_progress_is_deleted_and_the_country_stays(begun, home):
    ils.my_country("Ghana")
    assert begun.delete().table["tries"].sum() == 0
    assert not progress_file().exists()
    assert ils.my_country() == "Ghana"
    assert begun.delete().done == 0, "a second time does no harm"
    assert ils.check("1.2-a", "2018-06-14").verdict == "right"
    assert ils.progress().done == 1


def test_with_a_file_where_the_folder_should_be_there_is_nothing_to_delete(home):
    home.write_text("not a folder")
    assert ils.progress().delete().done == 0
    assert home.read_text() == "not a folder"
