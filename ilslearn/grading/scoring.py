"""Scoring answers that are data: the test cells of the release run over the values read from a submission.

The test cells are the instructor's own, from the gradebook; nothing that a student wrote is run. What a test cell shows
is kept as a kernel would keep it, so that nbgrader's own rule gives the points: nothing for an error or for anything on
stderr, the value of the last expression if it is a number, else all.
"""

import ast
import contextlib
import io
import os
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ilslearn.errors import NeedsPerson
from ilslearn.grading.reading import Unreadable, how_to_write, names_set, read_values
from ilslearn.grading.released import Notebook, settings_of
from ilslearn.grading.repair import UNCLEAR

_LONGEST_OUTPUT = 50_000
_HIDDEN = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


@dataclass(frozen=True, slots=True)
class Scored:
    """A notebook with the outputs of its test cells, and the tests that a person has to look at, each with the reason.

    ``unread`` are those without their answer, ``asked`` those that leave it to a person
    (:class:`ilslearn.errors.NeedsPerson`).
    """

    notebook: Notebook
    unread: dict[str, str]
    asked: dict[str, str]


class OutOfTime(BaseException):
    """The time of a submission is over; no test cell may catch it by catching its own errors."""


def grade_data(released: Notebook, submitted: Notebook, folder: Path) -> Scored:
    """Read the answers of a rebuilt notebook and run the release's test cells over them.

    Parameters: ``released`` and ``submitted``, the notebook as released (with its hidden tests) and as rebuilt;
    ``folder``, where the test cells run. Time and memory are bounded by the process that calls this.
    """
    stubs = {settings_of(cell)["grade_id"]: cell["source"] for cell in released["cells"] if settings_of(cell)}
    namespace: dict[str, Any] = {"__name__": "__main__"}
    unread: dict[str, str] = {}  # by variable
    without: dict[str, str] = {}  # by test cell
    asked: dict[str, str] = {}
    with _inside(folder):
        for cell in submitted["cells"]:
            settings = settings_of(cell)
            if cell["cell_type"] != "code" or not settings:
                continue
            cell["outputs"] = []
            if settings.get("solution"):
                stub = stubs[settings["grade_id"]]
                values, reason = _read(cell, stub)
                namespace.update(values)
                unread.update({name: reason for name in names_set(stub) if name not in values})
                if reason:
                    cell["outputs"] = [stream("stdout", reason)]
            else:
                cell["outputs"] = run_cell(cell["source"], namespace)
                reason = _reason_without(cell["outputs"], unread)
                if reason:
                    without[settings["grade_id"]] = reason
                    if settings.get("grade"):
                        points = f"0 of {settings['points']:g} points. {reason}\n"
                        cell["outputs"] = [stream("stdout", points), _result("0.0")]
                elif reason := _asks_person(cell["outputs"]):
                    asked[settings["grade_id"]] = reason
                    said = [one for one in cell["outputs"] if one["output_type"] == "stream"]
                    cell["outputs"] = [*said, stream("stdout", f"{reason}\n"), _result("0.0")]
    return Scored(submitted, without, asked)


def _read(cell: Any, stub: str) -> tuple[dict[str, Any], str]:
    """The values of an answer cell, and what is wrong with it, if anything is."""
    how = how_to_write(stub)
    if UNCLEAR in cell["metadata"]:
        return {}, str(cell["metadata"][UNCLEAR])
    try:
        values = read_values(cell["source"])
    except Unreadable as error:
        return {}, f"{error} {how}"
    missing = [name for name in names_set(stub) if name not in values]
    return values, f"The answer cell does not set {' and '.join(missing)}. {how}" if missing else ""


def _reason_without(outputs: list[Any], unread: dict[str, str]) -> str:
    """Did a test cell miss a variable, and why was it not there?"""
    missed = [output.pop("missing") for output in outputs if "missing" in output]
    return next((unread[name] for name in missed if name in unread), "")


def _asks_person(outputs: list[Any]) -> str:
    """Why a test cell leaves its answer to a person, if it does."""
    return next((one["evalue"] for one in outputs if one.get("ename") == NeedsPerson.__name__), "")


def run_cell(source: str, namespace: dict[str, Any]) -> list[Any]:
    """Run an instructor's cell as a kernel would, and return its outputs."""
    out, err, results = io.StringIO(), io.StringIO(), []
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
        warnings.resetwarnings()  # as in a new kernel: what was warned of for another submission is warned of again
        for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", category)
        warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
        try:
            value = _run(source, namespace)
            if value is not None:
                results.append(_result(_pretty(value)))
        except MemoryError:
            raise  # the limit is the grader's, and no fault of the answer
        except (Exception, SystemExit) as error:
            results.append(_error(error, source))
    streams = [stream(name, text) for name, text in (("stdout", out.getvalue()), ("stderr", err.getvalue())) if text]
    return streams + results


def _run(source: str, namespace: dict[str, Any]) -> Any:
    """Run a cell; the value of its last expression, unless a semicolon ends it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<test cell>", "exec"), namespace)
    if not isinstance(last, ast.Expr):
        return None
    value = eval(compile(ast.Expression(last.value), "<test cell>", "eval"), namespace)
    return None if source.rstrip().endswith(";") else value


def _pretty(value: Any) -> str:
    if isinstance(value, int | float | str):
        return repr(value)
    from IPython.lib.pretty import pretty  # here: it is seldom needed, and not quickly loaded

    return pretty(value)


def stream(name: str, text: str) -> Any:
    """Text that a cell put out."""
    if len(text) > _LONGEST_OUTPUT:
        text = f"{text[:_LONGEST_OUTPUT]}\n... Output truncated ...\n"
    return {"output_type": "stream", "name": name, "text": text}


def _result(text: str) -> Any:
    data = {"text/plain": text[:_LONGEST_OUTPUT]}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}


def _error(error: BaseException, source: str) -> Any:
    """An error as nbgrader keeps it. The line is shown only if students were given it."""
    name, text = type(error).__name__, str(error)[:2000]
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<test cell>"]
    told = [f"{name}: {text}"]
    if lines and lines[-1] and not _is_hidden(source, lines[-1]):
        told.insert(0, f"Line {lines[-1]}: {source.splitlines()[lines[-1] - 1].strip()}")
    output = {"output_type": "error", "ename": name, "evalue": text, "traceback": told}
    if isinstance(error, NameError) and error.name:
        output["missing"] = error.name
    return output


def _is_hidden(source: str, line: int) -> bool:
    above = source.splitlines()[:line]
    starts, ends = (sum(mark in one for one in above) for mark in _HIDDEN)
    return starts > ends


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Work in a folder, if it is on this machine: the test cells of a data answer seldom need one."""
    if not folder.is_dir():
        yield
        return
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
