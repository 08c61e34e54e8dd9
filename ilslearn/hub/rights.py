"""Who can read and write what on a hub: tried as each user, not concluded from modes."""

import json
import os
import pwd
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ilslearn.doctor import Finding
from ilslearn.errors import IlsError
from ilslearn.hub.settings import Hub
from ilslearn.places import place

_READ, _WRITE, _LIST = os.R_OK, os.W_OK | os.X_OK, os.R_OK | os.X_OK


@dataclass(frozen=True, slots=True)
class Try:
    """One thing that a person tries: ``what`` in words, on ``paths``, any of which counts; ``may`` it succeed?"""

    what: str
    may: bool
    paths: tuple[Path, ...]
    mode: int
    remedy: str = "run setup.sh again"


def examine_rights(hub: Hub) -> Iterator[Finding]:
    """Try as each student and as the instructor, and tell what each role can do. Only root can ask."""
    handed_in = list(_handed_in(hub))
    students = {name: _of_student(hub, name, handed_in) for name in hub.students}
    yield from _told(f"each of {len(students)} students", students)
    yield from _told(f"the instructor ({hub.instructor})", {hub.instructor: _of_instructor(hub)})
    sticky = bool((hub.course / "inbound").stat().st_mode & stat.S_ISVTX)
    yield Finding(
        "removing",
        sticky,
        "nobody can remove or rename what another handed in"
        if sticky
        else f"students can remove what another handed in: chmod +t {hub.course / 'inbound'}",
    )
    refused = [path.name for path, _ in handed_in if path.name.startswith(".refused.")]
    yield Finding("collecting", True, f"not collected, for you to look at: {', '.join(refused) or 'nothing'}")


def _handed_in(hub: Hub) -> Iterator[tuple[Path, int]]:
    """What waits in the exchange, and whose it is."""
    for path in sorted((hub.course / "inbound").glob("*")):
        with suppress(FileNotFoundError):  # somebody is handing in: what is half copied has another name soon
            yield path, path.lstat().st_uid


def _of_student(hub: Hub, me: str, handed_in: Sequence[tuple[Path, int]]) -> list[Try]:
    others = tuple(Path(pwd.getpwnam(name).pw_dir) for name in hub.students if name != me)
    theirs = tuple(path for path, owner in handed_in if owner != pwd.getpwnam(me).pw_uid)
    return [
        Try("start the students' library", True, (hub.student_python,), os.X_OK),
        Try("read what is released", True, (hub.course / "outbound",), _LIST),
        Try("hand in", True, (hub.course / "inbound",), _WRITE),
        Try("list what others handed in", False, (hub.course / "inbound",), _READ),
        Try("read what others handed in", False, theirs, _READ),
        Try("list the feedback of others", False, (hub.course / "feedback",), _READ),
        Try("enter the homes of other students", False, others, os.X_OK),
        Try("enter the instructor's home, with course folder and gradebook", False, (_home(hub.instructor),), os.X_OK),
        Try(
            "read the model answers of this library",
            False,
            (place("assignments") / "source",),
            _READ,
            f"let the instructor's group alone enter the folder in which {hub.instructor_python.parents[1]} stands",
        ),
        Try("read the hub's secrets", False, (hub.folder / "secrets",), _READ),
        Try("change what is released or returned", False, (hub.course / "outbound", hub.course / "feedback"), os.W_OK),
        Try("change the hub's settings and programs", False, _programs(hub), os.W_OK),
    ]


def _of_instructor(hub: Hub) -> list[Try]:
    homes = tuple(_home(name) for name in hub.students)
    return [
        Try("start the library with the model answers", True, (hub.instructor_python,), os.X_OK),
        Try("list and collect what was handed in", True, (hub.course / "inbound",), _LIST | _WRITE),
        Try("release", True, (hub.course / "outbound",), _WRITE),
        Try("return feedback", True, (hub.course / "feedback",), _WRITE),
        Try("enter the homes of students", False, homes, os.X_OK),
        Try("read the hub's secrets", False, (hub.folder / "secrets",), _READ),
        Try("change the hub's settings and programs", False, _programs(hub), os.W_OK),
    ]


def _programs(hub: Hub) -> tuple[Path, ...]:
    inside = ("hub.toml", "students.txt", "jupyterhub_config.py", "jupyter", "node_modules")
    return (
        hub.folder,
        *(hub.folder / name for name in inside),
        hub.student_python.parent,
        hub.instructor_python.parent,
    )


def _home(name: str) -> Path:
    return Path(pwd.getpwnam(name).pw_dir)


def _told(role: str, people: dict[str, list[Try]]) -> Iterator[Finding]:
    """One finding for each thing that is tried, whoever tried it."""
    outcomes = {name: as_user(name, partial(_outcomes, tries)) for name, tries in people.items()}
    for number, one in enumerate(next(iter(people.values()))):
        wrong = [name for name, outcome in outcomes.items() if outcome[number] != one.may]
        can = "can" if one.may else "cannot"
        if not wrong:
            yield Finding("rights", True, f"{role} {can} {one.what}")
        else:
            where = ", ".join(map(str, people[wrong[0]][number].paths[:3]))
            less = "cannot" if one.may else "can"
            yield Finding("rights", False, f"{', '.join(wrong)} {less} {one.what}: {one.remedy}; it is {where}")


def _outcomes(tries: Sequence[Try]) -> list[bool]:
    return [any(os.access(path, one.mode) for path in one.paths) for one in tries]


def as_user(name: str, act: Callable[[], list[bool]]) -> list[bool]:
    """What ``act`` returns when it is done as another user, in a process of its own.

    Raises IlsError if it could not be done.
    """
    user, (reading, writing) = pwd.getpwnam(name), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.initgroups(name, user.pw_gid)
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
            os.write(writing, json.dumps(act()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    if not said:
        raise IlsError(f"What {name} can read could not be tried: this process may not become {name}.")
    return [bool(one) for one in json.loads(said)]
