"""A gradebook on PostgreSQL: a real server, started for the test by a user who is not root."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ilslearn.grading.cycle import Course, copy_course
from tests.machine import postgresql

from .conftest import ASSIGNMENT, TOP, cell_of, hand_in, outcome, rows

pytestmark = [pytest.mark.postgresql, pytest.mark.long]


@pytest.fixture
def server():
    """The address of a new database, reached by a socket in a folder of its own."""
    bin_, folder = postgresql(), Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    # PostgreSQL refuses to run as root: the server gets a user of its own.
    as_user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    if as_user:
        os.chown(folder, 65534, 65534)
    data = folder / "data"

    def run(*command):
        own = {**os.environ, "HOME": str(folder), "LC_ALL": "C"}
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd=folder, env=own)

    try:
        run(bin_ / "initdb", "-D", data, "-U", "grader", "--auth=trust", "--encoding=UTF8", "--no-sync")
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        run(bin_ / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
        yield f"postgresql+psycopg://grader@/postgres?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            run(bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_the_rows_are_those_of_sqlite(server, course, tmp_path):
    other = copy_course(tmp_path / "other")
    with (other / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"\nc.CourseDirectory.db_url = {server!r}\n")
    theirs = Course(other)
    theirs.release(ASSIGNMENT)
    for one in (course, theirs):
        hand_in(one, "ada")
        hand_in(one, "bob", lambda nb: cell_of(nb, "a1-7-answer").update(source="months = 6"))
        one.grade(ASSIGNMENT)
    assert not (other / "gradebook.db").exists()
    assert rows(theirs) == rows(course)
    again = theirs.grade(ASSIGNMENT)
    assert [(one.status, one.score) for one in again.submissions] == [("skipped", TOP), ("skipped", TOP - 2)]
    assert outcome(theirs.grade(ASSIGNMENT, force=True), "bob").score == TOP - 2
