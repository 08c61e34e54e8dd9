"""The page of contents, written from what each lesson says of itself in its metadata.

A lesson has ``metadata.ilslearn = {"lesson": "1.2", "title": ..., "objective": ..., "minutes": 8}``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ilslearn.catalogues import LANGUAGES, N_
from ilslearn.course.notebooks import INSTRUCTORS, lessons, read, translated
from ilslearn.errors import IlsError
from ilslearn.places import place, replacing

MODULES = {
    "1": N_("Introduction to international labour standards"),
    "2": N_("Foundations for the judicial use of international labour standards"),
    "3": N_("The judicial use of the work of the supervisory bodies"),
    "4": N_("Your country among others"),
    "5": N_("Trade and inspection"),
    "6": N_("Enterprises"),
}
_NUMBER = re.compile(r"[1-9]\.[1-9]\d?")
_CELL = "contents"  # the tag of the cell of the welcome page that holds the list


@dataclass(frozen=True, slots=True)
class Entry:
    """One lesson as the page of contents lists it."""

    path: Path
    lesson: str
    title: str
    objective: str
    minutes: int


def entries(paths: Iterable[Path] | None = None) -> list[Entry]:
    """Every lesson that has a number (all notebooks of the course if left out), in order.

    Raises IlsError, naming the notebook, if one does not say its lesson, title, objective and minutes.
    """
    chosen = lessons() if paths is None else list(paths)
    found = [_entry(path, read(path).metadata.get("ilslearn")) for path in chosen if path.stem[:1] in MODULES]
    numbers = [one.lesson for one in found]
    if twice := {number for number in numbers if numbers.count(number) > 1}:
        raise IlsError(f"Two notebooks say that they are lesson {', '.join(sorted(twice))}: give one another number.")
    return sorted(found, key=lambda one: [int(part) for part in one.lesson.split(".")])


def _entry(path: Path, said: Any) -> Entry:
    said = said if isinstance(said, dict) else {}
    texts = {name: said.get(name) for name in ("lesson", "title", "objective")}
    minutes = said.get("minutes")
    missing = [name for name, text in texts.items() if not isinstance(text, str) or not text.strip()]
    missing += [] if isinstance(minutes, int) and 0 < minutes <= 60 else ["minutes (a whole number)"]
    if missing:
        raise IlsError(f"{path.name} does not say its {', '.join(missing)}: add them to metadata.ilslearn.")
    if not _NUMBER.fullmatch(str(texts["lesson"])) or not path.name.startswith(f"{texts['lesson']}-"):
        raise IlsError(f"{path.name} says that it is lesson {texts['lesson']}: number and file name must agree.")
    return Entry(path, str(texts["lesson"]), str(texts["title"]), str(texts["objective"]), int(str(minutes)))


def module_of(lesson: str) -> str:
    """The module to which a lesson belongs, as it is listed.

    >>> module_of("6.1")
    '6. Enterprises'
    """
    return f"{lesson[0]}. {MODULES[lesson[0]]}"


def contents(listed: Iterable[Entry], folder: Path, level: int = 2) -> str:
    """The list in Markdown, a heading for each module; links lead from ``folder``."""
    lines: list[str] = []
    module = ""
    for one in listed:
        if one.lesson[0] != module:
            module = one.lesson[0]
            lines += ["", f"{'#' * level} {module}. {MODULES[module]}", ""]
        link = quote(one.path.relative_to(folder).as_posix())
        lines.append(f"- [{one.lesson} {one.title}]({link}) ({one.minutes} minutes). {one.objective}")
    return "\n".join(lines).strip()


def write_contents(folder: Path | None = None) -> list[Path]:
    """Write ``README.md`` beside the lessons, and the list into the welcome page; return what was written.

    In the welcome page it goes into the cell that is tagged ``contents``, if there is one.
    """
    home = folder or place("notebooks")
    listed = entries(lessons(home))
    minutes = sum(one.minutes for one in listed)
    counted = f"{len(listed)} lesson{'s' * (len(listed) != 1)}, {minutes} minutes"
    head = (
        "# The lessons\n\n"
        "<!-- Written by `ilslearn course contents` from the notebooks' own metadata: correct it there. -->\n\n"
        f"{counted}. Start with [the welcome page](00-welcome.ipynb).{_for_instructors(home)}\n\n"
    )
    page = home / "README.md"
    with replacing(page) as file:
        file.write(f"{head}{contents(listed, home)}\n{_in_other_languages(home, level=2)}")
    welcome = home / "00-welcome.ipynb"
    text = f"## The lessons\n\n{contents(listed, home, level=3)}\n{_in_other_languages(home, level=3)}".rstrip()
    return [page, welcome] if welcome.is_file() and _fill(welcome, text) else [page]


def _in_other_languages(home: Path, level: int) -> str:
    """The lessons that are translated, a line for each language; nothing if there are none."""
    lines = []
    for language, name in LANGUAGES.items():
        found = entries(translated(language, home))
        links = [f"[{one.lesson} {one.title}]({quote(one.path.relative_to(home).as_posix())})" for one in found]
        lines += [f"- {name.capitalize()}: {'; '.join(links)}."] if links else []
    return "\n".join(["", f"{'#' * level} In other languages", "", *lines, ""]) if lines else ""


def _for_instructors(home: Path) -> str:
    """Where the kit is there, as it is not for students, a sentence that leads to it."""
    there = (home / INSTRUCTORS / "README.md").is_file()
    return f" For instructors and trainers: [the kit]({INSTRUCTORS}/README.md)." if there else ""


def _fill(welcome: Path, text: str) -> bool:
    import nbformat

    notebook = read(welcome)
    cells = [cell for cell in notebook.cells if _CELL in cell.metadata.get("tags", [])]
    for cell in cells:
        cell.source = text
    if cells:
        with replacing(welcome) as file:
            nbformat.write(notebook, file)
    return bool(cells)
