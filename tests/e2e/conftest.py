"""The course as `make lab` opens it, and a browser to look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.browser import TOKEN, browsing, free_port, serving

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def lab_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the learner's progress is kept while the tests of one module run."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def lab(lab_home: Path) -> Iterator[str]:
    """The course as `make lab` opens it; nobody's progress, no tabs of an earlier run."""
    port = free_port()
    # What a test clears or types is never written into the repository's notebooks.
    settings = lab_home / "settings" / "@jupyterlab" / "docmanager-extension" / "plugin.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"autosave": false}', encoding="utf-8")
    own = {
        "ILSLEARN_HOME": str(lab_home),
        "JUPYTERLAB_WORKSPACES_DIR": str(lab_home),
        "JUPYTERLAB_SETTINGS_DIR": str(lab_home / "settings"),
    }
    options = f"--no-browser --port {port} --IdentityProvider.token={TOKEN}"
    with serving(["make", "--no-print-directory", "lab", f"LAB_ARGS={options}"], port, ROOT, own) as address:
        yield address


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with browsing(tmp_path / "browser") as page:
        yield page
