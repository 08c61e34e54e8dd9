"""Lessons in other languages: the same code and links, and what changed in English is told."""

import re
from pathlib import Path

import nbformat
import pytest

from ilslearn.course.notebooks import lessons, read, translated
from ilslearn.translation import lessons as subject
from ilslearn.translation.interface import OTHERS
from ilslearn.translation.lessons import begun, catalogue, lesson_path, made_from, stale, template

DONE = [(lesson, language) for language in OTHERS for lesson in begun(language)]
each = pytest.mark.parametrize(("lesson", "language"), DONE, ids=lambda one: getattr(one, "stem", one))
LINK = re.compile(r"\]\(([^)\s]+)\)")


def codes(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def links(path, language=""):
    """Where the links of a notebook lead, a translated lesson counting as the English one."""
    found = []
    for cell in read(path).cells:
        for link in LINK.findall(cell.source if cell.cell_type == "markdown" else ""):
            target = link if re.match(r"[a-z]+:", link) else str((path.parent / link).resolve())
            found.append(target.replace(f"/notebooks/{language}/", "/notebooks/") if language else target)
    return found


def test_there_are_lessons_in_each_language_and_the_english_list_has_none_of_them():
    assert {language for _, language in DONE} == set(OTHERS)
    for language in OTHERS:
        assert translated(language) == sorted(lesson_path(lesson, language) for lesson in begun(language))
        assert not set(translated(language)) & set(lessons())


@each
def test_a_translated_lesson_is_the_english_one_laid_over_with_its_catalogue(lesson, language):
    made, there = made_from(lesson, language, catalogue(lesson, language)), read(lesson_path(lesson, language))
    assert [cell.source for cell in there.cells] == [cell.source for cell in made.cells]
    assert there.metadata["ilslearn"] == made.metadata["ilslearn"]
    assert stale(lesson, language) == []


@each
def test_a_translated_lesson_has_the_same_code_and_one_cell_that_chooses_the_language(lesson, language):
    there = codes(read(lesson_path(lesson, language)))
    chooses = f'ils.language("{language}")'
    assert there.count(chooses) == 1
    assert [code for code in there if code != chooses] == codes(read(lesson))


@each
def test_a_translated_lesson_leads_to_the_same_places_and_back_to_the_english_one(lesson, language):
    there = lesson_path(lesson, language)
    assert sorted(links(there, language)) == sorted([*links(lesson), str(lesson)])


@each
def test_a_translated_lesson_says_that_no_lawyer_reviewed_it_yet(lesson, language):
    review = {"fr": "non encore relue par un juriste", "es": "aún no revisada por un jurista"}[language]
    assert review in read(lesson_path(lesson, language)).cells[0].source


@each
def test_a_translated_lesson_was_run_in_its_language(lesson, language):
    cells = [cell for cell in read(lesson_path(lesson, language)).cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if output.output_type in ("error", "stream")]
    assert any(f'lang="{language}"' in str(output.get("data", {}).get("text/html", "")) for output in outputs)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one small lesson."""
    path = tmp_path / "1-first" / "1.1-small.ipynb"
    path.parent.mkdir()
    monkeypatch.setattr(subject, "place", lambda _name: tmp_path)
    monkeypatch.setattr(subject, "lessons", lambda: [path])

    def write(*blocks):
        cells = [nbformat.v4.new_markdown_cell("# 1.1 Small\n\n" + "\n\n".join(blocks), id="words")]
        cells.append(nbformat.v4.new_code_cell("import ilslearn as ils", id="code"))
        about = {"lesson": "1.1", "title": "Small", "objective": "Learn.", "minutes": 5}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"ilslearn": about})
        nbformat.write(notebook, path)
        return path

    return write


def translate_all(path: Path, language: str, words):
    known = catalogue(path, language)
    for english, other in words.items():
        known.get(english).string = other
    target = subject.catalogue_path(path, language)
    target.parent.mkdir(parents=True)
    target.write_bytes(subject.in_bytes(known))


WORDS = {"1.1 Small": "1.1 Petit", "Learn.": "Apprendre.", "A Convention binds those who ratify it.": "Elle lie."}


def test_a_change_in_english_makes_its_block_stale_and_the_lesson_shows_it_in_english(course):
    path = course("A Convention binds those who ratify it.")
    translate_all(path, "fr", WORDS)
    assert stale(path, "fr") == []
    course("A Convention binds only those who ratify it.", "A new block.")
    told = stale(path, "fr")
    assert [one.split(" ", 1)[0] for one in told] == ["words:", "words:"]
    assert "'A Convention binds only those who ratify it.' changed in English" in told[0]
    assert "'A new block.' is not translated" in told[1]
    source = read(subject.translate(path, "fr")).cells[0].source
    assert "# 1.1 Petit" in source
    assert '<span lang="en">A Convention binds only those who ratify it.</span> [en]' in source


def test_a_translation_with_another_link_is_told(course):
    path = course("Look [here](https://www.ilo.org/a).")
    translate_all(path, "fr", {**dict(list(WORDS.items())[:2]), "Look [here](https://www.ilo.org/a).": "Voir [là](b)."})
    assert "other links" in stale(path, "fr")[0]


def test_the_blocks_are_headings_paragraphs_items_and_rows(course):
    path = course("Two\nlines.", "- an item\n- another\n  of two lines", "| a | b |\n|---|---|\n| c | d |")
    found = [message.id for message in template(path) if message.id]
    assert found == [
        "1.1 Small", "Two lines.", "an item", "another of two lines", "| a | b |", "| c | d |", "Learn.",
    ]  # fmt: skip
