"""The lessons as slides: one deck a lesson, whole, silent on the network."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup

from ilslearn.course.contents import entries
from ilslearn.course.slides import deck, write_slides
from ilslearn.errors import UnknownLesson

SLIDE = re.compile(r'<section [^>]*class="slide ([^"]+)".*?(?=<section [^>]*class="slide|</main>)', re.DOTALL)
FETCHING = ["script", "img", "iframe", "link", "video", "source"]


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    return dict(zip([one.lesson for one in entries()], write_slides(folder), strict=True))


def slides(text):
    return [(match[1], match[0]) for match in SLIDE.finditer(text)]


def made(tmp_path, *cells):
    path = tmp_path / "small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
    return slides(deck(path))


def text(source):
    return nbformat.v4.new_markdown_cell(source)


def shown(source, **data):
    return nbformat.v4.new_code_cell(source, outputs=[nbformat.v4.new_output("execute_result", data)])


def test_every_lesson_has_a_deck_with_each_of_its_sections(decks):
    for one in entries():
        page = decks[one.lesson].read_text(encoding="utf-8")
        cells = [cell.source for cell in nbformat.read(one.path, as_version=4).cells if cell.cell_type == "markdown"]
        sections = re.findall(r"^## ", "\n".join(cells), re.MULTILINE)
        assert len([body for _, body in slides(page) if '<p class="where">' not in body and "<h2" in body]) == len(
            sections
        )
        assert f"<title>{one.lesson} " in page


def test_a_deck_fetches_nothing(decks):
    for path in decks.values():
        page = path.read_text(encoding="utf-8")
        fetched = [tag.get("src") or tag.get("href") for tag in BeautifulSoup(page, "html.parser")(FETCHING)]
        assert [address for address in fetched if address and not address.startswith("data:")] == []
        assert not re.findall(r"@import|url\((?![\"']?data:)", page)


def test_a_deck_shows_outputs_and_no_code(decks):
    page = decks["2.2"].read_text(encoding="utf-8")
    assert "Samzun c. de Wee" in page
    assert "ils.decision(&quot;fra-cass" not in page
    assert 'ils.decision("fra-cass' not in page


def test_a_self_check_is_a_slide_with_the_choices_and_without_the_empty_answer(decks):
    turns = [body for kind, body in slides(decks["2.1"].read_text(encoding="utf-8")) if kind.startswith("turn")]
    asked = [body for body in turns if "Write one of" in body]
    assert len(asked) == 3
    assert all(body.count("<code>") >= 3 and "·" not in body for body in asked)
    assert "There is no answer yet" not in decks["2.1"].read_text(encoding="utf-8")


def test_a_link_to_a_lesson_leads_to_its_deck(decks):
    page = decks["2.2"]
    links = re.findall(r'href="([^":#]+\.html)"', page.read_text(encoding="utf-8"))
    assert links
    assert all((page.parent / link).is_file() for link in links)


def test_named_lessons_alone_are_written(tmp_path):
    (path,) = write_slides(tmp_path, ["6.3"])
    assert path.name.startswith("6.3-")
    with pytest.raises(UnknownLesson, match=r"no lesson 9\.9: write one of 1\.1"):
        write_slides(tmp_path, ["9.9"])


def test_a_long_section_goes_on_under_its_heading(tmp_path):
    long = "Words of a sentence that goes on. " * 12
    found = made(tmp_path, text(f"## One\n\n{long}\n\n{long}\n\n{long}"))
    assert len(found) > 1
    assert "<h2" in found[0][1]
    assert all('<p class="where">One</p>' in body and "<h2" not in body for _, body in found[1:])


def test_a_table_that_is_cut_has_its_head_on_each_slide_and_keeps_every_row(tmp_path):
    rows = "\n".join(f"| row {n} | {'a long cell ' * 9}|" for n in range(12))
    found = made(tmp_path, text(f"## Table\n\n| name | what |\n|---|---|\n{rows}"))
    assert len(found) > 1
    assert all("<th>name</th>" in body for _, body in found)
    assert sorted({int(n) for _, body in found for n in re.findall(r"row (\d+)", body)}) == list(range(12))


def test_two_tables_with_the_same_head_keep_all_their_rows(tmp_path):
    table = "| name | what |\n|---|---|\n| {} | x |"
    (_, body), *_ = made(tmp_path, text(f"## T\n\n{table.format('first')}\n\nbetween\n\n{table.format('second')}"))
    assert [word for word in ("first", "between", "second") if body.count(word) != 1] == []


def test_a_list_that_is_cut_goes_on_with_its_numbers(tmp_path):
    found = made(tmp_path, text("## L\n\n" + "\n".join(f"{n}. {'word ' * 40}" for n in range(1, 9))))
    assert len(found) > 1
    starts = [re.search(r"<ol(?: start=\"(\d+)\")?", body) for _, body in found]
    assert [int(match[1] or 1) for match in starts if match][1] > 1


def test_what_python_would_print_in_brackets_is_a_table_or_a_list(tmp_path):
    found = made(
        tmp_path,
        shown("x", **{"text/plain": "{'a <b>': ('one', 'two')}"}),
        shown("y", **{"text/plain": "['first', 'second']"}),
        shown("z", **{"text/plain": "'in_force'"}),
        shown("s", **{"text/plain": "not a literal <"}),
    )
    bodies = [body for _, body in found]
    assert '<th scope="row">a &lt;b&gt;</th><td>one, two</td>' in bodies[0]
    assert "<li>first</li><li>second</li>" in bodies[1]
    assert "<p>in_force</p>" in bodies[2]
    assert "<pre>not a literal &lt;</pre>" in bodies[3]
