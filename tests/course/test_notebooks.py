"""The lessons: short, whole, and run as they stand."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest

from ilslearn.course.notebooks import lessons, rerun
from ilslearn.course.questions import all_questions
from ilslearn.errors import IlsError
from ilslearn.places import place

each_lesson = pytest.mark.parametrize("path", lessons(), ids=lambda path: path.stem)
LINK = re.compile(r"\]\(([^)\s]+)\)")
SOURCES = sorted(place("assignments").glob("source/*/*.ipynb"))


def cells(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def outputs(path):
    return [output for cell in cells(path, "code") for output in cell.outputs]


def written(folder, *codes):
    path = folder / "small.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in codes])
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    nbformat.write(notebook, path)
    return path


def test_the_lessons_are_found_in_order_each_in_the_folder_of_its_module():
    first, *rest = lessons()
    assert first.name == "00-welcome.ipynb"
    numbers = [path.name.partition("-")[0] for path in rest]
    assert numbers == sorted(set(numbers))
    assert "1.2" in numbers
    assert all(path.parent.name.startswith(f"{path.name[0]}-") for path in rest)


@pytest.mark.parametrize("path", lessons()[1:], ids=lambda path: path.stem)
def test_a_lesson_says_what_it_is_for_the_page_of_contents(path):
    notebook = nbformat.read(path, as_version=4)
    about = notebook.metadata["ilslearn"]
    assert about["lesson"] == path.stem.partition("-")[0]
    assert notebook.cells[0].source.splitlines()[0] == f"# {about['lesson']} {about['title']}"
    assert about["objective"].strip()
    assert 5 <= about["minutes"] <= 8


@each_lesson
def test_each_cell_of_a_lesson_is_one_line_without_programming(path):
    for cell in cells(path, "code"):
        assert len(cell.source.strip().splitlines()) == 1, cell.source
        tree = ast.parse(cell.source)
        loops = (ast.For, ast.While, ast.comprehension, ast.FunctionDef, ast.Lambda, ast.If, ast.Try, ast.With)
        assert not [node for node in ast.walk(tree) if isinstance(node, loops)], cell.source
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        assert not imports or cell.source == "import ilslearn as ils"


@each_lesson
def test_a_lesson_starts_with_the_import(path):
    assert cells(path, "code")[0].source == "import ilslearn as ils"
    assert cells(path, "code")[1].source.startswith("ils.begin(")


@each_lesson
def test_a_lesson_starts_with_its_title(path):
    first = nbformat.read(path, as_version=4).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")


@pytest.mark.parametrize("path", [*lessons(), *SOURCES], ids=lambda path: path.stem)
def test_each_relative_link_leads_somewhere(path):
    links = [link for cell in cells(path, "markdown") for link in LINK.findall(cell.source)]
    assert links
    for link in (link for link in links if "://" not in link):
        target = (path.parent / link.partition("#")[0]).resolve()
        # A released assignment is made from its source when the course is opened.
        made_from = Path(str(target).replace("/assignments/release/", "/assignments/source/"))
        assert made_from.exists(), link


@each_lesson
def test_no_output_of_a_lesson_complains(path):
    assert outputs(path), "the lesson was never run"
    assert [o for o in outputs(path) if o.output_type == "error" or o.get("name") == "stderr"] == []


@each_lesson
def test_a_lesson_keeps_what_can_be_read_without_a_kernel(path):
    kinds = {kind for output in outputs(path) for kind in output.get("data", {})}
    assert "application/vnd.jupyter.widget-view+json" not in kinds
    assert "text/html" in kinds
    assert "widgets" not in nbformat.read(path, as_version=4).metadata


@each_lesson
def test_each_code_cell_of_a_lesson_was_run_in_order(path):
    counts = [cell.execution_count for cell in cells(path, "code")]
    assert counts == list(range(1, len(counts) + 1))


@each_lesson
def test_each_check_of_a_lesson_is_a_question_of_that_lesson(path):
    asked = [name for cell in cells(path, "code") for name in re.findall(r'ils\.check\("([^"]+)"', cell.source)]
    lesson = path.stem.partition("-")[0]
    assert asked == [one.id for one in all_questions().values() if one.lesson == lesson]


@each_lesson
def test_a_lesson_does_not_tell_its_answers(path):
    """An answer cell is empty in what is handed out."""
    for cell in cells(path, "code"):
        if cell.source.startswith("answer_"):
            assert cell.source.endswith(' = ""')


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_an_assignment_asks_each_of_its_questions_as_the_list_has_it(path):
    text = " ".join(" ".join(cell.source.split()) for cell in nbformat.read(path, as_version=4).cells)
    for one in all_questions().values():
        if one.lesson == path.stem.partition("-")[0] and one.form != "memo":
            assert one.prompt in text, one.id


@pytest.mark.long
def test_rerun_keeps_outputs_and_drops_what_needs_a_kernel(tmp_path):
    path = written(
        tmp_path, "1 + 1", "import ilslearn as ils", "ils.explore()", "import os; os.environ['ILSLEARN_HOME']"
    )
    assert rerun([path]) == [path]
    two, _, explorer, home = cells(path, "code")
    assert two.outputs[0]["data"]["text/plain"] == "2"
    assert "<figure" in explorer.outputs[0]["data"]["text/html"]
    assert set(explorer.outputs[0]["data"]) == {"text/plain", "text/html"}
    assert not Path(home.outputs[0]["data"]["text/plain"].strip("'")).exists(), "a folder of its own, gone when done"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert "widgets" not in notebook["metadata"]
    assert not [cell for cell in notebook["cells"] if "execution" in cell["metadata"]]
    assert [other.name for other in tmp_path.iterdir()] == ["small.ipynb"]


@pytest.mark.long
def test_rerun_twice_writes_the_same_file(tmp_path):
    path = written(tmp_path, "1 + 1")
    rerun([path])
    once = path.read_bytes()
    rerun([path])
    assert path.read_bytes() == once


@pytest.mark.long
def test_a_cell_that_fails_leaves_the_notebook_as_it_was(tmp_path):
    path = written(tmp_path, "1 + 1", "undefined_name")
    before = path.read_bytes()
    with pytest.raises(IlsError, match=r"small\.ipynb") as caught:
        rerun([path])
    assert "undefined_name" in str(caught.value)
    assert path.read_bytes() == before
    assert [other.name for other in tmp_path.iterdir()] == ["small.ipynb"]


@pytest.mark.parametrize("text", [None, "not a notebook", "{}"], ids=["missing", "not JSON", "no cells"])
def test_a_notebook_that_cannot_be_opened_is_named(tmp_path, text):
    path = tmp_path / "damaged.ipynb"
    if text is not None:
        path.write_text(text)
    with pytest.raises(IlsError, match=r"damaged\.ipynb"):
        rerun([path])
