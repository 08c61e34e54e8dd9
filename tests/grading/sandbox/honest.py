# ruff: noqa: E501
"""Honest answers, one entry a student: to nbgrader's own ps1, and to an assignment that asks for more kinds of code."""

from textwrap import dedent

SQUARES = "def squares(n):\n    if n < 1:\n        raise ValueError\n    return [i ** 2 for i in range(1, n + 1)]"
SUM = "def sum_of_squares(n):\n    return sum(squares(n))"

PS1 = {
    "right": {"squares": SQUARES, "sum_of_squares": SUM},
    "nothing-done": {},
    "wrong": {"squares": "def squares(n):\n    return [i for i in range(n)]", "sum_of_squares": "def sum_of_squares(n):\n    return 0"},
    "partly-right": {"squares": "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]", "sum_of_squares": SUM},
    "raises-something-else": {"squares": SQUARES.replace("ValueError", "TypeError('no')"), "sum_of_squares": SUM},
    "raises-its-own-error": {"squares": "class Bad(ValueError):\n    pass\n" + SQUARES.replace("ValueError", "Bad('no')"), "sum_of_squares": SUM},
    "prints": {"squares": SQUARES.replace("    return", "    print('working on', n)\n    return"), "sum_of_squares": SUM},
    "warns": {"squares": SQUARES.replace("    return", "    import warnings\n    warnings.warn('slow')\n    return"), "sum_of_squares": SUM},
    "does-not-use-squares": {"squares": SQUARES, "sum_of_squares": "def sum_of_squares(n):\n    return sum(i * i for i in range(1, n + 1))"},
    "uses-numpy": {"squares": "import numpy as np\ndef squares(n):\n    if n < 1:\n        raise ValueError\n    return list(np.arange(1, n + 1) ** 2)", "sum_of_squares": SUM},
    "returns-an-array": {"squares": "import numpy as np\ndef squares(n):\n    return np.arange(1, n + 1) ** 2", "sum_of_squares": SUM},
    "returns-a-tuple": {"squares": SQUARES.replace("[i ** 2 for i in range(1, n + 1)]", "tuple(i ** 2 for i in range(1, n + 1))"), "sum_of_squares": SUM},
    "syntax-error": {"squares": "def squares(n)\n    return 1", "sum_of_squares": SUM},
    "recursion": {"squares": SQUARES, "sum_of_squares": "def sum_of_squares(n):\n    return sum_of_squares(n - 1)"},
    "lambda": {"squares": SQUARES, "sum_of_squares": "sum_of_squares = lambda n: sum(squares(n))"},
    "memoised": {"squares": "from functools import lru_cache\n@lru_cache\n" + SQUARES, "sum_of_squares": SUM},
    "input": {"squares": SQUARES + "\nanswer = input('n?')", "sum_of_squares": SUM},
    "asks-the-system-for-exit": {"squares": SQUARES + "\nimport sys\nsys.exit(0)", "sum_of_squares": SUM},
    "own-class": {"squares": "class Squares(list):\n    pass\n" + SQUARES.replace("return [", "return Squares([").replace("+ 1)]", "+ 1)])"), "sum_of_squares": SUM},
}  # fmt: skip

# The second assignment: for each answer its stub, a right and a wrong version, and the test.
KINDS = {
    "stack": (
        "class Stack:\n    ...",
        """
        class Empty(Exception):
            pass
        class Stack:
            def __init__(self, items=()):
                self.items = list(items)
            def push(self, item):
                self.items.append(item)
            def pop(self):
                if not self.items:
                    raise Empty('nothing there')
                return self.items.pop()
            def __len__(self):
                return len(self.items)
            def __eq__(self, other):
                return isinstance(other, Stack) and self.items == other.items
            def __repr__(self):
                return f'Stack({self.items})'
            def __getitem__(self, place):
                return self.items[place]
            def __iter__(self):
                return iter(self.items)
            @property
            def top(self):
                return self.items[-1]
        """,
        "class Stack(list):\n    def push(self, item):\n        self.insert(0, item)",
        """
        s = Stack([1])
        s.push('two')
        assert s.top == 'two' and len(s) == 2 and s[0] == 1
        assert list(s) == [1, 'two'] and isinstance(s, Stack) and hasattr(s, 'pop') and not hasattr(s, 'shift')
        assert s == Stack([1, 'two']) and s != Stack()
        assert repr(s) == "Stack([1, 'two'])"
        assert s.pop() == 'two' and s.pop() == 1
        try:
            s.pop()
        except Empty as error:
            assert 'nothing' in str(error)
        else:
            raise AssertionError('popped from nothing')
        """,
    ),
    "frame": (
        "def by_country(table):\n    ...",
        "def by_country(table):\n    return table.groupby('country', as_index=False)['n'].sum()",
        "def by_country(table):\n    return table",
        """
        import pandas as pd
        table = pd.DataFrame({'country': ['BRA', 'KEN', 'BRA'], 'n': [1, 2, 3], 'on': pd.to_datetime(['2020-01-01'] * 3)})
        pd.testing.assert_frame_equal(by_country(table), pd.DataFrame({'country': ['BRA', 'KEN'], 'n': [4, 2]}))
        """,
    ),
    "sorted_in_place": (
        "def order(items):\n    ...",
        "def order(items):\n    items.sort()",
        "def order(items):\n    items = sorted(items)",
        "items = [3, 1, 2]\nassert order(items) is None\nassert items == [1, 2, 3]",
    ),
    "apply": (
        "def apply_twice(f, x):\n    ...",
        "def apply_twice(f, x):\n    return f(f(x))",
        "def apply_twice(f, x):\n    return f(x)",
        """
        calls = []
        def grow(x):
            calls.append(x)
            return x + 3
        assert apply_twice(grow, 1) == 7 and calls == [1, 4]
        assert apply_twice(lambda text: text + '!', 'hi') == 'hi!!'
        """,
    ),
    "greet": (
        "def greet(name):\n    ...",
        "def greet(name):\n    print(f'Hello {name}')",
        "def greet(name):\n    return f'Hello {name}'",
        """
        import contextlib, io
        heard = io.StringIO()
        with contextlib.redirect_stdout(heard):
            greet('Ada')
        assert heard.getvalue() == 'Hello Ada\\n'
        """,
    ),
    "counter": (
        "def count(n):\n    ...",
        "def count(n):\n    i = 0\n    while i < n:\n        yield i\n        i += 1",
        "def count(n):\n    return None",
        "assert list(count(4)) == [0, 1, 2, 3]\nassert sum(count(3)) == 3\nnumbers = count(1)\nassert next(numbers) == 0",
    ),
    "picture": (
        "def draw(values):\n    ...",
        "import matplotlib.pyplot as plt\ndef draw(values):\n    figure, axes = plt.subplots()\n    axes.plot(values)\n    axes.set_xlabel('year')\n    return axes",
        "import matplotlib.pyplot as plt\ndef draw(values):\n    figure, axes = plt.subplots()\n    return axes",
        "drawn = draw([1, 2, 3])\nassert drawn.get_xlabel() == 'year' and len(drawn.lines) == 1\nassert list(drawn.lines[0].get_ydata()) == [1, 2, 3]",
    ),
    "file": (
        "def save(text):\n    ...",
        "def save(text):\n    with open('out.txt', 'w') as file:\n        file.write(text)",
        "def save(text):\n    pass",
        "save('saved')",
    ),
    "data": (
        "total = None\nday = None\npoint = None",
        "import collections, datetime, csv\nrows = list(csv.DictReader(open('data.csv')))\ntotal = sum(float(row['n']) for row in rows)\nday = datetime.date(2007, 6, 8)\nPoint = collections.namedtuple('Point', 'x y')\npoint = Point(1, 2j)",
        "total = 1\nday = '2007-06-08'\npoint = (1, 2)",
        """
        import datetime, math
        assert math.isclose(total, 6.5)
        assert day == datetime.date(2007, 6, 8) and day.year == 2007
        assert point == (1, 2j) and point.x == 1 and point._asdict()['y'] == 2j
        """,
    ),
    "signature": (
        "def area(width, height=1):\n    ...",
        "def area(width, height=1):\n    '''Width times height.'''\n    return width * height",
        "def area(w):\n    return w",
        """
        import inspect
        assert list(inspect.signature(area).parameters) == ['width', 'height']
        assert inspect.signature(area).parameters['height'].default == 1
        assert area.__name__ == 'area' and area(2, height=3) == 6 and callable(area)
        """,
    ),
    "partial_credit": (
        "def score_me():\n    ...",
        "def score_me():\n    return [True, True]",
        "def score_me():\n    return [True, False]",
        "sum(score_me()) / 2",
    ),
}  # fmt: skip
LATER = {"file": "assert open('out.txt').read() == 'saved'"}  # a second test, in a cell of its own
KINDS = {name: tuple(dedent(text).strip() for text in texts) for name, texts in KINDS.items()}
