"""The tasks of a plan along the calendar."""

from datetime import date

import pandas as pd
from matplotlib.dates import YearLocator, date2num
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ilslearn import tables
from ilslearn.catalogues import speaking
from ilslearn.dates import day_in_words
from ilslearn.views.picture import Picture, drawn

_COLOURS = {"high": "#D55E00", "medium": "#E69F00", "low": "#56B4E9"}
_MOST = 18  # more rows than this cannot be read


@speaking("en")
def gantt(tasks: pd.DataFrame, name: str, start: date) -> Picture:
    """Draw from when to when each task runs: solid up to the first day on which the report may be due, hatched beyond.

    Parameters: ``tasks``, the table of an :class:`ilslearn.ActionPlan`; ``name`` of the country; ``start`` of the plan.
    """
    shown = tasks.head(_MOST)
    dated = shown[shown["due_latest"] != ""]
    first = f", the first due by {day_in_words(date.fromisoformat(dated['due_earliest'].min()))}" if len(dated) else ""
    title = f"{name}: {len(tasks)} tasks from {day_in_words(start)}{first}"
    end = max([*dated["due_latest"].map(date.fromisoformat), start.replace(month=12, day=31)])

    figure = Figure(figsize=(9, 1.6 + 0.24 * len(shown)))
    axes = figure.subplots()
    for y, row in enumerate(shown.to_dict("records")):
        colour = _COLOURS[row["severity"]]
        if not row["due_latest"]:
            axes.text(date2num(start), y, " no report is due: day to be set", va="center", fontsize=8.5)
            continue
        first, last = (date2num(date.fromisoformat(row[column])) for column in ("due_earliest", "due_latest"))
        begin = date2num(start)
        axes.barh(y, first - begin, left=begin, height=0.7, color=colour, edgecolor="#333333")
        axes.barh(y, last - first, left=first, height=0.7, color="#FFFFFF", edgecolor=colour, hatch="////")
    labels = [f"{row['task']}. {row['key']}" for row in shown.to_dict("records")]
    axes.set_yticks(range(len(shown)), labels, fontsize=8.5)
    axes.set(ylim=(len(shown) - 0.4, -0.6), xlim=(date2num(start), date2num(end) + 60))
    axes.xaxis_date()
    axes.xaxis.set_major_locator(YearLocator())
    axes.spines[["right", "top"]].set_visible(False)
    patches = [
        Patch(facecolor=_COLOURS[s], edgecolor="#333333", label=f"{s} severity")
        for s in _COLOURS
        if s in set(shown["severity"])
    ]
    patches.append(
        Patch(facecolor="#FFFFFF", edgecolor="#333333", hatch="////", label="the report falls due in this time")
    )
    axes.legend(
        handles=patches,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.35 / (1 + 0.1 * len(shown))),
        ncol=4,
        frameon=False,
        fontsize=9,
    )
    axes.set_title(title, fontsize=11)
    source = f"ilslearn facts as of {tables.as_of()}; findings given by the user"
    rows = tuple(
        f"{row['task']}. {row['key']}, {row['severity']} severity: "
        + (f"from {start} until {row['due_earliest']}, at the latest {row['due_latest']}." if row["due_latest"]
           else "no report is due, day to be set.")
        for row in shown.to_dict("records")
    )  # fmt: skip
    return Picture(title, drawn(figure), _in_words(tasks, len(shown)), source, tasks, figure, rows)


def _in_words(tasks: pd.DataFrame, shown: int) -> str:
    parts = []
    for (earliest, latest), group in tasks.groupby(["due_earliest", "due_latest"], sort=True):
        when = f"by {earliest}" if earliest == latest else f"by the report due between {earliest} and {latest}"
        parts.append(f"{when if latest else 'without a day'}: {', '.join(group['key'])}")
    more = f" Drawn are the {shown} most severe of {len(tasks)} tasks." if shown < len(tasks) else ""
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}.{more}"
