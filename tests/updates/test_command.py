"""`ilslearn data update`: what it prints, what it writes, with which exit code."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from ilslearn.places import place
from tests.updates.pages import ADDRESS, Line, of_country

KNOWN = [Line("KEN", "C098", date(1964, 1, 13)), Line("KEN", "C138", date(1979, 4, 9))]
SURE = ["--source", ADDRESS, "--as-of", "2026-11-20"]


def update(*arguments):
    ilslearn = Path(sys.executable).with_name("ilslearn")
    return subprocess.run(
        [str(ilslearn), "data", "update", *map(str, arguments)],
        capture_output=True, text=True, timeout=240, check=False, env={**os.environ, "COLUMNS": "160"},
    )  # fmt: skip


@pytest.fixture
def page(tmp_path):
    def written(*lines):
        html = of_country("KEN", [*KNOWN, *lines]).replace("Conventions and", "Conventions or")  # not the whole list
        path = tmp_path / "kenya.html"
        path.write_text(html, encoding="utf-8")
        return path

    return written


def test_without_apply_it_only_shows(tmp_path, page):
    datasets = shutil.copytree(place("datasets"), tmp_path / "datasets")
    before = {path.name: path.read_bytes() for path in datasets.iterdir()}
    told = update("--ratifications", page(Line("KEN", "C190", date(2026, 3, 2))), *SURE, "--datasets", datasets)
    assert (told.returncode, told.stderr) == (0, "")
    assert "new ratification" in told.stdout
    assert "add --apply" in told.stdout
    assert "2 say the same as the facts." in told.stdout
    assert {path.name: path.read_bytes() for path in datasets.iterdir()} == before


def test_with_apply_it_writes_and_says_what_rests_on_it(tmp_path, page):
    datasets = shutil.copytree(place("datasets"), tmp_path / "datasets")
    arguments = [
        "--ratifications",
        page(Line("KEN", "C190", date(2026, 3, 2))),
        *SURE,
        "--datasets",
        datasets,
        "--apply",
    ]
    told = update(*arguments)
    assert (told.returncode, told.stderr) == (0, "")
    assert "Written: ratification_coverage, ratifications." in told.stdout
    assert "a4         KEN C190: question a4-1" in told.stdout
    assert "ilslearn data check" in told.stdout


def test_what_the_facts_say_already_is_nothing_to_do(page):
    told = update("--ratifications", page(), *SURE)
    assert (told.returncode, told.stderr) == (0, "")
    assert "2 say the same as the facts.\nNothing to do" in told.stdout


def test_a_contradiction_exits_with_1_and_is_data_too(page):
    told = update("--ratifications", page(Line("KEN", "C144", date(1991, 1, 1))), *SURE, "--json")
    data = json.loads(told.stdout)
    assert (told.returncode, told.stderr, data["written"], data["changes"]) == (1, "", False, [])
    assert [(one["country"], one["instrument"]) for one in data["doubts"]] == [("KEN", "C144")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([*SURE[:2], "--as-of", "2026"], "YYYY-MM-DD"),
        ([*SURE, "--of", "Narnia"], "Narnia"),
        ([], "add --source"),
    ],
)
def test_what_cannot_be_done_is_one_line(page, arguments, words):
    told = update("--ratifications", page(), *arguments)
    assert (told.returncode, told.stdout) == (2, "")
    assert len(told.stderr.splitlines()) == 1
    assert words in told.stderr
