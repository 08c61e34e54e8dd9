"""What the schema says of the tables: their headers, and types, vocabularies and keys (by frictionless)."""

import re
import warnings
from collections.abc import Iterator

from ilslearn.data_check.package import Package, Problem
from ilslearn.errors import IlsError


def header_problems(package: Package) -> Iterator[Problem]:
    for name, resource in package.resources.items():
        want = ",".join(field["name"] for field in package.fields(name))
        try:
            have = package.text(name).split("\n")[0]
        except OSError:
            yield Problem(name, 1, "row", f"the file {resource['path']} is missing")
        except UnicodeDecodeError:
            yield Problem(name, 1, "row", f"the file {resource['path']} is not written in UTF-8")
        else:
            if have.rstrip("\r") != want:
                yield Problem(name, 1, "row", f"the header must be exactly {want}")


def schema_problems(package: Package) -> Iterator[Problem]:
    """What frictionless finds: types, enums, patterns, required cells, primary, unique and foreign keys."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations inside the library are not the user's concern
            import frictionless
    except ImportError:
        raise IlsError(
            "Checking the facts needs the package frictionless: pip install 'ilslearn[data]' (make setup does it)."
        ) from None
    # Absolute paths are the user's own choice of folder here, not a risk.
    with warnings.catch_warnings(), frictionless.system.use_context(trusted=True):
        warnings.simplefilter("ignore")
        report = frictionless.Package(str(package.folder / "datapackage.json")).validate()
    for error in report.errors:
        yield Problem("datapackage.json", 1, "descriptor", error.message)
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", 1) or 1
            field = getattr(error, "field_name", "") or ", ".join(getattr(error, "field_names", [])) or "row"
            yield Problem(task.name, int(row), field, _in_plain_words(error.note or error.message))


def _in_plain_words(note: str) -> str:
    """What frictionless says, for whoever corrects the row."""
    if match := re.fullmatch(r'constraint "enum" is "\[(.*)\]"', note):
        return f"must be one of {match[1]}"
    if note == 'constraint "required" is "True"':
        return "must not be empty"
    if match := re.fullmatch(r'constraint "pattern" is "(.*)"', note):
        return f"has not the form that the schema asks for ({match[1]})"
    if match := re.fullmatch(r'type is "(\w+)/default"', note):
        forms = {"date": "the date of a day, YYYY-MM-DD", "boolean": "true or false", "integer": "a whole number"}
        return f"must be {forms.get(match[1], match[1])}"
    if match := re.fullmatch(r'for ".*": values "(.*)" not found in the lookup table "(.*)" as "(.*)"', note):
        return f"{match[1]!r} is not among {match[3]} of {match[2]}"
    return note
