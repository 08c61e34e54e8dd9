"""Days of the tables, held against one another as far as their precision tells."""

from collections.abc import Iterator
from itertools import pairwise

from ilslearn.data_check.package import Problem, Row
from ilslearn.dates import Window, partial
from ilslearn.errors import UnknownDate


def days_of(text: str) -> Window | None:
    """The days that a date may mean; None for no date, or for one that does not exist (`dates_are_real` reports it)."""
    try:
        return partial(text) if text else None
    except UnknownDate:
        return None


def precision(text: str) -> str:
    return {4: "year", 7: "month"}.get(len(text), "day")


def in_order(table: str, number: int, row: Row, *columns: str) -> Iterator[Problem]:
    """Dates that must follow one another do, as far as their precision tells."""
    dated = [(column, window) for column in columns if (window := days_of(row[column]))]
    for (before, first), (after, second) in pairwise(dated):
        if second.latest < first.earliest:
            yield Problem(table, number, after, f"{after} {row[after]} is before {before} {row[before]}")
