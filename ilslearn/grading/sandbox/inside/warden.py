"""The process that stands between the warm process and one submission: it watches the submission, and ends it.

It is outside the submission's process namespace, so that nothing in there can see it, signal it or limit it.
"""

import contextlib
import os
import select
import signal
import socket
import time
from typing import Any

from ilslearn.grading.sandbox.frames import Ended, send

LOOK_EVERY = 0.05  # seconds; at memory speed little is taken between two looks


def watch(first: int, leash: socket.socket, limits: dict[str, Any], processes: int | None) -> None:
    """Wait until a sandbox's first process ends, or end it: too much time or memory, or the grader let go.

    ``processes`` is a handle on the /proc in which the sandbox's processes are seen. What happened is told on the
    leash, where the grader also says ``i`` to interrupt the submission, as a person would in the notebook.
    """
    reason, until = "", time.monotonic() + limits["seconds"]
    ears = select.poll()
    ears.register(leash, select.POLLIN)
    ended = 0
    while not ended:
        if ears.poll(LOOK_EVERY * 1000):
            told = _heard(leash)
            if told == b"i":
                for process in _children(processes).get(first, ()):
                    _signal(process, signal.SIGINT)
            else:
                break
        if time.monotonic() > until:
            reason = "time"
            break
        if processes is not None and _memory(processes, first, limits["memory_mb"] << 20):
            reason = "memory"
            break
        ended, status = os.waitpid(first, os.WNOHANG)
    if not ended:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(first, signal.SIGKILL)  # without a process namespace, its group is all that ends with it
        _signal(first, signal.SIGKILL)
        status = os.waitpid(first, 0)[1]
    with contextlib.suppress(Ended):
        send(leash, {"reason": reason or "ended", "code": os.waitstatus_to_exitcode(status)})


def _heard(leash: socket.socket) -> bytes:
    try:
        return leash.recv(1)
    except OSError:
        return b""


def _signal(process: int, which: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, which)


def _children(processes: int | None) -> dict[int, list[int]]:
    """Who is whose child, among all processes that can be seen."""
    found: dict[int, list[int]] = {}
    if processes is None:
        return found
    for name in os.listdir(processes):
        if name.isdigit():
            text = _read(processes, f"{name}/stat")
            if text:
                found.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(int(name))
    return found


def _memory(processes: int, first: int, most: int) -> bool:
    """Whether a sandbox's processes hold more than they may: a quick count first, which counts shared pages twice."""
    children, family, queue = _children(processes), [], [first]
    while queue:
        family.append(one := queue.pop())
        queue += children.get(one, ())
    quick = sum(_kilobytes(_read(processes, f"{one}/status"), "RssAnon:", "RssShmem:") for one in family)
    if quick << 10 <= most:
        return False
    exact = (_kilobytes(_read(processes, f"{one}/smaps_rollup"), "Pss_Anon:", "Pss_Shmem:") for one in family)
    return sum(exact) << 10 > most


def _kilobytes(text: str, *names: str) -> int:
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith(names))


def _read(processes: int, path: str) -> str:
    try:
        with open(os.open(path, os.O_RDONLY, dir_fd=processes), encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:  # it ended in the meantime
        return ""
