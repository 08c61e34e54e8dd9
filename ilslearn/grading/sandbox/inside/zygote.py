"""The warm process: it has loaded what notebooks use, and forks itself into one sandbox after another.

It never reads a submission. Each request comes with the sockets of the sandbox to be: the leash (its warden's), the
line (its own), and whatever its work needs besides.
"""

import contextlib
import importlib
import io
import json
import os
import resource
import signal
import socket
import sys
import tarfile
import tempfile
import traceback
from typing import Any, NoReturn

from ilslearn.grading.sandbox.frames import exactly, receive
from ilslearn.grading.sandbox.inside import confine, warden

MOST_FILES = 1 << 30


def main(control: int, isolated: bool, preload: list[str]) -> NoReturn:
    """Load the named modules, say so, then fork at each request until the grader closes the line."""
    line = socket.socket(fileno=control)
    os.chdir("/")
    # A grader's process may have bounded its own memory; each sandbox is given bounds of its own.
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    if isolated:
        _make_home()
    for name in preload:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    cells = importlib.import_module("ilslearn.grading.sandbox.inside.cells")
    cells.warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # wardens are not waited for
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    line.sendall(b"+")
    while True:
        request, sockets, _, _ = socket.recv_fds(line, 1 << 16, 16)
        if not request:
            os._exit(0)
        if os.fork() == 0:
            line.close()
            _box(json.loads(request), sockets, isolated)
        for descriptor in sockets:
            os.close(descriptor)
        line.sendall(b"+")


def _box(request: dict[str, Any], sockets: list[int], isolated: bool) -> NoReturn:
    """Become the warden of a new sandbox, and start its first process."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        leash, others = socket.socket(fileno=sockets[0]), sockets[1:]
        limits = request["limits"]
        processes = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY) if os.path.isdir("/proc/self") else None
        if isolated:
            confine.leave()
        with contextlib.nullcontext(confine.FOLDER) if isolated else tempfile.TemporaryDirectory() as folder:
            first = os.fork()
            if first == 0:
                leash.close()
                if processes is not None:
                    os.close(processes)
                _first(request, others, folder, isolated)
            for descriptor in others:
                os.close(descriptor)
            warden.watch(first, leash, limits, processes)
        status = 0
    finally:
        os._exit(status)


def _first(request: dict[str, Any], sockets: list[int], folder: str, isolated: bool) -> NoReturn:
    """The first process of a sandbox: make it, give up all power, start the work, bury the dead."""
    try:
        os.setsid()
        if isolated:
            confine.control(confine.SET_DEATH_SIGNAL, signal.SIGKILL)
            confine.furnish(request["limits"]["disk_mb"])
            confine.restrict(request["limits"])
            confine.surrender()
            confine.control(confine.SET_DUMPABLE, 0)
        work = os.fork()
        if work == 0:
            _work(request, sockets, folder, isolated)
        for descriptor in sockets:
            os.close(descriptor)
        while True:
            ended, status = os.wait()
            if ended == work:
                if not isolated:
                    os.killpg(0, signal.SIGKILL)
                code = os.waitstatus_to_exitcode(status)
                os._exit(code if code >= 0 else 128 - code)
    except BaseException as error:
        _tell(error)
    finally:
        os._exit(1)


def _work(request: dict[str, Any], sockets: list[int], folder: str, isolated: bool) -> NoReturn:
    """Unpack the submission's files and do what was asked: the only process here that the submission's code sees."""
    try:
        if isolated:
            confine.control(confine.SET_DUMPABLE, 1)
            _make_home()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.chdir(folder)
        line = socket.socket(fileno=sockets[0])
        _unpack(line)
        if numpy := sys.modules.get("numpy"):
            numpy.random.seed()  # the warm process has drawn nothing, but every fork of it would draw the same
        work = importlib.import_module(f"ilslearn.grading.sandbox.inside.{request['work']}")
        work.main(line, sockets[1:], request)
        os._exit(0)
    except BaseException as error:
        _tell(error)
    finally:
        os._exit(1)


def _tell(error: BaseException) -> None:
    """For whoever runs the warm process by hand: the grader throws its standard error away."""
    print("sandbox:", *traceback.format_exception(error), file=sys.__stderr__, flush=True)


def _make_home() -> None:
    """Make the folders, all in /tmp, in which programs keep their settings."""
    for place in ("HOME", "MPLCONFIGDIR", "IPYTHONDIR"):
        os.makedirs(os.environ[place], exist_ok=True)


def _unpack(line: socket.socket) -> None:
    size = receive(line, 1 << 10)["files"]
    if size:
        with tarfile.open(fileobj=io.BytesIO(exactly(line, min(size, MOST_FILES))), mode="r:") as archive:
            archive.extractall(filter="data")
