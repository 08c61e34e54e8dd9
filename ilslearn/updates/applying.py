"""Writing a difference into the tables: all of it or nothing, with where it was read and when."""

import csv
import io
import re
import shutil
import tempfile
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from ilslearn.data_check import check
from ilslearn.data_check.package import Package, Row
from ilslearn.dates import partial
from ilslearn.errors import IlsError
from ilslearn.table_files import put_in_place
from ilslearn.tables import items
from ilslearn.updates.difference import Difference
from ilslearn.updates.rows import Change


def new_tables(found: Difference, package: Package, today: date) -> dict[str, str]:
    """The tables that the difference changes, by name, as their files will be; none if they say it already.

    Raises IlsError if a table is not in the form in which it would be written again.
    """
    return {name: text for name, text in _tables(found, package, today).items() if text != package.text(name)}


def apply(tables: Mapping[str, str], package: Package) -> None:
    """Write new tables in the place of the old ones: all of them, or none. The caller is ``alone`` with them.

    They are checked first, with the others beside them. Raises IlsError, which says why, if they do not pass
    ``ilslearn data check``.
    """
    files = {str(package.resources[name]["path"]): text for name, text in tables.items()}
    _check(package.folder, files)
    put_in_place(files, package.folder)


def _check(folder: Path, files: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, "datasets")
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
        for name, text in files.items():
            (copy / name).write_text(text, encoding="utf-8", newline="")
        if problems := check(copy):
            more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
            raise IlsError(
                f"Nothing was written: the facts would not pass the check. {problems[0]}{more}. If 'ilslearn data check"
                f" --path {folder}' says so now, mend that first; else correct the file."
            )


def _tables(found: Difference, package: Package, today: date) -> dict[str, str]:
    """The three tables as they will be, as text."""
    for name in ("ratifications", "ratification_coverage", "instruments"):
        if _text(package, name, package.tables[name]) != package.text(name):
            raise IlsError(
                f"Nothing was written: {package.resources[name]['path']} is not in its usual form. Run 'ilslearn data"
                f" check --path {package.folder}' and mend it first."
            )
    rows = _ratifications(found, package.tables["ratifications"], today)
    tables = {
        "ratifications": rows,
        "ratification_coverage": _coverage(found, package, rows, today),
        "instruments": _instruments(found, package),
    }
    return {name: _text(package, name, table) for name, table in tables.items()}


def _text(package: Package, name: str, table: Iterable[Row]) -> str:
    """A table as its file has it."""
    buffer = io.StringIO()
    columns = [field["name"] for field in package.fields(name)]
    writer = csv.DictWriter(buffer, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(table)
    return buffer.getvalue()


def _put(rows: list[Row], new: Row, *columns: str) -> None:
    """Put a row where it belongs by those columns; the others stay where they are."""
    keys = [tuple(row[column] for column in columns) for row in rows]
    rows.insert(bisect(keys, tuple(new[column] for column in columns)), new)


def _read_on(found: Difference, today: date) -> str:
    return f"a saved page of the ILO database of {found.page.as_of}, read on {today}"


def _ratifications(found: Difference, rows: list[Row], today: date) -> list[Row]:
    changes = {(one.country, one.instrument, one.ratified_on): one for one in found.changes if one.before}
    after: list[Row] = []
    for row in rows:
        key = row["country"], row["instrument"], row["ratified_on"]
        after.append(_after(row, changes[key], found, today) if key in changes else row)
    unread = {(one.country, one.instrument) for one in found.page.entries if one.unread}
    for one in found.changes:
        if not one.before:
            note = f"Read on {_read_on(found, today)}."
            if (one.country, one.instrument) in unread:
                note += " The page adds something that was not taken over: read it there."
            new = dict.fromkeys(rows[0], "") | one.after | {"note": note, "source_url": found.page.source}
            _put(after, new, "instrument", "country", "ratified_on")
    return after


_WHAT = {"day": "Day", "denunciation": "Denunciation", "status": "Status", "terms": "Terms"}


def _after(row: Row, change: Change, found: Difference, today: date) -> Row:
    note = row["note"]
    if change.kind != "seen":
        note = f"{note} {_WHAT.get(change.kind, 'Since')} read on {_read_on(found, today)}.".strip()
    return row | change.after | {"note": note, "source_url": _sources(row["source_url"], found.page.source)}


def _sources(cell: str, source: str) -> str:
    """The addresses of a row with that of the page first; the others stay beside it."""
    return ";".join([source, *(other for other in items(cell) if other != source)])


def _coverage(found: Difference, package: Package, rows: Iterable[Row], today: date) -> list[Row]:
    """How many rows each instrument has now; for one of which the page is the whole list, that it is complete."""
    counted = Counter(row["instrument"] for row in rows)
    table = [dict(row) for row in package.tables["ratification_coverage"]]
    for code in sorted({one.instrument for one in found.changes} - {row["instrument"] for row in table}):
        new = dict.fromkeys(table[0], "") | {
            "instrument": code, "coverage": "partial", "verified": "unconfirmed",
            "note": "The total number of ratifications is not confirmed. The absence of a State proves nothing.",
        }  # fmt: skip
        _put(table, new, "instrument")
    for row in table:
        now = str(counted[row["instrument"]])
        if row["rows"] not in ("", now):
            row["note"] = _recounted(row, now)
        row["rows"] = now
    page = found.page
    if found.complete and page.count is not None:
        row = next(row for row in table if row["instrument"] == found.complete)
        is_older = row["stated_as_of"] and partial(row["stated_as_of"]).earliest > page.as_of
        if _newer(row["stated_as_of"], page.as_of) or (row["coverage"] != "complete" and not is_older):
            row |= {
                "stated_count": str(page.count), "stated_as_of": page.as_of.isoformat(), "coverage": "complete",
                "source_url": _sources(row["source_url"], page.source), "verified": "confirmed",
                "note": f"The table holds all {page.count} ratifications that the source counts"
                        f" ({_read_on(found, today)}).",
            }  # fmt: skip
    return table


def _recounted(row: Row, now: str) -> str:
    """The note on coverage with the new number of rows."""
    if row["coverage"] == "complete" and row["stated_count"] and int(now) > int(row["stated_count"]):
        when = f" ({row['stated_as_of']})" if row["stated_as_of"] else ""
        return (
            f"The table holds {now} ratifications, more than the {row['stated_count']} that the source counted{when}."
        )
    return re.sub(rf"\bholds (all |the |)({row['rows']})\b", rf"holds \g<1>{now}", row["note"])


def _instruments(found: Difference, package: Package) -> list[Row]:
    """The number of ratifications that the page states."""
    page, rows = found.page, [dict(row) for row in package.tables["instruments"]]
    for row in rows:
        is_it = row["code"] == found.complete and page.count is not None
        if is_it and _newer(row["ratification_count_as_of"], page.as_of):
            row["ratification_count"], row["ratification_count_as_of"] = str(page.count), page.as_of.isoformat()
            row["source_url"] = ";".join(dict.fromkeys([*items(row["source_url"]), page.source]))
    return rows


def _newer(held: str, day: date) -> bool:
    """Is the day later than what the facts have?"""
    return not held or partial(held).latest < day
