"""What several rooms share: the library as a user has it, installed from its wheel."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Each process that runs tests has its own temporary files: what one leaves behind is not laid to the other.
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["TMPDIR"] = tempfile.mkdtemp(prefix=f"{worker}-")
    os.chmod(os.environ["TMPDIR"], 0o755)  # PostgreSQL's server runs as another user
    atexit.register(shutil.rmtree, os.environ["TMPDIR"], ignore_errors=True)
    tempfile.tempdir = None


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
