"""Tests of a real hub: skipped where they cannot run, with the reason, unless they are required."""

import os
import shutil
from collections.abc import Generator

import pytest

REQUIRED = os.environ.get("ILSLEARN_REQUIRE_HUB") == "1"


def _reason() -> str | None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "only root can make users and start their servers"
    if missing := [name for name in ("node", "npm", "useradd", "chpasswd") if not shutil.which(name)]:
        return f"not on this machine: {', '.join(missing)} (apt-get install nodejs npm passwd)"
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("hub") and (reason := _reason()):
        pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a hub is required (.ci/run), a test of one that is skipped has failed."""
    report = yield
    if REQUIRED and report.skipped and item.get_closest_marker("hub"):
        report.outcome = "failed"
        report.longrepr = f"skipped, though tests of a hub are required: {report.longrepr}"
    return report
