"""The repository for students: all that they use works in it, and nothing that tells a mark is in it."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ilslearn.course.knowledge import knowledge_test
from ilslearn.course.questions import OPEN, all_questions
from ilslearn.errors import IlsError, UnusableFile
from ilslearn.grading.student_kit import LIST, student_kit
from ilslearn.grading.student_wheel import KEPT, NAME, student_wheel, without_keys
from ilslearn.places import place
from tests.conftest import Installed

pytestmark = pytest.mark.long
A1 = "a1-what-binds"
REGIONS = re.compile(
    r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END|=== BEGIN (MARK SCHEME) ===\n(.*?)=== END", re.DOTALL
)


def git(folder, *arguments, binary=False):
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    return done.stdout if binary else done.stdout.decode()


def small_course(folder) -> Path:
    """A course of one assignment, which is quickly released."""
    shutil.copytree(place("assignments") / "source" / A1, folder / "source" / A1)
    shutil.copy(place("assignments") / "nbgrader_config.py", folder)
    return folder


@pytest.fixture(scope="module")
def kit(tmp_path_factory) -> Path:
    """The whole kit, of all assignments, in a git repository; made once."""
    folder = tmp_path_factory.mktemp("kit") / "students"
    student_kit(folder, git=True)
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("small")
    small_course(home / "course")
    student_kit(home / "kit", home / "course", git=True)
    return home


@pytest.fixture
def own(small, tmp_path) -> Path:
    """A small course and its kit, for one test to change."""
    return shutil.copytree(small, tmp_path / "own")


# ---------------------------------------------------------------------------------------------------------------------
# Nothing secret
# ---------------------------------------------------------------------------------------------------------------------


def strings(value) -> Iterator[str]:
    """Every text in a notebook, wherever it stands: cells, outputs, metadata."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for one in pair for text in strings(one))
    elif isinstance(value, list):
        yield "".join(one for one in value if isinstance(one, str))
        yield from (text for one in value for text in strings(one))


def texts(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """The texts of a file by name; of a wheel, those of each file in it; of a notebook, all that stands in it."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for one in package.namelist():
                yield from texts(f"{name}!{one}", package.read(one))
        return
    text = data.decode("utf-8", errors="replace")
    try:
        notebook = json.loads(text) if '"nbformat"' in text else None
    except ValueError:
        notebook = None
    yield name, "\n".join(strings(notebook)) if notebook is not None else text


def secrets() -> dict[str, str]:
    """Whole lines and sentences that tell a mark, each with where it comes from."""
    found = {}
    for one in all_questions().values():
        if one.graded:
            said = [one.right, one.otherwise, *one.replies.values()]
            found |= {text: f"a reply of {one.id}" for text in said if len(text) > 20}
    for path in sorted((place("assignments") / "source").glob("*/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for match in REGIONS.finditer("".join(cell["source"])):
                kind, region = match[1] or match[3], match[2] or match[4]
                found |= {
                    line.strip(): f"{kind} of {path.name}" for line in region.splitlines() if len(line.strip()) > 40
                }
    return found


def answers() -> set[str]:
    """The lines of solutions, short ones too, that do not stand in what students are given."""
    found, given = set(), set()
    for path in (place("assignments") / "source").glob("*/*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            given |= {line.strip() for line in REGIONS.sub("", source).splitlines()}
            found |= {line.strip() for match in REGIONS.finditer(source) for line in (match[2] or "").splitlines()}
    return {line for line in found - given if len(line) > 3}


@pytest.fixture(scope="module")
def everything(kit) -> dict[str, str]:
    """Every text in the kit: its files, what is in the wheel, and every object that git keeps."""
    found = {}
    for path in sorted(kit.rglob("*")):
        if path.is_file() and ".git" not in path.relative_to(kit).parts:
            found |= dict(texts(str(path.relative_to(kit)), path.read_bytes()))
    for line in git(kit, "cat-file", "--batch-all-objects", "--batch-check").splitlines():
        name, kind, _ = line.split()
        if kind != "tree":
            found |= dict(texts(f"git {kind} {name}", git(kit, "cat-file", kind, name, binary=True)))
    return found


def test_the_search_finds_what_it_looks_for():
    source = place("assignments") / "source" / A1 / f"{A1}.ipynb"
    ((_, text),) = texts("source", source.read_bytes())
    lines = set(text.splitlines())
    assert "months = 12" in answers() & lines
    assert sum(secret in text for secret in secrets()) > 20
    bank = (Path(student_kit.__code__.co_filename).parents[1] / "course" / "questions" / "a1.toml").read_text("utf-8")
    assert sum(secret in bank for secret in secrets()) > 10


def test_no_sentence_that_tells_a_mark_is_anywhere_in_the_kit(everything):
    assert any(name.startswith("git blob") for name in everything)
    assert any("!ilslearn/course/questions/a1.toml" in name for name in everything)
    leaks = [
        (name, where, secret)
        for secret, where in secrets().items()
        for name, text in everything.items()
        if secret in text
    ]
    assert leaks == []


def test_no_notebook_has_a_solution_a_hidden_test_or_a_marking_scheme(everything):
    notebooks = {name: text for name, text in everything.items() if name.endswith(".ipynb")}
    assert len(notebooks) > 60, "lessons and assignments, beside the library and in it"
    for name, text in notebooks.items():
        for mark in ("BEGIN SOLUTION", "BEGIN HIDDEN", "BEGIN MARK SCHEME", "course.marking"):
            assert mark not in text, name
        if "/release/" in name:
            assert not answers() & {line.strip() for line in text.splitlines()}, name


def test_the_librarys_bank_has_no_key_and_its_lessons_have_theirs(kit):
    wheel = zipfile.ZipFile(kit / "wheels" / NAME)
    graded = 0
    for name in (one for one in wheel.namelist() if one.startswith("ilslearn/course/questions/")):
        text = wheel.read(name).decode()
        items = tomllib.loads(text)["question"]
        if not items[0].get("graded"):
            assert text == (place("datasets").parent / name).read_text(encoding="utf-8")
            continue
        for item in items:
            graded += 1
            assert set(item) <= {*KEPT, "right", "otherwise", "sources"}
            assert (item["right"], item["otherwise"], item["sources"]) == ("", "", [])
    assert graded == sum(one.graded for one in all_questions().values()) > 40


def test_the_wheel_has_no_sources_of_assignments_no_tests_and_nothing_for_instructors(kit):
    names = zipfile.ZipFile(kit / "wheels" / NAME).namelist()
    kinds = (
        "assignments/source",
        "notebooks/instructors",
        "/tests/",
        "marking.py",
        "knowledge_marks.py",
        "gradebook",
        "__pycache__",
        ".pyc",
        "exchange/",
    )
    assert [name for name in names if any(kind in name for kind in kinds)] == []
    assert not list(kit.rglob("instructors"))


# ---------------------------------------------------------------------------------------------------------------------
# All that students use
# ---------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def students(kit, tmp_path_factory) -> Installed:
    """The students' library, installed from the kit's wheel."""
    target = tmp_path_factory.mktemp("site")
    wheel = kit / "wheels" / NAME
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(target), str(wheel)], check=True)
    return Installed(wheel, target)


def test_a_lesson_runs_in_the_kit(kit, students, tmp_path):
    copy = shutil.copytree(kit, tmp_path / "copy")
    lesson = copy / "notebooks" / "1-introduction" / "1.2-from-adoption-to-ratification.ipynb"
    done = students.run("-m", "ilslearn.cli", "course", "build", str(lesson), cwd=copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ModuleNotFoundError" not in lesson.read_text(encoding="utf-8")


def test_the_cells_of_an_assignment_run_with_form_checks_alone(kit, students, tmp_path):
    notebook = json.loads((kit / "assignments" / "release" / A1 / f"{A1}.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    lines = "\n".join(cells) + "\nprint(ils.check('a1-3', '1996-12-20'))\nprint(ils.__file__)"
    done = students.run("-c", lines, cwd=tmp_path, ILSLEARN_HOME=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    said, where = done.stdout.splitlines()
    assert said == "✔ Ready to submit. The answer can be read. What it is worth is said when it has been marked."
    assert where.startswith(str(students.target))


def test_every_graded_answer_can_be_checked_for_its_form_and_none_can_be_asked_for(students, tmp_path):
    given = {one.id: one.expected({"country": "Kenya"}) for one in all_questions().values() if one.graded}
    given = {name: value for name, value in given.items() if value and all_questions()[name].form not in OPEN}
    code = (
        "import json, sys, ilslearn as ils; from ilslearn.course.questions import all_questions as q;"
        "given = json.loads(sys.stdin.read() or sys.argv[1]);"
        "print(sorted({ils.check(name, value).verdict for name, value in given.items()}),"
        " {repr(one.expected({'country': 'Kenya'})) for one in q().values() if one.graded},"
        " ils.check('1.2-a', '2018-06-14').verdict, all(one.well for one in ils.examine()))"
    )
    done = students.run("-c", code, json.dumps(given), cwd=tmp_path, ILSLEARN_HOME=str(tmp_path))
    assert done.stderr == ""
    assert done.stdout.strip() == "['ready'] {'None'} right True"


@pytest.mark.parametrize("test", ["pre-test", "post-test"])
def test_a_knowledge_test_shows_a_student_the_form_that_the_grader_makes(students, test, tmp_path):
    whole = knowledge_test(test, "ana", "2026")
    code = (
        "import sys, ilslearn as ils; form = ils.knowledge_test(sys.argv[1], 'ana', '2026');"
        "print('\\n\\n'.join(map(str, form.items)), [form.check(k, 'A').verdict for k in range(1, 4)])"
    )
    done = students.run("-c", code, test, cwd=tmp_path, ILSLEARN_HOME=str(tmp_path))
    assert done.stderr == ""
    asked = "\n\n".join(map(str, whole.items))
    assert done.stdout.strip() == f"{asked} {[whole.check(number, 'A').verdict for number in range(1, 4)]}"


def test_the_laboratory_can_be_prepared_from_the_students_library(students, tmp_path):
    code = "from ilslearn.grading.lab import prepare; print(prepare())"
    done = students.run("-c", code, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    course = Path(done.stdout.strip())
    assert (course / "notebooks" / "00-welcome.ipynb").is_file()
    assert (course / "assignments" / "release" / A1 / f"{A1}.ipynb").is_file()


def test_every_link_between_lessons_and_assignments_leads_somewhere(kit):
    for path in kit.rglob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                for link in re.findall(r"\]\(((?!http|#|mailto|attachment)[^)#]+)", "".join(cell["source"])):
                    assert (path.parent / link).exists(), (path.name, link)


def test_binder_gets_every_package_with_its_version_and_the_wheel(kit):
    pins = (kit / "binder" / "requirements.txt").read_text().splitlines()
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9.-]*==\S+", pin) for pin in pins)
    assert {"pandas", "jupyterlab", "ipywidgets", "matplotlib", "python-docx", "numpy"} <= {
        pin.partition("==")[0] for pin in pins
    }
    assert NAME in (kit / "binder" / "postBuild").read_text()
    assert NAME in (kit / "README.md").read_text()


# ---------------------------------------------------------------------------------------------------------------------
# Made again
# ---------------------------------------------------------------------------------------------------------------------


def test_making_it_again_changes_nothing_and_commits_nothing(own):
    before = git(own / "kit", "rev-parse", "HEAD")
    again = student_kit(own / "kit", own / "course", git=True)
    assert (again.written, again.removed, again.committed) == ((), (), False)
    assert git(own / "kit", "rev-parse", "HEAD") == before
    assert git(own / "kit", "status", "--porcelain") == ""
    assert student_wheel({"a": b"1"}, {}) == student_wheel({"a": b"1"}, {})


def test_a_changed_assignment_changes_its_files_alone_and_a_strangers_file_is_left(own):
    source = own / "course" / "source" / A1 / f"{A1}.ipynb"
    source.write_text(source.read_text(encoding="utf-8").replace("45 minutes", "50 minutes"), encoding="utf-8")
    (own / "kit" / "syllabus.md").write_text("mine")
    done = student_kit(own / "kit", own / "course", git=True)
    assert done.written == (f"assignments/release/{A1}/{A1}.ipynb", f"wheels/{NAME}")
    assert (done.removed, done.committed) == ((), True)
    changed = git(own / "kit", "show", "--name-only", "--format=%s").splitlines()
    assert changed == ["Bring the course up to date", "", LIST, *done.written]
    assert git(own / "kit", "status", "--porcelain").split() == ["??", "syllabus.md"]


def test_an_assignment_that_is_gone_is_removed(own):
    (own / "course" / "source" / A1).rename(own / "course" / "source" / "b1")
    done = student_kit(own / "kit", own / "course", git=True)
    assert done.removed == (f"assignments/release/{A1}/{A1}.ipynb",)
    assert not (own / "kit" / done.removed[0]).exists()
    assert git(own / "kit", "status", "--porcelain") == ""
    assert A1 not in (own / "kit" / "README.md").read_text()


def test_a_file_that_was_changed_by_hand_is_not_overwritten(own):
    (own / "kit" / "README.md").write_text("mine")
    source = own / "course" / "source" / A1 / f"{A1}.ipynb"
    source.write_text(source.read_text(encoding="utf-8").replace("45 minutes", "50 minutes"), encoding="utf-8")
    with pytest.raises(UnusableFile, match=r"changed by hand: README\.md"):
        student_kit(own / "kit", own / "course")
    assert git(own / "kit", "status", "--porcelain").split() == ["M", "README.md"]


def test_a_folder_that_is_no_kit_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UnusableFile, match="holds something that is no kit"):
        student_kit(tmp_path)
    (tmp_path / LIST).write_text("[]")
    with pytest.raises(UnusableFile, match="damaged"):
        student_kit(tmp_path)
    with pytest.raises(UnusableFile, match="no folder source"):
        student_kit(tmp_path / "new", tmp_path)
    assert sorted(os.listdir(tmp_path)) == [LIST, "thesis.txt"]


def test_a_shared_exchange_and_the_courses_gradebook_are_not_touched(own, tmp_path, monkeypatch):
    monkeypatch.setenv("ILSLEARN_EXCHANGE", str(tmp_path / "exchange"))
    student_kit(tmp_path / "kit", own / "course")
    assert not any((tmp_path / "exchange").rglob("*"))
    assert sorted(path.name for path in (own / "course").iterdir()) == ["nbgrader_config.py", "source"]


def test_a_bank_that_mixes_graded_questions_with_others_is_refused():
    text = 'lesson = "x"\n[[question]]\nid = "x-1"\ngraded = true\n[[question]]\nid = "x-2"\n'
    with pytest.raises(IlsError, match="x-2 stands among graded questions"):
        without_keys(text)
