"""The lessons, the kit for instructors and the guides as the site has them: links lead to pages of the site."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from ilslearn.catalogues import LANGUAGES
from ilslearn.course.contents import MODULES, entries
from website.address import Addresses
from website.markup import apart, write

_LINK = re.compile(r"\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s:#]+)(?P<anchor>#[^()\s]*)?\)")
_FOLDERS = {"docs": "", "notebooks": "course"}  # where the repository's folders stand on the site
_RELEASED = "assignments/release/"  # made by the course itself on the learner's machine
_ASSIGNMENTS = "howto/student.md#do-an-assignment"


def stage_course(root: Path, target: Path, addresses: Addresses, modules: Iterable[str]) -> list[str]:
    """Write the pages that the repository has as Markdown or notebooks; returns their places on the site."""
    chosen = set(modules)
    pages = {path: _place(path) for path in _files(root, chosen)}
    numbers = {one.path.relative_to(root).as_posix(): one.lesson for one in entries() if one.lesson[0] in chosen}
    for path, place in pages.items():
        source = (root / path).read_text(encoding="utf-8")
        if path.endswith(".ipynb"):
            write(target / place, _notebook(json.loads(source), path, pages, root, addresses))
        else:
            write(target / place, relinked(source, path, pages, root, addresses) + _contents(path, pages, numbers))
    return list(pages.values())


def _files(root: Path, modules: set[str]) -> Iterator[str]:
    for pattern in ("docs/*.md", "docs/howto/*.md", "docs/guides/*.md", "notebooks/**/*.md", "notebooks/**/*.ipynb"):
        for path in sorted(root.glob(pattern)):
            module = re.match(r"(?:module-)?(\d)\b", path.stem if "discussion-guide" in path.parts else path.name)
            is_lesson = path.parent.name[:1] in MODULES or path.parent.name == "discussion-guide"
            if ".ipynb_checkpoints" not in path.parts and (not is_lesson or (module and module[1] in modules)):
                yield path.relative_to(root).as_posix()


def _place(path: str) -> str:
    first, _, rest = path.partition("/")
    return f"{_FOLDERS[first]}/{rest}".lstrip("/")


def relinked(source: str, path: str, pages: Mapping[str, str], root: Path, addresses: Addresses) -> str:
    """A text of the repository with its relative links as they are on the site.

    A file that the site does not show becomes a link into the repository if its address is known, else its name.
    """
    here = PurePosixPath(_place(path)).parent

    def on_site(match: re.Match[str]) -> str:
        text, anchor = match["text"], match["anchor"] or ""
        led_to = os.path.normpath(PurePosixPath(path).parent / match["target"])
        if led_to.startswith(_RELEASED):
            return f"[{text}]({os.path.relpath(_ASSIGNMENTS, here)})"
        if led_to in pages:
            return f"[{text}]({os.path.relpath(pages[led_to], here)}{anchor})"
        if (root / led_to).exists():
            return f"[{text}]({addresses.file(led_to)})" if addresses.repository else f"{text} (`{led_to}`)"
        return match[0]  # a page that is written from the facts, or a broken link, which the build tells

    return _LINK.sub(on_site, source)


def _notebook(notebook: dict[str, Any], path: str, pages: Mapping[str, str], root: Path, addresses: Addresses) -> str:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = relinked("".join(cell["source"]), path, pages, root, addresses)
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output["data"]["text/html"] = apart("".join(output["data"]["text/html"]))
    how = {"cell_type": "markdown", "id": "how-to-run", "metadata": {}, "source": _how_to_run(path, addresses)}
    notebook["cells"].insert(1, how)
    return json.dumps(notebook, ensure_ascii=False)


def _how_to_run(path: str, addresses: Addresses) -> str:
    """Buttons to run a notebook elsewhere, if it is known where; else how to run it here."""
    buttons = [
        f'<a class="launch" href="{place}">{text}</a>'
        for text, place in (("Open in Binder", addresses.binder(path)), ("Open on the hub", addresses.on_hub(path)))
        if place
    ]
    start = os.path.relpath("howto/student.md", PurePosixPath(_place(path)).parent)
    run = f"To run it yourself: `make lab` in the course folder, then open `{path}` ([how]({start}))."
    text = (f"{' '.join(buttons)}\n\n" if buttons else "") + run
    in_english = path.removeprefix("notebooks/").split("/")[0] not in LANGUAGES
    return text if in_english else f'<div lang="en">\n\n{text}\n\n</div>'


def _contents(path: str, pages: Mapping[str, str], numbers: Mapping[str, str]) -> str:
    """What stands below a page in the site's lists of contents."""
    if path == "notebooks/README.md":
        blocks = [_tree("Start", ["00-welcome"])]
        for number, title in MODULES.items():
            mine = [one.removeprefix("notebooks/") for one, lesson in numbers.items() if lesson[0] == number]
            blocks += [_tree(f"{number}. {title}", [one.removesuffix(".ipynb") for one in mine])] if mine else []
        for code, language in LANGUAGES.items():
            there = [name for one in pages if (name := _inside(one, "notebooks/")).startswith(f"{code}/")]
            blocks += [_tree(language.capitalize(), there)] if there else []
        return "\n" + "\n".join(blocks)
    if path == "notebooks/instructors/README.md":
        kit = [name for one in pages if (name := _inside(one, "notebooks/instructors/")) and name != "README"]
        plans = sorted((name for name in kit if "/" not in name), key=lambda name: (name != "seminar-plan", name))
        guides = [f"/{name}" for one in pages if (name := _inside(one, "docs/")).startswith("guides/")]
        answers = sorted(set(kit) - set(plans))
        blocks = [_tree("Plans", plans), _tree("Questions and answers", answers), _tree("Guides", guides)]
        return "\n" + "\n".join(blocks)
    return ""


def _inside(path: str, folder: str) -> str:
    return path.removeprefix(folder).rsplit(".", 1)[0] if path.startswith(folder) else ""


def _tree(caption: str, names: Iterable[str]) -> str:
    listed = "\n".join(names)
    return f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{listed}\n```\n"
