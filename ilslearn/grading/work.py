"""What one process does with one submission: open it, repair it, score it, and hand back what is to be saved.

A process that does this gets the bytes of the submission and the release, and nothing else: it opens no gradebook and
no student's folder, so it may as well stand on another machine.
"""

import contextlib
import faulthandler
import json
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from ilslearn.grading.means import Means
from ilslearn.grading.opening import HandedIn, Unopenable, open_cells
from ilslearn.grading.released import Notebook, Released, not_loaded, settings_of
from ilslearn.grading.repair import UNCLEAR, rebuild, shown_safely
from ilslearn.grading.sandbox import CannotIsolate, cool_down, grade_code
from ilslearn.grading.scoring import OutOfTime, grade_data, stream
from ilslearn.submitter import SUBMITTER

_ONE_AT_A_TIME = threading.Lock()  # stdout and the working folder belong to the whole process
_REST_AFTERWARDS = threading.Event()  # the grader has gone while something is still being marked


@dataclass(frozen=True, slots=True)
class Task:
    """A submission to mark: its notebook files by name, what was released, and what was mended on the way here.

    The test cells of data answers run in ``folder``. Code answers find ``beside`` them the files that were
    handed in with the notebooks, and, as their tests do, those ``given`` with the release.
    """

    student: str
    files: Mapping[str, bytes]
    releases: tuple[Released, ...]
    folder: Path
    means: Means
    mended: tuple[str, ...] = ()
    beside: Mapping[str, bytes] = field(default_factory=dict)
    given: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarkedNotebook:
    """A marked notebook as text, and those of its ``cells`` that the gradebook knows, from which the points follow.

    ``text`` is None for a notebook that was not handed in. ``look``: the cells whose points a person has to look at.
    """

    name: str
    text: str | None
    cells: tuple[Mapping[str, Any], ...] = ()
    look: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of a submission: its notebooks, or the ``failure`` for which it has none."""

    student: str
    notebooks: tuple[MarkedNotebook, ...] = ()
    repairs: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A notebook with its outputs; the tests at which a person has to ``look``; what else is to be told."""

    notebook: Notebook
    look: frozenset[str]
    unread: tuple[str, ...]
    unclear: tuple[str, ...]


def mark_submission(task: Task) -> Marked:
    """Mark one submission. Whatever is wrong with it ends in a reason, never in an error.

    Raises CannotIsolate if it is the machine with which something is wrong: it cannot keep code apart.
    """
    seconds = task.means.seconds(len(task.releases))
    with _ONE_AT_A_TIME, _time_limit(seconds):
        try:
            return _mark(task)
        except Unopenable as error:
            return Marked(task.student, failure=str(error))
        except OutOfTime:
            return Marked(task.student, failure=f"it was not marked within {seconds:g} seconds")
        except CannotIsolate:
            raise
        except MemoryError:
            return Marked(task.student, failure="it needs more memory than a submission may use")
        except Exception as error:  # one submission never stops the others
            return Marked(task.student, failure=f"it could not be marked ({type(error).__name__}: {error})"[:500])
        finally:
            if _REST_AFTERWARDS.is_set():
                _cool_down()


def answers_of(files: Mapping[str, bytes], releases: Sequence[Released]) -> dict[str, Notebook]:
    """The notebooks of a submission put together again, by name; one that was not handed in is left out.

    Nothing is marked. Raises Unopenable, with the reason, if a notebook is damaged.
    """
    opened, spoilt = _open(files)
    found = {one.name: _find(one, opened, spoilt, [each.file for each in releases])[0] for one in releases}
    return {one.name: rebuild(one, cells).notebook for one in releases if (cells := found[one.name]) is not None}


def rest() -> None:
    """End the sandbox's warm process: now or, if something is being marked here, when that is done."""
    _REST_AFTERWARDS.set()
    if _ONE_AT_A_TIME.acquire(blocking=False):
        try:
            _cool_down()
        finally:
            _ONE_AT_A_TIME.release()


def _cool_down() -> None:
    _REST_AFTERWARDS.clear()
    cool_down()


def _mark(task: Task) -> Marked:
    repairs, notebooks = list(task.mended), []
    unread: list[str] = []
    unclear: list[str] = []
    opened, spoilt = _open(task.files)
    for release in task.releases:
        cells, notes = _find(release, opened, spoilt, [one.file for one in task.releases])
        repairs += notes
        if cells is None:
            if len(task.releases) == 1:
                raise Unopenable(f"the notebook {release.file} is missing")
            notebooks.append(MarkedNotebook(release.name, None))
            continue
        rebuilt = rebuild(release, cells, as_data=not task.means.code)
        judged = _judge(task, release, rebuilt.notebook)
        repairs += rebuilt.repairs
        unclear += judged.unclear
        unread += judged.unread
        told = (*task.mended, *notes, *rebuilt.repairs)
        notebooks.append(_to_save(release, judged.notebook, told, judged.look))
    if all(one.text is None for one in notebooks):
        raise Unopenable("none of its notebooks was handed in")
    return Marked(task.student, tuple(notebooks), tuple(repairs), tuple(unread), tuple(unclear))


def _judge(task: Task, release: Released, notebook: Notebook) -> _Judged:
    """Read the answers of a rebuilt notebook, or run them: nowhere else is this decided."""
    return _run(task, release, notebook) if task.means.code else _read(task, release, notebook)


def _read(task: Task, release: Released, notebook: Notebook) -> _Judged:
    handed_in_by = SUBMITTER.set(task.student)
    try:
        scored = grade_data(release.notebook, notebook, task.folder)
    finally:
        SUBMITTER.reset(handed_in_by)
    doubts = _doubts(notebook)
    unread = [f"{name}: {reason}" for name, reason in scored.unread.items() if reason not in doubts.values()]
    broken, asked = _not_loaded(scored.notebook), tuple(dict.fromkeys(scored.asked.values()))
    waits = (*asked, *broken.values())
    look = frozenset({*scored.unread, *scored.asked, *broken})
    return _Judged(scored.notebook, look, (*unread, *waits), (*doubts.values(), *waits))


def _run(task: Task, release: Released, notebook: Notebook) -> _Judged:
    """Run the answers in a sandbox. An answer of which nobody can say what it is does not run."""
    doubts, answers = _doubts(notebook), {}
    for cell in notebook["cells"]:
        if UNCLEAR in cell["metadata"]:
            answers[cell["id"]], cell["source"] = cell["source"], ""
    files = {**_without_clashes(task.beside, task.given), **task.given}
    scored = grade_code(release.notebook, notebook, files, task.means.limits, task.means.sandbox, task.given)
    look = scored.look
    for cell in scored.notebook["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
            cell["outputs"] = [stream("stdout", cell["metadata"][UNCLEAR])]
        elif doubts and settings_of(cell).get("grade") and _failed(cell):
            look |= {settings_of(cell)["grade_id"]}
    broken = _not_loaded(scored.notebook)
    unclear = (
        *doubts.values(),
        *(scored.reasons if scored.status == "needs_person" else ()),
        *broken.values(),
    )
    return _Judged(scored.notebook, look | frozenset(broken), (*scored.reasons, *broken.values()), unclear)


def _not_loaded(notebook: Notebook) -> dict[str, str]:
    """The tests that could not begin, each with the reason: a person decides on their points."""
    tests = [cell for cell in notebook["cells"] if settings_of(cell) and not settings_of(cell).get("solution")]
    told = {settings_of(cell)["grade_id"]: not_loaded(cell["source"], cell.get("outputs", ())) for cell in tests}
    return {name: f"{name}: {reason}" for name, reason in told.items() if reason}


def _doubts(notebook: Notebook) -> dict[str, str]:
    """The answers of which nobody can say which one counts, each with the reason."""
    return {cell["id"]: cell["metadata"][UNCLEAR] for cell in notebook["cells"] if UNCLEAR in cell["metadata"]}


def _failed(cell: Mapping[str, Any]) -> bool:
    return any(output["output_type"] == "error" for output in cell.get("outputs", ()))


def _without_clashes(files: Mapping[str, bytes], given: Mapping[str, bytes]) -> dict[str, bytes]:
    """A student's files save those in the place of a file or a folder of the release, which count, as in nbgrader."""
    folders = {str(folder) for name in given for folder in PurePosixPath(name).parents}
    taken = folders | set(given)
    return {
        name: data
        for name, data in files.items()
        if name not in taken and not any(str(folder) in given for folder in PurePosixPath(name).parents)
    }


def _open(files: Mapping[str, bytes]) -> tuple[dict[str, tuple[list[HandedIn], list[str]]], dict[str, str]]:
    """The files that are notebooks, and of the others the reason why they are not."""
    opened, spoilt = {}, {}
    for name, data in files.items():
        try:
            opened[name] = open_cells(data, name)
        except Unopenable as error:
            spoilt[name] = str(error)
    return opened, spoilt


def _find(
    release: Released,
    opened: Mapping[str, tuple[list[HandedIn], list[str]]],
    spoilt: Mapping[str, str],
    known: Sequence[str],
) -> tuple[list[HandedIn] | None, list[str]]:
    """The cells of a released notebook: in the file of that name, else in the one that has most of its cells."""
    if release.file in opened:
        return opened[release.file]
    if release.file in spoilt:
        raise Unopenable(spoilt[release.file])
    wanted = {settings_of(cell)["grade_id"] for cell in release.notebook["cells"] if settings_of(cell)}
    shares = {
        name: len(wanted & {cell.grade_id for cell in cells}) / len(wanted)
        for name, (cells, _) in opened.items()
        if name not in known and wanted
    }
    best = [name for name, share in shares.items() if share == max(shares.values()) and share >= 0.5]
    if len(best) > 1:
        raise Unopenable(f"{release.file} is missing, and {' and '.join(best)} may both stand for it")
    if not best:
        return None, [f"The notebook {release.file} was not handed in: its answers count as not given."]
    cells, mended = opened[best[0]]
    return cells, [f"{release.file} was handed in as {best[0]}.", *mended]


def _to_save(release: Released, notebook: Notebook, repairs: Sequence[str], look: frozenset[str]) -> MarkedNotebook:
    cells = tuple(deepcopy(cell) for cell in notebook["cells"] if settings_of(cell))
    shown_safely(notebook, repairs)
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    return MarkedNotebook(release.name, text, cells, look)


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """End the work when its time is over: kindly, and, where it does not listen, with the whole process."""
    alarm = hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds * 1.5 + 2, exit=True, file=nowhere)
        if alarm:
            before = signal.signal(signal.SIGALRM, _ring)
            signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            if alarm:
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.signal(signal.SIGALRM, before)
            faulthandler.cancel_dump_traceback_later()


def _ring(*_: object) -> None:
    raise OutOfTime
