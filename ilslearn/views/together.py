"""Several instruments and States along one calendar, with the days of decisions."""

from collections.abc import Sequence
from textwrap import wrap

import pandas as pd
from matplotlib.dates import YearLocator, date2num
from matplotlib.figure import Figure

from ilslearn import tables
from ilslearn.catalogues import _, label, semicolon
from ilslearn.dates import Window, as_read
from ilslearn.law.countries import country as find_country
from ilslearn.law.ratification import binding_history
from ilslearn.views.picture import COLOURS, LABELS, Picture, drawn, key


def together(pairs: Sequence[tuple[str, str]], marks: Sequence[tuple[str, str, Window]] = ()) -> Picture:
    """Draw when each instrument bound each State, one bar a pair, and a line through a State's bars for each decision.

    Parameters: ``pairs`` of country code and instrument code; ``marks`` of country code, name and day of decisions.

    >>> together([("CAN", "C087"), ("CAN", "C098")]).title
    'When C087, C098 bound Canada'
    """
    rows = sorted(pairs)
    histories = {pair: binding_history(*pair) for pair in rows}
    bound = [h.loc[h["status"] == "in_force", "from"].min() for h in histories.values()]
    years = [start.year for start in bound if pd.notna(start)] + [when.earliest.year for _, _, when in marks]
    first = pd.Timestamp(min(years, default=1919) - 5, 1, 1)
    last = pd.Timestamp(int(tables.as_of()[:4]) + 3, 1, 1)
    figure = Figure(figsize=(9, 1.4 + 0.5 * len(rows)))
    axes = figure.subplots()
    for at, pair in enumerate(rows):
        for row in histories[pair].to_dict("records"):
            start, end = max(row["from"], first), row["until"] if pd.notna(row["until"]) else last
            if end > start:
                hatch = "///" if row["status"] == "uncertain" else None
                colour = COLOURS[row["status"]]
                axes.barh(
                    at, date2num(end) - date2num(start), left=date2num(start), height=0.62, color=colour,
                    edgecolor="#333333", linewidth=0.6, hatch=hatch,
                )  # fmt: skip
    told: list[str] = []
    for country, name, when in sorted(marks, key=lambda mark: mark[2]):
        places = [at for at, pair in enumerate(rows) if pair[0] == country]
        if places:
            told.append(f"{len(told) + 1} {name}, {when.earliest.year}")
            at = date2num(pd.Timestamp(when.earliest)) / 2 + date2num(pd.Timestamp(when.latest)) / 2
            axes.plot([at, at], [places[0] - 0.42, places[-1] + 0.42], color="#D55E00", linewidth=2.2)
            axes.text(at, places[0] - 0.45, str(len(told)), ha="center", va="bottom", fontsize=9, color="#8A3500")
    axes.set(
        yticks=range(len(rows)), yticklabels=[f"{find_country(state).called}, {code}" for state, code in rows],
        xlim=(date2num(first), date2num(last)), ylim=(len(rows) - 0.4, -0.8),
    )  # fmt: skip
    axes.xaxis_date()
    axes.xaxis.set_major_locator(YearLocator(20 if last.year - first.year > 60 else 10))
    axes.spines[["left", "right", "top"]].set_visible(False)
    states = ", ".join(find_country(state).called for state in dict.fromkeys(pair[0] for pair in rows))
    title = _("When {codes} bound {states}", codes=", ".join(sorted({pair[1] for pair in rows})), states=states)
    figure.suptitle(title, fontsize=11)
    kinds = [s for s in COLOURS if any(s in set(h["status"]) for h in histories.values())]
    axes.legend(
        handles=key(kinds),
        loc="upper center", bbox_to_anchor=(0.5, -0.6 / (1 + len(rows))), ncol=4, frameon=False, fontsize=9,
    )  # fmt: skip
    if told:
        lines = wrap(_("Orange lines: {decisions}", decisions=semicolon().join(told)), 110)
        axes.text(0.5, -1.35 / (1 + len(rows)), "\n".join(lines), transform=axes.transAxes, ha="center", va="top",
                  fontsize=9, color="#8A3500")  # fmt: skip
    data = pd.concat(
        [history.assign(country=state, instrument=code) for (state, code), history in histories.items()],
        ignore_index=True,
    )
    source = _("ilslearn facts as of {day}; n = {n} pairs", day=as_read(tables.as_of()), n=len(rows))
    return Picture(title, drawn(figure), _in_words(histories, marks), source, data, figure)


def _in_words(histories: dict[tuple[str, str], pd.DataFrame], marks: Sequence[tuple[str, str, Window]]) -> str:
    parts = []
    for (state, code), history in histories.items():
        spells = [
            _("{status} from {day}", status=_(LABELS[row["status"]]), day=as_read(row["from"].date()))
            for row in history.to_dict("records")[1:]
        ] or [_("{status} throughout", status=_(LABELS[history["status"].iloc[0]]))]
        parts.append(f"{find_country(state).called}, {label(code)} {', '.join(spells)}")
    parts += [
        _("{name} ({state}) was decided {on_day}", name=name, state=state, on_day=when.on_which())
        for state, name, when in marks
    ]
    return semicolon().join(parts) + "."
