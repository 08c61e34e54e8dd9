"""What several rooms share: what the machine must have, and the library as a user has it, installed from its wheel."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.machine import MISSING, required

ROOT = Path(__file__).parents[1]

# Each process that runs tests has its own temporary files: what one leaves behind is not laid to the other.
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["TMPDIR"] = tempfile.mkdtemp(prefix=f"{worker}-")
    os.chmod(os.environ["TMPDIR"], 0o755)  # PostgreSQL's server runs as another user
    atexit.register(shutil.rmtree, os.environ["TMPDIR"], ignore_errors=True)
    tempfile.tempdir = None


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark, missing in MISSING.items():
        if item.get_closest_marker(mark) and (reason := missing()):
            pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where the tests of a mark are required (.ci/run), one that is skipped, for whatever reason, has failed."""
    report = yield
    if report.skipped and any(required(mark) and item.get_closest_marker(mark) for mark in MISSING):
        report.outcome = "failed"
        report.longrepr = f"skipped, though it is required on this machine: {report.longrepr}"
    return report


@dataclass(frozen=True)
class Installed:
    """The wheel, where it was unpacked, and how to run it from a folder that is not the repository."""

    wheel: Path
    target: Path

    def run(self, *arguments: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
        tools = str(Path(sys.executable).parent)
        own = {"PYTHONPATH": str(self.target), "PATH": os.pathsep.join([tools, os.environ["PATH"]])}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=cwd, env={**os.environ, **own, **more}, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip


@pytest.fixture(scope="session")
def installed(tmp_path_factory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    python = [sys.executable, "-m"]
    subprocess.run([*python, "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    pip = [*python, "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(folder / "site"), str(wheel)], check=True)
    return Installed(wheel, folder / "site")
