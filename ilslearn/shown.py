"""How our objects look: as a sentence, not as a list of fields, where only text is shown; and a source as a link."""

from html import escape
from urllib.parse import urlsplit

# JupyterLab tells a link from the text around it by its colour alone (WCAG 2.2, 1.4.1).
UNDERLINED = 'style="text-decoration:underline"'


def link(url: str) -> str:
    """A source as a link that shows whose it is, in HTML."""
    return f'<a href="{escape(url)}" {UNDERLINED}>{escape(urlsplit(url).hostname or url)}</a>'


class Shown:
    """For dataclasses (``repr=False``) whose ``__str__`` is what a reader, or a screen reader, should get."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)
