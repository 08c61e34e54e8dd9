"""What some tests need of the machine: where it is missing they are skipped and say why, unless it is required."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def postgresql() -> Path | None:
    """The folder of the server's programs; Debian keeps them by version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = found[-1] if found else shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def _no_browser() -> str | None:
    return None if CHROMIUM else "no Chromium on this machine: apt-get install chromium"


def _no_hub() -> str | None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "only root can make users and start their servers"
    if missing := [name for name in ("node", "npm", "useradd", "chpasswd") if not shutil.which(name)]:
        return f"not on this machine: {', '.join(missing)} (apt-get install nodejs npm passwd)"
    return None


def _no_postgresql() -> str | None:
    return None if postgresql() else "PostgreSQL is not installed: apt-get install postgresql"


# For each mark: why a test that bears it cannot run here, if so. ILSLEARN_REQUIRE_BROWSER=1 (.ci/run) lets none skip.
MISSING: dict[str, Callable[[], str | None]] = {
    "browser": _no_browser,
    "hub": _no_hub,
    "postgresql": _no_postgresql,
}


def required(mark: str) -> bool:
    """Must the tests of this mark run on this machine?"""
    return os.environ.get(f"ILSLEARN_REQUIRE_{mark.upper()}") == "1"
