"""Which lessons a learner has done, as the learner's own export of progress says.

A learner writes it with ``ilslearn progress --export progress.json`` (or ``.csv``) and hands it in with any assignment,
or the instructor puts it into the course's folder ``progress`` as ``STUDENT.json`` or ``STUDENT.csv``. It is the
learner's own claim: nobody watched, and a file can be edited. So a certificate says whose word it is.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ilslearn.course.journal import standing
from ilslearn.errors import UnusableFile
from ilslearn.grading.submissions import read_plain

FOLDER = "progress"
_LARGEST = 20 * 1024 * 1024


def lessons_done(course: Path, student: str) -> set[str] | None:
    """The lessons all of whose self-checks were answered rightly, over all exports of a student; None without any.

    Raises UnusableFile if an export cannot be read.
    """
    exports = [_right(path) for path in _exports(course, student)]
    if not exports:
        return None
    right = set().union(*exports)
    rows = standing()
    return {row["lesson"] for row in rows} - {row["lesson"] for row in rows if row["question"] not in right}


def _exports(course: Path, student: str) -> Iterator[Path]:
    """Where a student's exports may lie; a name that leads out of its folder finds nothing."""
    if Path(student).name != student or student == "..":
        return
    for ending in (".json", ".csv"):
        handed_in = sorted((course / "submitted" / student).glob(f"*/{FOLDER}{ending}"))
        own = [path for path in handed_in if not path.parent.is_symlink()]
        yield from (path for path in [course / FOLDER / f"{student}{ending}", *own] if path.exists())


def _right(path: Path) -> set[str]:
    """The self-checks that an export calls right."""
    data = read_plain(path, _LARGEST)
    if data is None:
        raise UnusableFile(f"{path} is no plain file, or too large: ask the student for the export again.")
    try:
        text = data.decode("utf-8-sig")
        rows: list[dict[str, Any]] = (
            json.loads(text)["checks"] if path.suffix == ".json" else list(csv.DictReader(io.StringIO(text)))
        )
        return {str(row["question"]) for row in rows if row["right"] in (True, "True")}
    except (ValueError, TypeError, KeyError, csv.Error, RecursionError):
        raise UnusableFile(f"{path} is no export of progress: ask for `ilslearn progress --export` again.") from None
