"""Does an instructor's set-up work? Each finding says what to mend."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from ilslearn.doctor import Finding
from ilslearn.errors import IlsError
from ilslearn.grading.cycle import Course
from ilslearn.grading.means import means_of
from ilslearn.grading.sandbox import keep_out, reason_unavailable
from ilslearn.grading.submissions import exchange_of

_PARTS = {"nh3": "cleans what students wrote", "filelock": "one grader at a time"}
_ENGINE = "ilslearn.grading.inside_nbgrader.Engine"


def examine_course(folder: Path) -> Iterator[Finding]:
    """Look at what grading in a course folder needs: versions, extensions, settings, sandbox, exchange, gradebook."""
    for package, purpose in _PARTS.items():
        try:
            yield Finding(package, True, f"{version(package)} ({purpose})")
        except PackageNotFoundError:
            yield Finding(package, False, f"missing ({purpose}): pip install 'ilslearn[grading]'")
    yield _extensions()
    try:
        course = Course(folder)
        config, directory = course.config, course.api.coursedir
    except IlsError as error:
        yield Finding("course", False, str(error))
        return
    except Exception as error:  # the settings are a program: they may end in anything
        yield Finding("course", False, f"nbgrader_config.py does not work: {error}")
        return
    yield Finding("course", True, f"{directory.course_id or 'no name'} in {directory.root}")
    ours = str(config.Autograde.get("exporter_class")) == _ENGINE
    yield Finding(
        "autograding",
        ours,
        "nbgrader's commands and formgrader use this grader"
        if ours
        else f'nbgrader runs submissions: write c.Autograde.exporter_class = "{_ENGINE}" in nbgrader_config.py',
    )
    yield _sandbox(config, Path(directory.root))
    yield _exchange(exchange_of(config))
    yield _gradebook(directory)


def _sandbox(config: Any, folder: Path) -> Finding:
    code = list(config.IlsGrade.get("code_assignments") or ())
    if not code:
        return Finding("sandbox", True, "not needed: all answers are read as data")
    try:
        means = means_of(config, code[0])
        if means.sandbox == "none":
            return Finding(
                "sandbox", True, f"none, as asked for: the code of {', '.join(code)} can do whatever you can"
            )
        keep_out(folder)
    except IlsError as error:
        return Finding("sandbox", False, str(error))
    reason = reason_unavailable()
    return Finding("sandbox", reason is None, reason or f"bubblewrap keeps the code of {', '.join(code)} apart")


def _extensions() -> Finding:
    from jupyter_core.paths import jupyter_config_path
    from jupyter_server.extension.config import ExtensionConfigManager

    found = ExtensionConfigManager(read_config_path=jupyter_config_path()).get_jpserver_extensions()
    missing = [
        name for name in ("formgrader", "assignment_list") if not found.get(f"nbgrader.server_extensions.{name}")
    ]
    if missing:
        remedy = " ".join(f"nbgrader.server_extensions.{name}" for name in missing)
        return Finding("extensions", False, f"not enabled: jupyter server extension enable {remedy}")
    return Finding("extensions", True, "formgrader and the list of assignments are enabled in Jupyter")


def _exchange(root: Path) -> Finding:
    if not root.is_dir():
        return Finding("exchange", False, f"there is no folder {root}: make it, or set c.Exchange.root")
    if not os.access(root, os.R_OK | os.W_OK | os.X_OK):
        return Finding("exchange", False, f"{root} cannot be written: chmod a+rwx {root}")
    return Finding("exchange", True, f"{root}")


def _gradebook(directory: Any) -> Finding:
    from nbgrader.api import Gradebook

    url = make_url(directory.db_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return Finding("gradebook", True, "none yet: releasing an assignment makes it")
    if url.get_backend_name() == "sqlite":
        try:
            with closing(sqlite3.connect(f"file:{url.database}?mode=ro", uri=True)) as book:
                problem = book.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.Error as error:
            problem = str(error)
        if problem != "ok":
            where = Path(url.database or "").parent / "gradebook-backups"
            return Finding("gradebook", False, f"it is damaged ({problem}): put back the newest of {where}")
    try:
        with Gradebook(directory.db_url, directory.course_id) as book:
            number = len(book.assignments)
    except Exception as error:  # whatever a database may say
        first = str(error).splitlines()[0]
        return Finding("gradebook", False, f"it cannot be opened ({first}): nbgrader db upgrade, or set db_url")
    return Finding("gradebook", True, f"{number} assignment{'s' * (number != 1)}, whole")
