"""What one student wrote, for another to read: no name in it, and nothing that can run, load or lead away."""

import re
import unicodedata
from collections.abc import Iterable
from html import escape

import mistune
import nh3

from ilslearn.document import page

MASK = "[name removed]"
_TAGS = {
    "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "del", "ul", "ol", "li", "blockquote", "code",
    "pre", "table", "thead", "tbody", "tr", "th", "td", "sub", "sup",
}  # fmt: skip
_LOCKED = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'\">"
)
_WORD = re.compile(r"\w+")


def shown_safely(text: str) -> str:
    """A student's Markdown as HTML without attributes: no script, no style, no picture, no link.

    HTML in it is shown as it was written. A picture from elsewhere would tell its owner who reads; a link might say who
    wrote.

    >>> shown_safely("**So** <b>it is</b>, see [here](https://example.org).")
    '<p><strong>So</strong> &lt;b&gt;it is&lt;/b&gt;, see here.</p>'
    """
    try:
        html = str(mistune.create_markdown(escape=True, plugins=["table", "strikethrough"])(text))
    except Exception:  # one text that cannot be shown as Markdown is shown as it is, and stops no page
        html = f"<pre>{escape(text)}</pre>"
    return nh3.clean(html, tags=_TAGS, attributes={}, generic_attribute_prefixes=set()).strip()


def locked_page(title: str, body: str) -> str:
    """A whole page in which the browser runs and loads nothing; Jupyter takes what stands between its ``main`` tags."""
    # Mathematics stays as it was written: what sets it knows commands that make links.
    inert = f'<div class="mathjax_ignore tex2jax_ignore">{body}</div>'
    return page(title, inert).replace('<meta charset="utf-8">', f'<meta charset="utf-8">{_LOCKED}', 1)


def words_of(student: str, names: Iterable[str]) -> set[str]:
    """What would tell who wrote: the student's id, and each word of the names; a lone letter tells nothing.

    >>> sorted(words_of("s-17", ["Ana Li", ""]))
    ['Ana', 'Ana Li', 'Li', 's-17']
    """
    parts = {word for name in names if name for word in (name, *_WORD.findall(name))}
    return {student, *(part for part in parts if len(part) > 1)}


def masked(text: str, words: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The text with the words masked, and what was masked, as it stood there.

    Words of three letters and less are masked only as they are written, for they may be ordinary words as well.
    Characters that show nothing, or change the direction of writing, are taken out.

    >>> masked("I, Ana Li, like it.", ["Ana", "Li"])
    ('I, [name removed] [name removed], like it.', ('Ana', 'Li'))
    """
    plain = "".join(c for c in unicodedata.normalize("NFC", text) if c in "\n\t" or unicodedata.category(c)[0] != "C")
    found: list[str] = []

    def mask(match: re.Match[str]) -> str:
        found.append(match[0])
        return MASK

    for word in sorted(words, key=lambda one: (-len(one), one)):
        exact = 0 if len(word) <= 3 else re.IGNORECASE
        body = re.escape(unicodedata.normalize("NFC", word))
        plain = re.sub(rf"(?<!\w){body}(?!\w)", mask, plain, flags=exact)
    return plain, tuple(dict.fromkeys(found))
