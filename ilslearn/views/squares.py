"""Progress drawn: one square for each self-check, its lessons side by side, its modules one below the other."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ilslearn.catalogues import N_, _, semicolon
from ilslearn.views.picture import Picture, drawn

# A square says its state by colour, by mark and in words.
_LOOKS = {
    N_("right"): ("#0072B2", "✔", "#FFFFFF"),
    N_("not yet right"): ("#E69F00", "…", "#000000"),
    N_("not tried"): ("#FFFFFF", "", "#333333"),
}


def squares(table: pd.DataFrame) -> Picture:
    """Draw how the self-checks stand.

    Parameters: ``table``, with lesson, question, right and tries, as ``ils.progress().table`` has it.

    >>> squares(pd.DataFrame({"lesson": ["1.2"], "question": ["1.2-a"], "right": [True], "tries": [2]})).title
    '1 of 1 self-checks answered rightly'
    """
    lessons = {str(name): rows for name, rows in table.groupby("lesson", sort=False)}
    modules = list(dict.fromkeys(name[0] for name in lessons))
    figure = Figure(figsize=(6.6, 1.0 + 0.62 * len(modules)), layout="constrained")
    axes = figure.subplots()
    ends = dict.fromkeys(modules, 0.0)
    for name, rows in lessons.items():
        down, start = 1.6 * modules.index(name[0]), ends[name[0]]
        for along, row in enumerate(rows.to_dict("records")):
            colour, mark, ink = _LOOKS[_state(row)]
            left = start + along
            axes.add_patch(Rectangle((left + 0.06, down + 0.06), 0.88, 0.88, facecolor=colour, edgecolor="#333333"))
            axes.text(left + 0.5, down + 0.52, mark, ha="center", va="center", color=ink, fontsize=9)
        axes.text(start + len(rows) / 2, down + 1.02, name, ha="center", va="top", fontsize=8, color="#333333")
        ends[name[0]] = start + len(rows) + 0.8
    axes.set(
        xlim=(0, max([*ends.values(), 20])), ylim=(max(1.6 * len(modules), 1), 0), aspect="equal",
        yticks=[1.6 * k + 0.5 for k in range(len(modules))],
        yticklabels=[_("Module {number}", number=name) for name in modules],
        xticks=[], xlabel="   ".join(f"{look[1] or '☐'} {_(name)}" for name, look in _LOOKS.items()),
    )  # fmt: skip
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    title = _("{n} of {all} self-checks answered rightly", n=int(table["right"].sum()), all=len(table))
    axes.set_title(title, fontsize=11)
    told = semicolon().join(
        _("Lesson {number}: {told}", number=name, told=_in_words(rows)) for name, rows in lessons.items()
    )
    source = _("your own answers, kept on this machine only")
    return Picture(title, drawn(figure), f"{told}.", source, table, figure)


def _state(row: dict[str, object]) -> str:
    return "right" if row["right"] else "not yet right" if row["tries"] else "not tried"


def _in_words(rows: pd.DataFrame) -> str:
    return ", ".join(f"{row['question']} {_(_state(row))}" for row in rows.to_dict("records"))
