"""Reading a memorial from a file: plain text, Markdown or Word, footnotes included."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from ilslearn.errors import IlsError, UnusableFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_memorial(path: Path) -> str:
    """The text of a ``.md``, ``.txt`` or ``.docx`` file; the footnotes of a Word file stand at its end.

    Raises UnusableFile if it cannot be read as what its name says.
    """
    kind = path.suffix.lower()
    if kind == ".docx" and path.is_file():
        return _word(path)
    if kind not in (".md", ".txt", ".markdown", ".docx"):
        raise UnusableFile(f"{path.name} is neither .md, .txt nor .docx: save the memorial as one of these.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise UnusableFile(f"{path} cannot be read: name a file that is there.") from None
    except UnicodeDecodeError:
        raise UnusableFile(f"{path.name} is not a text in UTF-8: save it as UTF-8, or as .docx.") from None


def _word(path: Path) -> str:
    try:
        import docx
        from docx.opc.exceptions import PackageNotFoundError
    except ImportError:
        raise IlsError("Word files need python-docx: pip install 'ilslearn[course]' (make setup does it).") from None
    from lxml.etree import XMLSyntaxError, fromstring

    try:
        word = docx.Document(str(path))
        body = ["".join(_texts(part)) for part in word.element.body.iter(f"{_W}p")]
        notes = [
            "".join(_texts(paragraph))
            for part in word.part.rels.values()
            if not part.is_external and part.reltype.endswith(("/footnotes", "/endnotes"))
            for paragraph in fromstring(part.target_part.blob).iter(f"{_W}p")
        ]
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, XMLSyntaxError, OSError):
        raise UnusableFile(f"{path} is not a Word file that can be read: save it again as .docx.") from None
    return "\n\n".join(text for text in [*body, *notes] if text.strip())


def _texts(paragraph: Any) -> Iterator[str]:
    """The runs of a paragraph, a tab and a break being a space."""
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag in (f"{_W}tab", f"{_W}br"):
            yield " "
