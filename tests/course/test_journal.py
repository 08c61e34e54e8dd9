"""Progress: kept in one file of the learner's own, and never in the way."""

import json
import os
import subprocess
import sys

import pytest

import ilslearn as ils
from ilslearn.course.journal import progress_file, record
from ilslearn.course.questions import all_questions

SELF_CHECKS = [one.id for one in all_questions().values() if not one.graded]


def row(question):
    return ils.progress().table.set_index("question").loc[question]


def test_a_new_learner_has_no_tries(home):
    frame = ils.progress().table
    assert list(frame.columns) == ["lesson", "question", "right", "tries"]
    assert list(frame["question"]) == SELF_CHECKS
    assert not frame["right"].any()
    assert frame["tries"].sum() == 0
    assert not home.exists(), "looking keeps nothing"


def test_progress_is_kept_in_the_named_folder(home):
    ils.check("1.2-a", "2018-06-14")
    assert progress_file() == home / "progress.jsonl"
    assert [path.name for path in home.iterdir()] == ["progress.jsonl"]
    (line,) = filter(None, (home / "progress.jsonl").read_text(encoding="utf-8").splitlines())
    assert {"version": 1, "question": "1.2-a", "right": True}.items() <= json.loads(line).items()


def test_without_a_named_folder_progress_is_kept_at_home(home, monkeypatch):
    monkeypatch.delenv("ILSLEARN_HOME")
    monkeypatch.setenv("HOME", str(home))
    assert progress_file() == home / ".ilslearn" / "progress.jsonl"


def test_tries_are_counted_and_a_right_answer_stays_right(home):
    for answer in ("1999-01-01", "2018-06-14", "1999-01-01"):
        ils.check("1.2-a", answer)
    assert (row("1.2-a")["tries"], row("1.2-a")["right"]) == (3, True)
    assert (row("1.2-b")["tries"], row("1.2-b")["right"]) == (0, False)


def test_an_answer_that_cannot_be_read_is_no_try(home):
    ils.check("1.2-a", "some day")
    assert row("1.2-a")["tries"] == 0


def test_graded_questions_are_not_kept(home):
    ils.check("a1-1", "in_force")
    assert not progress_file().exists()
    assert not any(question.startswith("a1") for question in ils.progress()["question"])


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"5",
        b'{"version": 1}',
        b'{"version": 1, "question": "1.2-a", "right": tr',
        b'{"version": 1, "question": "1.2-a", "right": "perhaps", "at": ""}',
        b'{"version": 1, "question": ["1.2-a"], "right": true, "at": ""}',
        b'{"version": 1, "question": "gone", "right": true, "at": ""}',
        b'{"version": 2, "question": "1.2-b", "right": true, "at": ""}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_stops_nobody(home, damage):
    home.mkdir()
    progress_file().write_bytes(damage)
    assert len(ils.progress()) == len(SELF_CHECKS)
    assert ils.check("1.2-a", "2018-06-14").verdict == "right"
    assert ils.begin("1.2").checks == 3
    assert (row("1.2-a")["right"], row("1.2-a")["tries"]) == (True, 1)
    assert not row("1.2-b")["right"]
    assert progress_file().read_bytes().startswith(damage), "nothing is thrown away"


def test_a_folder_that_cannot_be_made_is_no_obstacle(home):
    home.write_text("a file stands where the folder should be")
    assert ils.check("1.2-a", "2018-06-14").verdict == "right"
    assert ils.progress()["tries"].sum() == 0


def test_a_folder_that_cannot_be_written_to_is_no_obstacle(monkeypatch):
    monkeypatch.setenv("ILSLEARN_HOME", "/proc/ilslearn")  # nobody can write there, root included
    assert ils.check("1.2-a", "2018-06-14").verdict == "right"
    assert ils.progress()["tries"].sum() == 0


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(home):
    progress_file().mkdir(parents=True)  # a folder stands where the file should be
    record("1.2-a", True)
    assert [path.name for path in home.iterdir()] == ["progress.jsonl"]


def test_what_was_kept_of_others_stays(home):
    ils.check("1.2-a", "2018-06-14")
    ils.check("1.2-b", "1997-11-20")
    assert ils.progress()["right"].sum() == 2


TRYING = "from ilslearn.course.journal import record\nfor _ in range(200): record({!r}, {})"


def test_notebooks_that_are_open_at_once_lose_nothing_of_each_other(home):
    """Four processes write as fast as they can; every try of each is kept."""
    env = {**os.environ, "ILSLEARN_HOME": str(home)}
    jobs = [("1.2-a", False), ("1.2-a", True), ("1.2-b", False), ("1.2-c", True)]
    running = [subprocess.Popen([sys.executable, "-c", TRYING.format(*job)], env=env) for job in jobs]
    assert [one.wait(120) for one in running] == [0, 0, 0, 0]
    assert [row(name)["tries"] for name in ("1.2-a", "1.2-b", "1.2-c")] == [400, 200, 200]
    assert [bool(row(name)["right"]) for name in ("1.2-a", "1.2-b", "1.2-c")] == [True, False, True]


def test_a_line_of_a_later_version_is_left_alone(home):
    home.mkdir()
    later = b'{"version": 2, "question": "1.2-a", "right": true, "mood": "glad"}\n'
    progress_file().write_bytes(later)
    ils.check("1.2-b", "1999-01-01")
    assert progress_file().read_bytes().startswith(later)
    assert (row("1.2-a")["tries"], row("1.2-b")["tries"]) == (0, 1)
