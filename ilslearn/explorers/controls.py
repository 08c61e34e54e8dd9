"""What the explorers share: labelled native controls, and a place for an answer that says an error in one sentence."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape
from pathlib import Path
from textwrap import shorten
from typing import Any

import ipywidgets as widgets

from ilslearn import tables
from ilslearn.catalogues import _, word
from ilslearn.errors import IlsError, did_you_mean, shown
from ilslearn.law.countries import by_letters
from ilslearn.law.countries import country as find_country
from ilslearn.law.decisions import in_words, where
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.shown import tongue
from ilslearn.tables import COURTS

WIDE = widgets.Layout(width="95%", max_width="60em")
LABELS = {"description_width": "8em"}
FIRST_YEAR = 1919

Option = tuple[str, str]

_HERE = Path(__file__).parent
# A style, and a name for screen readers, can be given to a widget in the browser alone: a picture that fails to load
# does it.
_ACCESS = (
    f"<style>{(_HERE / 'access.css').read_text(encoding='utf-8')}</style>"
    f'<img alt="" hidden src="data:," onerror="{escape((_HERE / "access.js").read_text(encoding="utf-8"))}">'
)
_FIRST = re.compile(r"(?:<h2>(.*?)</h2>)?<p\b[^>]*>(.*?)</p>|<h2>(.*?)</h2>", re.DOTALL)
_ANNOUNCED = 240  # characters of each answer: who wants the rest goes and reads it


def stacked(*children: widgets.Widget) -> widgets.VBox:
    """Controls and answers one below the other, usable without a mouse and without seeing them.

    What the answers begin with is repeated, unseen, where a screen reader announces what changes.
    """
    access = widgets.HTML(_ACCESS, layout=widgets.Layout(display="none")).add_class("ils-access")
    said = widgets.HTML().add_class("ils-said")
    answers = [child for child in children if isinstance(child, widgets.HTML)]

    def announce(_: dict[str, Any]) -> None:
        firsts = (_FIRST.search(answer.value) for answer in answers if not answer.value.startswith("<figure"))
        texts = [re.sub("<[^>]+>", "", ". ".join(filter(None, first.groups()))) for first in firsts if first]
        said.value = " ".join(f"{shorten(text, _ANNOUNCED, placeholder='...').rstrip('.')}." for text in texts)

    for answer in answers:
        answer.observe(announce, "value")
    return widgets.VBox([*children, said, access]).add_class("ils-explorer")


def dropdown(label: str, options: Iterable[Option], value: str) -> widgets.Dropdown:
    """A labelled list of which one is chosen."""
    return widgets.Dropdown(description=label, options=list(options), value=value, layout=WIDE, style=LABELS)


def day_picker(value: date) -> widgets.DatePicker:
    """A labelled day."""
    return widgets.DatePicker(description=_("Day"), value=value, style=LABELS)


def is_whole(day: date | None) -> bool:
    """Is it a day to ask about? While a year is typed, the browser passes through the years 2, 20 and 200."""
    return day is not None and day.year >= FIRST_YEAR


def states(asked: str | None = None) -> list[Option]:
    """Every member State by name, and the one that was asked about if it never was one."""
    codes = [*tables.countries()["country"], *([find_country(asked).code] if asked is not None else [])]
    return sorted(((find_country(code).called, code) for code in set(codes)), key=in_order)


def in_order(option: Option) -> str:
    """By what to put options in order."""
    return by_letters(option[0])


def instruments(codes: Iterable[str] | None = None) -> list[Option]:
    """Every instrument by code and title, or those of a list."""
    frame = tables.instruments()
    wanted = set(frame["code"] if codes is None else codes)
    return [(str(find_instrument(code)), code) for code in frame["code"] if code in wanted]


def places(codes: Iterable[str]) -> list[Option]:
    """States, and courts above the States, by name."""
    named_ = ((where(code), code) for code in set(codes))
    return sorted(named_, key=lambda option: (option[1] in COURTS, in_order(option)))


def words(listed: Iterable[str]) -> list[Option]:
    """The words of a vocabulary as they are read."""
    return [(word(each), each) for each in listed]


def with_any(options: Sequence[Option], what: str) -> list[Option]:
    """The options, and first of all one that asks for any, in the words of ``what``."""
    return [(what, ""), *options]


def named(options: Sequence[Option], asked: str | None, what: str) -> str:
    """The option that was asked for by its word or its label; any, if none was.

    Raises IlsError with the nearest words if there is none.
    """
    if asked is None:
        return ""
    by_name = {in_words(name).casefold(): value for label, value in options for name in (label, value) if value}
    if (found := by_name.get(in_words(str(asked)).strip().casefold())) is None:
        listed = ", ".join(value for _, value in options if value)
        hint = did_you_mean(str(asked), by_name)
        raise IlsError(
            _("{value} is no {what} of the list.", value=shown(asked), what=word(what))
            + f"{hint} {_('Write one of: {words}.', words=listed)}"
        )
    return found


def tell(place: widgets.HTML, make: Callable[[], str]) -> None:
    """Put HTML into a place; an error is shown there as its sentence."""
    try:
        place.value = make()
    except IlsError as error:
        place.value = f'<p role="alert"{tongue()}>{escape(str(error))}</p>'


def bundle(box: widgets.Box, parts: Iterable[str], text: str, options: dict[str, Any]) -> dict[str, Any]:
    """The explorer for a notebook: the widget, and its plain twin as HTML and as text."""
    kinds: dict[str, Any] = dict(box._repr_mimebundle_(**options) or {})
    kinds["text/plain"] = text
    kinds["text/html"] = "".join(parts)
    return kinds
