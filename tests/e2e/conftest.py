"""Browser tests: skipped where there is no Chromium, unless they are required."""

import os
from collections.abc import Generator

import pytest

from tests.e2e.browser import CHROMIUM

REQUIRED = os.environ.get("ILSLEARN_REQUIRE_BROWSER") == "1"


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where browser tests are required (.ci/run), one that is skipped, for whatever reason, has failed."""
    report = yield
    if REQUIRED and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"skipped, though browser tests are required: {report.longrepr}"
    return report
