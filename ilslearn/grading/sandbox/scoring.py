"""Score one notebook whose answers are code: the student's cells run in one sandbox, the tests in another."""

import ast
import copy
import math
import socket
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ilslearn.grading.sandbox.frames import Ended, TooLate, TooLong, receive, send
from ilslearn.grading.sandbox.isolation import keep_out
from ilslearn.grading.sandbox.limits import MEGABYTE, Limits
from ilslearn.grading.sandbox.outputs import error_output, safe_outputs
from ilslearn.grading.sandbox.warm import Box, Files, warm

GRACE = 2.0  # seconds that interrupted code has to stop by itself
MOST_RERUNS = 4
_MESSAGE = 32 * MEGABYTE
Sandbox = Literal["bubblewrap", "none"]


@dataclass(frozen=True, slots=True)
class Scored:
    """A notebook that was run and tested.

    ``notebook`` carries the outputs from which nbgrader's own steps take scores and feedback. ``status`` is
    ``needs_person`` if a test could not be decided; ``reasons`` say why, and which cells were stopped; ``look``
    names the tests at which a person has to look.
    """

    notebook: dict[str, Any]
    status: Literal["graded", "needs_person"]
    reasons: tuple[str, ...] = ()
    look: frozenset[str] = frozenset()


class _Stopped(Exception):
    """A cell had to be stopped by ending its sandbox."""

    def __init__(self, why: str) -> None:
        self.why = why


def grade_code(
    released: Mapping[str, Any],
    submitted: Mapping[str, Any],
    folder: Files,
    limits: Limits | None = None,
    sandbox: Sandbox = "bubblewrap",
    given: Files | None = None,
) -> Scored:
    """Run a submission's cells in a sandbox and the release's tests outside it.

    ``released`` is the notebook of the release with all its tests, ``submitted`` the student's, both as nbformat 4
    dictionaries whose graded cells correspond by ``grade_id``; of locked cells and tests only the release's source is
    used. ``folder`` is the submission's own folder, of which the sandboxes get copies, or its files by their names.
    ``given`` is the release's own folder (or its files), if tests import modules or read files from it: without it they
    see the student's files, save code.
    ``sandbox="none"`` runs the student's code with the rights of the grader.

    Raises ``CannotIsolate`` where the sandbox is wanted and cannot be had, ``UnusableFile`` for a folder in the
    Python environment, which every sandbox may read.
    """
    if not isinstance(folder, Mapping):
        keep_out(Path(folder))
    return _Grading(released, submitted, folder, given, limits or Limits(), sandbox == "bubblewrap").scored()


class _Grading:
    """The work on one notebook: its cells, what each has put out so far, and which must not run again."""

    def __init__(
        self,
        released: Mapping[str, Any],
        submitted: Mapping[str, Any],
        folder: Files,
        given: Files | None,
        limits: Limits,
        isolated: bool,
    ) -> None:
        self.folder, self.given, self.limits, self.isolated = folder, given, limits, isolated
        self.notebook = copy.deepcopy(dict(submitted))
        self.released = {_marks(cell)["grade_id"]: cell for cell in released["cells"] if "grade_id" in _marks(cell)}
        self.opened = [cell for cell in released["cells"] if cell["cell_type"] == "code" and not _marks(cell)]
        solutions = [cell for cell in released["cells"] if _marks(cell).get("solution") and cell["cell_type"] == "code"]
        self.exercise = sorted({name for cell in solutions for name in bound(_text(cell))})
        self.reasons: list[str] = []
        self.undecided = False
        self.look: set[str] = set()
        self.stopped: dict[int, dict[str, Any]] = {}
        self.until = time.monotonic() + limits.seconds

    def scored(self) -> Scored:
        """Run and test; where a cell takes its sandbox with it, run the others again without that cell."""
        self.overwrite()
        for _ in range(MOST_RERUNS):
            try:
                self.run()
                break
            except _Stopped:
                continue
            except (Ended, TooLate, TooLong):
                self.reasons.append("the sandbox ended before the notebook did")
        else:
            self.undecided = True
            self.reasons.append(f"the notebook could not be run to its end in {MOST_RERUNS} attempts")
            self.give_up()
        if time.monotonic() > self.until:
            self.undecided = True
            self.reasons.append(f"the notebook needed more than {self.limits.seconds:g} seconds in all")
        missing = self.released.keys() - {_marks(cell).get("grade_id") for cell in self.notebook["cells"]}
        if missing:
            self.undecided = True
            self.reasons.append(f"these cells of the release are missing: {', '.join(sorted(missing))}")
        status: Literal["graded", "needs_person"] = "needs_person" if self.undecided else "graded"
        return Scored(self.notebook, status, tuple(dict.fromkeys(self.reasons)), frozenset(self.look))

    def overwrite(self) -> None:
        """Put the release's source and settings into every cell that is not the student's to write; empty outputs."""
        for cell in self.notebook["cells"]:
            own = self.released.get(_marks(cell).get("grade_id"))
            if own is not None:
                cell["metadata"]["nbgrader"] = copy.deepcopy(own["metadata"]["nbgrader"])
                if _test(own) or _marks(own).get("locked"):
                    cell["cell_type"], cell["source"] = own["cell_type"], own["source"]
            elif _marks(cell):
                del cell["metadata"]["nbgrader"]  # points of the student's invention
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
                cell["metadata"].pop("widgets", None)
        self.notebook.get("metadata", {}).pop("widgets", None)

    def run(self) -> None:
        """One run from the first cell to the last."""
        if not any(cell["cell_type"] == "code" for cell in self.notebook["cells"]):
            return
        with ExitStack() as stack:
            asks, answers = socket.socketpair()
            try:
                source = warm(self.isolated)
                student = stack.enter_context(source.box("student", self.limits, self.folder, answers.fileno()))
                more = {"exercise": self.exercise, "files_are_given": self.given is not None}
                files, code = self.given or self.folder, self.given is not None
                checker = stack.enter_context(
                    source.box("checker", self.limits, files, asks.fileno(), code=code, **more)
                )
            finally:
                asks.close()
                answers.close()
            for cell in self.opened:
                self.talk(checker, {"open": _text(cell)})
            count = 0
            for place, cell in enumerate(self.notebook["cells"]):
                if cell["cell_type"] != "code":
                    continue
                cell["execution_count"] = count = count + 1
                if place in self.stopped:
                    cell["outputs"] = [self.stopped[place]]
                elif _test(cell):
                    self.test(place, cell, student, checker)
                else:
                    self.execute(place, cell, student)
                    if _marks(cell).get("locked"):
                        self.talk(checker, {"given": _text(cell)})

    def talk(self, box: Box, message: dict[str, Any]) -> Any:
        send(box.line, message)
        return receive(box.line, _MESSAGE, time.monotonic() + self.limits.cell_seconds)

    def execute(self, place: int, cell: dict[str, Any], student: Box) -> None:
        """Run one of the student's cells; one that runs too long is interrupted, as nbgrader does."""
        try:
            send(student.line, {"run": _text(cell)})
            answer, late = self.awaited(student, student)
        except (Ended, TooLate, TooLong) as trouble:
            self.stop(place, self.why(trouble, student))
        cell["outputs"] = self.kept(answer, cell["execution_count"])
        if late:
            self.reasons.append(f"{self.named(place)} was interrupted after {self.limits.cell_seconds:g} seconds")
            cell["outputs"].append(error_output("CellTimeoutError", "No reply from kernel before timeout"))

    def test(self, place: int, cell: dict[str, Any], student: Box, checker: Box) -> None:
        """Run one of the release's tests over what the student's side hands out."""
        try:
            send(student.line, {"files": True})
            written = receive(student.line, _MESSAGE, time.monotonic() + GRACE)
            files = written.get("files") if isinstance(written, dict) else None
            send(checker.line, {"test": _text(cell), "files": files})
            answer, late = self.awaited(checker, student)
        except (Ended, TooLate, TooLong) as trouble:
            ended = student.ended(time.monotonic())
            self.stop(place, self.why(trouble, student if ended else checker))
        cell["outputs"] = self.kept(answer, cell["execution_count"])
        cannot = answer.get("cannot") if isinstance(answer, dict) else None
        if late:
            self.reasons.append(f"{self.named(place)} was interrupted after {self.limits.cell_seconds:g} seconds")
            cell["outputs"].append(error_output("CellTimeoutError", "No reply from kernel before timeout"))
        if cannot or (late and time.monotonic() > self.until):
            self.leave(cell)
        if cannot:
            self.reasons += [f"{self.named(place)}: {reason}" for reason in cannot]
            if not any(output["output_type"] == "error" for output in cell["outputs"]):
                cell["outputs"].append(error_output("CannotHandOut", str(cannot[0])))
        self.bound_score(place, cell)
        if student.ended(time.monotonic()) is not None:
            self.stop(place, self.why(Ended(), student), cell["outputs"])

    def awaited(self, box: Box, student: Box) -> tuple[Any, bool]:
        """The answer, and whether the student's code had to be interrupted for it."""
        until = min(time.monotonic() + self.limits.cell_seconds, self.until)
        try:
            return receive(box.line, _MESSAGE, until), False
        except TooLate:
            student.interrupt()
        return receive(box.line, _MESSAGE, time.monotonic() + GRACE), True

    def stop(self, place: int, why: str, outputs: list[dict[str, Any]] | None = None) -> None:
        """Record what a cell gets for having been stopped, and start again without it."""
        errors = [output for output in outputs or [] if output["output_type"] == "error"]
        self.stopped[place] = errors[0] if errors else error_output("Stopped", why)
        self.reasons.append(f"{self.named(place)} was stopped: {why}")
        raise _Stopped(why)

    def why(self, trouble: Exception, box: Box) -> str:
        ended = box.ended(time.monotonic() + 1)
        if isinstance(trouble, TooLong):
            return "it put out more than can be kept"
        if isinstance(trouble, TooLate) and ended is None:
            return f"it did not end after {self.limits.cell_seconds:g} seconds, nor when interrupted"
        if ended and ended["reason"] == "memory":
            return f"it used more than {self.limits.memory_mb} MB of memory"
        if ended and ended["reason"] == "time":
            return f"it used more than {self.limits.seconds:g} seconds"
        return "it ended the process that it ran in"

    def give_up(self) -> None:
        """Leave no test without an output, for nbgrader gives full points to a test that put nothing out."""
        for place, cell in enumerate(self.notebook["cells"]):
            if cell["cell_type"] == "code" and _test(cell) and place not in self.stopped:
                cell["outputs"] = [error_output("Stopped", "the notebook was not run to its end")]
                self.leave(cell)

    def leave(self, cell: dict[str, Any]) -> None:
        """Leave a test to a person."""
        self.undecided = True
        self.look.add(str(_marks(cell)["grade_id"]))

    def bound_score(self, place: int, cell: dict[str, Any]) -> None:
        """A partial score beyond the cell's points stops nbgrader's whole batch: a person decides instead."""
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                try:
                    value = float(output["data"].get("text/plain", ""))
                except ValueError:
                    continue
                if math.isnan(value) or value > float(_marks(cell)["points"]):
                    self.leave(cell)
                    self.reasons.append(f"{self.named(place)} gave {value:g} points, which is more than it has")
                    cell["outputs"] = [error_output("ValueError", "the test gave more points than it has")]
                    return

    def kept(self, answer: Any, count: int) -> list[dict[str, Any]]:
        outputs = answer.get("outputs") if isinstance(answer, dict) else None
        return safe_outputs(outputs, self.limits.output_kb << 10, count)

    def named(self, place: int) -> str:
        """How a person finds a cell: its identifier, or its place."""
        name = _marks(self.notebook["cells"][place]).get("grade_id")
        return f"cell {name}" if name else f"cell {place + 1}"


def _marks(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    found = cell.get("metadata", {}).get("nbgrader", {})
    return found if isinstance(found, Mapping) else {}


def _test(cell: Mapping[str, Any]) -> bool:
    marks = _marks(cell)
    return bool(marks.get("grade")) and not marks.get("solution") and cell["cell_type"] == "code"


def _text(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def bound(source: str) -> set[str]:
    """The names that a cell binds at its top level."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    found = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            found |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    return found
