"""Knowledge tests drawn: what a class knew before and after, and how its items do."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ilslearn.views.picture import Picture, drawn

_BEFORE, _AFTER, _REPAIR = "#E69F00", "#0072B2", "#D55E00"  # Okabe and Ito
_BINS = np.linspace(0, 1, 11)


def before_and_after(students: pd.DataFrame, name: str) -> Picture:
    """Draw how many students had which share of the points before and after the course.

    Parameters: ``students``, with columns ``before`` and ``after``, shares from 0 to 1; only those with both count.

    >>> before_and_after(pd.DataFrame({"before": [0.2, 0.4], "after": [0.6, 0.8]}), "two").title
    'two: from 30% to 70% of the points'
    """
    both = students.dropna(subset=["before", "after"])
    counts = {column: np.histogram(both[column], _BINS)[0] for column in ("before", "after")}
    data = pd.DataFrame(counts, index=[f"{low * 100:.0f} to {low * 100 + 10:.0f}%" for low in _BINS[:-1]])
    figure = Figure(figsize=(8, 3.6))
    axes = figure.subplots()
    places = np.arange(len(data))
    axes.bar(places - 0.2, data["before"], 0.4, color=_BEFORE, edgecolor="#333333", hatch="///", label="before")
    axes.bar(places + 0.2, data["after"], 0.4, color=_AFTER, edgecolor="#333333", label="after")
    axes.set_xticks(places, [label.removesuffix("%") for label in data.index], fontsize=8)
    axes.set(xlabel="Share of the points, %", ylabel="Students")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["right", "top"]].set_visible(False)
    axes.legend(frameon=False)
    title = f"{name}: from {both['before'].mean():.0%} to {both['after'].mean():.0%} of the points"
    figure.suptitle(title, fontsize=11)
    told = "; ".join(
        f"{where}: {row['before']} before, {row['after']} after" for where, row in data.iterrows() if row.any()
    )
    return Picture(title, drawn(figure), f"{told}.", f"marks of the two tests; n = {len(both)}", data, figure)


def item_map(items: pd.DataFrame, repair: Sequence[str], name: str) -> Picture:
    """Draw each item by how hard it is and how well it tells those who know from those who do not.

    Parameters: ``items``, with columns ``item``, ``difficulty`` and ``discrimination``; those without one are left out;
    ``repair``, the items to be named and marked.
    """
    known = items.dropna(subset=["discrimination"])
    marked = known["item"].isin(list(repair))
    figure = Figure(figsize=(8, 4.4))
    axes = figure.subplots()
    sound, bad = known[~marked], known[marked]
    axes.scatter(sound["difficulty"], sound["discrimination"], color=_AFTER, edgecolor="#333333", label="no finding")
    axes.scatter(bad["difficulty"], bad["discrimination"], color=_REPAIR, edgecolor="#333333", marker="X", s=90,
                 label="to repair")  # fmt: skip
    for k, row in enumerate(bad.sort_values("difficulty").to_dict("records")):
        place = (row["difficulty"], row["discrimination"])
        axes.annotate(row["item"], place, xytext=(7, -12 if k % 2 else 6), textcoords="offset points", fontsize=9)
    axes.axhline(0, color="#333333", linewidth=0.8)
    axes.set(xlabel="Difficulty (mean share of the points: hard to easy)", ylabel="Discrimination", xlim=(0, 1))
    axes.spines[["right", "top"]].set_visible(False)
    axes.legend(frameon=False, fontsize=9)
    title = f"{name}: {len(bad)} of {len(known)} items to repair"
    figure.suptitle(title, fontsize=11)
    listed = [f"{row['item']}: difficulty {row['difficulty']:.2f}, discrimination {row['discrimination']:.2f}"
              for row in bad.to_dict("records")]  # fmt: skip
    low, high = known["discrimination"].min(), known["discrimination"].max()
    told = f"Discrimination runs from {low:.2f} to {high:.2f}. " + ("To repair: " + "; ".join(listed) if listed else
                                                                   "No item is to be repaired") + "."  # fmt: skip
    columns = ["item", "difficulty", "discrimination"]
    rows = tuple(
        f"{row['item']}: difficulty {row['difficulty']:.2f}, discrimination {row['discrimination']:.2f}."
        for row in known.to_dict("records")
    )
    source = f"marks of the tests; n = {len(known)} items"
    return Picture(title, drawn(figure), told, source, known[columns], figure, rows)
