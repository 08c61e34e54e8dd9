"""The findings of a gap analysis as a matrix: instruments by findings."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ilslearn import tables
from ilslearn.catalogues import speaking
from ilslearn.views.picture import Picture, drawn

_COLUMNS = {
    "met": "met",
    "partly": "partly met",
    "not_met": "not met",
    "not_applicable": "not applicable",
    "not_known": "not known",
    "unanswered": "unanswered",
}
# The colour says which finding, the number how many; a pale square is an empty one.
_COLOURS = {"met": "#0072B2", "partly": "#E69F00", "not_met": "#D55E00"}
_GREY = "#999999"


@speaking("en")
def findings_matrix(matrix: pd.DataFrame, name: str) -> Picture:
    """Draw how many requirements of each instrument have which finding.

    Parameters: ``matrix`` as :class:`ilslearn.GapAnalysis` makes it: ``instrument``, a column for each finding, and
    ``severity``, the word for the gravest gap; ``name`` of the country.
    """
    missing, of = int(matrix[["not_met", "partly"]].sum().sum()), int(matrix[list(_COLUMNS)].sum().sum())
    title = f"{name}: {missing} of {of} requirements are not met or partly met"
    figure = Figure(figsize=(9, 1.5 + 0.36 * len(matrix)))
    axes = figure.add_axes((0.01, 0.02, 0.98, 0.8))
    for x, label in enumerate([*_COLUMNS.values(), "gravest gap"]):
        axes.text(x + 0.47, -0.15, label, ha="center", va="bottom", fontsize=9, fontweight="bold")
    for y, row in enumerate(matrix.to_dict("records")):
        axes.text(-0.1, y + 0.47, row["instrument"], ha="right", va="center", fontsize=10)
        for x, column in enumerate(_COLUMNS):
            n = int(row[column])
            fill = _COLOURS.get(column, _GREY) if n else "#F5F5F5"
            axes.add_patch(Rectangle((x, y), 0.94, 0.9, facecolor=fill, edgecolor="#777777", linewidth=0.6))
            ink = "#FFFFFF" if n and column == "met" else "#000000"
            axes.text(x + 0.47, y + 0.47, str(n), ha="center", va="center", fontsize=10, color=ink)
        axes.text(len(_COLUMNS) + 0.47, y + 0.47, row["severity"] or "none", ha="center", va="center", fontsize=10)
    axes.set(xlim=(-0.8, len(_COLUMNS) + 1), ylim=(len(matrix), -0.7))
    axes.axis("off")
    axes.set_title(title, fontsize=11)
    return Picture(
        title,
        drawn(figure),
        _in_words(matrix),
        f"findings given by the user; requirements as of {tables.as_of()}",
        matrix,
        figure,
    )


def _in_words(matrix: pd.DataFrame) -> str:
    parts = []
    for row in matrix.to_dict("records"):
        counts = ", ".join(f"{row[column]} {label}" for column, label in _COLUMNS.items() if row[column])
        worst = f" (gravest gap {row['severity']})" if row["severity"] else ""
        parts.append(f"{row['instrument']}: {counts}{worst}")
    return f"{'; '.join(parts)}."
