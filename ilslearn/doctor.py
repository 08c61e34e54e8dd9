"""Does the installation work? Each finding says what to do about what does not."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib.metadata import PackageNotFoundError, version

from ilslearn.places import place

_PARTS = {
    "pandas": ("tables of facts", "pip install ilslearn"),
    "jupyterlab": ("where the course is read", "pip install 'ilslearn[course]'"),
    "ipywidgets": ("explorers", "pip install 'ilslearn[course]'"),
    "matplotlib": ("plots", "pip install 'ilslearn[course]'"),
    "nbgrader": ("grading", "pip install 'ilslearn[grading]'"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: is it well, and what to do if it is not."""

    name: str
    well: bool
    text: str

    def __str__(self) -> str:
        return f"{'✔' if self.well else '✘'} {self.name}: {self.text}"


class Findings(tuple[Finding, ...]):
    """All that was looked at, shown as a list."""

    def __str__(self) -> str:
        return "\n".join(map(str, self))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<ul>{''.join(f'<li>{escape(str(finding))}</li>' for finding in self)}</ul>"


def examine() -> Findings:
    """Look at Python, the installed parts, the facts and one known answer.

    >>> all(finding.well for finding in examine())
    True
    """
    return Findings(_look())


def _look() -> Iterator[Finding]:
    now = ".".join(map(str, sys.version_info[:2]))
    enough = sys.version_info >= (3, 11)
    yield Finding("Python", enough, f"{now}" if enough else f"{now} is too old: install Python 3.11 or newer")
    for package, (purpose, remedy) in _PARTS.items():
        try:
            yield Finding(package, True, f"{version(package)} ({purpose})")
        except PackageNotFoundError:
            yield Finding(package, False, f"missing ({purpose}): {remedy}")
    for name in ("datasets", "notebooks", "assignments"):
        there = place(name).is_dir()
        yield Finding(name, there, "found" if there else f"missing at {place(name)}: install ilslearn again")
    try:
        from ilslearn.law.ratification import binding

        status = binding("Canada", "C098", on="2018-06-14").status
        yield Finding(
            "facts", status == "in_force", f"a known answer is {'right' if status == 'in_force' else 'wrong'}"
        )
    except Exception as error:  # whatever breaks the facts is what this looks for
        yield Finding("facts", False, f"cannot be read ({error}): install ilslearn again")
