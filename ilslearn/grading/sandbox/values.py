"""Values as JSON, and back: what a sandbox hands out is data, and reading it runs nothing.

Plain data travels whole: literals, dates, exact numbers, arrays and tables as raw bytes with a checked type. Whatever
else (functions, classes, objects of the student's own) stays where it is, and a reference to it travels.
"""

import base64
import builtins
import collections
import datetime as dt
import decimal
import fractions
import inspect
import math
import re
import sys
from collections.abc import Callable
from typing import Any

Keep = Callable[[Any], dict[str, Any]]
Open = Callable[[dict[str, Any]], Any]

DEEPEST = 100
_SAFE_INTEGER = 1 << 53
_RAW_TYPE = re.compile(r"[<>|=]?[biufcSUMm]\d{0,5}(\[\d{0,4}[a-zA-Z]{1,2}\])?")
_MAPPINGS: dict[str, Any] = {
    one.__name__: one for one in (dict, collections.OrderedDict, collections.Counter, collections.defaultdict)
}
_SEQUENCES: dict[str, Any] = {one.__name__: one for one in (list, tuple, set, frozenset, collections.deque)}
_EXACT: dict[str, Any] = {one.__name__: one for one in (decimal.Decimal, fractions.Fraction)}
_DATES: dict[str, Any] = {one.__name__: one for one in (dt.date, dt.time, dt.datetime)}
_CONSTANTS: dict[str, Any] = {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}


class CannotHandOut(Exception):
    """A value that can neither be copied as data nor be referred to."""


def encode(value: Any, keep: Keep, depth: int = 0) -> Any:
    """A value as JSON; ``keep`` gives the reference to what cannot be copied."""
    kind: Any = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return value if abs(value) < _SAFE_INTEGER else {"t": "int", "v": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"t": "float", "v": repr(value)}
    if depth > DEEPEST:
        raise CannotHandOut("it is nested too deeply, or it contains itself")

    def inner(one: Any) -> Any:
        return encode(one, keep, depth + 1)

    name = kind.__name__
    if _SEQUENCES.get(name) is kind:
        return {"t": name, "v": [inner(one) for one in value]}
    if _MAPPINGS.get(name) is kind:
        return {"t": name, "v": [[inner(key), inner(one)] for key, one in value.items()]}
    if kind is complex:
        return {"t": "complex", "v": [repr(value.real), repr(value.imag)]}
    if kind in (bytes, bytearray):
        return {"t": name, "v": base64.b64encode(value).decode()}
    if kind in (range, slice):
        return {"t": name, "v": [inner(value.start), inner(value.stop), inner(value.step)]}
    if _EXACT.get(name) is kind:
        return {"t": name, "v": str(value)}
    if _DATES.get(name) is kind:
        return {"t": name, "v": value.isoformat()}
    if kind is dt.timedelta:
        return {"t": name, "v": [value.days, value.seconds, value.microseconds]}
    for constant, one in _CONSTANTS.items():
        if value is one:
            return {"t": "constant", "v": constant}
    if kind is type and vars(builtins).get(name := type.__dict__["__name__"].__get__(value)) is value:
        return {"t": "builtin", "v": name}
    if kind is inspect.Signature:
        return {"t": "Signature", "v": [[one.name, int(one.kind), one.default is not one.empty, inner(one.default)
                                         if one.default is not one.empty else None]
                                        for one in value.parameters.values()]}  # fmt: skip
    if issubclass(kind, tuple) and isinstance(fields := getattr(kind, "_fields", None), tuple):
        return {"t": "namedtuple", "name": name, "fields": list(fields), "v": [inner(one) for one in tuple(value)]}
    if "numpy" in sys.modules and (found := _numpy_out(value, inner)) is not None:
        return found
    if "pandas" in sys.modules and (found := _pandas_out(value, inner)) is not None:
        return found
    return keep(value)


def decode(data: Any, open_: Open) -> Any:
    """The value again; ``open_`` turns a reference into what stands for it here."""
    if data is None or type(data) in (bool, int, float, str):
        return data
    if not isinstance(data, dict) or "t" not in data:
        raise CannotHandOut("it did not arrive in a form that can be read")
    try:
        return _decode(data, open_)
    except CannotHandOut:
        raise
    except Exception as error:
        raise CannotHandOut(f"it could not be read ({type(error).__name__})") from error


def _decode(data: dict[str, Any], open_: Open) -> Any:
    kind: str = data["t"]
    value: Any = data.get("v")

    def inner(one: Any) -> Any:
        return decode(one, open_)

    if kind == "int":
        return int(value, 16)
    if kind == "float":
        return float(value)
    if kind in _SEQUENCES:
        return _SEQUENCES[kind](inner(one) for one in value)
    if kind == "defaultdict":
        return collections.defaultdict(None, ((inner(key), inner(one)) for key, one in value))
    if kind in _MAPPINGS:
        return _MAPPINGS[kind]({inner(key): inner(one) for key, one in value})
    if kind == "complex":
        return complex(float(value[0]), float(value[1]))
    if kind in ("bytes", "bytearray"):
        return (bytes if kind == "bytes" else bytearray)(base64.b64decode(value))
    if kind in ("range", "slice"):
        return (range if kind == "range" else slice)(*map(inner, value))
    if kind in _EXACT:
        return _EXACT[kind](value)
    if kind in _DATES:
        return _DATES[kind].fromisoformat(value)
    if kind == "timedelta":
        return dt.timedelta(*value)
    if kind == "constant":
        return _CONSTANTS[value]
    if kind == "builtin":
        if not isinstance(found := getattr(builtins, value), type):  # not eval: the next call might be given its text
            raise CannotHandOut("it is not a built-in class")
        return found
    if kind == "Signature":
        parameters = []
        for name, form, has_default, default in value:
            more = {"default": inner(default)} if has_default else {}
            parameters.append(inspect.Parameter(name, inspect._ParameterKind(form), **more))
        return inspect.Signature(parameters)
    if kind == "namedtuple":
        return collections.namedtuple(data["name"], list(map(str, data["fields"])))(*map(inner, value))
    if kind in ("array", "scalar", "objects"):
        return _numpy_in(kind, data, inner)
    if kind.startswith("pandas."):
        return _pandas_in(kind, data, inner)
    return open_(data)


def _numpy_out(value: Any, inner: Callable[[Any], Any]) -> Any:
    import numpy as np

    if isinstance(value, np.generic):
        return None if value.dtype.hasobject else {**_raw(np.asarray(value)), "t": "scalar"}
    if type(value) is not np.ndarray:
        return None
    if value.dtype.hasobject:
        return {"t": "objects", "shape": list(value.shape), "v": [inner(one) for one in value.ravel().tolist()]}
    return _raw(value) if _RAW_TYPE.fullmatch(value.dtype.str) else None


def _raw(array: Any) -> dict[str, Any]:
    content = base64.b64encode(array.tobytes()).decode()
    return {"t": "array", "dtype": array.dtype.str, "shape": list(array.shape), "v": content}


def _numpy_in(kind: str, data: dict[str, Any], inner: Callable[[Any], Any]) -> Any:
    import numpy as np

    shape = tuple(map(int, data["shape"]))
    if kind == "objects":
        array = np.empty(len(data["v"]), dtype=object)
        array[:] = [inner(one) for one in data["v"]]
        return array.reshape(shape)
    if not _RAW_TYPE.fullmatch(data["dtype"]):
        raise CannotHandOut("its type of array is not one that can be copied")
    raw = np.frombuffer(base64.b64decode(data["v"]), dtype=np.dtype(data["dtype"])).reshape(shape).copy()
    return raw if kind == "array" else raw[()]


def _pandas_out(value: Any, inner: Callable[[Any], Any]) -> Any:
    import pandas as pd

    kind = type(value)
    if value is pd.NaT or value is pd.NA:
        return {"t": "pandas.missing", "v": "NaT" if value is pd.NaT else "NA"}
    if kind in (pd.Timestamp, pd.Timedelta):
        zone = str(value.tz) if kind is pd.Timestamp and value.tz is not None else None
        return {"t": f"pandas.{kind.__name__}", "v": value.value, "unit": value.unit, "zone": zone}
    if kind is pd.DataFrame:
        columns = [_column_out(value.iloc[:, place], inner) for place in range(value.shape[1])]
        return {"t": "pandas.DataFrame", "v": columns, "columns": inner(value.columns), "index": inner(value.index)}
    if kind is pd.Series:
        column = _column_out(value, inner)
        return {"t": "pandas.Series", "v": column, "name": inner(value.name), "index": inner(value.index)}
    if kind is pd.RangeIndex:
        return {"t": "pandas.RangeIndex", "v": [value.start, value.stop, value.step], "name": inner(value.name)}
    if kind is pd.MultiIndex:
        return {"t": "pandas.MultiIndex", "v": [inner(one) for one in value], "names": inner(list(value.names))}
    if isinstance(value, pd.Index) and kind.__module__.partition(".")[0] == "pandas":
        return {"t": "pandas.Index", "v": _column_out(value.to_series(), inner), "name": inner(value.name)}
    return None


def _column_out(column: Any, inner: Callable[[Any], Any]) -> dict[str, Any]:
    import numpy as np
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, labels = column.cat.codes.to_numpy(), column.cat.categories
        return {"codes": inner(codes), "labels": inner(labels), "ordered": bool(column.cat.ordered)}
    if isinstance(column.dtype, np.dtype) and not column.dtype.hasobject:
        return {"raw": inner(column.to_numpy())}
    return {"each": [inner(one) for one in column.tolist()], "dtype": str(column.dtype)}


def _column_in(data: dict[str, Any], inner: Callable[[Any], Any]) -> Any:
    import pandas as pd

    if "codes" in data:
        return pd.Categorical.from_codes(inner(data["codes"]), inner(data["labels"]), ordered=bool(data["ordered"]))
    if "raw" in data:
        return inner(data["raw"])
    return pd.Series([inner(one) for one in data["each"]], dtype=data["dtype"]).array


def _pandas_in(kind: str, data: dict[str, Any], inner: Callable[[Any], Any]) -> Any:
    import pandas as pd

    value = data["v"]
    if kind == "pandas.missing":
        return pd.NaT if value == "NaT" else pd.NA
    if kind == "pandas.Timestamp":
        stamp = pd.Timestamp(int(value), unit="ns", tz="UTC").as_unit(data["unit"])
        return stamp.tz_convert(data["zone"]) if data["zone"] else stamp.tz_localize(None)
    if kind == "pandas.Timedelta":
        return pd.Timedelta(int(value), unit="ns").as_unit(data["unit"])
    if kind == "pandas.RangeIndex":
        return pd.RangeIndex(*map(int, value), name=inner(data["name"]))
    if kind == "pandas.MultiIndex":
        return pd.MultiIndex.from_tuples([inner(one) for one in value], names=inner(data["names"]))
    if kind == "pandas.Index":
        return pd.Index(_column_in(value, inner), name=inner(data["name"]))
    if kind == "pandas.Series":
        return pd.Series(_column_in(value, inner), index=inner(data["index"]), name=inner(data["name"]))
    if kind == "pandas.DataFrame":
        index = inner(data["index"])
        frame = pd.DataFrame({place: _column_in(one, inner) for place, one in enumerate(value)}, index=index)
        frame.columns = inner(data["columns"])
        return frame
    raise CannotHandOut(f"{kind} is not a table that can be copied")
