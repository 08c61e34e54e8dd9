"""How the checker asks the student's side, and what it makes of the answers."""

import builtins
import socket
import sys
import types
from typing import Any

from ilslearn.grading.sandbox.frames import Ended, TooLong, receive, send
from ilslearn.grading.sandbox.inside.objects import StudentCallable, StudentObject, handle_of
from ilslearn.grading.sandbox.values import CannotHandOut, decode, encode


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
            raise self.raised(answer["error"], ask.get("name")) from None
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
            return {"t": "mine", "id": handle_of(value)}
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

    def raised(self, error: dict[str, Any], during: str | None) -> BaseException:
        kind = self.twin(error["lineage"])
        if issubclass(kind, StopIteration) and during != "next":  # it would end the test's own loop, as if all was well
            return RuntimeError(f"the student's code raised {kind.__name__}")
        try:
            return kind(*decode(error["args"], self.open_))
        except Exception:
            try:
                return kind(str(error["text"]))
            except Exception:
                return RuntimeError(str(error["text"]))

    def explain(self, outputs: list[dict[str, Any]]) -> None:
        """Note a test that failed for no fault of the student's: it did what cannot be done from outside."""
        for output in outputs:
            told = str(output.get("evalue"))
            if output["output_type"] == "error" and ("StudentObject" in told or "StudentCallable" in told):
                self.cannot.append(f"the test looks into the student's code, which only works beside it: {told}")

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
