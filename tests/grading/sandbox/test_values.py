# ruff: noqa: E501
"""What a sandbox hands out comes back the same, and nothing that it could say is run."""

import collections
import datetime as dt
import decimal
import fractions
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilslearn.grading.sandbox.values import CannotHandOut, decode, encode

Point = collections.namedtuple("Point", "x y")


def no_reference(value):
    raise CannotHandOut(f"a reference: {value!r}")


def there_and_back(value):
    return decode(json.loads(json.dumps(encode(value, no_reference))), no_reference)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary() | st.dates()
    | st.datetimes() | st.timedeltas() | st.decimals(allow_nan=False) | st.fractions()
    | st.complex_numbers(allow_nan=False),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)  # fmt: skip


@given(plain)
def test_plain_data_comes_back_equal_and_of_the_same_type(value):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        10**400, -0.0, float("inf"), {1, "a"}, frozenset([1]), collections.Counter("aab"), range(2, 9, 3),
        slice(None, 3), ..., int, ValueError, decimal.Decimal("1.10"), fractions.Fraction(2, 6), bytearray(b"x"),
        dt.datetime(2007, 6, 8, 1, 2, tzinfo=dt.UTC), collections.deque([1]), collections.OrderedDict(a=1),
    ],
)  # fmt: skip
def test_other_values_of_the_language_come_back_the_same(value):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        np.arange(6).reshape(2, 3), np.array([1.5, np.nan]), np.array(["a", "bc"]), np.array(["2020-01-01"], "M8[D]"),
        np.array([], dtype=complex), np.array([True]), np.array([[1, "x"], [None, 2]], dtype=object), np.arange(6)[::2],
    ],
)  # fmt: skip
def test_arrays_come_back_the_same(value):
    back = there_and_back(value)
    np.testing.assert_array_equal(back, value)
    assert back.dtype == value.dtype


def test_scalars_of_numpy_keep_their_type():
    for value in (np.int64(3), np.float32(1.5), np.bool_(True), np.str_("x"), np.datetime64("2020-01-01")):
        assert type(there_and_back(value)) is type(value)
        assert there_and_back(value) == value


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": [1.5, np.nan], "d": pd.to_datetime(["2020-01-01", None])}),
        pd.DataFrame({"a": pd.Categorical(["x", "y"], ["y", "x"], ordered=True), "b": pd.array([1, None], "Int64")}),
        pd.DataFrame({"a": [1, 2]}, index=pd.Index(["p", "q"], name="key")),
        pd.DataFrame([[1, 2], [3, 4]], columns=["same", "same"]),
        pd.DataFrame({"n": [1, 2, 3]}, index=pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["k", "l"])[:3]),
        pd.DataFrame({"t": pd.to_datetime(["2020-01-01T10:00"]).tz_localize("Africa/Nairobi")}),
        pd.DataFrame(),
    ],
    ids=lambda frame: ",".join(map(str, frame.dtypes)),
)
def test_tables_come_back_the_same(frame):
    pd.testing.assert_frame_equal(there_and_back(frame), frame)
    for name in set(frame.columns) - {"same"}:
        pd.testing.assert_series_equal(there_and_back(frame[name]), frame[name])


def test_a_named_tuple_is_one_again():
    back = there_and_back(Point(1, [2]))
    assert (back.x, back.y, back) == (1, [2], (1, [2]))


def test_what_is_no_data_becomes_a_reference_or_a_reason():
    class Own:
        pass

    within = []
    within.append(within)
    for value in (Own(), Own, len, lambda: 1, within, open, eval):
        with pytest.raises(CannotHandOut):
            there_and_back(value)


@pytest.mark.parametrize(
    "forged",
    [
        {"t": "builtin", "v": "eval"}, {"t": "builtin", "v": "__import__"}, {"t": "builtin", "v": "nothing"},
        {"t": "array", "dtype": "|O8", "shape": [1], "v": "AAAAAAAAAAA="},
        {"t": "array", "dtype": "<i8", "shape": [9], "v": ""}, {"t": "namedtuple", "name": "x", "fields": "def", "v": []},
        {"t": "namedtuple", "name": "x=print()", "fields": ["a"], "v": [1]}, {"t": "list"}, {"t": []}, {}, [], {"v": 1},
        {"t": "pandas.DataFrame"}, {"t": "date", "v": "yesterday"}, {"t": "pandas.Index", "v": {"each": [], "dtype": "?"}},
        {"t": "unheard-of"}, {"t": "int", "v": "1+1"}, {"t": "dict", "v": [[{"t": "list", "v": []}, 1]]},
    ],
    ids=str,
)  # fmt: skip
def test_a_forged_message_is_refused(forged):
    with pytest.raises(CannotHandOut):
        decode(forged, no_reference)
