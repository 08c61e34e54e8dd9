"""The files of the tables in their folder: replaced together or not at all, and read as one state at any moment.

New files are written into a folder beside the tables, which is then given the name ``.update-ready``: from that moment
the update counts as made. Whoever reads takes a file from there while it waits, and repairs nothing; the next update
puts what waits into its place.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ilslearn.errors import IlsError

_DRAFT, _READY, _LOCK = ".update-draft", ".update-ready", ".update-lock"


def text_of(folder: Path, name: str) -> str:
    """A table's file as it stands, or as an update left it that was stopped before it was in its place."""
    try:
        return _read(folder / _READY / name)
    except FileNotFoundError:
        return _read(folder / name)


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:  # keeps the line ends, which are part of the form
        return file.read()


def is_half_way(folder: Path) -> bool:
    """Was an update of these tables stopped before all its files were in their places?"""
    return (folder / _READY).is_dir()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let nobody else update these tables meanwhile, and finish first what was stopped half-way.

    Raises IlsError if somebody else does. Whoever is killed lets go.
    """
    try:
        from filelock import FileLock, Timeout
    except ImportError:
        raise IlsError("Updating the facts needs the package filelock: pip install filelock.") from None
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise IlsError(
            f"Another update of {folder} is under way: wait until it is done, then run this again."
        ) from None
    try:
        finish(folder)
        yield
    finally:
        lock.release()


def put_in_place(files: Mapping[str, str], folder: Path) -> None:
    """Put new files in the place of the old ones in a folder.

    Whoever stops it at any point leaves the old files, or new ones that ``finish`` puts in their places.
    """
    draft = folder / _DRAFT
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    for name, text in files.items():
        with (draft / name).open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    draft.rename(folder / _READY)
    finish(folder)


def finish(folder: Path) -> bool:
    """Put the files of an update in their places that was stopped half-way; was there one?

    An update that was stopped before its files were all written has changed nothing and is dropped.
    """
    shutil.rmtree(folder / _DRAFT, ignore_errors=True)
    if not is_half_way(folder):
        return False
    ready = folder / _READY
    for path in sorted(ready.iterdir()):
        os.replace(path, folder / path.name)
    ready.rmdir()
    return True
