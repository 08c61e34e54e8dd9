"""A Data Package as text, and one thing that is wrong in it."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ilslearn.errors import UnusableFile
from ilslearn.table_files import text_of

Row = dict[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, and where."""

    table: str
    row: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.table}, row {self.row}, {self.field}: {self.message}"


class Package:
    """A folder with ``datapackage.json`` and its tables, read as text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / "datapackage.json"
        if not path.is_file():
            raise UnusableFile(
                f"There is no datapackage.json in {folder}: name the folder that holds the Data Package."
            )
        try:
            descriptor = json.loads(path.read_text(encoding="utf-8"))
            self.resources: dict[str, dict[str, Any]] = {r["name"]: r for r in descriptor["resources"]}
            for resource in self.resources.values():
                str(resource["path"]), [field["name"] for field in resource["schema"]["fields"]]
        except (ValueError, KeyError, TypeError):
            raise UnusableFile(f"{path} is damaged: it is no Data Package that can be read.") from None
        if missing := {"instruments", "final_articles", "countries", "ratifications", "decisions"} - set(
            self.resources
        ):
            raise UnusableFile(f"{path} describes no table {' and no table '.join(sorted(missing))}.")

    @cached_property
    def tables(self) -> Mapping[str, list[Row]]:
        """Every table as a list of rows."""
        return {
            name: list(csv.DictReader(io.StringIO(self.text(name)), restkey="(more)", restval=""))
            for name in self.resources
        }

    def text(self, table: str) -> str:
        """A table's file as it stands."""
        return text_of(self.folder, str(self.resources[table]["path"]))

    def fields(self, table: str) -> list[dict[str, Any]]:
        """A table's fields as its schema describes them."""
        listed: list[dict[str, Any]] = self.resources[table]["schema"]["fields"]
        return listed

    def rows(self, table: str) -> Iterator[tuple[int, Row]]:
        """The rows of a table with their numbers in the file."""
        return enumerate(self.tables[table], start=2)

    @cached_property
    def instruments(self) -> Mapping[str, Row]:
        """Instrument rows by code."""
        return {row["code"]: row for row in self.tables["instruments"]}

    @cached_property
    def members(self) -> Mapping[str, Row]:
        """Country rows by code."""
        return {row["country"]: row for row in self.tables["countries"]}
