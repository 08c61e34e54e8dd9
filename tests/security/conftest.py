"""A course with something to steal, and its one notebook."""

import socket
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from ilslearn.grading.sandbox import Limits, reason_unavailable
from tests.security.hostile import HONEST

LIMITS = Limits(cell_seconds=2, seconds=60, memory_mb=300, processes=40, disk_mb=16, value_mb=8)

GIVEN = "def close_enough(a, b):\n    return a == b\n\ndef assert_equal(a, b):\n    assert close_enough(a, b), (a, b)"
TESTS = {
    "test-squares": """
expected = [1, 4]
def reference(n):
    return [i * i for i in range(1, n + 1)]
assert squares(2) == expected == reference(2)
table = pd.DataFrame({"n": [1, 4]})
assert table.equals(pd.DataFrame({"n": squares(2)}))
assert squares(1) == [1]
assert_equal(squares(5), [1, 4, 9, 16, 25])
try:
    squares(0)
except ValueError:
    pass
else:
    raise AssertionError("did not raise")
""",
    "test-double": """
for x in (0, 1, 21):
    assert_equal(double(x), 2 * x)
assert double("ab") == "abab"
for got, wanted in zip(map(double, [3, 4]), [6, 8]):
    assert abs(got - wanted) < 1e-9
""",
    "test-names": "assert sorted(names) == ['C087', 'C098']\nassert len(names) == 2",
}
POINTS = {"test-squares": 2, "test-double": 1, "test-names": 1}


def _cell(name, source, **marks):
    marks = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "grade_id": name, **marks}
    return nbformat.v4.new_code_cell(source, metadata={"nbgrader": marks})


def notebook(answers):
    """The notebook with some answers in it."""
    cells = [_cell("given", GIVEN, locked=True)]
    for name in ("squares", "double", "names"):
        cells.append(_cell(name, answers[name], solution=True))
    cells.append(nbformat.v4.new_code_cell("import pandas as pd\nsquares(3)"))
    cells += [nbformat.v4.new_markdown_cell("Whatever you like:") for _ in range(3)]
    cells.append(nbformat.v4.new_code_cell(answers["free"]))
    for name, source in TESTS.items():
        cells.append(_cell(name, source, grade=True, locked=True, points=POINTS[name]))
    return nbformat.v4.new_notebook(cells=cells)


@dataclass(frozen=True)
class Place:
    course: Path
    home: Path
    port: int

    def filled(self, text: str) -> str:
        for name in ("course", "home", "port"):
            text = text.replace(f"{{{name}}}", str(getattr(self, name)))
        return text

    def release(self):
        stubs = {"squares": "def squares(n):\n    ...", "double": "x = 1\ndef double(x):\n    ..."}
        return notebook({**stubs, "names": "names = ...", "free": ""})

    def submission(self, cells):
        return notebook({**HONEST, **{name: self.filled(text) for name, text in cells.items()}})


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    """A course folder with a gradebook, a source and another student's work; a listening server of the grader's."""
    if reason := reason_unavailable():
        pytest.skip(reason)
    root = tmp_path_factory.mktemp("course")
    for path, text in {
        "gradebook.db": "SECRET marks", "source/ps1/hidden.ipynb": "SECRET tests",
        "submitted/bo/ps1/other.ipynb": "SECRET work", "submitted/ada/ps1/data.csv": "a,b\n1,2\n",
    }.items():  # fmt: skip
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as hidden:
        port = server.getsockname()[1]
        hidden.bind(f"\0ilslearn-test-{port}")
        hidden.listen()
        yield Place(root, Path.home(), port)
