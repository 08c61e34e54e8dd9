"""The instructor's side: run the test cells over what the student's side hands out.

It has a sandbox of its own, without the student's interpreter in it. A name that a test uses is the test's own, or the
release's, or else it is asked for: plain data comes as data, everything else as a ``StudentObject`` whose use goes
back to the student's side.
"""

import ast
import builtins
import operator
import socket
import sys
import types
from typing import Any

from ilslearn.grading.sandbox.frames import Ended, TooLong, receive, send
from ilslearn.grading.sandbox.inside.cells import Cells
from ilslearn.grading.sandbox.values import CannotHandOut, decode, encode

MOST = 64 << 20
_IMPORTS: tuple[type[ast.stmt], ...] = (ast.Import, ast.ImportFrom)


def main(line: socket.socket, sockets: list[int], request: dict[str, Any]) -> None:
    """Run the cells that the grader sends: ``given`` and ``open`` for what they define, ``test`` for what they decide.

    Of a cell that the release gives and locks, its imports, functions and classes are the release's own; of one that
    it leaves open to the student, only the imports.
    """
    student = StudentSide(socket.socket(fileno=sockets[0]), request["limits"]["value_mb"] << 20)
    names = Names(student, frozenset(request["asked"]))
    cells = Cells(request["limits"]["output_kb"], names)
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
            outputs = cells.run(told["test"])
            send(line, {"outputs": outputs, "cannot": list(dict.fromkeys(student.cannot))})
            student.cannot.clear()


class Names(dict[str, Any]):
    """The names that test cells see.

    What a test binds is its own and stays here. Names of the exercise (those that the release's solution cells bind)
    live on the student's side, so that a test may take one away and put it back.
    """

    def __init__(self, student: "StudentSide", exercise: frozenset[str]) -> None:
        super().__init__()
        self.student, self.exercise, self.asking = student, exercise, False

    def __missing__(self, name: str) -> Any:
        __tracebackhide__ = True
        if not self.asking or name.startswith("__") or (name in builtins.__dict__ and name not in self.exercise):
            raise KeyError(name)
        return self.student.ask(f"the name {name}", ask="get", name=name)

    def __setitem__(self, name: str, value: Any) -> None:
        if self.asking and name in self.exercise:
            try:
                self.student.ask(f"the name {name}", ask="set", name=name, value=self.student.out(value))
            except CannotHandOut:  # an object of the test's own stays here
                self.student.cannot.pop()
            else:
                self.pop(name, None)
                return
        super().__setitem__(name, value)
        if self.asking and isinstance(value, types.ModuleType):
            self.student.ask(f"the name {name}", quiet=True, ask="import", name=name, module=value.__name__)

    def __delitem__(self, name: str) -> None:
        if name in self:
            super().__delitem__(name)
        elif self.asking:
            self.student.ask(f"the name {name}", ask="del", name=name)

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


class StudentSide:
    """The line to the student's side, and what came over it."""

    def __init__(self, line: socket.socket, most: int) -> None:
        self.line, self.most = line, most
        self.cannot: list[str] = []
        self.given: list[Any] = []
        self.errors: dict[int, type[BaseException]] = {}

    def ask(self, what: str, *, quiet: bool = False, passed: tuple[Any, ...] = (), **ask: Any) -> Any:
        """Ask and wait; what the student's code printed is printed here, what it raised is raised here."""
        __tracebackhide__ = True
        try:
            send(self.line, ask)
            answer = receive(self.line, self.most)
            while "back" in answer:
                send(self.line, self.called_back(answer))
                answer = receive(self.line, self.most)
        except Ended:
            raise RuntimeError(f"the student's code ended while the test used {what}") from None
        except TooLong:
            self.line.close()
            self.refuse(what, f"it is larger than {self.most >> 20} MB")
        for name, text in answer.get("shown", ()):
            (sys.stderr if name == "stderr" else sys.stdout).write(str(text))
        if quiet:
            return None
        if "missing" in answer:
            raise KeyError(ask["name"])
        if "error" in answer:
            raise self.raised(answer["error"]) from None
        if "cannot" in answer:
            self.refuse(what, str(answer["cannot"]))
        try:
            self.change(passed, answer.get("changed", ()))
            return decode(answer.get("value"), self.open_)
        except CannotHandOut as reason:
            self.refuse(what, str(reason))

    def refuse(self, what: str, reason: str) -> None:
        """Note that a test could not be decided, and end it."""
        self.cannot.append(f"{what} could not be handed to the test: {reason}")
        raise CannotHandOut(self.cannot[-1])

    def out(self, value: Any) -> Any:
        """A value on its way to the student's side."""
        return encode(value, self.keep)

    def keep(self, value: Any) -> dict[str, Any]:
        if isinstance(value, StudentObject):
            return {"t": "mine", "id": object.__getattribute__(value, "_id")}
        if isinstance(value, type) and issubclass(value, BaseException):
            for handle, twin in self.errors.items():
                if twin is value:
                    return {"t": "mine", "id": handle}
        if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType)):
            self.given.append(value)
            return {"t": "back", "id": len(self.given) - 1}
        reason = f"a test passes an object of its own ({type(value).__name__}) to the student's code"
        self.cannot.append(reason)
        raise CannotHandOut(reason)

    def called_back(self, call: dict[str, Any]) -> dict[str, Any]:
        """Call a function that a test gave to the student's code: the one thing that code may ask for here."""
        try:
            function = self.given[int(call["back"])]
            named = {str(name): decode(one, self.open_) for name, one in call["named"].items()}
            return {"value": self.out(function(*(decode(one, self.open_) for one in call["args"]), **named))}
        except Exception as error:
            return {"error": type(error).__name__, "text": str(error)}

    def open_(self, data: dict[str, Any]) -> Any:
        if data["t"] == "back":
            return self.given[int(data["id"])]
        if data["t"] != "object":
            raise CannotHandOut("it did not arrive in a form that can be read")
        if module := sys.modules.get(str(data.get("module"))):
            return module  # the installed one, not what the student's interpreter made of it
        if "error" in data:
            return self.twin(data["error"])
        return (StudentCallable if data["calls"] else StudentObject)(self, int(data["id"]), str(data["type"]))

    def twin(self, lineage: dict[str, Any]) -> type[BaseException]:
        """The class of an error: a built-in one, or one of the same name made from it for the student's own."""
        base = getattr(builtins, str(lineage["base"]), RuntimeError)
        if not (isinstance(base, type) and issubclass(base, Exception)):
            base = RuntimeError  # an exit or an interrupt of the student's is a failed call, not the test's end
        if "id" not in lineage:
            return base
        return self.errors.setdefault(int(lineage["id"]), type(str(lineage["name"]), (base,), {}))

    def raised(self, error: dict[str, Any]) -> BaseException:
        kind = self.twin(error["lineage"])
        try:
            return kind(*decode(error["args"], self.open_))
        except Exception:
            try:
                return kind(str(error["text"]))
            except Exception:
                return RuntimeError(str(error["text"]))

    def change(self, passed: tuple[Any, ...], changed: Any) -> None:
        """Give the arguments of a call the content that the call left in theirs."""
        mine = [one for one in passed if type(one) in (list, dict, set, bytearray) or type(one).__name__ in (
            "ndarray", "Series", "DataFrame")]  # fmt: skip
        for before, data in zip(mine, changed, strict=False):
            after = decode(data, self.open_)
            if type(after) is not type(before):
                continue
            if isinstance(before, (list, bytearray)):
                before[:] = after
            elif isinstance(before, (dict, set)):
                before.clear()
                before.update(after)
            elif type(before).__name__ == "ndarray":
                if before.shape == after.shape and before.flags.writeable:
                    before[...] = after
            elif not before.equals(after):
                before._update_inplace(after)

    def do(self, name: str, *args: Any, of: str = "operator", **named: Any) -> Any:
        """Have an operator or a built-in function applied on the student's side."""
        __tracebackhide__ = True
        sent = {key: self.out(one) for key, one in named.items()}
        what = f"what {'a call' if name == 'call' else name} gives"
        return self.ask(
            what, passed=(*args, *named.values()), ask="do", of=of, name=name,
            args=[self.out(one) for one in args], named=sent,
        )  # fmt: skip


class StudentObject:
    """An object that stays on the student's side: what is done with it is done there, and data comes back.

    One thing it does not decide: whether it equals, precedes or contains plain data of the test's. That would let it
    mark itself. If it was made from a built-in class its content is compared; otherwise a person must look.
    """

    __slots__ = ("_id", "_side", "_type")

    def __init__(self, side: StudentSide, handle: int, type_: str) -> None:
        object.__setattr__(self, "_side", side)
        object.__setattr__(self, "_id", handle)
        object.__setattr__(self, "_type", type_)

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        side = object.__getattribute__(self, "_side")
        if name == "__signature__":
            return side.ask("its signature", ask="signature", id=object.__getattribute__(self, "_id"))
        if name.startswith(("_repr_", "_ipython_", "__array", "_mime_")):
            raise AttributeError(name)
        return side.do("getattr", self, name, of="builtins")

    def __setattr__(self, name: str, value: Any) -> None:
        object.__getattribute__(self, "_side").do("setattr", self, name, value, of="builtins")

    def __delattr__(self, name: str) -> None:
        object.__getattribute__(self, "_side").do("delattr", self, name, of="builtins")

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(f"<{object.__getattribute__(self, '_type')} of the student's>")

    def __iter__(self) -> Any:
        return object.__getattribute__(self, "_side").do("iter", self, of="builtins")

    def __hash__(self) -> int:
        return int(object.__getattribute__(self, "_side").do("hash", self, of="builtins"))

    def __instancecheck__(self, instance: Any) -> bool:
        return _bool(object.__getattribute__(self, "_side").do("isinstance", instance, self, of="builtins"))

    def __subclasscheck__(self, subclass: Any) -> bool:
        return _bool(object.__getattribute__(self, "_side").do("issubclass", subclass, self, of="builtins"))

    def __dir__(self) -> list[str]:
        return list(map(str, object.__getattribute__(self, "_side").do("dir", self, of="builtins")))


class StudentCallable(StudentObject):
    """A function, a class or another object that can be called."""

    __slots__ = ()

    def __call__(self, *args: Any, **named: Any) -> Any:
        __tracebackhide__ = True
        return object.__getattribute__(self, "_side").do("call", self, *args, **named)


def _bool(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError("the student's object gave no truth value")
    return value


def _forward(name: str, of: str = "operator", swapped: bool = False, kind: type | None = None) -> Any:
    def method(self: StudentObject, *args: Any) -> Any:
        __tracebackhide__ = True
        operands = (*args, self) if swapped else (self, *args)
        found = object.__getattribute__(self, "_side").do(name, *operands, of=of)
        if kind is not None and type(found) is not kind:
            raise TypeError(f"the student's object gave no {kind.__name__}")
        return found

    return method


def _compare(name: str) -> Any:
    test = getattr(operator, name)

    def method(self: StudentObject, other: Any) -> Any:
        __tracebackhide__ = True
        side = object.__getattribute__(self, "_side")
        if name in ("eq", "ne") and other is None:
            return name == "ne"
        if isinstance(other, StudentObject):
            return _bool(side.do(name, self, other))
        return test(_plain(self), other)

    return method


def _plain(value: StudentObject) -> Any:
    __tracebackhide__ = True
    side = object.__getattribute__(value, "_side")
    what = f"an object of type {object.__getattribute__(value, '_type')}"
    return side.ask(what, ask="plain", id=object.__getattribute__(value, "_id"))


def _contains(self: StudentObject, one: Any) -> bool:
    __tracebackhide__ = True
    if isinstance(one, StudentObject):
        return _bool(object.__getattribute__(self, "_side").do("contains", self, one))
    return one in _plain(self)


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "matmul", "and_", "or_", "xor", "lshift", "rshift"):
    _bare = _name.rstrip("_")
    setattr(StudentObject, f"__{_bare}__", _forward(_name))
    setattr(StudentObject, f"__r{_bare}__", _forward(_name, swapped=True))
for _name in ("getitem", "setitem", "delitem", "neg", "pos", "invert", "pow"):
    setattr(StudentObject, f"__{_name}__", _forward(_name))
for _name in ("next", "abs", "divmod", "round"):
    setattr(StudentObject, f"__{_name}__", _forward(_name, of="builtins"))
for _name, _kind in (("len", int), ("bool", bool), ("str", str), ("repr", str), ("int", int), ("float", float),
                     ("format", str)):  # fmt: skip
    setattr(StudentObject, f"__{_name}__", _forward(_name, of="builtins", kind=_kind))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(StudentObject, f"__{_name}__", _compare(_name))
StudentObject.__contains__ = _contains  # type: ignore[attr-defined]
