"""A part of the website, built once for these tests: one module, seven instruments, five decisions."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Page
from website.checking import served

from tests.e2e.browser import browsing

ROOT = Path(__file__).parents[2]
INSTRUMENTS = ["C001", "C087", "C098", "C158", "MLC", "P029", "R198"]
DECISIONS = [
    "ben-cc-2018-strike",
    "bra-tst-2024-itavema-assedio",
    "can-scc-2011-fraser",
    "icj-2026-right-to-strike-c087",
    "zaf-cc-2002-bader-bop",
]


def build(out: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Build the site, or a part of it, as `make site` does."""
    return subprocess.run(
        [sys.executable, "-m", "website", "--out", str(out), *arguments],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": "docs"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once a run, also where several processes share the tests."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    folder = ROOT / "build" / "site-of-tests" / run if run else tmp_path_factory.mktemp("website")
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "built").exists():
            for other in folder.parent.iterdir() if run else ():  # of runs that have ended
                if other != folder:
                    shutil.rmtree(other)
            parts = ("--modules", "1", "--instruments", *INSTRUMENTS, "--decisions", *DECISIONS)
            done = build(folder / "site", "--quick", *parts)
            assert done.returncode == 0, done.stdout + done.stderr
            (folder / "built").touch()
    return folder / "site"


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    with served(site) as where:
        yield where


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browsing(tmp_path_factory.mktemp("browser")) as page:
        yield page
