"""Who is who in a learning platform: a list that the instructor keeps, with one row a student."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ilslearn.errors import UnusableFile


@dataclass(frozen=True, slots=True)
class Identities:
    """What a platform knows of each student, by the student's name in the gradebook and the platform's columns.

    ``unknown`` are rows of the list whose student is not in the gradebook.
    """

    columns: tuple[str, ...]
    of: Mapping[str, Mapping[str, str]]
    unknown: tuple[str, ...] = ()


def read_identities(path: Path, students: Sequence[str], *, keys: Sequence[str], known: Sequence[str]) -> Identities:
    """Read the list of identities, and see that it identifies every student, each as somebody else.

    Parameters: ``students``, those of the gradebook; ``keys``, the columns by which the platform finds a student;
    ``known``, all columns that it reads. Raises UnusableFile, with all names at once, if a student has no row or no
    key, or shares one.
    """
    table = _read(path)
    columns = tuple(name for name in known if table and name in table[0])
    found = [name for name in keys if name in columns]
    if not table or "student" not in table[0] or not found:
        raise UnusableFile(
            f"{path} is no list of identities: its first line names the columns, student and at least one of "
            f"{', '.join(keys)}; each further line is a student."
        )
    of = {row["student"]: {name: row[name] for name in columns} for row in table}
    _no_two(path, [row["student"] for row in table], "the student")
    missing = [name for name in students if name not in of or not any(of[name][key] for key in found)]
    if missing:
        raise UnusableFile(
            f"{path} does not say who these students are: {', '.join(missing)}. Add a line for each; "
            "nothing is written."
        )
    for key in found:
        _no_two(path, [of[name][key] for name in students if of[name][key]], f"the {key}")
    return Identities(columns, of, tuple(sorted(set(of) - set(students))))


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except OSError:
        raise UnusableFile(f"{path} cannot be read: name a CSV file with the students' identities.") from None
    except UnicodeDecodeError:
        raise UnusableFile(f"{path} is not in UTF-8: save it as CSV (UTF-8).") from None
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    table = [{str(name).strip(): (value or "").strip() for name, value in row.items() if name} for row in rows]
    return [row for row in table if any(row.values())]


def _no_two(path: Path, values: Sequence[str], what: str) -> None:
    twice = [value for value, number in Counter(values).items() if number > 1]
    if twice:
        raise UnusableFile(f"{path} has {what} {', '.join(twice)} more than once: correct it; nothing is written.")
