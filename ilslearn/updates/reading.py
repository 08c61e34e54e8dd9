"""What a saved page, or a spreadsheet of the same columns, says of ratifications: one entry for each."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from ilslearn.errors import UnknownDate, UnusableFile, nearest
from ilslearn.tables import read_raw
from ilslearn.updates.files import CELL_LIMIT, Opened, address, opened
from ilslearn.updates.headings import agreed, headed, heading, named
from ilslearn.updates.names import instrument_and_rest, state_and_rest
from ilslearn.updates.wording import Said, a_day_in_words, plain, said, terms

_COUNT = re.compile(r"(\d{1,3}) ratifica(?:tions?|ci[oó]n(?:es)?)", re.IGNORECASE)
_DENOUNCED = re.compile(r"(?:denounced|denoncee?s?|denuncias?|denunciad[oa]s?)\s*:\s*(\d+)")
_CONVENTIONS = re.compile(r"(\d{1,3}) con(?:ventions?|venios?)(?: (?:and|et|y) \d+ proto(?:cols?|coles?|colos?))?")
_WITHIN = re.compile(
    r"(P\d{3})\s*[-–][\s\S]{5,200}?\s(?:ratified on|ratifi[eé]e? le|ratificado el)\s+"
    r"(\S+\s+\S+\s+\d{4})\s*\(([^()]{5,30})\)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One ratification as the file has it; ``unread`` is what nobody but a person can read."""

    row: int
    country: str
    instrument: str
    on: date
    said: Said
    terms: tuple[str, ...]
    unread: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a file says: of one State or one instrument (``about``, a code), or of several (empty).

    ``whole``: the file states how many ratifications there are (``count``), and they are all here.
    """

    name: str
    about: str
    entries: tuple[Entry, ...]
    unknown: tuple[str, ...]
    count: int | None
    whole: bool
    source: str
    as_of: date


def read_page(
    path: Path, *, of: str = "", source: str = "", as_of: date | None = None, folder: Path | None = None
) -> Page:
    """Read a saved page of ratifications.

    ``of``: the State or instrument that the file is about, where it does not say so itself; ``source``: its address,
    ``as_of``: the day of the page, likewise. What is named must agree with what the file says. ``folder``: the facts
    (the library's own if left out).

    Raises UnusableFile, in one sentence, if the file is no such page, is not whole, contradicts what was named, or
    says what cannot be (a ratification before the adoption); UnknownCountry and its kin for ``of``.
    """
    file = opened(path)
    tables = [(columns, rows) for table in file.tables if (found := headed(table)) for columns, rows in [found]]
    if not tables:
        raise UnusableFile(
            f"{path.name} has no table with the columns Convention or Country, Date and Status: it may be an error or"
            " log-in page, or another list. Open the page of ratifications in a browser and save it when the table is"
            " there."
        )
    adopted = {row["code"]: row["adopted_on"] for row in _ratifiable(folder)}
    about = agreed(path.name, heading(file), named(of, adopted))
    if about and not _is_state(about) and about not in adopted:
        raise UnusableFile(
            f"{path.name} is about {about}, which is no Convention or Protocol of the tables: look which page you"
            " saved, or add the instrument to the tables first."
        )
    where, when = _where_and_when(path.name, file, source, as_of)
    read = [
        one
        for columns, lines in tables
        for number, line in lines
        for one in _entries(path.name, number, columns, line, about, adopted)
    ]
    entries = [one for one in read if isinstance(one, Entry)]
    unknown = [one for one in read if isinstance(one, str)]
    rows = sum(len(lines) for _, lines in tables)
    if len(unknown) * 3 > rows:
        raise UnusableFile(
            f"{path.name}: {len(unknown)} of {rows} rows name no State or instrument that is known ({unknown[0]})"
            " The file may be in the wrong encoding or another language; save the English page."
        )
    if not entries:
        raise UnusableFile(f"{path.name} lists no ratification: its table is empty. Save the page again.")
    _once_each(path.name, entries)
    _possible(path.name, entries, when, adopted)
    count, whole = _whole(path.name, file, about, entries, rows)
    return Page(path.name, about, tuple(entries), tuple(unknown), count, whole and not unknown, where, when)


def _where_and_when(name: str, file: Opened, source: str, as_of: date | None) -> tuple[str, date]:
    """The address and the day of a page: what the user says, else what the file tells."""
    if source and not address(source):
        raise UnusableFile(f"{source!r} is not an address: copy it from the browser, it begins with https://.")
    where, when = address(source) or file.source, as_of or file.saved_on
    if not where:
        raise UnusableFile(f"{name} does not tell its address: copy it from the browser and add --source ADDRESS.")
    if when is None:
        raise UnusableFile(f"{name} does not tell its day: add --as-of YYYY-MM-DD, the day on which you saved it.")
    if when > date.today():
        raise UnusableFile(f"{when} has not come yet: --as-of is the day on which you saved the page.")
    return where, when


def _entries(
    name: str, number: int, columns: dict[str, int], line: list[str], about: str, known: Collection[str]
) -> Iterator[Entry | str]:
    """The ratifications in one row (a Protocol may stand in the row of its Convention), or why there is none."""
    cells = {what: line[i] if i < len(line) else "" for what, i in columns.items()}
    if max(map(len, line), default=0) > CELL_LIMIT:
        raise UnusableFile(
            f"{name}, row {number}: a cell of more than {CELL_LIMIT} characters is none of a list of ratifications."
        )
    country: str | None = about if _is_state(about) else ""
    code: str | None = "" if _is_state(about) else about
    rest = ""
    if "country" in cells:
        country, rest = state_and_rest(cells["country"])
        if country is None:
            yield f"row {number}: {_one_line(cells['country'])!r} is no member State.{_near(cells['country'])}"
            return
    if "instrument" in cells:
        for match in _WITHIN.finditer(cells["instrument"]):
            yield _protocol(name, number, country or "", match)
        code, after = instrument_and_rest(_WITHIN.sub("", cells["instrument"]))
        rest = f"{rest}\n{after}"
        if code is None or code not in known:
            what = _one_line(cells["instrument"])
            yield f"row {number}: {what!r} is no instrument that is known: add it to the tables first."
            return
    if not country or not code:
        raise UnusableFile(
            f"{name} does not say of which Convention or State it is the list: add --of, such as --of C087."
        )
    words, left = terms(rest)
    outcome = _said(name, number, cells["status"], cells.get("note", ""))
    unread = "; ".join(filter(None, (left, outcome.rest)))
    yield Entry(number, country, code, _day(name, number, cells["date"]), outcome, words, unread)


def _protocol(name: str, number: int, country: str, match: re.Match[str]) -> Entry:
    """A Protocol in the row of its Convention, where no note tells why it is not in force."""
    what = _said(name, number, match[3], "")
    is_in_force = what.status == "in_force"
    unread = "" if is_in_force else "not in force, the page does not tell why: see the page of the Protocol"
    status = "in_force" if is_in_force else "unknown"
    return Entry(number, country, match[1].upper(), _day(name, number, match[2]), Said(status), (), unread)


def _day(name: str, number: int, text: str) -> date:
    try:
        return a_day_in_words(text)
    except UnknownDate as error:
        raise UnusableFile(f"{name}, row {number}: {error}") from None


def _said(name: str, number: int, status: str, note: str) -> Said:
    try:
        return said(status, note)
    except (UnknownDate, UnusableFile) as error:
        raise UnusableFile(f"{name}, row {number}: {error}") from None


def _once_each(name: str, entries: list[Entry]) -> None:
    """No State ratifies an instrument on two days unless it denounced it in between."""
    for first, second in pairwise(sorted(entries, key=lambda one: (one.country, one.instrument, one.on))):
        is_same = (first.country, first.instrument) == (second.country, second.instrument)
        if is_same and (first.on == second.on or first.said.status in ("in_force", "not_yet_in_force")):
            when = f"on {first.on}" if first.on == second.on else f"on {first.on} and on {second.on}"
            raise UnusableFile(
                f"{name} lists {first.instrument} for {first.country} {when}, twice (rows {first.row} and"
                f" {second.row}): save it again, or take one of the two out."
            )


def _possible(name: str, entries: list[Entry], as_of: date, adopted: Mapping[str, str]) -> None:
    """Nothing is ratified before it was adopted or after the day of the page, nor denounced before it was ratified."""
    for one in entries:
        if (day := (adopted[one.instrument])) and one.on < date.fromisoformat(day):
            raise UnusableFile(
                f"{name}, row {one.row}: {one.on} is before {one.instrument} was adopted ({day}). The file is damaged."
            )
        if one.said.end and one.said.end < one.on:
            raise UnusableFile(
                f"{name}, row {one.row}: {one.instrument} is denounced on {one.said.end}, before {one.on}, the day of"
                " its ratification. The file is damaged."
            )
        if one.on > as_of or (one.said.denounced_on or one.on) > as_of:
            raise UnusableFile(
                f"{name}, row {one.row}: {one.instrument} for {one.country} is dated after {as_of}, the day of the"
                " page: correct --as-of, or save the page again."
            )


def _whole(name: str, file: Opened, about: str, entries: list[Entry], rows: int) -> tuple[int | None, bool]:
    """How many ratifications the page counts, and whether they are all in it."""
    lines = [plain(line) for line in file.lines]
    pattern = _CONVENTIONS if _is_state(about) else _COUNT
    count = next((int(match[1]) for line in lines if (match := pattern.fullmatch(line))), None)
    if count is None or not about:
        return None, False
    if rows < count:
        raise UnusableFile(
            f"{name} counts {count} but lists {rows}: part of the table is missing. Save the page again."
        )
    denounced = next((int(match[1]) for line in lines if (match := _DENOUNCED.fullmatch(line))), 0)
    if pattern is _CONVENTIONS:
        count = len(entries) if sum(one.instrument[0] != "P" for one in entries) == count else count
    return count, len(entries) in (count, count + denounced)


def _ratifiable(folder: Path | None) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = read_raw("instruments", folder).to_dict("records")
    return [row for row in rows if row["kind"] != "recommendation"]


def _one_line(text: str) -> str:
    short = " ".join(text.split())
    return short if len(short) <= 60 else f"{short[:57]}..."


def _is_state(code: str) -> bool:
    return len(code) == 3 and code != "MLC"


@cache
def _members() -> tuple[str, ...]:
    return tuple(read_raw("countries")["name"])


def _near(text: str) -> str:
    near = nearest(_one_line(text), _members())
    return f" Nearest: {' or '.join(near)}." if near else ""
