"""What a hub's folder says of itself: ``hub.toml``, and ``students.txt`` with one name a line."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ilslearn.errors import UnusableFile

SETTINGS = "hub.toml"
STUDENTS = "students.txt"
# What `useradd` takes, and what neither a shell nor nbgrader's exchange (which divides names by +) can misread.
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,30}")


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub: its people, its port, and the two environments, of which only the instructor's has the model answers."""

    folder: Path
    instructor: str
    students: tuple[str, ...]
    port: int
    instructor_python: Path
    student_python: Path

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who may log in."""
        return (self.instructor, *self.students)

    @property
    def course(self) -> Path:
        """The course's part of the exchange."""
        return self.folder / "exchange" / "ilslearn"

    @property
    def proxy(self) -> Path:
        """The program that stands in front of all servers."""
        return self.folder / "node_modules" / ".bin" / "configurable-http-proxy"


def read_hub(folder: Path) -> Hub:
    """The hub of a folder that ``ilslearn hub make`` wrote. Raises UnusableFile if it is none, or damaged."""
    folder = folder.resolve()
    try:
        said = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        instructor, port = str(said["instructor"]), int(said["port"])
        pythons = Path(said["instructor_python"]), folder / said["student_python"]
        students = (folder / STUDENTS).read_text(encoding="utf-8").split()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnusableFile(
            f"{folder} is no hub: {Path(error.filename).name} is missing. Run ilslearn hub make."
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise UnusableFile(f"{folder / SETTINGS} cannot be read: {error}. Correct it, or make the hub anew.") from None
    checked(instructor, students, port)
    return Hub(folder, instructor, tuple(students), port, *pythons)


def checked(instructor: str, students: Sequence[str], port: int) -> None:
    """Refuse names that cannot be users of the machine, a person who is there twice, and a port that cannot be used.

    >>> checked("prof", ["ada", "ben"], 8000)
    >>> checked("prof", ["Ada Byron"], 8000)
    Traceback (most recent call last):
    ...
    ilslearn.errors.UnusableFile: 'Ada Byron' is no name of a user: write small letters, digits, - and _, as in ada-b.
    """
    if not 1024 <= port <= 65533:  # the two that follow are used too
        raise UnusableFile(f"Port {port} cannot be used: name one from 1024 to 65533.")
    for name in (instructor, *students):
        if not _NAME.fullmatch(name):
            raise UnusableFile(f"{name!r} is no name of a user: write small letters, digits, - and _, as in ada-b.")
    if not students:
        raise UnusableFile("There is no student: name at least one.")
    everybody = [instructor, *students]
    if twice := sorted({name for name in everybody if everybody.count(name) > 1}):
        raise UnusableFile(f"{twice[0]} is there twice: each person needs a name of their own.")
    if "root" in everybody:
        raise UnusableFile("root cannot log in at the hub: name another user.")
