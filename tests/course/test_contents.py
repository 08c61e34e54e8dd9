"""The page of contents: what the lessons say of themselves, with links that work."""

import re
import shutil
from urllib.parse import unquote

import nbformat
import pytest

from ilslearn.catalogues import LANGUAGES
from ilslearn.course.contents import contents, entries, write_contents
from ilslearn.course.notebooks import lessons, translated
from ilslearn.course.questions import all_questions
from ilslearn.errors import IlsError
from ilslearn.places import place

LINK = re.compile(r"\]\(([^)\s]+)\)")
SAID = {"lesson": "2.1", "title": "A title", "objective": "Say it.", "minutes": 6}


def lesson(folder, name, said):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(metadata={"ilslearn": said} if said is not None else {}), path)
    return path


def test_every_lesson_of_the_course_is_listed():
    numbered = [path for path in lessons() if path.parent != place("notebooks") and path.name[0].isdigit()]
    assert [one.path for one in entries()] == numbered
    assert all(one.objective.endswith(".") and 1 <= one.minutes <= 10 for one in entries())


def test_every_lesson_with_self_checks_is_listed():
    assert {one.lesson for one in all_questions().values() if not one.graded} <= {one.lesson for one in entries()}


@pytest.mark.parametrize("name", ["README.md", "00-welcome.ipynb"])
def test_what_stands_in_the_repository_is_what_the_lessons_say(name):
    """After a lesson changes its title: run `ilslearn course contents`."""
    text = (place("notebooks") / name).read_text(encoding="utf-8")
    if name.endswith(".ipynb"):
        text = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
    assert contents(entries(), place("notebooks"), level=2 if name == "README.md" else 3) in text


def test_each_link_of_the_page_leads_to_a_lesson_the_welcome_page_or_the_instructors_kit():
    links = LINK.findall((place("notebooks") / "README.md").read_text(encoding="utf-8"))
    assert links[:2] == ["00-welcome.ipynb", "instructors/README.md"]
    others = [path for language in LANGUAGES for path in translated(language)]
    assert len(links) == len(entries()) + 2 + len(others)
    assert [link for link in links if not (place("notebooks") / unquote(link)).is_file()] == []


def test_the_page_is_written_in_the_order_of_the_numbers_with_working_links(tmp_path):
    for number in ("2.10", "2.9", "1.1"):
        lesson(tmp_path, f"{number[0]}-a module (new)/{number}-some.ipynb", SAID | {"lesson": number})
    assert write_contents(tmp_path) == [tmp_path / "README.md"]
    text = (tmp_path / "README.md").read_text()
    assert re.findall(r"\[(\d\.\d+) ", text) == ["1.1", "2.9", "2.10"]
    assert "3 lessons, 18 minutes" in text
    links = LINK.findall(text)[1:]
    assert all((tmp_path / unquote(link)).is_file() for link in links)


def test_the_welcome_page_gets_the_list_and_keeps_the_rest(tmp_path):
    shutil.copy(place("notebooks") / "00-welcome.ipynb", tmp_path)
    before = nbformat.read(tmp_path / "00-welcome.ipynb", as_version=4)
    lesson(tmp_path, "2-two/2.1-one.ipynb", SAID)
    assert len(write_contents(tmp_path)) == 2
    after = nbformat.read(tmp_path / "00-welcome.ipynb", as_version=4)
    changed = [new for old, new in zip(before.cells, after.cells, strict=True) if old != new]
    assert [cell.metadata.tags for cell in changed] == [["contents"]]
    assert "2-two/2.1-one.ipynb" in changed[0].source


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (None, "does not say its lesson, title, objective, minutes"),
        ("2.1", "does not say its lesson"),
        (SAID | {"objective": " "}, "does not say its objective"),
        (SAID | {"minutes": "six"}, "minutes"),
        (SAID | {"minutes": 0}, "minutes"),
        (SAID | {"lesson": "2.2"}, "number and file name must agree"),
    ],
)
def test_a_lesson_that_does_not_say_what_it_is_is_named(tmp_path, said, words):
    path = lesson(tmp_path, "2.1-one.ipynb", said)
    with pytest.raises(IlsError, match=words) as caught:
        entries([path])
    assert "2.1-one.ipynb" in str(caught.value)


def test_two_lessons_of_one_number_are_told(tmp_path):
    paths = [lesson(tmp_path, f"2.1-{name}.ipynb", SAID) for name in ("one", "two")]
    with pytest.raises(IlsError, match=r"Two notebooks say that they are lesson 2\.1"):
        entries(paths)
