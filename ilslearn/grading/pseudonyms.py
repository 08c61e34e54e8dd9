"""Pseudonyms of students: made once by chance, and kept apart in a file that only its owner may read."""

import csv
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from ilslearn.errors import UnusableFile
from ilslearn.grading.spreadsheet import safe_cell
from ilslearn.places import replacing

FILE = "pseudonyms.csv"
_COLUMNS = ["student", "pseudonym"]


def pseudonyms(course: Path, students: Iterable[str]) -> dict[str, str]:
    """The pseudonym of each student of a course; a student keeps it from one export to the next.

    Parameters: ``course``, the course folder; ``students``, their names in the gradebook. Who is who stands in
    ``pseudonyms.csv`` in the course folder, with permissions for its owner alone (0600), and nowhere else: nothing in a
    pseudonym is drawn from the name. Raises UnusableFile if that file was damaged.
    """
    path = course / FILE
    known = _read(path)
    written = {name: safe_cell(name) for name in students}  # as a spreadsheet may safely open it
    new = [name for name in written.values() if name not in known]
    for name in new:
        while (made := f"s-{secrets.token_hex(4)}") in known.values():
            pass
        known[name] = made
    if new:
        _write(path, known)
    return {name: known[cell] for name, cell in written.items()}


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        if rows[0] != _COLUMNS:
            raise ValueError
        found = dict(rows[1:])
    except (ValueError, IndexError):
        found = {}
    if not found or len(set(found.values())) < len(found):
        raise UnusableFile(f"{path} is damaged: put back a copy, or move it away and new pseudonyms are made.")
    return found


def _write(path: Path, known: dict[str, str]) -> None:
    if not path.exists():  # private from its first moment on
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    path.chmod(0o600)
    with replacing(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(sorted(known.items()))
