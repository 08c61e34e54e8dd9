"""The instructor's side: run the test cells over what the student's side hands out.

It has a sandbox of its own, without the student's interpreter in it. A name that a test uses is the test's own, or the
release's, or else it is asked for: plain data comes as data, everything else as a ``StudentObject`` whose use goes
back to the student's side.
"""

import ast
import builtins
import importlib
import os
import socket
import sys
import types
from typing import Any

from ilslearn.grading.sandbox.frames import Ended, receive, send
from ilslearn.grading.sandbox.inside.asking import StudentSide
from ilslearn.grading.sandbox.inside.cells import Cells
from ilslearn.grading.sandbox.inside.objects import StudentObject, type_of
from ilslearn.grading.sandbox.inside.written import put
from ilslearn.grading.sandbox.values import CannotHandOut

MOST = 64 << 20
# A test that uses a module without importing it means the installed one, whatever the student's interpreter holds.
_USUAL = {"np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot", "mpl": "matplotlib"} | {
    name: name for name in ("numpy", "pandas", "matplotlib", "math", "cmath", "statistics", "random", "itertools",
                            "collections", "datetime", "decimal", "fractions", "re", "string", "json", "calendar")
}  # fmt: skip
_IMPORTS: tuple[type[ast.stmt], ...] = (ast.Import, ast.ImportFrom)


def main(line: socket.socket, sockets: list[int], request: dict[str, Any]) -> None:
    """Run the cells that the grader sends: ``given`` and ``open`` for what they define, ``test`` for what they decide.

    Of a cell that the release gives and locks, its imports, functions and classes are the release's own; of one that
    it leaves open to the student, only the imports.
    """
    student = StudentSide(socket.socket(fileno=sockets[0]), request["limits"]["value_mb"] << 20)
    names = Names(student, frozenset(request["exercise"]))
    cells = Cells(request["limits"]["output_kb"], names)
    cells.shell.automagic = False  # it would take save(...) for %save, not seeing that the student's side has a save
    folder = os.getcwd()
    if request["files_are_given"]:
        sys.path.insert(0, folder)
    names.asking = True
    while True:
        try:
            told = receive(line, MOST)
        except Ended:
            return
        cells.catch()
        if "given" in told:
            names.define(told["given"], (*_IMPORTS, ast.FunctionDef, ast.ClassDef))
            send(line, {})
        elif "open" in told:
            names.define(told["open"], _IMPORTS)
            send(line, {})
        else:
            put(folder, told["files"])
            outputs = cells.run(told["test"])
            student.explain(outputs)
            send(line, {"outputs": outputs, "cannot": list(dict.fromkeys(student.cannot))})
            student.cannot.clear()


class Names(dict[str, Any]):
    """The names that test cells see.

    What a test binds is its own and stays here. Names of the exercise (those that the release's solution cells bind)
    are set on the student's side too, so that a test may take one away and put it back; no other data or function of
    a test's is, for it may be the right answer.
    """

    def __init__(self, student: StudentSide, exercise: frozenset[str]) -> None:
        super().__init__()
        self.student, self.exercise, self.asking = student, exercise, False

    def __missing__(self, name: str) -> Any:
        __tracebackhide__ = True
        if not self.asking or name.startswith("__") or (name in builtins.__dict__ and name not in self.exercise):
            raise KeyError(name)
        found = self.student.ask(f"the name {name}", ask="get", name=name)
        if name in _USUAL and isinstance(found, StudentObject) and type_of(found) == "module":
            return importlib.import_module(_USUAL[name])
        return found

    def __setitem__(self, name: str, value: Any) -> None:
        if self.asking and isinstance(value, types.ModuleType):
            self.student.ask(f"the name {name}", quiet=True, ask="import", name=name, module=value.__name__)
        elif self.asking and (name in self.exercise or isinstance(value, StudentObject)):
            try:
                self.student.ask(f"the name {name}", ask="set", name=name, value=self.student.out(value))
            except CannotHandOut:  # an object of the test's own stays here
                self.student.cannot.pop()
            if name in self.exercise and isinstance(value, StudentObject):
                self.pop(name, None)
                return
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        here = name in self
        if here:
            super().__delitem__(name)
        if self.asking and (name in self.exercise or not here):
            self.student.ask(f"the name {name}", quiet=here, ask="del", name=name)

    def define(self, source: str, kinds: tuple[type[ast.stmt], ...]) -> None:
        """Run the statements of some kinds that a cell of the release has at its top level."""
        try:
            nodes = [node for node in ast.parse(source).body if isinstance(node, kinds)]
        except SyntaxError:  # magics and the like
            return
        for node in nodes:
            try:
                exec(compile(ast.Module([node], []), "<given>", "exec"), self)
            except Exception:  # it needs what the student's side has: then the student's side has this too
                continue
