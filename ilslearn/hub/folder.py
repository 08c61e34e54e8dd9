"""Writing a hub's folder: its settings, the proxy's versions, and the library as students have it."""

import csv
import json
import shlex
import sys
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path
from string import Template

from ilslearn.errors import IlsError, UnusableFile
from ilslearn.hub.settings import SETTINGS, STUDENTS, Hub, checked, read_hub

_FILES = Path(__file__).parent / "files"
_COLUMN = "student"


def make(
    folder: Path, *, instructor: str, students: Path, port: int = 8000, student_python: str = "students/bin/python"
) -> Hub:
    """Write a new hub's folder, and return the hub. Nothing else on the machine is changed.

    Parameters: ``folder``, new or empty; ``instructor`` and the column ``student`` of the CSV file ``students``, names
    of users of the machine, who need not exist yet; ``port``, of the hub on loopback (the two that follow are taken
    too); ``student_python``, the students' environment, if it is not to be made in the folder.
    Raises UnusableFile if the folder holds something, or if a name cannot be a user's or the port not be used.
    """
    if find_spec("jupyterhub") is None or find_spec("nbgrader") is None:
        raise IlsError("A hub needs JupyterHub and nbgrader: pip install 'ilslearn[hub]'.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UnusableFile(f"{folder} is not empty: name a new folder.")
    names = _names(students)
    checked(instructor, names, port)
    folder = folder.resolve()
    words = {
        "folder": str(folder), "instructor": instructor, "port": str(port), "count": str(len(names)),
        "python": getattr(sys, "_base_executable", sys.executable),
        "ilslearn": str(Path(sys.executable).with_name("ilslearn")),
    }  # fmt: skip
    for_shell = {name: shlex.quote(word) for name, word in words.items()}
    said = {
        "instructor": instructor, "port": port, "instructor_python": sys.executable, "student_python": student_python,
    }  # fmt: skip
    written = {
        SETTINGS: "# After a change: sh setup.sh, and start the hub again.\n"
        + "".join(f"{key} = {json.dumps(value)}\n" for key, value in said.items()),
        STUDENTS: "".join(f"{name}\n" for name in names),
        "library/constraints.txt": _constraints(),
    }
    for path in sorted(_FILES.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            text = path.read_text(encoding="utf-8")
            name = path.relative_to(_FILES).as_posix()
            known = {".md": words, ".sh": for_shell}.get(path.suffix)
            written[name] = text if known is None else Template(text).substitute(known)
    wheel, data = _library()
    for name, text in written.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "library" / wheel).write_bytes(data)
    (folder / "secrets").mkdir(mode=0o700)
    return read_hub(folder)


def _names(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise UnusableFile(f"There is no file {path}: write a CSV file with a column {_COLUMN}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise UnusableFile(f"{path} is no CSV file in UTF-8: save it as one.") from None
    if not rows or _COLUMN not in rows[0]:
        raise UnusableFile(f"{path} needs a column {_COLUMN}, and a row for each student.")
    return [name for row in rows if (name := (row[_COLUMN] or "").strip())]


def _library() -> tuple[str, bytes]:
    """The library without what marks the assignments; the lessons are in it, the assignments come by the exchange."""
    from ilslearn.course.notebooks import in_every_language
    from ilslearn.grading.student_wheel import NAME, student_wheel
    from ilslearn.places import place

    pages = {path.relative_to(place("notebooks")).as_posix(): path.read_bytes() for path in in_every_language()}
    mine = {name: data for name, data in pages.items() if not name.startswith("instructors/")}
    return NAME, student_wheel(mine, {"README.md": b"Your assignments come by Nbgrader, Assignment List.\n"})


def _constraints() -> str:
    """The versions that run here: students get the same, so that what was tested is what they have."""
    found = {one.metadata["Name"].lower().replace("_", "-"): one.version for one in distributions()}
    return "".join(f"{name}=={version}\n" for name, version in sorted(found.items()) if name != "ilslearn")
