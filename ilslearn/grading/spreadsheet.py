"""Cells of a table that a spreadsheet opens."""

from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # also as Japanese keyboards write them


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: a text that begins like one gets an apostrophe before it.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell("anna"), safe_cell(-1.5)
    ("'=HYPERLINK(1)", 'anna', -1.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
