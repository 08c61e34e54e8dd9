"""Is the Data Package sound? Its schema and keys (by frictionless), then our own rules of form, of law and of logic.

Each problem names table, row (the line number in the file, the header being line 1), field, and what is wrong.
"""

from pathlib import Path

from ilslearn.data_check import form, instruments, practice, states
from ilslearn.data_check.package import Package, Problem
from ilslearn.data_check.schema import header_problems, schema_problems
from ilslearn.places import place
from ilslearn.table_files import is_half_way

__all__ = ["Problem", "check"]


def check(folder: Path | None = None) -> list[Problem]:
    """Every problem of the Data Package in a folder (the library's own if left out), in order of table and row.

    >>> check()
    []

    Raises IlsError if the folder holds no Data Package, or frictionless is not installed.
    """
    package = Package(folder or place("datasets"))
    if is_half_way(package.folder):
        advice = (
            "an update was stopped half-way: run 'ilslearn data update' with --apply again, which finishes it first"
        )
        return [Problem("datapackage.json", 1, "tables", advice)]
    if problems := list(header_problems(package)):  # nothing below a wrong header can be read
        return problems
    problems = list(schema_problems(package))
    for rule in (*form.RULES, *instruments.RULES, *states.RULES, *practice.RULES):
        problems += rule(package)
    return sorted(set(problems))
