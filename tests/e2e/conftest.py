"""The course as `make lab` opens it, and a browser to look at it."""

import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.browser import TOKEN, browsing, free_port, serving

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The course as `make lab` opens it, started once; and where the learner's progress and settings are kept."""
    port, home = free_port(), tmp_path_factory.mktemp("home")
    own = {
        "ILSLEARN_HOME": str(home),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
    }
    options = f"--no-browser --port {port} --IdentityProvider.token={TOKEN}"
    with serving(["make", "--no-print-directory", "lab", f"LAB_ARGS={options}"], port, ROOT, own) as address:
        yield address, home


@pytest.fixture(scope="module")
def lab_home(server: tuple[str, Path]) -> Path:
    """Where the learner's progress is kept while the tests of one module run: nothing of an earlier module is there."""
    _, home = server
    for one in home.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    # What a test clears or types is never written into the repository's notebooks.
    settings = home / "settings" / "@jupyterlab" / "docmanager-extension" / "plugin.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"autosave": false}', encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def lab(server: tuple[str, Path], lab_home: Path) -> Iterator[str]:
    """The course in JupyterLab; nobody's progress, no tabs of an earlier module; its kernels end with the module."""
    address, _ = server
    yield address
    asked = {"Authorization": f"token {TOKEN}"}
    with urllib.request.urlopen(urllib.request.Request(f"{address}/api/kernels", headers=asked)) as reply:
        kernels = json.load(reply)
    for kernel in kernels:
        request = urllib.request.Request(f"{address}/api/kernels/{kernel['id']}", headers=asked, method="DELETE")
        urllib.request.urlopen(request).close()


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with browsing(tmp_path / "browser") as page:
        yield page
