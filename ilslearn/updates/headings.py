"""What a saved page is about, and which of its tables lists ratifications, by its headings in three languages."""

import re
from collections.abc import Collection

from ilslearn.errors import UnusableFile
from ilslearn.law.countries import country as find_country
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.updates.files import Opened, Table
from ilslearn.updates.names import instrument_and_rest, state
from ilslearn.updates.wording import plain

_HEADS = {
    "country": "country", "pays": "country", "pais": "country", "member state": "country",
    "convention": "instrument", "convenio": "instrument", "instrument": "instrument",
    "date": "date", "fecha": "date", "date of ratification": "date", "ratification date": "date",
    "status": "status", "etat actuel": "status", "estatus": "status", "estado": "status",
    "note": "note", "nota": "note", "notes": "note", "remarks": "note",
}  # fmt: skip
_HEADING = re.compile(
    r"ratifica(?:tions?|ci[oó]n(?:es)?)\s+(?:for|of|pour|par|por|del?)\s+"
    r"(?:l['’]|(?:la|le|les|el|los|las)\s+)?(.+)",
    re.IGNORECASE,
)


def headed(table: Table) -> tuple[dict[str, int], list[tuple[int, list[str]]]] | None:
    """The columns of a table of ratifications, by their heads, and its numbered rows; None for another table.

    A row with one filled cell is a heading between rows.
    """
    for number, row in enumerate(table[:30]):
        columns = {_HEADS[head]: i for i, cell in reversed(list(enumerate(row))) if (head := _head(cell)) in _HEADS}
        if {"date", "status"} <= columns.keys() and columns.keys() & {"country", "instrument"}:
            rows = enumerate(table[number + 1 :], number + 2)
            return columns, [(n, line) for n, line in rows if sum(map(bool, map(str.strip, line))) > 1]
    return None


def _head(cell: str) -> str:
    """The head of a column without the signs that sort it."""
    return " ".join(re.sub(r"[^a-z]", " ", plain(cell)).split())


def named(of: str, known: Collection[str]) -> str:
    """The code of what the user says that the file is about."""
    if not of.strip():
        return ""
    if code := state(of):
        return code
    code, rest = instrument_and_rest(of)
    if code in known and not rest:
        return str(code)
    return find_instrument(of).code if any(c.isdigit() for c in of) else find_country(of).code


def heading(file: Opened) -> str:
    """The State or instrument that a heading of the page names."""
    for line in file.lines:
        if match := _HEADING.fullmatch(line):
            if code := instrument_and_rest(match[1])[0]:
                return code
            if code := state(match[1]):
                return code
    return ""


def agreed(name: str, told: str, named: str) -> str:
    if told and named and told != named:
        raise UnusableFile(f"{name} is about {told}, not about {named}: look which page you saved.")
    return told or named
