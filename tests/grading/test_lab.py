"""The course in JupyterLab: what is made ready, and what Jupyter is told."""

import json
import os
from pathlib import Path

import pytest

from ilslearn.course.notebooks import in_every_language
from ilslearn.grading.lab import environment, prepare
from ilslearn.places import place

pytestmark = pytest.mark.long
RELEASED = "assignments/release/a1-what-binds/a1-what-binds.ipynb"
WELCOME = "/lab/tree/notebooks/00-welcome.ipynb"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("lab") / "course")


def test_a_course_has_the_lessons_and_the_released_assignment(root):
    for lesson in in_every_language():
        copy = root / "notebooks" / lesson.relative_to(place("notebooks"))
        assert copy.read_bytes() == lesson.read_bytes()
    assert (root / RELEASED).is_file()
    assert (root / "assignments" / "exchange" / "ilslearn" / "outbound" / "a1-what-binds").is_dir()
    assert not list(root.rglob(".ipynb_checkpoints"))


def test_what_is_there_is_not_touched(root):
    mine = {root / "notebooks" / "00-welcome.ipynb": b"my notes", root / RELEASED: b"my answers"}
    originals = {path: path.read_bytes() for path in mine}
    for path, text in mine.items():
        path.write_bytes(text)
    assert prepare(root) == root
    assert {path: path.read_bytes() for path in mine} == mine
    for path, text in originals.items():
        path.write_bytes(text)


def test_jupyter_is_told_where_the_settings_are(root, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/etc/theirs")
    paths = environment(root)["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert paths[0] == str(root / "assignments")
    assert paths[-1] == "/etc/theirs"
    assert all(Path(path).is_dir() for path in paths[:-1])
    monkeypatch.delenv("JUPYTER_CONFIG_PATH")
    assert environment(root)["JUPYTER_CONFIG_PATH"].split(os.pathsep) == paths[:-1]


@pytest.fixture(scope="module")
def hub(installed, tmp_path_factory):
    """The library as a hub has it: installed from the wheel, far from any repository."""
    folder = tmp_path_factory.mktemp("hub")
    own = {"HOME": str(folder), "JUPYTER_CONFIG_DIR": str(folder / "jupyter")}
    install = ["-m", "ilslearn.cli", "course", "install", "--config", str(folder / "jupyter")]
    run = installed.run(*install, cwd=folder, **own)
    assert run.returncode == 0, run.stderr
    return folder, lambda *arguments: installed.run(*arguments, cwd=folder, **own)


def test_installing_puts_the_course_where_the_command_was_given(hub):
    folder, _ = hub
    root = folder / "ilslearn-course"
    assert (root / RELEASED).is_file()
    assert len(list((root / "notebooks").rglob("*.ipynb"))) == len(in_every_language())


def test_jupyterlab_opens_the_welcome_page(hub):
    _, run = hub
    told = run("-m", "jupyterlab", "--show-config-json")
    settings = json.loads(told.stdout)
    assert settings["LabApp"]["default_url"] == WELCOME


def test_jupyterlab_asks_nobody_for_news(hub):
    folder, _ = hub
    settings = json.loads((folder / "jupyter" / "labconfig" / "default_setting_overrides.json").read_text())
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_nbgrader_finds_the_course_from_any_folder(hub):
    _, run = hub
    told = run("-m", "nbgrader", "list")
    assert "ilslearn a1-what-binds" in told.stdout + told.stderr


def test_installing_again_changes_nothing(hub):
    folder, run = hub
    written = ("jupyter_lab_config.py", "jupyter_notebook_config.py", "nbgrader_config.py")
    paths = [folder / "jupyter" / name for name in (*written, "labconfig/default_setting_overrides.json")]
    before = {path: path.read_bytes() for path in paths}
    again = run("-m", "ilslearn.cli", "course", "install", "--config", str(folder / "jupyter"))
    assert again.returncode == 0, again.stderr
    assert {path: path.read_bytes() for path in before} == before
