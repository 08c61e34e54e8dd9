"""Progress drawn: one square for each self-check, lesson by lesson."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ilslearn.views.picture import Picture, drawn

# A square says its state by colour, by mark and in words.
_LOOKS = {
    "right": ("#0072B2", "✔", "#FFFFFF"),
    "not yet right": ("#E69F00", "…", "#000000"),
    "not tried": ("#FFFFFF", "", "#333333"),
}


def squares(table: pd.DataFrame) -> Picture:
    """Draw how the self-checks stand.

    Parameters: ``table``, with lesson, question, right and tries, as ``ils.progress().table`` has it.

    >>> squares(pd.DataFrame({"lesson": ["1.2"], "question": ["1.2-a"], "right": [True], "tries": [2]})).title
    '1 of 1 self-checks answered rightly'
    """
    lessons = {str(name): rows for name, rows in table.groupby("lesson", sort=False)}
    most = max((len(rows) for rows in lessons.values()), default=1)
    figure = Figure(figsize=(max(4.4, 1.6 + 0.42 * most), 1.0 + 0.42 * len(lessons)))
    axes = figure.subplots()
    for down, rows in enumerate(lessons.values()):
        for along, row in enumerate(rows.to_dict("records")):
            colour, mark, ink = _LOOKS[_state(row)]
            axes.add_patch(Rectangle((along + 0.06, down + 0.06), 0.88, 0.88, facecolor=colour, edgecolor="#333333"))
            axes.text(along + 0.5, down + 0.52, mark, ha="center", va="center", color=ink, fontsize=10)
    axes.set(
        xlim=(0, most), ylim=(max(len(lessons), 1), 0), aspect="equal",
        yticks=[down + 0.5 for down in range(len(lessons))], yticklabels=[f"Lesson {name}" for name in lessons],
        xticks=[],
    )  # fmt: skip
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    title = f"{int(table['right'].sum())} of {len(table)} self-checks answered rightly"
    figure.suptitle(title, fontsize=11)
    key = "   ".join(f"{mark or '☐'} {name}" for name, (_, mark, _) in _LOOKS.items())
    figure.text(0.5, 0.01, key, ha="center", fontsize=9, color="#333333")
    told = "; ".join(f"Lesson {name}: {_in_words(rows)}" for name, rows in lessons.items())
    return Picture(title, drawn(figure), f"{told}.", "your own answers, kept on this machine only", table, figure)


def _state(row: dict[str, object]) -> str:
    return "right" if row["right"] else "not yet right" if row["tries"] else "not tried"


def _in_words(rows: pd.DataFrame) -> str:
    return ", ".join(f"{row['question']} {_state(row)}" for row in rows.to_dict("records"))
