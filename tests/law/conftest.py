"""An invented world: tables with a few rows of our own, in which a rule can be seen alone."""

import csv
import json
import shutil
from collections.abc import Callable

import pytest

from ilslearn import tables
from ilslearn.law import countries, instruments, intervals
from ilslearn.places import place

# What a row says unless the test says otherwise. Atlantis has been a Member since 1919; C901 is of 1950, in force 1951.
DEFAULTS = {
    "instruments": {
        "code": "C901", "kind": "convention", "title": "Invented Convention, 1950", "adopted_on": "1950-06-01",
        "in_force_on": "1951-06-01", "verified": "confirmed", "source_url": "https://example.org/instrument",
    },
    "final_articles": {
        "instrument": "C901", "entry_rule": "months_after_registration", "entry_months": "12", "entry_article": "8(3)",
        "denunciation_after_years": "10", "denunciation_cycle_years": "10", "denunciation_effect_months": "12",
        "denunciation_article": "9", "verified": "confirmed", "source_url": "https://example.org/rule",
    },
    "countries": {
        "country": "ATL", "alpha2": "QA", "name": "Atlantis", "membership": "1919-06-28/", "verified": "confirmed",
        "source_url": "https://example.org/country",
    },
    "ratifications": {
        "country": "ATL", "instrument": "C901", "mode": "ratification", "status": "in_force", "as_of": "2020-01-01",
        "verified": "confirmed", "source_url": "https://example.org/ratification",
    },
    "ratification_coverage": {
        "instrument": "C901", "rows": "1", "coverage": "complete", "stated_as_of": "2020-01-01",
        "verified": "confirmed", "source_url": "https://example.org/list",
    },
}  # fmt: skip


def forget() -> None:
    """Let the library read its tables anew."""
    for module in (tables, countries, instruments, intervals):
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


@pytest.fixture
def world(tmp_path, monkeypatch) -> Callable[..., None]:
    """``world(ratifications=[{...}], ...)``: the library now knows these rows, and a default row elsewhere."""
    folder = tmp_path / "datasets"
    shutil.copytree(place("datasets"), folder)
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    columns = {r["name"]: [field["name"] for field in r["schema"]["fields"]] for r in descriptor["resources"]}

    def write(**rows: list[dict[str, str]]) -> None:
        for table, default in DEFAULTS.items():
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns[table], restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(default | row for row in rows.get(table, [] if table == "ratifications" else [{}]))
        forget()

    with monkeypatch.context() as patch:
        patch.setattr(tables, "place", lambda name: tmp_path / name)
        yield write
    forget()
