"""How our objects look: as a sentence, not as a list of fields, where only text is shown; and a source as a link."""

from collections.abc import Callable
from html import escape
from urllib.parse import urlsplit

from ilslearn.catalogues import English, Mixed, mixed, spoken, word

# JupyterLab tells a link from the text around it by its colour alone (WCAG 2.2, 1.4.1).
UNDERLINED = 'style="text-decoration:underline"'


def whose(url: str) -> str:
    """Whose a source is, as its link shows it: the host and, where everybody publishes, the owner and the work.

    >>> whose("https://normlex.ilo.org/dyn/x"), whose("https://github.com/someone/treaties/blob/main/list.csv")
    ('normlex.ilo.org', 'github.com/someone/treaties')
    """
    parts = urlsplit(url)
    host = parts.hostname or url
    return "/".join([host, *parts.path.split("/")[1:3]]) if host == "github.com" else host


def link(url: str) -> str:
    """A source as a link that shows whose it is, in HTML."""
    return f'<a href="{escape(url)}" {UNDERLINED}>{escape(whose(url))}</a>'


class Shown:
    """For dataclasses (``repr=False``) whose ``__str__`` is what a reader, or a screen reader, should get."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def in_html(text: str, form: Callable[[str], str] = escape) -> str:
    """A text in HTML, its English pieces marked where another language is spoken around them."""
    parts = text.pieces if isinstance(text, Mixed) else (text,)
    return "".join(
        f'<span lang="en">{form(part)}</span>' if isinstance(part, English) and spoken() != "en" else form(part)
        for part in parts
    )


def tongue() -> str:
    """The attribute that names the language of a piece of HTML, where it is not English."""
    return "" if spoken() == "en" else f' lang="{spoken()}"'


def confirmation(verified: str, note: str = "") -> str:
    """How far a fact is confirmed, and its note, which is in English."""
    return mixed(f"{word(verified)}.", *((" ", English(note)) if note else ()))
