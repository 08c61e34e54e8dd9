"""A learner's progress through the self-checks: kept in one small file on the learner's own machine, sent nowhere.

The file has one line of JSON for each try, and a try is only ever added at the end, in one write. So two notebooks that
are open at once lose nothing of each other, and a line that is damaged costs that line alone. Each line bears the
version of its form; lines of a later version are left alone.
"""

import contextlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ilslearn.course.questions import all_questions

VERSION = 1


def progress_file() -> Path:
    """Where progress is kept: ``progress.jsonl`` in ``$ILSLEARN_HOME``, or in ``~/.ilslearn``."""
    return Path(os.environ.get("ILSLEARN_HOME") or Path.home() / ".ilslearn") / "progress.jsonl"


def record(question: str, right: bool) -> None:
    """Keep that a self-check was tried, and whether it was right; a folder that cannot be written to is no obstacle."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    line = json.dumps({"version": VERSION, "question": question, "right": right, "at": at})
    with contextlib.suppress(OSError):
        progress_file().parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(progress_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        try:
            os.write(handle, f"\n{line}\n".encode())  # on a line of its own, also after one that was cut off
        finally:
            os.close(handle)


def tries() -> Iterator[dict[str, Any]]:
    """Every try that was kept, the first first: question, right, at. What cannot be read is passed over."""
    try:
        kept = progress_file().read_bytes()
    except OSError:
        return
    for line in kept.splitlines():
        with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
            one = json.loads(line)
            if one["version"] == VERSION and isinstance(one["question"], str) and isinstance(one["right"], bool):
                yield {"question": one["question"], "right": one["right"], "at": str(one["at"])}


def standing() -> list[dict[str, Any]]:
    """One row for each self-check of the lessons: lesson, question, right (at least once), tries."""
    kept = list(tries())
    tried = Counter(one["question"] for one in kept)
    right = {one["question"] for one in kept if one["right"]}
    return [
        {"lesson": one.lesson, "question": one.id, "right": one.id in right, "tries": tried[one.id]}
        for one in all_questions().values()
        if not one.graded
    ]
