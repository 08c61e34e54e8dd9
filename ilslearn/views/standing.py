"""One State and its ratifications: the fundamental and governance instruments as tiles, and all along time."""

from datetime import date
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from ilslearn import tables
from ilslearn.catalogues import speaking
from ilslearn.dates import a_day_or_today, day_in_words
from ilslearn.law.countries import country as find_country
from ilslearn.law.ratification import binding_history, binding_table
from ilslearn.views.picture import COLOURS, INK, LABELS, MARKS, Picture, drawn

_COLUMNS = {
    "freedom_of_association": "Freedom of association",
    "forced_labour": "Forced labour",
    "child_labour": "Child labour",
    "discrimination": "Discrimination",
    "occupational_safety_health": "Safety and health",
    "governance": "Governance",
}
# Two lines of Okabe and Ito's palette, each with a pattern of its own.
_LINES = {"fundamental and governance": ("#0072B2", "-"), "technical": ("#D55E00", "--")}


@speaking("en")
def core_matrix(country: str, on: str | date | None = None) -> Picture:
    """Draw which fundamental and governance instruments bound a State on a day (today if left out).

    >>> core_matrix("Canada", on="2018-06-14").data.set_index("instrument").loc["C098", "status"]
    'in_force'
    """
    state, day = find_country(country), a_day_or_today(on)
    listed = tables.instruments()[["code", "title", "category", "principle"]].rename(columns={"code": "instrument"})
    core = listed[listed["category"].isin(["fundamental", "governance"])]
    data = binding_table(core.assign(country=state.code, on=day.isoformat())).reset_index(drop=True)
    data["column"] = data["principle"].astype(object).where(data["category"] == "fundamental", "governance")
    title = f"{state.name}, {day_in_words(day)}: in force {_in_force_counts(data)}"
    figure = Figure(figsize=(9, 4.2))
    axes = figure.add_axes((0.01, 0.1, 0.98, 0.78))
    for x, (column, name) in enumerate(_COLUMNS.items()):
        axes.text(x + 0.47, -0.15, name, fontsize=9, fontweight="bold", ha="center", va="bottom")
        for y, row in enumerate(data[data["column"] == column].to_dict("records")):
            _tile(axes, x, y, row)
    axes.set(xlim=(-0.05, len(_COLUMNS)), ylim=(data["column"].value_counts().max(), -0.6))
    axes.axis("off")
    shown = [status for status in COLOURS if status in set(data["status"])]
    axes.legend(
        handles=[Patch(facecolor=COLOURS[s], edgecolor="#333333", label=f"{MARKS[s]} {LABELS[s]}") for s in shown],
        loc="upper center", bbox_to_anchor=(0.5, 0.02), ncol=4, frameon=False, fontsize=10,
    )  # fmt: skip
    axes.set_title(title, fontsize=11)
    parts = []
    for status in shown:
        codes = ", ".join(data.loc[data["status"] == status, "instrument"])
        parts.append(f"{LABELS[status]}: {codes}")
    words = "; ".join(parts)
    source = f"ilslearn facts as of {tables.as_of()}"
    rows = tuple(_tile_in_words(row) for row in data.to_dict("records"))
    return Picture(title, drawn(figure), f"{words[0].upper()}{words[1:]}.", source, data, figure, rows)


def _in_force_counts(standing: pd.DataFrame) -> str:
    """How many fundamental and governance instruments are in force, and for how many that is uncertain, in words."""
    parts = []
    for category in ("fundamental", "governance"):
        statuses = standing.loc[standing["category"] == category, "status"]
        unsettled = int((statuses == "uncertain").sum())
        doubt = f" ({unsettled} more uncertain)" if unsettled else ""
        parts.append(f"{int((statuses == 'in_force').sum())} of {len(statuses)} {category} instruments{doubt}")
    return " and ".join(parts)


def _tile(axes: Axes, x: float, y: float, row: dict[str, str]) -> None:
    status = row["status"]
    axes.add_patch(Rectangle((x, y), 0.94, 0.9, facecolor=COLOURS[status], edgecolor="#555555", linewidth=0.8))
    ink: dict[str, Any] = {"ha": "center", "va": "center", "color": INK[status]}
    axes.text(x + 0.47, y + 0.32, f"{MARKS[status]} {row['instrument']}", fontsize=12, **ink)
    axes.text(x + 0.47, y + 0.65, _since(row) or LABELS[status], fontsize=8.5, **ink)


def _since(row: dict[str, str]) -> str:
    """Since which year, if the instrument is in force."""
    years = list(dict.fromkeys(day[:4] for day in str(row["since"]).split("/"))) if row["status"] == "in_force" else []
    return f"since {' or '.join(years)}" if years else ""


def _tile_in_words(row: dict[str, str]) -> str:
    standing = " ".join(filter(None, [LABELS[row["status"]], _since(row)]))
    return f"{_COLUMNS[row['column']]}, {row['instrument']}: {standing}."


@speaking("en")
def along_time(country: str, on: str | date | None = None) -> Picture:
    """Draw how many Conventions and Protocols were in force for a State over the years, up to a day.

    Only ratifications that are recorded are drawn; where the day is not known, the count is a band.

    >>> along_time("Canada", on="2026-01-01").data["from"].is_monotonic_increasing
    True
    """
    state, day = find_country(country), a_day_or_today(on)
    data = _counts(state.code, day)
    last = data.iloc[-1]
    surely = int(sum(last[f"{name}, surely"] for name in _LINES))
    possibly = int(sum(last[f"{name}, possibly"] for name in _LINES))
    number = f"{surely}" if surely == possibly else f"{surely} to {possibly}"
    title = f"{state.name}: {number} recorded Conventions and Protocols in force on {day_in_words(day)}"

    figure = Figure(figsize=(9, 3.4))
    axes = figure.subplots()
    for name, (colour, pattern) in _LINES.items():
        low, high = data[f"{name}, surely"], data[f"{name}, possibly"]
        axes.fill_between(data["from"], low, high, step="post", color=colour, alpha=0.25, linewidth=0)
        axes.step(data["from"], low, where="post", color=colour, linestyle=pattern, linewidth=2, label=name)
    axes.set(ylabel="in force", ylim=(0, None), xlim=(data["from"].iloc[0], pd.Timestamp(day)))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["right", "top"]].set_visible(False)
    axes.legend(loc="upper left", frameon=False, fontsize=10)
    axes.set_title(title, fontsize=11)
    source = f"ilslearn facts as of {tables.as_of()}; lists of many technical Conventions are partial"
    rows = tuple(
        f"From {row['from'].date()}: {', '.join(f'{_range(row, line)} {line}' for line in _LINES)}."
        for _, row in data.iterrows()
    )
    return Picture(title, drawn(figure), _in_words(data), source, data, figure, rows)


def _counts(code: str, day: date) -> pd.DataFrame:
    """For each day on which something changed: how many instruments were in force, surely and possibly."""
    listed = tables.instruments().set_index("code")["category"]
    held = tables.ratifications()
    ratified = held.loc[held["country"] == code, "instrument"].drop_duplicates()
    steps = []
    for one in ratified:
        line = "technical" if listed[one] == "technical" else "fundamental and governance"
        before = {"surely": 0, "possibly": 0}
        for row in binding_history(code, one).to_dict("records"):
            now = {"surely": row["status"] == "in_force", "possibly": row["status"] in ("in_force", "uncertain")}
            for sure in before:
                steps.append({"from": row["from"], "column": f"{line}, {sure}", "step": now[sure] - before[sure]})
            before = {sure: int(value) for sure, value in now.items()}
    columns = [f"{line}, {sure}" for line in _LINES for sure in ("surely", "possibly")]
    if not steps:
        zero = {"from": [pd.Timestamp(1919, 6, 28), pd.Timestamp(day)]}
        return pd.DataFrame(zero).assign(**dict.fromkeys(columns, 0))
    table = pd.DataFrame(steps).pivot_table(index="from", columns="column", values="step", aggfunc="sum", fill_value=0)
    counts = table.reindex(columns=columns, fill_value=0).cumsum()
    counts = counts[counts.index <= pd.Timestamp(day)]
    counts.loc[pd.Timestamp(day)] = counts.iloc[-1]
    return counts.astype(int).rename_axis(columns=None).reset_index()


def _in_words(data: pd.DataFrame) -> str:
    """The counts at the end of each quarter of a century, and on the last day."""
    parts = []
    ends = [pd.Timestamp(year, 12, 31) for year in (1925, 1950, 1975, 2000)]
    for end in [*(end for end in ends if end < data["from"].iloc[-1]), data["from"].iloc[-1]]:
        row = data[data["from"] <= end].iloc[-1]
        counts = ", ".join(f"{_range(row, line)} {line}" for line in _LINES)
        parts.append(f"at the end of {end.year}: {counts}" if end in ends else f"on the last day: {counts}")
    return f"In force {'; '.join(parts)}."


def _range(row: pd.Series, line: str) -> str:
    surely, possibly = row[f"{line}, surely"], row[f"{line}, possibly"]
    return str(surely) if surely == possibly else f"{surely} to {possibly}"
