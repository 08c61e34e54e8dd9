"""The member States as a grid of tiles, one square each: no borders to take sides on, and no State too small to see."""

from collections.abc import Iterable
from datetime import date

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from ilslearn import tables
from ilslearn.catalogues import N_, _, label, n_, semicolon, word
from ilslearn.dates import a_day_or_today, as_read, day_in_words
from ilslearn.law.countries import by_letters
from ilslearn.law.countries import country as find_country
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.law.intervals import STATUSES
from ilslearn.law.ratification import binding_table
from ilslearn.views.picture import COLOURS, INK, LABELS, MARKS, Picture, drawn

_REGIONS = {
    "americas": N_("Americas"),
    "africa": N_("Africa"),
    "europe_central_asia": N_("Europe and Central Asia"),
    "arab_states": N_("Arab States"),
    "asia_pacific": N_("Asia and the Pacific"),
}
_LEFT = ("americas", "africa")  # the other regions stand on the right
_TILES_A_ROW = 13
_LABEL = 7.0  # room for the name of a subregion
_RIGHT_AT = 21.5


def world(instrument: str, on: str | date | None = None) -> Picture:
    """Draw for every member State whether an instrument bound it on a day (today if left out).

    >>> int((world("C182", on="2026-01-01").data["status"] == "in_force").sum())
    187
    """
    one = find_instrument(instrument)
    day = a_day_or_today(on)
    states = tables.countries()[["country", "name", "region", "subregion"]]
    data = binding_table(states.assign(instrument=one.code, on=day.isoformat()))

    figure = Figure(figsize=(12, 6.2))
    axes = figure.add_axes((0.0, 0.07, 1.0, 0.84))
    depth = {True: 0.0, False: 0.0}
    for region, name in _REGIONS.items():
        left = region in _LEFT
        x, y = (0.0 if left else _RIGHT_AT), depth[left]
        axes.text(x, y + 0.2, _(name), fontsize=11, fontweight="bold", va="center")
        y += 1.1
        members = data[data["region"] == region]
        for subregion, group in members.groupby(members["subregion"].fillna(""), sort=True, observed=True):
            axes.text(x + _LABEL - 0.3, y + 0.45, word(subregion), fontsize=9, ha="right", va="center", color="#333333")
            for k, row in enumerate(group.sort_values("country").to_dict("records")):
                _tile(axes, x + _LABEL + k % _TILES_A_ROW, y + k // _TILES_A_ROW, row["country"], row["status"])
            y += 1.1 + (len(group) - 1) // _TILES_A_ROW
        depth[left] = y + 0.5
    axes.set(xlim=(-0.2, _RIGHT_AT + _LABEL + _TILES_A_ROW), ylim=(max(depth.values()), -0.6), aspect="equal")
    axes.axis("off")
    counts = data["status"].value_counts()
    title = _(
        "{code} was in force for {n} of {all} member States on {day}",
        code=one.code,
        n=counts["in_force"],
        all=len(data),
        day=day_in_words(day),
    )
    axes.legend(
        handles=[
            Patch(facecolor=COLOURS[s], edgecolor="#333333", label=f"{MARKS[s]} {label(_(LABELS[s]))} {counts[s]}")
            for s in STATUSES
        ],
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncol=4,
        frameon=False,
        fontsize=10,
    )
    figure.suptitle(f"{title}\n{one.titled}", fontsize=12, y=0.99)
    source = _("ilslearn facts as of {day}; n = {n} member States", day=as_read(tables.as_of()), n=len(data))
    return Picture(title, drawn(figure), _in_words(data), source, data, figure, _by_name(data))


def _tile(axes: Axes, x: float, y: float, code: str, status: str) -> None:
    axes.add_patch(Rectangle((x, y), 0.94, 0.94, facecolor=COLOURS[status], edgecolor="#777777", linewidth=0.6))
    axes.text(x + 0.47, y + 0.36, code, fontsize=6.4, ha="center", va="center", color=INK[status])
    axes.text(x + 0.47, y + 0.72, MARKS[status], fontsize=5.4, ha="center", va="center", color=INK[status])


def _in_words(data: pd.DataFrame) -> str:
    """The counts, and by name the States of the smaller groups."""
    parts = []
    for status in STATUSES:
        names = _named(data.loc[data["status"] == status, "country"])
        if names:
            listed = f" ({', '.join(names)})" if len(names) <= 30 else ""
            counted = n_("{status}: {n} State", "{status}: {n} States", len(names), status=_(LABELS[status]))
            parts.append(counted + listed)
    text = semicolon().join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _named(codes: Iterable[str]) -> list[str]:
    return sorted((find_country(code).called for code in codes), key=by_letters)


def _by_name(data: pd.DataFrame) -> tuple[str, ...]:
    """The States of each region by name, a line for each status."""
    lines = []
    for region, name in _REGIONS.items():
        for status in STATUSES:
            codes = data.loc[(data["region"] == region) & (data["status"] == status), "country"]
            if listed := _named(codes):
                lines.append(f"{_(name)}, {label(_(LABELS[status]))} {', '.join(listed)}.")
    return tuple(lines)
