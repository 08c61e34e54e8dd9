"""Answers are read and never run: what can be read, what cannot, and what no text can do to the reader."""

import contextlib
import math
import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilslearn.grading.reading import LONGEST, Unreadable, how_to_write, lines_that_set, read_values

READ = [
    ('status = "in_force"', {"status": "in_force"}),
    ("status = 'in_' 'force'  # two texts in a row", {"status": "in_force"}),
    ('status = ""\nstatus = "in_force"', {"status": "in_force"}),
    ('day = "1996" + "-01-05"', {"day": "1996-01-05"}),
    ('status = "in"\nstatus += "_force"', {"status": "in_force"}),
    ('first = "C087"\ncodes = [first, "C098"]', {"first": "C087", "codes": ["C087", "C098"]}),
    ('codes = ["C087"] + ["C098"]', {"codes": ["C087", "C098"]}),
    ("codes = ('C087',)", {"codes": ("C087",)}),
    ("codes = {'C087'}", {"codes": {"C087"}}),
    ("codes = set()", {"codes": set()}),
    ('table = {"KOR": ""}\ntable["KOR"] = "in_force"', {"table": {"KOR": "in_force"}}),
    ("months = -12", {"months": -12}),
    ("months = 0x0C", {"months": 12}),
    ("share = 0.5", {"share": 0.5}),
    ("sure = True", {"sure": True}),
    ("months = None", {"months": None}),
    ("memo = ...", {"memo": ...}),
    ("day = date(2007, 6, 8)", {"day": date(2007, 6, 8)}),
    ("import datetime\nday = datetime.date(2007, 6, 8)", {"day": date(2007, 6, 8)}),
    ("from datetime import date\nday = date(2007, 6, 8)", {"day": date(2007, 6, 8)}),
    ('a, b = "x", "y"', {"a": "x", "b": "y"}),
    ('a = b = "x"', {"a": "x", "b": "x"}),
    ('a: str = "x"', {"a": "x"}),
    ('memo = """\nNot binding.\n"""', {"memo": "\nNot binding.\n"}),
    ('memo = "нет 国 \\n"', {"memo": "нет 国 \n"}),
    ('a = "x"\nprint(a)\nils.check("1", a)\na', {"a": "x"}),
    ("# nothing yet", {}),
    ("", {}),
]
NOT_READ = [
    ("status = in_force", "a text needs quotation marks"),
    ("status = “in_force”", "Use straight quotation marks"),
    ('status = "in_force', "Line 1 is not written as Python"),
    ('status = f"{1}"', "without f in front"),
    ('open("/etc/passwd")', "Line 1 cannot be read"),
    ('x = "a"\nx = __import__("os").system("id")', "Line 2 cannot be read"),
    ("while True: pass", "Line 1 cannot be read"),
    ("def f(): return 1", "Line 1 cannot be read"),
    ("x = [n for n in (1, 2)]", "Line 1 cannot be read"),
    ("x = (lambda: 1)()", "Line 1 cannot be read"),
    ('x = "a" * 10**9', "Line 1 cannot be read"),
    ("x = 10**10**10", "Line 1 cannot be read"),
    ("x = 10000000000000000000000", "the number is too large"),
    ("x = 0x" + "f" * 50_000, "the number is too large"),
    ("x = 1e999", "the number is too large"),
    ("x = " + "9" * 5_000, "Line 1 is not written as Python|nested"),
    ('x = "a" + 1', "only two texts or two lists"),
    ('x = {"a": 1, **{}}', "Line 1 cannot be read"),
    ("x = {[]: 1}", "Line 1 cannot be read"),
    ("x = date(2007, 13, 40)", "Line 1 cannot be read"),
    ("x = date('2007', 6, 8)", "Line 1 cannot be read"),
    ('date = "a"\nx = date(2007, 6, 8)', "Line 2 cannot be read"),
    ("x = y = z", "z is not set in this cell"),
    ('x = ["a"]\nx.append("b")', "Line 2 cannot be read"),
    ('x = ["a"]\nx[0] = "b"', "Line 2 cannot be read"),
    ("a, b = 1, 2, 3", "Line 1 cannot be read"),
    ("del x", "Line 1 cannot be read"),
    ("%run other.ipynb", "Line 1 is not written as Python"),
    ("!rm -rf ~", "Line 1 is not written as Python"),
    ("x = 1\0", "nested too deeply|not written as Python|Line 1"),
    ("x = b'bytes'", "Line 1 cannot be read"),
    ("x = " + "[" * 150 + "]" * 150, "nested too deeply"),
    ("x = " + "[" * 5000 + "]" * 5000, "not written as Python|nested"),
    ("x = " + "-" * 20_000 + "1", "nested|cannot be read"),
    ("x = " + "+".join(['"a"'] * 10_000), "nested"),
    ("x = 'a'\n" + "x = x + x\n" * 60, "the value is too large"),
    ("x = ['a']\n" + "x = [x, x]\n" * 60, "the value is too large"),
    ("x = {'a': 1}\n" + "x['b'] = x\n" * 60, "the value is too large"),
    ("x = '" + "a" * LONGEST + "'", "at most 100,000 are read"),
]


@pytest.mark.parametrize(("source", "values"), READ)
def test_plain_data_is_read(source, values):
    assert read_values(source) == values


@pytest.mark.parametrize(("source", "said"), NOT_READ, ids=[source[:30] for source, _ in NOT_READ])
def test_all_else_is_refused_with_the_line(source, said):
    with pytest.raises(Unreadable, match=said):
        read_values(source)


_names = st.text(string.ascii_letters, min_size=1, max_size=5)
_plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(max_size=20)
    | st.floats(-1e17, 1e17, allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(_plain)
def test_what_python_would_write_is_read_as_it_was(value):
    read = read_values(f"x = {value!r}")["x"]
    assert read == value
    assert type(read) is type(value)
    assert not isinstance(read, float) or math.copysign(1, read) == math.copysign(1, value)


@given(st.text(max_size=200))
def test_no_text_stops_the_reader(source):
    with contextlib.suppress(Unreadable):
        assert isinstance(read_values(source), dict)


@pytest.mark.parametrize(
    ("stub", "said"),
    [
        ('day = ""', 'day = "..."'),
        ('memo = """\n\n"""', 'memo = """..."""'),
        ("codes = []", 'codes = ["...", "..."]'),
        ('table = {"KOR": ""}', 'table = {"KOR": "...", ...}'),
        ("months = None", "months = 12"),
    ],
)
def test_how_to_write_an_answer_follows_the_empty_one(stub, said):
    assert f"Write the answer as {said}" in how_to_write(stub)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('a = "x"\nb = "y"\nc = "z"', 'a = "x"\nc = "z"'),
        ('## Question\na = "x"\nWrite a word.', 'a = "x"'),
        ('Write.\nc = """one\ntwo"""\nmore', 'c = """one\ntwo"""'),
        ("a is the answer", ""),
    ],
)
def test_the_lines_that_set_a_name_are_found_among_others(source, found):
    assert lines_that_set(source, ["a", "c"]) == found
