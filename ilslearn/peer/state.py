"""What was handed out and what came back: one small file in the course folder, which only its owner can read."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ilslearn.errors import IlsError, UnusableFile
from ilslearn.places import replacing

VERSION = 1
PATIENCE = 10.0  # seconds to wait for another who works on the same review


@dataclass(slots=True)
class State:
    """A round of review.

    ``memos``: the text of each memo by author, as it was first handed out; ``masked``: what was masked in it;
    ``pairs``: the authors given to each reviewer, in the order of their numbers; ``withdrawn``: who takes part no more;
    ``reviews``: what came back, by reviewer.
    """

    assignment: str
    k: int
    seed: int
    memos: dict[str, list[str]] = field(default_factory=dict)
    masked: dict[str, list[str]] = field(default_factory=dict)
    pairs: dict[str, list[str]] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    reviews: dict[str, Any] = field(default_factory=dict)

    @property
    def students(self) -> list[str]:
        """Those who have a memo and take part."""
        return sorted(set(self.memos) - set(self.withdrawn))


def home_of(course: Path, assignment: str) -> Path:
    """The folder of a round of review: ``peer/ASSIGNMENT`` in the course folder."""
    return course / "peer" / assignment


def load(home: Path) -> State | None:
    """The round of review that is kept in a folder; None if there is none. Raises UnusableFile if it is damaged."""
    path = home / "state.json"
    if not path.exists():
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        version = kept.pop("version")
        if version == VERSION:
            return State(**kept)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UnusableFile(f"{path} is damaged: put back a copy of it from your backup.") from None
    raise UnusableFile(f"{path} was written by another version of ilslearn ({version}): use that one.")


def save(home: Path, state: State) -> None:
    """Keep a round of review."""
    write_private(
        home / "state.json", json.dumps({"version": VERSION, **asdict(state)}, indent=1, ensure_ascii=False) + "\n"
    )


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    with private(path.parent), replacing(path) as file:
        file.write(text)
    path.chmod(0o600)


@contextmanager
def private(folder: Path) -> Iterator[None]:
    """Make a folder for its owner alone, in which whatever is written meanwhile is the owner's alone too."""
    before = os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        os.umask(before)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Let nobody else work on the same round of review meanwhile. Raises IlsError if somebody does."""
    from filelock import FileLock, Timeout

    with private(home):
        lock = FileLock(home / ".lock", timeout=PATIENCE)
        try:
            lock.acquire()
        except Timeout:
            raise IlsError(f"Somebody else works on {home} now: wait until it is done.") from None
    try:
        yield
    finally:
        lock.release()
