"""What a student does while, or just before, the instructor collects: on folders of one user, without a hub."""

import contextlib
import os
import pwd
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from ilslearn.hub.exchange import Collect, _copy

ME = pwd.getpwuid(os.getuid()).pw_name
STAMP = "%Y-%m-%d %H:%M:%S.%f UTC"
SECRET = "the model answers"


@pytest.fixture
def inbound(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")  # the gradebook starts alembic
    folder = tmp_path / "exchange" / "ilslearn" / "inbound"
    folder.mkdir(parents=True)
    for path in (folder, folder.parent, folder.parent.parent):
        path.chmod(0o777)
    (tmp_path / "key.ipynb").write_text(SECRET)
    return folder


def handed_in(inbound, name=ME, more="x", when=None):
    """A submission as nbgrader leaves it."""
    stamp = (when or datetime.now(UTC)).strftime(STAMP)
    folder = inbound / f"{name}+a1+{stamp}+{more}"
    folder.mkdir()
    for file, text in (("a1.ipynb", "{}"), ("timestamp.txt", stamp), ("submission_secret.txt", "secret")):
        (folder / file).write_text(text)
    return folder


def collect(inbound):
    course = inbound.parents[2] / "course"
    course.mkdir(exist_ok=True)
    where = CourseDirectory(root=str(course), course_id="ilslearn", assignment_id="a1", student_id="*")
    config = Config({"Exchange": {"root": str(inbound.parents[1])}})
    Collect(coursedir=where, authenticator=Authenticator(), config=config).start()
    return course / "submitted"


def nothing(_where, _names):
    return []


def test_what_was_handed_in_is_collected(inbound):
    work = handed_in(inbound)
    (work / "folder").mkdir()
    (work / "folder" / "data.csv").write_text("1")
    (work / "link").symlink_to(inbound.parents[2])
    got = collect(inbound) / ME / "a1"
    assert {path.name for path in got.iterdir()} == {
        "a1.ipynb", "timestamp.txt", "submission_secret.txt", "folder", "link",
    }  # fmt: skip
    assert (got / "folder" / "data.csv").read_text() == "1"
    assert (got / "link").is_symlink()


def swap_file(work, secret):
    (work / "a1.ipynb").unlink()
    (work / "a1.ipynb").symlink_to(secret)


def swap_folder(work, secret):
    (work / "folder").rename(work.with_name("away"))
    (work / "folder").symlink_to(secret.parent)


def swap_for_a_pipe(work, _secret):
    (work / "a1.ipynb").unlink()
    os.mkfifo(work / "a1.ipynb")


@pytest.mark.parametrize("swap", [swap_file, swap_folder, swap_for_a_pipe])
def test_a_link_that_comes_after_the_look_is_not_followed(inbound, tmp_path, swap):
    work = handed_in(inbound)
    (work / "folder").mkdir()

    def meanwhile(where, _names):  # asked when a folder is listed and nothing in it is open
        if Path(where) == work and (work / "a1.ipynb").is_file() and not (work / "folder").is_symlink():
            swap(work, tmp_path / "key.ipynb")
        return []

    target = tmp_path / "copy"
    with contextlib.suppress(OSError, ValueError):
        _copy(work, target, 10_000, meanwhile)
    copied = [path for path in target.rglob("*") if path.is_file() and not path.is_symlink()]
    assert SECRET not in [path.read_text() for path in copied if not path.parent.is_symlink()]


@pytest.mark.parametrize(
    ("name", "when", "most", "words"),
    [
        ("somebody", None, 10_000, f"{ME} handed it in under the name of somebody"),
        (ME, datetime(2020, 1, 1, tzinfo=UTC), 10_000, "changed while it was collected"),
        (ME, None, 10, "too large"),
    ],
)
def test_what_is_looked_at_again_when_it_is_copied(inbound, tmp_path, name, when, most, words):
    with pytest.raises(ValueError, match=words):
        _copy(handed_in(inbound, name, when=when), tmp_path / "copy", most, nothing)


def test_no_folder_stops_the_collecting_of_others(inbound):
    honest = handed_in(inbound)
    long = inbound / f"nobody+a1+{'x' * 244}"  # with more before it, no name
    taken = handed_in(inbound, "mallory", "taken")
    (inbound / f".refused.{taken.name}" / "full").mkdir(parents=True)
    deep = handed_in(inbound, ME, "deep")
    endless = handed_in(inbound, ME, "endless")
    long.mkdir()
    os.truncate(endless / "timestamp.txt", 2**40)
    for _ in range(100):
        deep = deep / "d"
        deep.mkdir()
    submitted = collect(inbound)
    assert [path.name for path in submitted.iterdir()] == [ME]
    left = {path.name for path in inbound.iterdir() if not path.name.startswith(".refused.")}
    assert left == {honest.name}
    assert len(list(inbound.glob(".refused.*"))) == 5  # the four, and what was in the way
