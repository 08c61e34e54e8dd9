"""The lessons as pages: whole, linked to one another, and silent on the network."""

import re

import nbformat
import pytest

from ilslearn.course.notebooks import in_every_language
from ilslearn.course.pages import html, write_pages
from ilslearn.errors import IlsError
from ilslearn.places import place


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    return folder, write_pages(folder)


def test_each_lesson_has_a_page_where_it_stands_in_the_course(pages):
    folder, written = pages
    inside = [path.relative_to(place("notebooks")).with_suffix(".html") for path in in_every_language()]
    assert [path.relative_to(folder) for path in written] == inside


def test_a_page_fetches_nothing(pages):
    for path in pages[1]:
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r'<(?:script|img|iframe)[^>]+src="https?:', text)
        assert not re.findall(r"<link[^>]+https?:", text)


def test_a_link_to_a_lesson_leads_to_its_page(pages):
    welcome = next(path for path in pages[1] if path.name == "00-welcome.html")
    links = re.findall(r'href="(1-[^"]+)"', welcome.read_text(encoding="utf-8"))
    assert links
    assert all((welcome.parent / link).is_file() for link in links)


def test_a_page_has_the_title_and_the_outputs_of_the_lesson(pages):
    text = next(path for path in pages[1] if path.name.startswith("1.2")).read_text(encoding="utf-8")
    assert "<title>1.2 From adoption to ratification" in text
    assert "<figure" in text


def test_what_is_no_notebook_is_named(tmp_path):
    (tmp_path / "damaged.ipynb").write_text("{}")
    with pytest.raises(IlsError, match=r"damaged\.ipynb"):
        html(tmp_path / "damaged.ipynb")


def test_a_notebook_of_ones_own_can_be_written(tmp_path):
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Mine")]), tmp_path / "mine.ipynb")
    assert write_pages(tmp_path / "out", [tmp_path / "mine.ipynb"]) == [tmp_path / "out" / "mine.html"]


def test_a_translated_lesson_says_in_which_language_it_is(pages):
    folder, _ = pages
    for language in ("fr", "es"):
        page = folder / language / "1-introduction" / "1.2-from-adoption-to-ratification.html"
        assert f'<html lang="{language}">' in page.read_text(encoding="utf-8")
    assert '<html lang="en">' in (folder / "00-welcome.html").read_text(encoding="utf-8")
