"""Everything that Sphinx reads, written into one folder: the course's own pages, and those made from the facts."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ilslearn import tables
from ilslearn.course.contents import MODULES
from ilslearn.law.decisions import register
from ilslearn.places import place
from website.address import addresses
from website.decisions import decision_page, decisions_index
from website.dictionary import dictionary_pages
from website.instruments import Facts, instrument_page, instruments_index
from website.lessons import stage_course
from website.markup import linking, write
from website.reference import reference_pages

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is built: modules of lessons, and how many instruments and decisions; all if left out.

    A part is for the tests, and for a quick look at a page while it is written.
    """

    modules: tuple[str, ...] = tuple(MODULES)
    instruments: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()

    @property
    def codes(self) -> list[str]:
        """The codes of the instruments that have a page."""
        return list(self.instruments or tables.read_raw("instruments")["code"])

    @property
    def ids(self) -> list[str]:
        """The ids of the decisions that have a page."""
        return list(self.decisions or register())


def stage(target: Path, selection: Selection) -> int:
    """Write the pages and what they let readers download; returns how many pages there are."""
    codes, ids = selection.codes, selection.ids
    linked = linking({code: f"instruments/{code}" for code in codes} | {name: f"decisions/{name}" for name in ids})
    facts = Facts(codes)
    pages = {f"instruments/{code}.md": instrument_page(code, facts, linked) for code in codes}
    pages |= {f"decisions/{name}.md": decision_page(name, linked) for name in ids}
    pages |= {"instruments/index.md": instruments_index(codes, linked)}
    pages |= {"decisions/index.md": decisions_index(ids, linked)}
    pages |= {f"data/{name}": text for name, text in dictionary_pages().items()}
    pages |= {f"reference/{name}": text for name, text in reference_pages().items()}
    for name, text in pages.items():
        write(target / "pages" / name, text)
    course = stage_course(ROOT, target / "pages", addresses(), selection.modules)
    for file in place("datasets").iterdir():
        write(target / "files" / "data" / file.name, file.read_bytes())
    shutil.copytree(ROOT / "docs" / "images", target / "pages" / "images", dirs_exist_ok=True)
    _without_strangers(target / "pages", [*pages, *course])
    return len(pages) + len(course)


def _without_strangers(folder: Path, pages: Iterable[str]) -> None:
    """Take away pages of an earlier build that are no longer there."""
    kept = {folder / name for name in pages}
    for path in folder.rglob("*"):
        if path.suffix in (".md", ".ipynb") and path not in kept:
            path.unlink()
