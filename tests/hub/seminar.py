"""A real hub on loopback with real users of this machine: made for the tests, and removed with all that is theirs."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
_TOOLS = {"ilslearn": "ilslearn.cli", "nbgrader": "nbgrader", "alembic": "alembic.config"}


@dataclass
class Seminar:
    """A hub's folder with its people, and hands of each of them."""

    base: Path
    instructor: str
    students: list[str]
    port: int
    passwords: dict[str, str] = field(default_factory=dict)

    @property
    def hub(self) -> Path:
        return self.base / "hub"

    @property
    def people(self) -> list[str]:
        return [self.instructor, *self.students]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def inbound(self) -> Path:
        return self.hub / "exchange" / "ilslearn" / "inbound"

    def home(self, name: str) -> Path:
        return Path(pwd.getpwnam(name).pw_dir)

    def course(self) -> Path:
        return self.home(self.instructor) / "ilslearn" / "assignments"

    def tool(self, name: str) -> str:
        """A command of the instructor's environment."""
        return str(self.base / "teacher" / "bin" / name)

    def as_user(self, name: str, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command as that user does in a terminal of their server."""
        user, role = pwd.getpwnam(name), "instructor" if name == self.instructor else "students"
        bin_ = self.base / ("teacher" if name == self.instructor else "students") / "bin"
        env = {
            "HOME": user.pw_dir, "USER": name, "PATH": f"{bin_}:/usr/bin:/bin", "LANG": "C.UTF-8",
            "JUPYTER_CONFIG_PATH": f"{self.hub / 'jupyter' / role}:{self.hub / 'jupyter'}",
            "ILSLEARN_EXCHANGE": str(self.hub / "exchange"), **more,
        }  # fmt: skip
        return subprocess.run(
            command, user=user.pw_uid, group=user.pw_gid, extra_groups=os.getgrouplist(name, user.pw_gid), umask=0o077,
            cwd=self.course() if role == "instructor" and self.course().is_dir() else user.pw_dir, env=env,
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    def shell(self, name: str, line: str) -> subprocess.CompletedProcess[str]:
        return self.as_user(name, "/bin/sh", "-c", line)

    def ilslearn(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run our command as root, from the instructor's environment."""
        return subprocess.run([self.tool("ilslearn"), *arguments], cwd=self.base, env=_clean(), capture_output=True,
                              text=True, timeout=300, check=False)  # fmt: skip


def free_ports() -> int:
    """The first of three ports in a row that nobody listens on."""
    while True:
        with contextlib.ExitStack() as probes:
            first = probes.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                for number in (port + 1, port + 2):
                    probes.enter_context(socket.socket()).bind(("127.0.0.1", number))
            except (OSError, OverflowError):
                continue
            return port


@contextlib.contextmanager
def seminar(wheel: Path, students: int) -> Iterator[Seminar]:
    """A hub that is made and set up, and not running; its users and files are gone afterwards."""
    token = secrets.token_hex(2)
    names = [f"ilst-{token}-s{number:02}" for number in range(1, students + 1)]
    base = Path(tempfile.mkdtemp(prefix="ilst-", dir="/tmp"))  # pytest's own folders are closed to other users
    base.chmod(0o755)
    one = Seminar(base, f"ilst-{token}-prof", names, free_ports())
    assert not {user.pw_name for user in pwd.getpwall()} & set(one.people)
    try:
        _set_up(one, wheel)
        yield one
    finally:
        _remove(one)


def _set_up(one: Seminar, wheel: Path) -> None:
    _environment(one.base / "teacher", wheel)
    listed = one.base / "names.csv"
    listed.write_text("student,name\n" + "".join(f"{name},Somebody\n" for name in one.students))
    made = one.ilslearn("hub", "make", str(one.hub), "--instructor", one.instructor, "--students", str(listed),
                        "--port", str(one.port), "--student-python", str(one.base / "students/bin/python"))  # fmt: skip
    assert made.returncode == 0, made.stderr
    (theirs,) = (one.hub / "library").glob("*.whl")
    _environment(one.base / "students", theirs)
    shutil.copytree(proxy(), one.hub / "node_modules", symlinks=True)
    done = subprocess.run(["sh", "setup.sh"], cwd=one.hub, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.chown(one.base / "teacher", group=one.instructor)
    (one.base / "teacher").chmod(0o750)
    lines = (one.hub / "secrets" / "passwords.csv").read_text().split()
    one.passwords = dict(line.split(",") for line in lines)


def proxy() -> Path:
    """The proxy as package-lock.json names it, installed once for all tests."""
    folder = ROOT / "build" / "hub-proxy"
    wanted = (files("ilslearn.hub") / "files" / "package-lock.json").read_text()
    there = folder / "package-lock.json"
    if not (folder / "node_modules" / ".package-lock.json").is_file() or there.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            (folder / name).write_text((files("ilslearn.hub") / "files" / name).read_text())
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True,
                       capture_output=True)  # fmt: skip
    return folder / "node_modules"


def _environment(prefix: Path, wheel: Path) -> None:
    """An environment with a library of its own and the packages of this one, which every user can read."""
    subprocess.run([str(_python(prefix.parent)), "-m", "venv", "--without-pip", str(prefix)], check=True)
    packages = prefix / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    with zipfile.ZipFile(wheel) as library:
        library.extractall(packages)
    (packages / "shared.pth").write_text(f"{_readable(Path(sysconfig.get_path('purelib')), prefix.parent)}\n")
    for name in ("share", "etc"):
        (prefix / name).mkdir(exist_ok=True)
        (prefix / name / "jupyter").symlink_to(_readable(Path(sys.prefix, name, "jupyter"), prefix.parent))
    for name, module in _TOOLS.items():
        tool = prefix / "bin" / name
        tool.write_text(f'#!/bin/sh\nexec {prefix}/bin/python -P -m {module} "$@"\n')
        tool.chmod(0o755)


def _python(base: Path) -> Path:
    """The Python of this environment, where every user can start it."""
    name, own = f"python{sysconfig.get_python_version()}", Path(sys.base_prefix)
    there = _readable(own, base)
    program = there / "bin" / name
    if there != own:  # it looks for its library where only we can read: let it look beside itself
        data, where = program.read_bytes(), f"{own}/lib\0".encode()
        program.unlink()
        program.write_bytes(data.replace(where, b"$ORIGIN/../lib".ljust(len(where), b"\0")))
        program.chmod(0o755)
    return program


def _open(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def _readable(folder: Path, base: Path) -> Path:
    """The folder if every user can enter it, else a copy of it that they can (links to the same files, if possible)."""
    if _open(folder / "any"):
        return folder
    copy = base / folder.as_posix().strip("/").replace("/", "-")
    if not copy.exists():
        linked = subprocess.run(["cp", "-al", str(folder), str(copy)], capture_output=True, check=False)
        if linked.returncode:
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(folder, copy, symlinks=True)
    return copy


def _clean() -> dict[str, str]:
    return {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin", "LANG": "C.UTF-8", "HOME": os.environ.get("HOME", "/root")}


@contextlib.contextmanager
def running(one: Seminar) -> Iterator[str]:
    """The hub, started as its keeper starts it; its servers end with it."""
    log = one.base / "hub.log"
    with log.open("w") as output:
        hub = subprocess.Popen([one.tool("ilslearn"), "hub", "start", str(one.hub)], stdout=output, stderr=output,
                               env=_clean(), start_new_session=True)  # fmt: skip
        try:
            for _ in range(240):
                assert hub.poll() is None, log.read_text()[-3000:]
                with contextlib.suppress(OSError), urllib.request.urlopen(f"{one.address}/hub/api", timeout=2):
                    break
                time.sleep(0.5)
            else:
                raise AssertionError(f"the hub did not answer: {log.read_text()[-3000:]}")
            yield one.address
        finally:
            hub.send_signal(signal.SIGTERM)
            try:
                hub.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(hub.pid, signal.SIGKILL)
                hub.wait(20)


def processes_of(name: str) -> list[psutil.Process]:
    """What runs as that user now."""
    number = pwd.getpwnam(name).pw_uid
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.uids().real == number:
                found.append(process)
    return found


def _remove(one: Seminar) -> None:
    """End what still runs as these users, and remove them and their files: nobody else's."""
    there = {user.pw_name for user in pwd.getpwall()}
    for name in one.people:
        if name in there:
            for process in processes_of(name):
                with contextlib.suppress(psutil.Error):
                    process.kill()
                    process.wait(10)
            subprocess.run(["/usr/sbin/userdel", "--remove", name], capture_output=True, check=False)
    shutil.rmtree(one.base, ignore_errors=True)
    assert not {user.pw_name for user in pwd.getpwall()} & set(one.people)
