"""What stands, in a test, for an object that stays on the student's side."""

import operator
from typing import TYPE_CHECKING, Any

from ilslearn.grading.sandbox.values import CannotHandOut

if TYPE_CHECKING:
    from ilslearn.grading.sandbox.inside.asking import StudentSide

# Asked of an object of the student's own class, these would let it mark itself.
_VERDICTS = frozenset({"equals", "identical", "eq", "ne", "isin", "isclose", "allclose", "array_equal", "issubset",
                       "issuperset", "isdisjoint", "startswith", "endswith", "compare", "__eq__", "__ne__", "__lt__",
                       "__le__", "__gt__", "__ge__", "__contains__"})  # fmt: skip


def _side(one: "StudentObject") -> "StudentSide":
    side: StudentSide = object.__getattribute__(one, "_side")
    return side


def type_of(one: "StudentObject") -> str:
    """The name of its class, as the student's side tells it."""
    return str(object.__getattribute__(one, "_type"))


def handle_of(one: "StudentObject") -> int:
    """Its number on the student's side."""
    return int(object.__getattribute__(one, "_id"))


class StudentObject:
    """An object that stays on the student's side: what is done with it is done there, and data comes back.

    One thing it does not decide: whether it equals, precedes or contains plain data of the test's. That would let it
    mark itself. If it was made from a built-in class its content is compared; otherwise a person must look.
    """

    __slots__ = ("_id", "_side", "_type")

    def __init__(self, side: "StudentSide", handle: int, type_: str) -> None:
        object.__setattr__(self, "_side", side)
        object.__setattr__(self, "_id", handle)
        object.__setattr__(self, "_type", type_)

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        side = _side(self)
        if name == "__signature__":
            return side.ask("its signature", ask="signature", id=handle_of(self))
        if name.startswith(("_repr_", "_ipython_", "__array", "_mime_")):
            raise AttributeError(name)
        if name in _VERDICTS:
            type_ = type_of(self)
            side.refuse(f"what {name} gives", f"only the student's own class {type_} could say")
        return side.do("getattr", self, name, of="builtins")

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("a StudentObject cannot be copied")

    def __setattr__(self, name: str, value: Any) -> None:
        _side(self).do("setattr", self, name, value, of="builtins")

    def __delattr__(self, name: str) -> None:
        _side(self).do("delattr", self, name, of="builtins")

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(f"<{object.__getattribute__(self, '_type')} of the student's>")

    def __iter__(self) -> Any:
        return _side(self).do("iter", self, of="builtins")

    def __hash__(self) -> int:
        return int(_side(self).do("hash", self, of="builtins"))

    def __instancecheck__(self, instance: Any) -> bool:
        return _bool(_side(self).do("isinstance", instance, self, of="builtins"))

    def __subclasscheck__(self, subclass: Any) -> bool:
        return _bool(_side(self).do("issubclass", subclass, self, of="builtins"))

    def __contains__(self, one: Any) -> bool:
        __tracebackhide__ = True
        if isinstance(one, StudentObject):
            return _bool(_side(self).do("contains", self, one))
        return one in _plain(self)

    def __dir__(self) -> list[str]:
        return list(map(str, _side(self).do("dir", self, of="builtins")))


class StudentCallable(StudentObject):
    """A function, a class or another object that can be called."""

    __slots__ = ()

    def __call__(self, *args: Any, **named: Any) -> Any:
        __tracebackhide__ = True
        return _side(self).do("call", self, *args, **named)


def _bool(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError("the student's object gave no truth value")
    return value


def _forward(name: str, of: str = "operator", swapped: bool = False, kind: type | None = None) -> Any:
    def method(self: StudentObject, *args: Any) -> Any:
        __tracebackhide__ = True
        operands = (*args, self) if swapped else (self, *args)
        found = _side(self).do(name, *operands, of=of)
        if kind is not None and type(found) is not kind:
            raise TypeError(f"the student's object gave no {kind.__name__}")
        return found

    return method


def _calculate(name: str, swapped: bool = False) -> Any:
    """Arithmetic with plain data of the test's: on the content if there is one, else only if no plain data comes out.

    Otherwise an answer whose difference from anything is 0 would be as near to the right one as a test can ask.
    """
    forwarded = _forward(name, swapped=swapped)
    calculate = getattr(operator, name)

    def method(self: StudentObject, other: Any) -> Any:
        __tracebackhide__ = True
        if isinstance(other, StudentObject):
            return forwarded(self, other)
        side = _side(self)
        before = len(side.cannot)
        try:
            content = _plain(self)
        except CannotHandOut:
            del side.cannot[before:]
        else:
            return calculate(other, content) if swapped else calculate(content, other)
        found = forwarded(self, other)
        if not isinstance(found, StudentObject):
            type_ = type_of(self)
            side.refuse(f"what {name} gives", f"the student's own class {type_} reckons it from the test's data")
        return found

    return method


def _compare(name: str) -> Any:
    test = getattr(operator, name)

    def method(self: StudentObject, other: Any) -> Any:
        __tracebackhide__ = True
        side = _side(self)
        if name in ("eq", "ne") and other is None:
            return name == "ne"
        if isinstance(other, StudentObject):
            return _bool(side.do(name, self, other))
        return test(_plain(self), other)

    return method


def _plain(value: StudentObject) -> Any:
    __tracebackhide__ = True
    side = _side(value)
    what = f"an object of type {object.__getattribute__(value, '_type')}"
    return side.ask(what, ask="plain", id=handle_of(value))


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "matmul", "and_", "or_", "xor", "lshift",
              "rshift", "pow"):  # fmt: skip
    _bare = _name.rstrip("_")
    setattr(StudentObject, f"__{_bare}__", _calculate(_name))
    setattr(StudentObject, f"__r{_bare}__", _calculate(_name, swapped=True))
for _name in ("getitem", "setitem", "delitem", "neg", "pos", "invert"):
    setattr(StudentObject, f"__{_name}__", _forward(_name))
for _name in ("next", "abs", "divmod", "round"):
    setattr(StudentObject, f"__{_name}__", _forward(_name, of="builtins"))
for _name, _kind in (("len", int), ("bool", bool), ("str", str), ("repr", str), ("int", int), ("float", float),
                     ("format", str)):  # fmt: skip
    setattr(StudentObject, f"__{_name}__", _forward(_name, of="builtins", kind=_kind))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(StudentObject, f"__{_name}__", _compare(_name))
