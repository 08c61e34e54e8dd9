"""Read a credential out of a file that anybody may have written: JSON, or a certificate as PDF that carries it."""

import io
import json
import logging
from pathlib import Path
from typing import Any

from ilslearn.errors import IlsError, UnusableFile

ATTACHMENT = "credential.json"
_LARGEST = 5 * 1024 * 1024
_DEEPEST = 40


class BrokenCredential(IlsError, ValueError):
    """The file holds no credential that can be read; the text says where it breaks."""


def read_credential(path: Path) -> dict[str, Any]:
    """The credential in a file.

    Raises UnusableFile if there is no such file, BrokenCredential if what it holds cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read ({error.strerror}): name a certificate, .pdf or .json.") from None
    if len(data) > _LARGEST:
        raise BrokenCredential(f"{path.name} is larger than any certificate.")
    return parse(_attached(data, path.name) if data.startswith(b"%PDF") else data, path.name)


def parse(data: bytes, name: str) -> dict[str, Any]:
    """A JSON object, read strictly: no name twice, nothing that is not JSON.

    Raises BrokenCredential, with line and column where there are any.
    """
    deep = f"{name} is nested too deeply to be a certificate."
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise BrokenCredential(f"{name} breaks at line {line}, column {column}: no text in UTF-8.") from None
    except json.JSONDecodeError as error:
        why = error.msg[:1].lower() + error.msg[1:]
        raise BrokenCredential(f"{name} breaks at line {error.lineno}, column {error.colno}: {why}.") from None
    except RecursionError:
        raise BrokenCredential(deep) from None
    except ValueError as error:
        raise BrokenCredential(f"{name} is no proper JSON: {error}.") from None
    if _is_deep(value):
        raise BrokenCredential(deep)
    if not isinstance(value, dict):
        raise BrokenCredential(f"{name} is no certificate: it is not a JSON object.")
    return value


def _is_deep(value: Any, left: int = _DEEPEST) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left == 0 or any(_is_deep(one, left - 1) for one in inner)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} stands twice in one object")
    return found


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _attached(data: bytes, name: str) -> bytes:
    """The credential that a PDF carries."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is said below, in a sentence
    try:
        found = PdfReader(io.BytesIO(data)).attachments.get(ATTACHMENT, [])
        parts = [bytes(part) for part in found]
    except Exception:  # a damaged PDF may end in any error
        raise BrokenCredential(f"{name} is damaged: it cannot be read as a PDF.") from None
    if len(parts) != 1:
        raise BrokenCredential(f"{name} carries no {ATTACHMENT}: ask for the certificate as it was issued.")
    return parts[0]
