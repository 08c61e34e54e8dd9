"""The catalogues of the interface and of the question bank: what there is to translate, and what was translated.

``ilslearn.po`` holds what the code marks with ``_``, ``n_``, ``p_`` and ``N_``, and the words of the vocabularies that
are shown. ``questions.po`` holds prompts and replies of the question bank. A text that changed in English keeps its
translation, marked *fuzzy*, and is shown in English until a translator has looked at it.
"""

import ast
import io
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from ilslearn import tables
from ilslearn.catalogues import HOME, LANGUAGES
from ilslearn.course.questions import question_files
from ilslearn.places import replacing_binary

OTHERS = tuple(language for language in LANGUAGES if language != "en")
_PACKAGE = HOME.parent
# What Babel writes at the head of a file and nobody here fills in.
_HEADERS = re.compile(
    r'^"(?:Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated-By).*\n', re.M
)
_MARKS = ("_", "N_", "W_", "n_", "p_")
# The vocabularies of which words are shown, by table; the values of a column that has no list of its own come from it.
_SHOWN = {
    "instruments": ("kind", "category", "status", "verified", "subject"),
    "decisions": ("court_level", "subject", "supervisory_works", "role", "source_types", "treatment", "verified"),
    "legal_systems": ("tradition", "legal_family", "reception"),
    "trade_agreements": ("labour_provisions", "location", "dispute_settlement"),
    "countries": ("subregion",),
}


def interface() -> Catalog:
    """Every text of the interface, in English."""
    catalogue = _empty()
    for path in sorted(_PACKAGE.rglob("*.py")):
        where = _in(f"ilslearn/{path.relative_to(_PACKAGE).as_posix()}")
        for mark, texts in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            match mark, texts:
                case "W_", (word,):
                    catalogue.add(word.replace("_", " "), locations=where, context="word")
                case "p_", (context, text):
                    catalogue.add(text, locations=where, context=context)
                case "n_", (one, many):
                    catalogue.add((one, many), locations=where)
                case (("_" | "N_"), (text,)):
                    catalogue.add(text, locations=where)
    for name, words in _vocabularies():
        for word in words:
            catalogue.add(word.replace("_", " "), locations=_in(f"datasets/{name}"), context="word")
    for kind in ("Convention", "Protocol", "Recommendation"):
        catalogue.add(kind, locations=_in("ilslearn/law/instruments.py"), context="word")
    return catalogue


def questions() -> Catalog:
    """Every text of the self-checks that a learner reads; the answers themselves are not for translation.

    Graded questions are left out: they speak English, and a catalogue would hand their replies to students.
    """
    catalogue = _empty()
    for entry in question_files():
        for item in tomllib.loads(entry.read_text(encoding="utf-8"))["question"]:
            if item.get("graded"):
                continue
            where = _in(f"ilslearn/course/questions/{entry.name}")
            texts = [item[name] for name in ("prompt", "right", "otherwise") if item.get(name)]
            for text in [*texts, *item.get("replies", {}).values()]:
                catalogue.add(text, locations=where, auto_comments=[item["id"]])
    return catalogue


def _marked(module: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each text of a module that is marked for translation, with its mark, also inside f-strings."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKS:
            given = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if texts := tuple(text for text in given if isinstance(text, str)):
                yield node.func.id, texts


DOMAINS: dict[str, Callable[[], Catalog]] = {"ilslearn": interface, "questions": questions}


def path_of(language: str, domain: str) -> Path:
    """Where a catalogue lies."""
    return HOME / language / "LC_MESSAGES" / f"{domain}.po"


def updated(path: Path, language: str, template: Catalog) -> Catalog:
    """The catalogue of a language as it should be: its translations, laid over what there is to translate today."""
    catalogue = Catalog(locale=language, charset="utf-8", fuzzy=False)
    if path.is_file():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    catalogue.update(template, keep_user_comments=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version, catalogue.fuzzy = "ilslearn", "", False
    catalogue.header_comment = (
        f"# Texts of ilslearn in {LANGUAGES[language]}. How to work on them: docs/guides/translating.md."
    )
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1)  # the same bytes for the same texts
    return catalogue


def write(language: str, domain: str) -> list[Path]:
    """Bring one catalogue up to date and compile it; return the files."""
    path = path_of(language, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = updated(path, language, DOMAINS[domain]())
    compiled = path.with_suffix(".mo")
    for target, data in ((path, in_bytes(catalogue)), (compiled, compiled_bytes(catalogue))):
        with replacing_binary(target) as file:
            file.write(data)
    return [path, compiled]


def in_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as a file that translators work on."""
    written = io.BytesIO()
    write_po(written, catalogue, width=110, ignore_obsolete=True, include_lineno=False, include_previous=True)
    return _HEADERS.sub("", written.getvalue().decode()).encode()


def compiled_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as the interface reads it: without what is fuzzy."""
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def faults(catalogue: Catalog) -> Iterator[str]:
    """What is wrong with translations: not done, not looked at again, or with other places for values."""
    for message in catalogue:
        if not message.id:
            continue
        shown = _texts(message.id)[0][:60]
        if message.fuzzy:
            yield f"{shown!r} changed in English: look at its translation again"
        elif not all(_texts(message.string)):
            yield f"{shown!r} is not translated"
        elif any(_places(text) != _places(_texts(message.id)[-1]) for text in _texts(message.string)):
            yield f"{shown!r} has other places for values than its translation"


def _texts(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (text,)


def _places(text: str) -> set[str]:
    return {name for _before, name, _form, _kind in Formatter().parse(text) if name}


def _vocabularies() -> Iterator[tuple[str, list[str]]]:
    for table, columns in _SHOWN.items():
        fields = {field["name"]: field for field in tables.fields(table)}
        for column in columns:
            field = fields[column]
            listed = field.get("constraints", {}).get("enum") or field.get("items", {}).get("enum")
            yield f"{table}.csv", listed or sorted(set(tables.read_raw(table)[column]) - {""})


def _in(path: str) -> list[tuple[str, Any]]:
    """Where a text stands; without the line, which would change a catalogue with every line of code."""
    return [(path, None)]


def _empty() -> Catalog:
    return Catalog(project="ilslearn", charset="utf-8", fuzzy=False, header_comment="# Texts of ilslearn.")
