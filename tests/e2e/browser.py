"""A JupyterLab server on loopback, and the system's Chromium to look at it."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.machine import CHROMIUM

SCREENSHOTS = Path(__file__).parent / "screenshots"
TOKEN = "a-token-for-tests-alone"
IDLE = {  # what says that the kernel waits for work
    "lab": "text=Python 3 (ipykernel) | Idle",
    "notebook": ".jp-Notebook-ExecutionIndicator[data-status=idle]",
}

expect.set_options(timeout=30_000)  # a kernel may take its time on a busy machine


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(
    command: list[str], port: int, cwd: Path, env: dict[str, str] | None = None, ready: str = "/api"
) -> Iterator[str]:
    """Start a server, wait until it answers at ``ready``; when the test is over, end it and all that it started."""
    log = SCREENSHOTS.parent / "screenshots" / f"server-{port}.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w") as output:
        server = subprocess.Popen(
            command, cwd=cwd, env={**os.environ, **(env or {})}, stdout=output, stderr=output, start_new_session=True
        )
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                if server.poll() is not None:
                    raise AssertionError(f"the server ended: {log.read_text()[-2000:]}")
                with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}{ready}", timeout=2):
                    break
                time.sleep(0.5)
            else:
                raise AssertionError(f"the server did not answer: {log.read_text()[-2000:]}")
            yield address
        finally:
            with contextlib.suppress(ProcessLookupError):  # it ended by itself
                os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait(20)


@contextlib.contextmanager
def browsing(home: Path) -> Iterator[Page]:
    """A fresh page in the system's Chromium, with nothing of its own to say on the network."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(home),
            executable_path=CHROMIUM,
            viewport={"width": 1300, "height": 950},
            args=[
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                "--disable-background-networking", "--disable-component-update",
            ],
        )  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(60_000)
        yield page
        context.close()


def shoot(page: Page, name: str) -> Path:
    """Keep a picture of the page, for a person to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=str(path))
    return path


def complaints(page: Page) -> list[str]:
    """Errors and warnings that the open notebook shows."""
    kinds = "[data-mime-type='application/vnd.jupyter.stderr'], [data-mime-type='application/vnd.jupyter.error']"
    return page.locator(f".jp-NotebookPanel:not(.lm-mod-hidden) :is({kinds})").all_inner_texts()


def run_all(page: Page, host: str = "lab") -> None:
    """Run every cell of the open notebook and wait until each has run; its saved outputs are cleared first.

    ``host``: "lab", or "notebook" for Notebook 7.
    """
    expect(page.locator(IDLE[host])).to_be_visible(timeout=60_000)
    page.get_by_role("menuitem", name=re.compile("^Edit$")).first.click()
    page.get_by_text("Clear Outputs of All Cells", exact=True).first.click()
    page.get_by_role("menuitem", name=re.compile("^Run$")).first.click()
    page.get_by_text("Run All Cells", exact=True).first.click()
    page.wait_for_function(
        """() => {
            const open = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)');
            const texts = [...open.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(p => p.textContent.trim());
            return texts.length > 0 && texts.every(t => /^\\[\\d+\\]:$/.test(t));
        }""",
        timeout=120_000,
    )
