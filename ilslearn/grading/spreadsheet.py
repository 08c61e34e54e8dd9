"""Cells of a table that a spreadsheet opens."""

from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # also as Japanese keyboards write them


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: a text that begins like one gets an apostrophe before it.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell("anna"), safe_cell(-1.5)
    ("'=HYPERLINK(1)", 'anna', -1.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def number_of(points: float) -> str:
    """Points as a platform or a marker reads them: at most two decimals, a point between.

    >>> number_of(12.0), number_of(7.25)
    ('12', '7.25')
    """
    return f"{points:.2f}".rstrip("0").rstrip(".")
