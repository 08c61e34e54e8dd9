"""The texts of the interface in the language that is spoken: English stands in the code, the others in ``locale/``.

Codes, values of the tables, JSON and graded answers are the same in every language; only what a person reads is not.

A kernel, or a command, serves one person, so the language that was chosen belongs to the process: a callback of a
widget or a thread speaks it too. What must be said in one language whatever was chosen is said inside :func:`speaking`,
which is a matter of that call alone.
"""

import gettext
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

LANGUAGES = {"en": "English", "fr": "français", "es": "español"}
VARIABLE = "ILSLEARN_LANGUAGE"
HOME = Path(__file__).parent / "locale"

_chosen = ""
_only: ContextVar[str] = ContextVar("ilslearn_language", default="")


def spoken() -> str:
    """The language in which we speak now: ``en``, ``fr`` or ``es``."""
    return _only.get() or _chosen or known(os.environ.get(VARIABLE, "")) or "en"


def known(tag: str) -> str:
    """One of our languages by its tag, or an empty text.

    >>> known("fr_CA.UTF-8"), known("de")
    ('fr', '')
    """
    short = tag.strip().casefold().replace("_", "-").split("-")[0].split(".")[0]
    return short if short in LANGUAGES else ""


def choose(language: str) -> None:
    """From now on this process speaks one of our languages."""
    global _chosen
    _chosen = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside, one language is spoken, whatever was chosen; it also serves as a decorator.

    >>> with speaking("fr"):
    ...     spoken()
    'fr'
    """
    before = _only.set(language)
    try:
        yield
    finally:
        _only.reset(before)


@cache
def _catalogue(language: str, domain: str) -> gettext.NullTranslations:
    return gettext.translation(domain, HOME, [language], fallback=True)  # English where no translation is


class English(str):
    """A text of the facts, which stays in English whatever language is spoken; a screen reader is told so."""

    __slots__ = ()


class Mixed(str):
    """A text in the language that is spoken, with pieces in English; as a plain text it is all of them in a row."""

    pieces: tuple[str, ...]


def mixed(*pieces: str) -> str:
    """Join pieces, of which those that are ``English`` are known as such in HTML.

    >>> mixed("Confirmed. ", English("A note."))
    'Confirmed. A note.'
    """
    flat = [part for piece in pieces for part in (piece.pieces if isinstance(piece, Mixed) else (piece,)) if part]
    if spoken() == "en" or not any(isinstance(part, English) for part in flat):
        return "".join(flat)
    text = Mixed("".join(flat))
    text.pieces = tuple(flat)
    return text


def joined(separator: str, texts: Iterable[str]) -> str:
    """Join texts of which some may be in English, as ``separator.join`` does."""
    pieces = [piece for text in texts for piece in (separator, text)]
    return mixed(*pieces[1:])


def _filled(text: str, values: dict[str, Any]) -> str:
    """A text with its values in their places; what of them is in English stays known as such."""
    if spoken() == "en" or not any(isinstance(value, English | Mixed) for value in values.values()):
        return text.format(**values)
    pieces: list[str] = []
    for before, name, _form, _kind in Formatter().parse(text):
        value = values[name] if name else ""
        pieces += [before, value if isinstance(value, str) else str(value)]
    return mixed(*pieces)


def _(text: str, /, **values: Any) -> str:
    """A text of the interface, with the values that it has places for.

    >>> _("On {day}", day="5 January 1996")
    'On 5 January 1996'
    """
    said = _catalogue(spoken(), "ilslearn").gettext(text) if text else ""
    return _filled(said, values) if values else said


def p_(context: str, text: str, /, **values: Any) -> str:
    """A text that needs a context to be understood: a word that two languages use for different things."""
    said = _catalogue(spoken(), "ilslearn").pgettext(context, text) if text else ""
    return _filled(said, values) if values else said


def n_(one: str, many: str, n: int, /, **values: Any) -> str:
    """A text that depends on a number, which is ``{n}`` in it.

    >>> n_("{n} State", "{n} States", 2)
    '2 States'
    """
    return _filled(_catalogue(spoken(), "ilslearn").ngettext(one, many, n), {"n": n, **values})


def N_(text: str) -> str:
    """Mark a text for the catalogues where it is defined; it is translated where it is used."""
    return text


def W_(value: str) -> str:
    """Mark a word that stands in no vocabulary of the tables, and is read as if it did."""
    return value


def word(value: str) -> str:
    """A word of a vocabulary of the tables as it is read: ``direct_resolution`` is "direct resolution"."""
    return p_("word", value.replace("_", " "))


def label(name: str) -> str:
    """A name before what it names: French sets a space before the colon.

    >>> label("Sources")
    'Sources:'
    """
    return f"{name}\u00a0:" if spoken() == "fr" else f"{name}:"


def semicolon() -> str:
    """What stands between the members of a list: French sets a space before it too."""
    return "\u00a0; " if spoken() == "fr" else "; "


def asked(text: str) -> str:
    """A text of the question bank: a prompt, a reply. What no translator has done yet stays English."""
    return _catalogue(spoken(), "questions").gettext(text) if text else ""
