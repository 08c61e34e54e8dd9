"""What a hub needs before it can start, each missing thing in a sentence; and the start."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from ilslearn.doctor import Finding, Findings
from ilslearn.errors import IlsError
from ilslearn.hub.rights import examine_rights
from ilslearn.hub.settings import Hub

_OLDEST_NODE = 20
# Run as the person who will use it. The students' library must not have what marks.
_STUDENTS = """
import sys
from importlib.util import find_spec
sys.exit(next((3 for name in ("jupyterhub", "jupyterlab", "nbgrader", "nbgitpuller") if find_spec(name) is None),
              4 if find_spec("ilslearn.course.marking") else 0))
"""
_INSTRUCTOR = """
import sys
from ilslearn.grading.sandbox import reason_unavailable
print(reason_unavailable() or "")
"""


def examine(hub: Hub) -> Findings:
    """Look at everything that the hub needs, and try who can read what.

    Raises IlsError if it is not root who asks: nobody else can start servers of other users, or try as them.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise IlsError("Only root can look after a hub: it starts servers of other users. Use sudo.")
    needs = tuple(_needs(hub))
    rights = tuple(examine_rights(hub)) if all(one.well for one in needs) else ()
    return Findings((*needs, *rights))


def start(hub: Hub) -> None:
    """Become the hub. Raises IlsError with what is missing if it cannot run safely."""
    found = examine(hub)
    if missing := [one.text for one in (*found, _ports(hub)) if not one.well]:
        raise IlsError(f"The hub was not started: {'; '.join(missing)}.")
    os.umask(0o077)
    os.chdir(hub.folder / "secrets")  # what JupyterHub leaves where it runs is for root alone
    command = [sys.executable, "-P", "-m", "jupyterhub", "--config", str(hub.folder / "jupyterhub_config.py")]
    os.execv(sys.executable, command)


def _needs(hub: Hub) -> Iterator[Finding]:
    there = find_spec("jupyterhub") is not None
    yield Finding("JupyterHub", there, "found" if there else "JupyterHub is missing: pip install 'ilslearn[hub]'")
    yield _node()
    setup = f"run sh {hub.folder / 'setup.sh'} as root"
    yield Finding("proxy", hub.proxy.exists(), "found" if hub.proxy.exists() else f"the proxy is missing: {setup}")
    missing = [name for name in hub.people if not _exists(name)]
    yield Finding(
        "users", not missing, f"no such user on this machine: {', '.join(missing)}: {setup}" if missing else "all exist"
    )
    made = (hub.course / "inbound").is_dir() and (hub.folder / "secrets" / "proxy_token").is_file()
    yield Finding("folders", made, "found" if made else f"the exchange is missing: {setup}")
    if not missing:
        yield _library(hub.student_python, hub.students[0], _STUDENTS, "the students' environment")
        yield _library(hub.instructor_python, hub.instructor, _INSTRUCTOR, "the instructor's environment")


def _node() -> Finding:
    node = shutil.which("node")
    if node is None:
        return Finding("Node.js", False, f"Node.js is missing: install version {_OLDEST_NODE} or newer, with npm")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    number = re.match(r"v(\d+)", said)
    enough = number is not None and int(number[1]) >= _OLDEST_NODE
    return Finding("Node.js", enough, said if enough else f"Node.js {said} is too old: install {_OLDEST_NODE} or newer")


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _library(python: Path, name: str, program: str, what: str) -> Finding:
    """Does an environment start for the person who will use it, with what it must have and must not have?"""
    user = pwd.getpwnam(name)
    try:
        done = subprocess.run(
            [str(python), "-P", "-c", program],
            user=user.pw_uid, group=user.pw_gid, extra_groups=os.getgrouplist(name, user.pw_gid), cwd="/",
            env={"PATH": "/usr/bin:/bin", "HOME": user.pw_dir}, capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(what, False, f"{what} does not start for {name} ({python}): {error}")
    if done.returncode == 4:
        return Finding(
            what, False, f"{what} has the module that marks: install the library of {python.parents[1]} anew"
        )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["a part is missing"])[-1]
        return Finding(what, False, f"{what} does not work for {name} ({python}): {last}")
    note = f"; code cannot be marked here: {done.stdout.strip()}" if done.stdout.strip() else ""
    return Finding(what, True, f"works{note}")


def _ports(hub: Hub) -> Finding:
    for port in range(hub.port, hub.port + 3):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return Finding(
                    "ports", False, f"port {port} is taken: is the hub running? Else name another in hub.toml"
                )
    return Finding("ports", True, "free")
