"""Where the facts, the lessons and the assignments stand, and how a file is replaced: whole, or not at all."""

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "_files"


def place(name: str) -> Path:
    """Folder ``datasets``, ``notebooks`` or ``assignments``: the wheel's copy, else the repository's own."""
    return (_IN_WHEEL if _IN_WHEEL.is_dir() else _PACKAGE.parent) / name


def is_checkout() -> bool:
    """Do the facts stand in a repository, where they may be edited, and not inside an installed package?"""
    return not _IN_WHEEL.is_dir()


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A text file to write in place of another: it takes the other's place only when all of it is written.

    If anything fails on the way, the other file stays as it was and nothing is left beside it.
    """
    with replacing_binary(path) as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
        yield text


@contextlib.contextmanager
def replacing_binary(path: Path) -> Iterator[BinaryIO]:
    """The same for a file that is not text."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(name, path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _umask() -> int:
    """What the user keeps from others in new files; it can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
