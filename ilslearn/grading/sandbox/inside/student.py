"""The student's side: run the student's cells, and answer the checker's questions about what they left behind.

All of it runs in the interpreter that the student's code may change at will. That harms nobody: what leaves is data,
and the checker takes it as what the student's code says, no more.
"""

import builtins
import contextlib
import importlib
import inspect
import operator
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from ilslearn.grading.sandbox.frames import Ended, TooLong, receive, send
from ilslearn.grading.sandbox.inside.cells import Cells
from ilslearn.grading.sandbox.inside.written import changed, snapshot
from ilslearn.grading.sandbox.values import CannotHandOut, decode, encode

MOST = 64 << 20
_CHANGEABLE = (list, dict, set, bytearray)  # arguments whose change by a call the caller sees


def main(line: socket.socket, sockets: list[int], request: dict[str, Any]) -> None:
    """Serve the grader (run this cell) and the checker (what is this name, call that) until the grader closes."""
    sys.path.insert(0, "")  # as a notebook may import what lies beside it
    with contextlib.suppress(Ended):
        Student(line, socket.socket(fileno=sockets[0]), request["limits"]).serve()


class Student:
    """The student's names and objects, and the two lines on which they are asked for."""

    def __init__(self, line: socket.socket, checker: socket.socket, limits: dict[str, Any]) -> None:
        self.line, self.checker = line, checker
        self.most = limits["value_mb"] << 20
        self.cells = Cells(limits["output_kb"])
        self.names: dict[str, Any] = self.cells.shell.user_ns
        self.hidden = set(self.names)
        self.folder = os.getcwd()
        self.files = snapshot(self.folder)
        self.kept: dict[int, Any] = {}
        self.handles: dict[int, int] = {}
        self.answers: dict[str, Callable[[dict[str, Any]], Any]] = {
            "get": lambda ask: self.names[ask["name"]],
            "has": lambda ask: ask["name"] in self.names,
            "set": lambda ask: operator.setitem(self.names, ask["name"], self.opened(ask["value"])),
            "import": lambda ask: operator.setitem(self.names, ask["name"], importlib.import_module(ask["module"])),
            "del": lambda ask: self.names.pop(ask["name"]) and None,
            "plain": lambda ask: _plain(self.kept[ask["id"]]),
            "signature": lambda ask: inspect.signature(self.kept[ask["id"]]),
            "do": self.do,
        }

    def serve(self) -> None:
        ears = select.poll()
        ears.register(self.line, select.POLLIN)
        ears.register(self.checker, select.POLLIN)
        while True:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            for ready, event in ears.poll():
                if ready == self.line.fileno():
                    told = receive(self.line, MOST)
                    if "run" in told:
                        self.run(told["run"])
                    else:
                        before, self.files = self.files, snapshot(self.folder)
                        send(self.line, {"files": changed(self.folder, before, self.files, self.most)})
                elif event & select.POLLIN:
                    self.reply(receive(self.checker, MOST))
                else:
                    ears.unregister(ready)

    def run(self, source: str) -> None:
        """Run one of the student's cells, interruptible as in the notebook."""
        self.cells.catch()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            outputs = self.cells.run(source)
        except KeyboardInterrupt:
            outputs = self.cells.outputs.take()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        send(self.line, {"outputs": outputs})

    def reply(self, ask: dict[str, Any]) -> None:
        """Answer one of the checker's questions: a value, an error of the student's code, or why there is neither."""
        self.cells.catch()
        self.cells.outputs.take()
        answer: dict[str, Any] = {}
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            found = self.answers[ask["ask"]](ask)
            answer["value"] = encode(found, self.keep)
            if "changed" in ask:
                answer["changed"] = [encode(one, self.keep) for one in ask["changed"]]
        except CannotHandOut as reason:
            answer = {"cannot": str(reason)}
        except KeyError as error:
            answer = {"missing": True} if ask["ask"] in ("get", "del") else {"error": self.error(error)}
        except BaseException as error:
            answer = {"error": self.error(error)}
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        answer["shown"] = [[one["name"], one["text"]] for one in self.cells.outputs.take() if "text" in one]
        try:
            send(self.checker, answer, self.most)
        except TooLong:
            send(self.checker, {"cannot": f"it is larger than {self.most >> 20} MB"})

    def do(self, ask: dict[str, Any]) -> Any:
        """Apply an operator, or call, with the checker's arguments; note which of them were changed on the way."""
        args = [self.opened(one) for one in ask["args"]]
        named = {name: self.opened(one) for name, one in ask.get("named", {}).items()}
        result = getattr(builtins if ask["of"] == "builtins" else operator, ask["name"])(*args, **named)
        ask["changed"] = [one for one in (*args, *named.values()) if _changeable(one)]
        return result

    def keep(self, value: Any) -> dict[str, Any]:
        """A reference to an object that stays here."""
        if isinstance(value, Back):
            return {"t": "back", "id": value.handle}
        handle = self.handles.setdefault(id(value), len(self.kept))
        self.kept[handle] = value
        kind = type(value)
        reference = {"t": "object", "id": handle, "type": kind.__name__, "calls": callable(value)}
        if isinstance(value, type) and issubclass(value, BaseException):
            reference["error"] = self.lineage(value)
        return reference

    def opened(self, data: Any) -> Any:
        return decode(data, self.open_)

    def open_(self, data: dict[str, Any]) -> Any:
        return self.kept[data["id"]] if data["t"] == "mine" else Back(self, data["id"])

    def error(self, error: BaseException) -> dict[str, Any]:
        """What the checker learns of an error: its lineage, its text, and its arguments where they are data."""
        try:
            text = str(error)[:10_000]
        except BaseException:
            text = ""
        try:
            args = encode(list(error.args), _refuse)
        except BaseException:
            args = None
        return {"lineage": self.lineage(type(error)), "text": text, "args": args}

    def lineage(self, kind: type) -> dict[str, Any]:
        """A class of errors: its name, its nearest built-in ancestor, and a reference where it is the student's own."""
        base = next(one for one in kind.__mro__ if getattr(builtins, one.__name__, None) is one)
        if base is kind:
            return {"base": base.__name__}
        handle = self.handles.setdefault(id(kind), len(self.kept))
        self.kept[handle] = kind
        return {"base": base.__name__, "name": kind.__name__, "id": handle}


class Back:
    """A function of the instructor's that a test gave to the student's code: calling it goes back to the test."""

    def __init__(self, student: Student, handle: int) -> None:
        self.student, self.handle = student, handle

    def __call__(self, *args: Any, **named: Any) -> Any:
        keep = self.student.keep
        plain = [encode(one, keep) for one in args]
        by_name = {name: encode(one, keep) for name, one in named.items()}
        send(self.student.checker, {"back": self.handle, "args": plain, "named": by_name})
        while True:
            answer = receive(self.student.checker, MOST)
            if "ask" in answer:
                self.student.reply(answer)
            elif "error" in answer:
                raise getattr(builtins, answer["error"], RuntimeError)(answer["text"])
            else:
                return self.student.opened(answer["value"])


def _refuse(value: Any) -> dict[str, Any]:
    raise CannotHandOut("it is not plain data")


_CONTENT: dict[type, Callable[[Any], Any]] = {
    list: lambda one: list(list.__iter__(one)),
    tuple: lambda one: tuple(tuple.__iter__(one)),
    dict: lambda one: {key: dict.__getitem__(one, key) for key in dict.__iter__(one)},
    set: lambda one: set(set.__iter__(one)),
    frozenset: lambda one: frozenset(frozenset.__iter__(one)),
    str: lambda one: "".join(str.__iter__(one)),
    bytes: lambda one: bytes(bytes.__iter__(one)),
    int: lambda one: int.__add__(one, 0),
    float: lambda one: float.__add__(one, 0.0),
}


def _plain(value: Any) -> Any:
    """What an object of a class made from a built-in one holds, without asking the class."""
    for kind, content in _CONTENT.items():
        if isinstance(value, kind):
            return content(value)
    raise CannotHandOut("a test compares it with plain data, and only the student's own class could say how")


def _changeable(value: Any) -> bool:
    kind = type(value)
    return kind in _CHANGEABLE or (kind.__module__.startswith(("numpy", "pandas")) and kind.__name__ in (
        "ndarray", "Series", "DataFrame"))  # fmt: skip
