"""Form: what a Table Schema cannot say."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import zip_longest

from ilslearn import tables
from ilslearn.data_check.package import Package, Problem
from ilslearn.dates import partial
from ilslearn.errors import UnknownDate


def files_are_canonical(package: Package) -> Iterator[Problem]:
    """A file is written in one way only, so that a change of one fact is a change of one line."""
    for name in package.resources:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows(csv.reader(io.StringIO(package.text(name))))
        want, have = buffer.getvalue().split("\n"), package.text(name).split("\n")
        for number, (line, canonical) in enumerate(zip_longest(have, want), start=1):
            if line != canonical:
                yield Problem(name, number, "row", "not in canonical form (UTF-8, comma, minimal quotes, LF)")
                break


def dates_are_real(package: Package) -> Iterator[Problem]:
    """A partial date is a year, a month or a day that exists."""
    for name in package.resources:
        for field in (f["name"] for f in package.fields(name) if f.get("kind") == "partial_date"):
            for number, row in package.rows(name):
                try:
                    if row[field]:
                        partial(row[field])
                except UnknownDate:
                    yield Problem(name, number, field, f"{row[field]!r} is no date: write YYYY, YYYY-MM or YYYY-MM-DD")


def lists_name_known_things(package: Package) -> Iterator[Problem]:
    """The items of a list come from its vocabulary, or exist in the table that the field names."""
    for name in package.resources:
        for field in package.fields(name):
            if field.get("kind") != "list":
                continue
            items = field.get("items", {})
            known: set[str] | None = set(items["enum"]) if "enum" in items else None
            if "references" in items:
                table, column = items["references"].split(".")
                known = {row[column] for row in package.tables[table]} | set(items.get("also", []))
            for number, row in package.rows(name):
                for item in row[field["name"]].split(";") if row[field["name"]] else []:
                    what = item.split(":")[0] if items.get("article") else item
                    if item != item.strip() or not item:
                        yield Problem(
                            name, number, field["name"], f"empty item or stray space in {row[field['name']]!r}"
                        )
                    elif known is not None and what not in known:
                        yield Problem(name, number, field["name"], f"{what!r} is not known")


def every_row_has_a_source(package: Package) -> Iterator[Problem]:
    """A row names where it was read, or says that it is unconfirmed."""
    for name in package.resources:
        for number, row in package.rows(name):
            if "source_url" in row and not row["source_url"] and row["verified"] != "unconfirmed":
                yield Problem(name, number, "source_url", f"no source, yet verified is {row['verified']!r}")
            for url in tables.items(row.get("source_url", "")):
                if not re.fullmatch(r"(https?://|seed:)\S+", url):
                    yield Problem(name, number, "source_url", f"{url!r} is not an address")


RULES = (files_are_canonical, dates_are_real, lists_name_known_things, every_row_has_a_source)
