"""The lessons as web pages, to be read without Jupyter: with their outputs, and nothing fetched from the network."""

import re
from collections.abc import Callable, Iterable, Set
from pathlib import Path
from urllib.parse import unquote

from ilslearn.course.notebooks import in_every_language, read
from ilslearn.errors import IlsError
from ilslearn.places import place, replacing

try:
    from nbconvert import HTMLExporter
except ImportError:
    raise IlsError("Writing pages needs Jupyter: pip install 'ilslearn[course]' (make setup does it).") from None

_LINK = re.compile(r'href="([^":#]+\.ipynb)"')
# nbconvert's page tells links from text by a shade alone, and prints numbers in too pale a green (WCAG 2.2, 1.4.1 and
# 1.4.3); its selectors weigh more than ours.
_STYLE = (
    "<style>.jp-Cell a {text-decoration: underline !important}"
    ".jp-Cell .highlight :is(.mi, .mf) {color: #005a00 !important}</style>"
)


def html(path: Path) -> str:
    """One lesson as a page, with the outputs that it has. Raises IlsError if it is no notebook that can be read."""
    exporter = HTMLExporter(
        template_name="lab",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        mathjax_url="",
        require_js_url="",
        jquery_url="",
    )
    lesson = read(path)
    body, _ = exporter.from_notebook_node(lesson, resources={"metadata": {"name": title(path)}})
    page = str(body).replace("</head>", f"{_STYLE}</head>", 1)
    language = lesson.metadata.get("ilslearn", {}).get("language", "en")
    return linked(page.replace('<html lang="en">', f'<html lang="{language}">', 1), path)


def linked(page: str, path: Path) -> str:
    """The page of a lesson with its links to other lessons leading to their pages."""
    pages = {*in_every_language()}
    return _LINK.sub(lambda link: _to_page(link, path, pages), page)


def _to_page(link: re.Match[str], path: Path, pages: Set[Path]) -> str:
    """A link to another lesson leads to its page; one to an assignment stays as it is."""
    target = (path.parent / unquote(link[1])).resolve()
    return f'href="{link[1].removesuffix(".ipynb")}.html"' if target in pages else link[0]


def title(path: Path) -> str:
    """The number and the title that a lesson gives itself, or the name of the file."""
    said = read(path).metadata.get("ilslearn", {})
    return f"{said['lesson']} {said['title']}" if {"lesson", "title"} <= set(said) else path.stem


def write_pages(folder: Path, paths: Iterable[Path] | None = None) -> list[Path]:
    """Write lessons (all if left out) as pages into a folder, as they stand to one another; return the pages."""
    return write_each(folder, in_every_language() if paths is None else paths, html)


def write_each(folder: Path, paths: Iterable[Path], form: Callable[[Path], str]) -> list[Path]:
    """Write lessons in some form into a folder, as they stand to one another; return the files."""
    home = place("notebooks")
    written = []
    for path in paths:
        inside = path.relative_to(home) if path.is_relative_to(home) else Path(path.name)
        page = (folder / inside).with_suffix(".html")
        page.parent.mkdir(parents=True, exist_ok=True)
        with replacing(page) as file:
            file.write(form(path))
        written.append(page)
    return written
