"""The processes that mark: a pool on this machine, or the workers of a Dask cluster; one that dies is no loss.

Only a bounded number of submissions is on its way at any time, so that memory does not grow with the class.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ilslearn.errors import IlsError
from ilslearn.grading.means import Means
from ilslearn.grading.sandbox.limits import MEGABYTE
from ilslearn.grading.work import Marked, Task, mark_submission, rest

_TRIES = 2


@dataclass(slots=True)
class Workers:
    """Where submissions are marked: how to ``open`` an executor, and how many submissions may be on their way."""

    open: Callable[[], Executor]
    most: int


def processes(number: int | None, submissions: int, means: Means) -> Workers:
    """A pool of processes on this machine: as many as there are cores if no number is named."""
    number = min(number or cores(), submissions)
    context = get_ready()
    memory = means.limits.memory_mb * MEGABYTE

    def start() -> Executor:
        return ProcessPoolExecutor(number, mp_context=context, initializer=_prepare, initargs=(memory,))

    return Workers(start, most=2 * number)


def get_ready() -> Any:
    """Start, in the background, the process that loads what marking needs, and of which each marking process is a copy.

    Returns multiprocessing's context for them. Where the system has no such process, each loads it for itself.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing.forkserver import ensure_running

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ilslearn.grading.warm"])
    with _no_main():
        ensure_running()
    return context


@contextmanager
def _no_main() -> Iterator[None]:
    """Keep the program that called us out of the marking processes: it may be a notebook, a test or what was piped in.

    multiprocessing would load it again in each of them.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def cluster(address: str) -> Workers:
    """The workers of a Dask scheduler, for example ``tcp://127.0.0.1:8786``. Raises IlsError if none answers."""
    try:
        from distributed import Client
    except ImportError:
        raise IlsError("Marking on a cluster needs Dask: pip install 'ilslearn[cluster]'.") from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise IlsError(f"No Dask scheduler answers at {address}: start one with `dask scheduler`.") from None
    threads = sum(client.nthreads().values())
    if not threads:
        raise IlsError(f"The Dask scheduler at {address} has no workers: start some with `dask worker {address}`.")
    return Workers(lambda: client.get_executor(pure=False, retries=_TRIES), most=2 * threads)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def marked(tasks: Iterable[Task], workers: Workers) -> Iterator[Marked]:
    """Mark submissions, each as soon as a process is free; the order is that in which they are done.

    If a process dies, what was on its way is marked again, one at a time: so the submission that kills processes is
    told from those that stood beside it, and it alone is given up after two more deaths.
    """
    waiting, suspects = iter(tasks), deque[Task]()
    deaths: dict[str, int] = {}
    flying: dict[Future[Marked], Task] = {}
    executor: Executor | None = None
    try:
        while True:
            broken = False
            while len(flying) < (1 if suspects else workers.most) and not broken:
                task = suspects.popleft() if suspects else next(waiting, None)
                if task is None:
                    break
                try:
                    executor = executor or workers.open()
                    with _no_main():
                        flying[executor.submit(mark_submission, task)] = task
                except BrokenExecutor:
                    suspects.appendleft(task)
                    broken = True
            if not flying and not broken:
                return
            alone = len(flying) == 1
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                task = flying.pop(future)
                try:
                    yield future.result()
                except BrokenExecutor:
                    broken = True
                    suspects.append(task)
                    deaths[task.student] = deaths.get(task.student, 0) + alone
                except IlsError:
                    raise  # of no submission, but of the machine: none can be marked
                except Exception as error:  # a cluster gives up a submission that killed several of its workers
                    yield Marked(task.student, failure=f"the process that marked it died ({type(error).__name__})")
            if broken:
                suspects.extend(flying.values())
                flying.clear()
                _end(executor)
                executor = None
                for task in [one for one in suspects if deaths.get(one.student, 0) >= _TRIES]:
                    suspects.remove(task)
                    yield Marked(task.student, failure="the process that marked it died again and again")
    finally:
        for future in flying:
            future.cancel()
        _end(executor)


def _end(executor: Executor | None) -> None:
    """Stop at once: nothing that is still being marked is needed."""
    if executor is None:
        return
    processes: dict[int, Any] = getattr(executor, "_processes", None) or {}
    running = list(processes.values())
    executor.shutdown(wait=False)
    for process in running:
        with suppress(OSError, ValueError):
            process.terminate()
    if client := getattr(executor, "_client", None):  # of a cluster, whose processes live on
        with suppress(OSError):
            client.run(rest, on_error="ignore")
        client.close()


def _prepare(memory: int) -> None:
    """Prepare a process of the pool: it leaves Ctrl-C to the grader, dies with it, and may use so much memory more.

    The bound on memory is a soft one, which a sandbox that the process starts may lift: its bounds are its own. The
    sandbox ends with the process that started it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    with suppress(ImportError, OSError, ValueError):  # not on Windows
        import resource

        now = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (now + memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with_parent() -> None:
    from multiprocessing.connection import wait as wait_for

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)
