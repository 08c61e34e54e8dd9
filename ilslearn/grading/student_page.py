"""What the students' repository says at its door, and what Binder needs to open it."""

import sys
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ilslearn.grading.student_wheel import NAME

_READ_ME = """# International labour standards before domestic courts

Lessons and assignments. You need not know how to program.

## Where to begin

Open `notebooks/00-welcome.ipynb`. Run a cell with Shift+Enter, from top to bottom. Each self-check tells you at once
whether your answer holds, and why. Your progress stays on the machine on which you work.

- **On your university's JupyterHub:** use the link that your instructor gave you. New versions of the lessons are
  merged into your copy; what you wrote stays.
- **On Binder:** nothing is kept there. Download what you want to keep (File, Download).
- **On your own machine** (Python 3.11 or newer):

      python -m venv .venv
      .venv/bin/python -m pip install "./wheels/{wheel}[course]"
      .venv/bin/jupyter lab notebooks/00-welcome.ipynb

## Assignments

{assignments}

Answer in the cell below each question. `ils.check(...)` says whether an answer can be read; what it is worth is said
when it has been marked. Hand in the notebook as your instructor asks.

This is a course, not legal advice.
"""
_POST_BUILD = f"""#!/bin/bash
# Binder runs this once, after binder/requirements.txt: install the library as students have it.
set -euo pipefail
python -m pip install --quiet --no-deps wheels/{NAME}
ilslearn doctor
"""


def read_me(assignments: list[str]) -> str:
    """The page that students read first."""
    listed = "\n".join(f"- [{name}](assignments/release/{name}/{name}.ipynb)" for name in assignments)
    return _READ_ME.format(wheel=NAME, assignments=listed or "None yet.")


def binder() -> dict[str, str]:
    """The files of the folder ``binder``, by name: the very versions with which this kit was made."""
    now = f"python-{sys.version_info.major}.{sys.version_info.minor}\n"
    return {"requirements.txt": "".join(f"{pin}\n" for pin in _pins()), "runtime.txt": now, "postBuild": _POST_BUILD}


def _pins() -> list[str]:
    """Every package that the library needs here, and theirs, each with its version."""
    pins: dict[str, str] = {}
    todo = [("ilslearn", frozenset({"grading"}))]
    seen = set(todo)
    while todo:
        name, extras = todo.pop()
        for requirement in map(Requirement, requires(name) or ()):
            wanted = any(requirement.marker.evaluate({"extra": extra}) for extra in extras | {""}) \
                if requirement.marker else True  # fmt: skip
            nearby = (canonicalize_name(requirement.name), frozenset(requirement.extras))
            if not wanted or nearby in seen:
                continue
            seen.add(nearby)
            try:
                pins[nearby[0]] = f"{nearby[0]}=={version(nearby[0])}"
            except PackageNotFoundError:
                continue
            todo.append(nearby)
    pins.pop("ilslearn", None)
    return sorted(pins.values())
