"""Reading an answer cell as data: it is parsed, and nothing in it is ever run.

An answer cell is a list of assignments of plain values. This can be read:

- texts (also several in a row, or joined with ``+``), numbers, ``True``, ``False``, ``None``, ``...``
- lists, tuples, sets and dictionaries of these, one item of a dictionary set by itself: ``status["KOR"] = "in_force"``
- ``date(2007, 6, 8)`` and ``datetime.date(2007, 6, 8)``
- a name that an earlier line of the same cell has set; two names set at once: ``a, b = 1, 2``

Comments, imports, a bare value, ``print(...)``, ``display(...)`` and ``ils.check(...)`` change no answer and are passed
over. All else makes the cell unreadable: the error names the line and says how to write the answer.
"""

import ast
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ilslearn.errors import IlsError, shown

LONGEST = 100_000  # characters of an answer cell: fifty times the longest memo
_LARGEST = 100_000  # characters and parts of one value, names counted each time that they are used
_DEEPEST = 30
_LARGEST_NUMBER = 10**18
_PASSED_OVER = ("print", "display", "ils.check")


class Unreadable(IlsError, ValueError):
    """The cell holds something that is not plain data."""


@dataclass(frozen=True, slots=True)
class _Value:
    value: Any
    size: int


def read_values(source: str) -> dict[str, Any]:
    """The values that an answer cell gives to its names.

    Parameters: ``source``, the text of the cell. Raises Unreadable, with the line, if any of it is not plain data: such
    a line might change any of the values.

    >>> read_values('memo = "Not " + "binding."')
    {'memo': 'Not binding.'}
    >>> read_values("months = int(input())")
    Traceback (most recent call last):
    ...
    ilslearn.grading.reading.Unreadable: Line 1 cannot be read as an answer: 'int(input())'.
    """
    known: dict[str, _Value] = {}
    for statement in _parse(source).body:
        try:
            _follow(statement, known)
        except (_Odd, RecursionError, TypeError, ValueError) as error:
            place = error.node if isinstance(error, _Odd) else statement
            reason = f" ({error.reason})" if isinstance(error, _Odd) and error.reason else ""
            text = shown(ast.get_source_segment(source, place) or "")
            raise Unreadable(f"Line {place.lineno} cannot be read as an answer{reason}: {text}.") from None
    return {name: one.value for name, one in known.items()}


def names_set(source: str) -> list[str]:
    """The names that the top-level assignments of a text set, in order; none if it is no Python."""
    try:
        body = _parse(source).body
    except Unreadable:
        return []
    return list(dict.fromkeys(name for statement in body for name in _names(statement)))


def parses(source: str) -> bool:
    """Is the text Python at all?"""
    try:
        _parse(source)
    except Unreadable:
        return False
    return True


def lines_that_set(source: str, names: Iterable[str]) -> str:
    """The statements of a text that set one of the names, also from a text that is no Python as a whole.

    >>> lines_that_set("## Question 2\\nmonths = 12\\nWrite a number.", ["months"])
    'months = 12'
    """
    wanted = set(names)
    try:
        body = _parse(source).body
    except Unreadable:
        return _lines_among_prose(source, wanted)
    found = (ast.get_source_segment(source, one) for one in body if wanted & set(_names(one)))
    return "\n".join(text for text in found if text)


def how_to_write(stub: str) -> str:
    """How to write the answer, after the empty answer that the student was given.

    >>> how_to_write('first_day = ""')
    'Write the answer as first_day = "..." with your text between straight quotation marks.'
    """
    try:
        values = read_values(stub)
    except Unreadable:
        values = {}
    return "Write the answer as " + "; ".join(_form(name, value) for name, value in values.items() or [("name", "")])


def _form(name: str, value: Any) -> str:
    match value:
        case str() if "\n" in value:
            return f'{name} = """...""" with your text between the quotation marks.'
        case str():
            return f'{name} = "..." with your text between straight quotation marks.'
        case list() | tuple() | set():
            return f'{name} = ["...", "..."] with each item between straight quotation marks.'
        case Mapping():
            return f'{name} = {{"{next(iter(value), "...")}": "...", ...}} with each word between quotation marks.'
    return f'{name} = 12, or {name} = "..." for a text.'


class _Odd(Exception):
    """A part of the cell that is not plain data."""

    def __init__(self, node: Any, reason: str = "") -> None:
        super().__init__(reason)
        self.node, self.reason = node, reason


def _parse(source: str) -> ast.Module:
    if len(source) > LONGEST:
        raise Unreadable(f"The answer has {len(source):,} characters; at most {LONGEST:,} are read.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in a text is no concern of the grader
            return ast.parse(source)
    except SyntaxError as error:
        line = (error.text or "").strip() or source.strip()
        hint = " Use straight quotation marks." if set("“”„«»‘’") & set(line) else ""
        raise Unreadable(f"Line {error.lineno or 1} is not written as Python: {shown(line)}.{hint}") from None
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable(
            "The answer cannot be read: it is nested too deeply or has a character of no script."
        ) from None


def _follow(statement: ast.stmt, known: dict[str, _Value]) -> None:
    match statement:
        case ast.Assign(targets=targets, value=value):
            read = _read(value, known)
            for target in targets:
                _set(target, read, known)
        case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
            _set(target, _read(value, known), known)
        case ast.AugAssign(target=ast.Name() as target, op=ast.Add(), value=value):
            before = _read(ast.copy_location(ast.Name(target.id, ast.Load()), target), known)
            _set(target, _joined(statement, before, _read(value, known)), known)
        case ast.Import() | ast.ImportFrom() | ast.Pass():
            for alias in getattr(statement, "names", []):
                known.pop((alias.asname or alias.name).partition(".")[0], None)
        case ast.Expr(value=ast.Call(func=function)) if ast.unparse(function) in _PASSED_OVER:
            pass
        case ast.Expr(value=value):
            _read(value, known)
        case _:
            raise _Odd(statement)


def _set(target: ast.expr, read: _Value, known: dict[str, _Value]) -> None:
    match target:
        case ast.Name(id=name):
            known[name] = read
        case ast.Tuple(elts=targets) | ast.List(elts=targets) if all(isinstance(one, ast.Name) for one in targets):
            if not isinstance(read.value, list | tuple) or len(read.value) != len(targets):
                raise _Odd(target)
            for one, value in zip(targets, read.value, strict=True):
                _set(one, _Value(value, read.size), known)
        case ast.Subscript(value=ast.Name(id=name), slice=key) if isinstance(
            getattr(known.get(name), "value", 0), dict
        ):
            where, before = _read(key, known), known[name]
            # A new dictionary: one that holds itself has no end.
            known[name] = _sized(
                target, {**before.value, where.value: read.value}, before.size + where.size + read.size
            )
        case _:
            raise _Odd(target)


def _read(node: ast.expr, known: Mapping[str, _Value], depth: int = 0) -> _Value:
    if depth > _DEEPEST:
        raise _Odd(node, "nested too deeply")
    below = depth + 1
    match node:
        case ast.Constant(value=str() as text):
            return _sized(node, text, 1 + len(text))
        case ast.Constant(value=bool() | None as value):
            return _Value(value, 1)
        case ast.Constant(value=int() | float() as number):
            if not abs(number) <= _LARGEST_NUMBER:
                raise _Odd(node, "the number is too large")
            return _Value(number, 1)
        case ast.Constant(value=value) if value is ...:
            return _Value(value, 1)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=ast.Constant(value=int() | float()) as operand):
            number = _read(operand, known, below).value
            return _Value(-number if isinstance(sign, ast.USub) else +number, 1)
        case ast.List(elts=elements):
            items = [_read(one, known, below) for one in elements]
            return _sized(node, [one.value for one in items], _total(items))
        case ast.Tuple(elts=elements):
            items = [_read(one, known, below) for one in elements]
            return _sized(node, tuple(one.value for one in items), _total(items))
        case ast.Set(elts=elements):
            items = [_read(one, known, below) for one in elements]
            return _sized(node, {one.value for one in items}, _total(items))
        case ast.Dict(keys=keys, values=values) if all(keys):
            pairs = [(_read(k, known, below), _read(v, known, below)) for k, v in zip(keys, values, strict=True) if k]
            size = _total([one for pair in pairs for one in pair])
            return _sized(node, {k.value: v.value for k, v in pairs}, size)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined(node, _read(left, known, below), _read(right, known, below))
        case ast.Name(id=name) if name in known:
            return known[name]
        case ast.Name(id=name):
            raise _Odd(node, f"{name} is not set in this cell: a text needs quotation marks")
        case ast.JoinedStr():
            raise _Odd(node, "write the text itself, without f in front")
        case ast.Call(func=ast.Name(id="set"), args=[], keywords=[]) if "set" not in known:
            return _Value(set(), 1)
        case ast.Call(func=function, args=[_, _, _] as arguments, keywords=[]) if _is_date(function, known):
            year, month, day = (_read(one, known, below).value for one in arguments)
            return _Value(date(year, month, day), 1)
    raise _Odd(node)


def _is_date(function: ast.expr, known: Mapping[str, _Value]) -> bool:
    name = ast.unparse(function)
    return name in ("date", "datetime.date") and name.partition(".")[0] not in known


def _joined(node: Any, left: _Value, right: _Value) -> _Value:
    if type(left.value) is not type(right.value) or not isinstance(left.value, str | list | tuple):
        raise _Odd(node, "only two texts or two lists can be joined")
    if left.size + right.size > _LARGEST:  # before it is made
        raise _Odd(node, "the value is too large")
    return _Value(left.value + right.value, left.size + right.size)


def _total(items: Iterable[_Value]) -> int:
    return 1 + sum(one.size for one in items)


def _sized(node: Any, value: Any, size: int) -> _Value:
    if size > _LARGEST:
        raise _Odd(node, "the value is too large")
    return _Value(value, size)


def _names(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.Assign(targets=targets):
            parts = [one for target in targets for one in getattr(target, "elts", [target])]
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            parts = [target]
        case _:
            return []
    inner = (part.value if isinstance(part, ast.Subscript) else part for part in parts)
    return [part.id for part in inner if isinstance(part, ast.Name)]


def _lines_among_prose(source: str, wanted: set[str]) -> str:
    """From each line that begins to set a name: as many lines as make a whole statement, at most a hundred."""
    lines, found, at = source.splitlines(), [], 0
    while at < len(lines):
        if lines[at].partition("=")[0].strip() in wanted:
            for end in range(at + 1, min(at + 100, len(lines)) + 1):
                text = "\n".join(lines[at:end])
                if names_set(text):
                    found.append(text)
                    at = end - 1
                    break
        at += 1
    return "\n".join(found)
