"""What lies in a student's folder: read without following a link, whatever was put there.

The time of handing in is the exchange's: a student can write any time into ``timestamp.txt``, but the exchange names
the folder that it receives.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ilslearn.grading.opening import LARGEST

_NOTEBOOKS = (".ipynb", ".ipynb.txt", ".ipynb.json")  # browsers add the last part
_SHOWN = (".png", ".jpg", ".jpeg", ".gif", ".csv", ".txt")  # a page or a picture with script in it is not among them
_MOST_FILES, _LARGEST_FILE = 200, 10 * 1024 * 1024
_MOST_BYTES = 2 * LARGEST


@dataclass(frozen=True, slots=True)
class Submission:
    """A student's files. ``others`` are what a marker may look at, ``unshown`` what only the student's code may read.

    ``failure`` says why it cannot be marked at all.
    """

    student: str
    notebooks: dict[str, bytes]
    others: dict[str, bytes]
    handed_in: datetime | None
    mended: tuple[str, ...] = ()
    failure: str = ""
    unshown: dict[str, bytes] = field(default_factory=dict)


def exchange_of(config: Any) -> Path:
    """The folder of the exchange, by nbgrader's settings."""
    from nbgrader.exchange.default import Exchange

    return Path(str(config.Exchange.get("root") or Exchange.root.default_value))


def read_submission(folder: Path, inbound: Path, ignore: list[str], *, runs: bool = False) -> Submission:
    """Read a student's folder ``submitted/STUDENT/ASSIGNMENT``.

    Parameters: ``inbound``, the exchange's folder of submissions; ``ignore``, patterns of names that do not count;
    ``runs``, is it code, which may read whatever was handed in with it?
    """
    student, mended = folder.parent.name, []
    if folder.is_symlink() or folder.parent.is_symlink():
        return Submission(student, {}, {}, None, failure="its folder is a symbolic link")
    received = _received(inbound, student, folder.name)
    if linked := [name for path in received.values() for name in _linked_notebooks(path)]:
        return Submission(student, {}, {}, None, failure=f"{linked[0]} was handed in as a symbolic link")
    notebooks: dict[str, bytes] = {}
    others: dict[str, bytes] = {}
    unshown: dict[str, bytes] = {}
    left_out, total, failure = [], 0, ""
    for number, path in enumerate(_files(folder, ignore)):
        name = path.relative_to(folder).as_posix()
        is_notebook = path.name.lower().endswith(_NOTEBOOKS)
        if path.is_symlink():
            mended.append(f"{name} is a symbolic link: it was not followed.")
            if is_notebook:
                failure = f"{name} is a symbolic link"
            continue
        if number >= _MOST_FILES:
            mended.append(f"Only the first {_MOST_FILES} files were looked at.")
            break
        shown = path.name.lower().endswith(_SHOWN)
        if not is_notebook and not shown and not runs:
            left_out.append(name)
            continue
        data = read_plain(path, LARGEST if is_notebook else _LARGEST_FILE)
        total += len(data or b"")
        if data is None or total > _MOST_BYTES:
            if is_notebook:
                failure = f"{name} is too large ({_megabytes(path)}) or no plain file: ask for it without its outputs"
            left_out.append(name)
        else:
            (notebooks if is_notebook else others if shown else unshown)[name] = data
    if left_out:
        why = "too large, or no plain files" if runs else "not needed for the mark"
        mended.append(f"Left in the folder of what was handed in, and {why}: {', '.join(left_out)}.")
    others.pop("timestamp.txt", None)
    time, doubts = _handed_in(folder, received)
    if not notebooks and not failure:
        failure = "no notebook was handed in"
    return Submission(student, notebooks, others, time, (*mended, *doubts), failure, unshown)


def _files(folder: Path, ignore: list[str]) -> Iterator[Path]:
    from fnmatch import fnmatch

    for where, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not any(fnmatch(name, one) for one in ignore))
        links = [name for name in folders if Path(where, name).is_symlink()]
        for name in [*links, *sorted(names)]:
            if not any(fnmatch(name, one) for one in ignore):
                yield Path(where, name)


def read_plain(path: Path, most: int) -> bytes | None:
    """The bytes of a plain file of at most so many bytes; never those of a link, a pipe or a device."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > most:
            return None
        return file.read(most)


def _megabytes(path: Path) -> str:
    try:
        return f"{path.lstat().st_size // 1024**2} MB"
    except OSError:
        return "unknown size"


def _received(inbound: Path, student: str, assignment: str) -> dict[datetime, Path]:
    """What the exchange received from a student for an assignment, by the time in the name of its folder."""
    from nbgrader.utils import parse_utc

    found = {}
    try:
        entries = [entry for entry in os.scandir(inbound) if entry.name.startswith(f"{student}+{assignment}+")]
    except OSError:
        return {}
    for entry in entries:
        try:
            found[parse_utc(entry.name.removeprefix(f"{student}+{assignment}+").partition("+")[0])] = Path(entry.path)
        except (ValueError, OverflowError):
            continue
    return found


def _linked_notebooks(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in os.scandir(folder) if entry.is_symlink() and entry.name.endswith(".ipynb")]
    except OSError:
        return []


def _handed_in(folder: Path, received: dict[datetime, Path]) -> tuple[datetime | None, list[str]]:
    """When it was handed in, and what is wrong with the time that the submission names itself."""
    from nbgrader.utils import parse_utc

    text = (read_plain(folder / "timestamp.txt", 1000) or b"").decode("utf-8", "replace").strip()
    try:
        named = parse_utc(text) if text else None
    except (ValueError, OverflowError):
        named = None
    if received and named not in received:
        time = max(received)
        return time, [f"The time in timestamp.txt is not the exchange's: {time:%Y-%m-%d %H:%M:%S} UTC counts."]
    if text and named is None:
        return None, ["The time in timestamp.txt cannot be read: it does not count."]
    return named, []
