"""The grader's side of the warm process: start it once, ask it for one sandbox after another."""

import atexit
import contextlib
import dataclasses
import io
import json
import os
import socket
import stat
import subprocess
import tarfile
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import IO, Any

from ilslearn.grading.sandbox.frames import Ended, TooLate, receive, send
from ilslearn.grading.sandbox.inside.written import CODE
from ilslearn.grading.sandbox.isolation import COMPUTING, CannotIsolate, command, require_isolation
from ilslearn.grading.sandbox.limits import MEGABYTE, Limits

PRELOAD = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib_inline.backend_inline",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
)
_START_SECONDS = 120.0
MOST_FILES = 2000

Files = Path | Mapping[str, bytes]  # a folder, or the files themselves by their path in it


class Box:
    """One sandbox: ``line`` talks to the work in it, the leash to its warden. Closing it ends all that is in it."""

    def __init__(self, line: socket.socket, leash: socket.socket) -> None:
        self.line, self._leash = line, leash
        self._ended: dict[str, Any] | None = None

    def interrupt(self) -> None:
        """Interrupt what runs, as a person would in the notebook."""
        with contextlib.suppress(OSError):
            self._leash.sendall(b"i")

    def ended(self, until: float | None) -> dict[str, Any] | None:
        """What became of it (``reason`` is ``ended``, ``time`` or ``memory``; ``code``), or None if it still runs."""
        if self._ended is None:
            try:
                self._ended = receive(self._leash, 1 << 10, until)
            except TooLate:
                return None
            except Ended:
                self._ended = {"reason": "ended", "code": 1}
        return self._ended

    def close(self) -> dict[str, Any]:
        """End everything in it, wait until it is gone, and say what became of it."""
        self.line.close()
        with contextlib.suppress(OSError):
            self._leash.shutdown(socket.SHUT_WR)
        ended = self.ended(time.monotonic() + 10) or {"reason": "ended", "code": 1}
        self._leash.close()
        return ended

    def __enter__(self) -> "Box":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Warm:
    """The warm process of this process, behind bubblewrap (or, ``isolated=False``, behind nothing)."""

    def __init__(self, isolated: bool = True) -> None:
        if isolated:
            require_isolation()
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        call = f"main({theirs.fileno()}, {isolated}, {list(PRELOAD)!r})"
        environment = None if isolated else {**os.environ, **COMPUTING}
        started: Future[subprocess.Popen[bytes]] = Future()
        arguments = (command("zygote", call, isolated), theirs.fileno(), environment, started)
        threading.Thread(target=_keep, args=arguments, daemon=True).start()
        self._process = started.result()
        theirs.close()
        self._control.settimeout(_START_SECONDS)
        if not self._answered():
            self.close()
            raise CannotIsolate("The sandbox could not be started; run ilslearn doctor.")

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self._process.poll() is None

    def box(self, work: str, limits: Limits, files: Files | None, *sockets: int, code: bool = True, **more: Any) -> Box:
        """A new sandbox that does ``work`` (a module of ``inside``), with copies of ``files`` in it.

        It gets ``sockets``, and what its work needs to know (``more``); without ``code``, modules are not copied.
        """
        line, its_line = socket.socketpair()
        leash, its_leash = socket.socketpair()
        request = json.dumps({"work": work, "limits": dataclasses.asdict(limits), **more}).encode()
        box = Box(line, leash)
        with its_line, its_leash, self._lock, contextlib.suppress(OSError):
            socket.send_fds(self._control, [request], [its_leash.fileno(), its_line.fileno(), *sockets])
            if self._answered():
                return self._furnished(box, files, limits, code)
        box.close()
        raise Ended

    def _furnished(self, box: Box, files: Files | None, limits: Limits, code: bool) -> Box:
        archive = packed(files, limits.disk_mb * MEGABYTE, code) if files else b""
        with contextlib.suppress(Ended, OSError):  # a sandbox that ended already says so when it is asked
            send(box.line, {"files": len(archive)})
            box.line.sendall(archive)
        return box

    def close(self) -> None:
        """End the warm process and all that was forked from it."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def _answered(self) -> bool:
        try:
            return self._control.recv(1) == b"+"
        except OSError:
            return False


def _keep(
    arguments: list[str], line: int, environment: dict[str, str] | None, started: Future[subprocess.Popen[bytes]]
) -> None:
    """Start the warm process from a thread that lasts as long: bubblewrap ends with the thread that started it."""
    try:
        process = subprocess.Popen(
            arguments, pass_fds=(line,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=environment, cwd="/", start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        started.set_exception(CannotIsolate(f"The sandbox could not be started ({error.strerror})."))
        return
    started.set_result(process)
    process.wait()


def packed(files: Files, most: int, code: bool = True) -> bytes:
    """Files as a tar archive: links, devices and what goes beyond the bound stay out; without ``code``, modules too."""
    stream, size, count = io.BytesIO(), 0, 0
    with tarfile.open(fileobj=stream, mode="w:") as archive:
        for entry, file in _held(files) if isinstance(files, Mapping) else _lying_in(files):
            if entry.name.endswith(CODE) and not code:
                continue
            size += entry.size
            count += 1
            if count > MOST_FILES:
                break
            if size <= most // 2:
                archive.addfile(entry, file)
    return stream.getvalue()


def _held(files: Mapping[str, bytes]) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for name, data in sorted(files.items()):
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        yield entry, io.BytesIO(data)


def _lying_in(folder: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not os.path.islink(os.path.join(root, name)))
        for name in sorted(names):
            path = os.path.join(root, name)
            try:
                handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            except OSError:
                continue
            with open(handle, "rb") as file:
                found = os.fstat(handle)
                if stat.S_ISREG(found.st_mode):
                    entry = tarfile.TarInfo(os.path.relpath(path, folder))
                    entry.size, entry.mode, entry.mtime = found.st_size, stat.S_IMODE(found.st_mode), found.st_mtime
                    yield entry, file


_warm: dict[tuple[int, bool], Warm] = {}
_starting = threading.Lock()


def warm(isolated: bool = True) -> Warm:
    """The warm process of this process, started when it is first needed."""
    with _starting:
        key = (os.getpid(), isolated)  # a fork of the grader must not talk on its parent's line
        if key in _warm and not _warm[key].alive:
            _warm.pop(key).close()
        if key not in _warm:
            _warm[key] = Warm(isolated)
        return _warm[key]


def cool_down() -> None:
    """End this process's warm processes; the next sandbox starts a new one."""
    for key in [key for key in _warm if key[0] == os.getpid()]:
        _warm.pop(key).close()


atexit.register(cool_down)
