"""Lessons in other languages: the English notebook, and for each language a catalogue of its blocks.

A block is a paragraph, a heading, an item of a list or a row of a table of a Markdown cell; code is never translated.
The catalogue of a lesson is ``notebooks/locale/LANGUAGE/LESSON.po``, and the notebook that is made from both
``notebooks/LANGUAGE/MODULE/LESSON.ipynb``. What has no translation, or changed in English since, stays in English there
and is marked.
"""

import os
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from pathlib import Path
from urllib.parse import quote, unquote

import nbformat
from babel.messages.catalog import Catalog
from markdown_it import MarkdownIt

from ilslearn.catalogues import N_, _, speaking
from ilslearn.course.notebooks import lessons, read
from ilslearn.errors import IlsError
from ilslearn.places import place, replacing, replacing_binary
from ilslearn.translation.interface import in_bytes, updated

REVIEW = N_(
    "Translation made by the authors of the course and not yet reviewed by a lawyer who writes this language; the"
    " [English lesson]({link}) prevails."
)
_LINK = re.compile(r"\]\((<[^>]+>|[^)\s]+)\)")
_LEADS_OUT = re.compile(r"^(?:[a-z]+:|#)")


def template(path: Path) -> Catalog:
    """What there is to translate in a lesson."""
    catalogue = Catalog(project="ilslearn", charset="utf-8", fuzzy=False)
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for _first, _last, _before, text in _blocks(cell.source):
                catalogue.add(text, auto_comments=[cell.id])
    if objective := notebook.metadata.get("ilslearn", {}).get("objective"):
        catalogue.add(objective, auto_comments=["objective"])
    return catalogue


def catalogue_path(lesson: Path, language: str) -> Path:
    """Where the catalogue of a lesson lies."""
    return place("notebooks") / "locale" / language / f"{lesson.stem}.po"


def lesson_path(lesson: Path, language: str) -> Path:
    """Where a lesson in another language lies."""
    return place("notebooks") / language / lesson.relative_to(place("notebooks"))


def begun(language: str) -> list[Path]:
    """The English lessons for which there is a catalogue in a language."""
    return [lesson for lesson in lessons() if catalogue_path(lesson, language).is_file()]


def catalogue(lesson: Path, language: str) -> Catalog:
    """The catalogue of a lesson with the blocks that the lesson has today; what changed in English is fuzzy."""
    return updated(catalogue_path(lesson, language), language, template(lesson))


def stale(lesson: Path, language: str) -> list[str]:
    """The blocks of a lesson that are not translated, changed in English, or lead elsewhere: a sentence each."""
    found = []
    for message in catalogue(lesson, language):
        if not message.id:
            continue
        english, other = str(message.id), str(message.string or "")
        shown = f"{message.auto_comments[0]}: {english[:60]!r}"
        if message.fuzzy:
            found.append(f"{shown} changed in English: look at its translation again")
        elif not other:
            found.append(f"{shown} is not translated")
        elif _links(english) != _links(other):
            found.append(f"{shown} has other links than its translation")
    return found


def translate(lesson: Path, language: str) -> Path:
    """Write the catalogue of a lesson and the notebook in that language, not yet run; return the notebook."""
    known = catalogue(lesson, language)
    target = catalogue_path(lesson, language)
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing_binary(target) as file:
        file.write(in_bytes(known))
    page = lesson_path(lesson, language)
    page.parent.mkdir(parents=True, exist_ok=True)
    made = made_from(lesson, language, known)
    with replacing(page) as text:
        nbformat.write(made, text)
    return page


def made_from(lesson: Path, language: str, known: Catalog) -> nbformat.NotebookNode:
    """The notebook of a lesson in another language."""
    notebook = deepcopy(read(lesson))
    said = partial(_said, known)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _moved(_translated(cell.source, said), lesson, language)
        else:
            cell.outputs, cell.execution_count = [], None
    about = notebook.metadata["ilslearn"]
    about["title"] = notebook.cells[0].source.splitlines()[0].removeprefix(f"# {about['lesson']} ")
    about.update(objective=said(about["objective"]), language=language)
    back = quote(os.path.relpath(lesson, lesson_path(lesson, language).parent))
    with speaking(language):
        notebook.cells[0].source += f"\n\n*{_(REVIEW, link=back)}*"
    speak = nbformat.v4.new_code_cell(f'ils.language("{language}")', id=f"language-{language}")
    notebook.cells.insert(1 + _import_at(notebook), speak)
    return notebook


def _import_at(notebook: nbformat.NotebookNode) -> int:
    for at, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and cell.source == "import ilslearn as ils":
            return at
    raise IlsError("The lesson does not start with `import ilslearn as ils`: add that cell.")


# ---------------------------------------------------------------------------------------------------------------------
# Blocks
# ---------------------------------------------------------------------------------------------------------------------


def _blocks(source: str) -> Iterator[tuple[int, int, str, str]]:
    """Each block: first line, line after the last, what stands before the text on the first line, the text."""
    lines = source.split("\n")
    rows = set()
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        if token.type == "tr_open" and token.map:
            first = token.map[0]
            rows.add(first)
            yield first, first + 1, "", lines[first].strip()
        elif token.type == "inline" and token.map and token.map[0] not in rows:
            first, last = token.map
            start = token.content.split("\n")[0]
            before = lines[first][: lines[first].index(start)] if start in lines[first] else ""
            yield first, last, before, " ".join(part.strip() for part in token.content.split("\n"))


def _translated(source: str, said: Callable[[str], str]) -> str:
    lines = source.split("\n")
    for first, last, before, text in reversed(list(_blocks(source))):
        lines[first:last] = [f"{before}{said(text)}"]
    return "\n".join(lines)


def _said(known: Catalog, text: str) -> str:
    message = known.get(text)
    if message is not None and message.string and not message.fuzzy:
        return str(message.string)
    return text if text.startswith("|") else f'<span lang="en">{text}</span> [en]'


def _links(text: str) -> list[str]:
    return sorted(_LINK.findall(text))


def _moved(source: str, lesson: Path, language: str) -> str:
    """The links of a lesson as they lead from its translation: to the lesson in that language where there is one."""
    here = lesson_path(lesson, language).parent

    def link(match: re.Match[str]) -> str:
        if _LEADS_OUT.match(match[1]):
            return match[0]
        there = (lesson.parent / unquote(match[1])).resolve()
        if there in begun(language):
            there = lesson_path(there, language)
        return f"]({quote(Path(os.path.relpath(there, here)).as_posix())})"

    return _LINK.sub(link, source)
