"""What students try on the exchange of a hub, as users of the machine, and what becomes of it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote

import pytest

from tests.conftest import Installed
from tests.hub.seminar import Seminar, seminar

pytestmark = [pytest.mark.hub, pytest.mark.thorough]

ASSIGNMENT = "a1-what-binds"
STAMP = "%Y-%m-%d %H:%M:%S.%f UTC"


@pytest.fixture(scope="module")
def one(installed: Installed) -> Iterator[Seminar]:
    """A hub that does not run, with the assignment released; the first student handed in as the button does."""
    with seminar(installed.wheel, 8) as one:
        for name in (one.instructor, one.students[0]):
            bin_ = one.base / ("teacher" if name == one.instructor else "students") / "bin" / "python"
            line = "import sys, pathlib as p; from ilslearn.hub.server import furnish; "
            done = one.as_user(name, str(bin_), "-P", "-c", f"{line}furnish(p.Path.home(), p.Path(sys.argv[1]))",
                               str(one.hub))  # fmt: skip
            assert done.returncode == 0, done.stderr
        for step in ("generate_assignment", "release_assignment"):
            done = one.as_user(one.instructor, one.tool("nbgrader"), step, ASSIGNMENT)
            assert done.returncode == 0, done.stderr
        tool = str(one.base / "students" / "bin" / "nbgrader")
        for step in ("fetch_assignment", "submit"):
            done = one.shell(one.students[0], f"cd ilslearn/assignments 2>/dev/null; {tool} {step} {ASSIGNMENT}")
            assert done.returncode == 0, done.stderr
        yield one


def handed_in(one: Seminar, name: str) -> Path:
    """Where the work of a student lies: the test knows its name, as a spy might."""
    (found,) = one.inbound.glob(f"{name}+*")
    return found


def craft(one: Seminar, who: str, claimed: str, stamp: str, more: str = "") -> str:
    """Put a submission into the exchange by hand, as whoever knows nbgrader can; ``more`` is done in it."""
    folder = one.inbound / f"{claimed}+{ASSIGNMENT}+{stamp}+byhand"
    lines = [
        "set -e; umask 027", f"mkdir {quote(str(folder))}; cd {quote(str(folder))}",
        f"cp {one.hub}/exchange/ilslearn/outbound/{ASSIGNMENT}/*.ipynb .",
        f"printf '{stamp}' >timestamp.txt; printf secret-of-{who} >submission_secret.txt", more,
    ]  # fmt: skip
    done = one.shell(who, "\n".join(lines))
    assert done.returncode == 0, done.stderr
    return folder.name


@pytest.mark.parametrize(
    "line",
    [
        "ls {inbound}",
        "ls {work}",
        "cat {work}/*.ipynb",
        "cat {work}/a1-what-binds.ipynb",
        "cat {work}/submission_secret.txt",
        "echo mine >{work}/a1-what-binds.ipynb",
        "touch {work}/more.txt",
        "mv {work} {inbound}/elsewhere",
        "mv {work} /tmp/",
        "rm -rf {work}",
        "chmod o+r {work}",
        "ln {work}/a1-what-binds.ipynb $HOME/linked",
        "ls {inbound}/../feedback",
        "touch {inbound}/../outbound/a1-what-binds/a1-what-binds.ipynb",
        "mv {inbound} {inbound}-old",
        "mv {hub}/exchange/ilslearn {hub}/exchange/old",
        "ls {prof}",
        "cat {prof}/ilslearn/assignments/gradebook.db",
        "ls {first}",
        "cat {first}/ilslearn/assignments/a1-what-binds/a1-what-binds.ipynb",
        "ls {hub}/secrets",
        "cat {hub}/secrets/passwords.csv",
        "echo >>{hub}/jupyter/nbgrader_config.py",
        "ls {base}/teacher",
    ],
)
def test_another_student_cannot(one: Seminar, line: str) -> None:
    work = handed_in(one, one.students[0])
    before = sorted((path.name, path.read_bytes()) for path in work.iterdir())
    words = {
        "inbound": one.inbound, "work": quote(str(work)), "prof": one.home(one.instructor), "hub": one.hub,
        "first": one.home(one.students[0]), "base": one.base,
    }  # fmt: skip
    tried = one.shell(one.students[1], line.format(**words))
    assert tried.returncode != 0
    assert tried.stdout == ""
    assert "ermi" in tried.stderr  # permission denied, or operation not permitted
    assert sorted((path.name, path.read_bytes()) for path in work.iterdir()) == before


@pytest.mark.parametrize(
    "line", ["ls {first}", "ls {hub}/secrets", "echo >>{hub}/hub.toml", "echo >>{base}/students/x"]
)
def test_the_instructor_cannot(one: Seminar, line: str) -> None:
    tried = one.shell(one.instructor, line.format(hub=one.hub, first=one.home(one.students[0]), base=one.base))
    assert tried.returncode != 0
    assert "ermi" in tried.stderr


def test_forged_backdated_linked_odd_and_huge_work_harms_nobody(one: Seminar) -> None:
    honest, forger, late, linker, odd, huge, closed, nameless = one.students
    now = datetime.now(UTC).strftime(STAMP)
    book = one.home(one.instructor) / "ilslearn/assignments/gradebook.db"
    forged = craft(one, forger, honest, "2030-01-01 00:00:00.000000 UTC")
    craft(one, late, late, "2020-01-01 00:00:00.000000 UTC")
    craft(one, linker, linker, now, f"ln -s {book} data.txt; ln -s {one.home(honest)} home")
    piped = craft(one, odd, odd, now, "mkfifo pipe")
    craft(one, huge, huge, now, "truncate -s 60M big.txt")
    shut = craft(one, closed, closed, now, "mkdir shut; chmod 0 shut")
    without = craft(one, nameless, nameless, now, "rm submission_secret.txt")

    done = one.as_user(one.instructor, one.tool("nbgrader"), "collect", ASSIGNMENT)
    assert done.returncode == 0, done.stdout + done.stderr

    submitted = one.course() / "submitted"
    assert sorted(path.name for path in submitted.iterdir() if any(path.iterdir())) == sorted([honest, late, linker])
    assert (submitted / honest / ASSIGNMENT / "submission_secret.txt").read_text() != f"secret-of-{forger}"
    links = submitted / linker / ASSIGNMENT
    assert (links / "data.txt").is_symlink()
    assert (links / "home").is_symlink()
    (counted,) = one.inbound.glob(f"{late}+*")
    assert counted.name.split("+")[2] > now[:10]  # the day on which it was really put there
    for name in (forged, piped, shut, without):
        assert (one.inbound / f".refused.{name}").exists(), name
    told = one.ilslearn("hub", "check", str(one.hub))
    assert told.returncode == 0, told.stdout
    assert forged in told.stdout

    again = one.as_user(one.instructor, one.tool("nbgrader"), "collect", ASSIGNMENT, "--update")
    assert again.returncode == 0
    assert list(one.inbound.glob(f"{late}+*")) == [counted]  # looking does not make it later

    graded = one.as_user(one.instructor, one.tool("ilslearn"), "grade", ASSIGNMENT, "--course", ".", "--json")
    assert graded.returncode == 0, graded.stderr
    marked = {row["student"]: row["score"] for row in json.loads(graded.stdout)["submissions"]}
    assert set(marked) == {honest, late, linker}


def test_check_finds_what_is_open(one: Seminar) -> None:
    home = one.home(one.students[2])
    home.chmod(0o755)
    one.inbound.chmod(0o777)
    try:
        found = one.ilslearn("hub", "check", str(one.hub))
    finally:
        home.chmod(0o700)
        one.inbound.chmod(0o3733)
    assert found.returncode == 1
    wrong = [line for line in found.stdout.splitlines() if line.startswith("✘")]
    assert any("can list what others handed in" in line for line in wrong), wrong
    assert any("can enter the homes of other students" in line for line in wrong), wrong
    assert any("chmod +t" in line for line in wrong), wrong
    refused = one.ilslearn("hub", "start", str(one.base))
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
