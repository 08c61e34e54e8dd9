"""A seminar's poll drawn: for each decision the share of the class that chose each role, beside the register's."""

import pandas as pd
from matplotlib.figure import Figure

from ilslearn.law.decisions import SAMPLE, in_words
from ilslearn.views.picture import Picture, drawn

# Okabe and Ito's palette; each part also carries its number.
_COLOURS = {
    "direct_resolution": "#0072B2",
    "interpretation": "#56B4E9",
    "principle": "#E69F00",
    "reinforcement": "#F0E442",
    "no_role": "#D9D9D9",
}


def poll_picture(counts: pd.DataFrame, register: pd.Series) -> Picture:
    """Draw how a class classified decisions.

    Parameters: ``counts``, decisions by role, how many chose it; ``register``, the register's label by decision. A star
    marks the role that the register names.
    """
    figure = Figure(figsize=(8.6, 1.4 + 0.5 * len(counts)))
    axes = figure.subplots()
    totals = counts.sum(axis=1)
    left = pd.Series(0.0, index=counts.index)
    for role in counts.columns:
        share = counts[role] / totals
        bars = axes.barh(list(counts.index), share, left=left, color=_COLOURS[role], edgecolor="#333333")
        bars.set_label(in_words(role))
        for y, (decision, n) in enumerate(counts[role].items()):
            if n:
                star = " ★" if register[decision] == role else ""
                ink = "white" if role == "direct_resolution" else "black"
                axes.text(left[decision] + share[decision] / 2, y, f"{n}{star}", ha="center", va="center", color=ink)
        left = left + share
    axes.set(xlim=(0, 1), xlabel="Share of the class (the numbers count students; ★ is the register's label)")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(ncols=len(counts.columns), loc="upper center", bbox_to_anchor=(0.4, -0.25), frameon=False, fontsize=8)
    title = "How the class classified the role of international law"
    axes.set_title(title, fontsize=11)
    told = "; ".join(
        f"{decision} (n = {totals[decision]}; register: {in_words(register[decision])}): "
        + ", ".join(f"{in_words(role)} {n}" for role, n in counts.loc[decision].items() if n)
        for decision in counts.index
    )
    source = f"answers of the class; ilslearn register. {SAMPLE}; its labels are contestable"
    return Picture(title, drawn(figure), f"{told}.", source, counts, figure)
