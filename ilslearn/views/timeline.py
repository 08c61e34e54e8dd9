"""When an instrument bound a State: its history along the calendar."""

from datetime import date

import pandas as pd
from matplotlib.dates import YearLocator, date2num
from matplotlib.figure import Figure

from ilslearn import tables
from ilslearn.catalogues import _, semicolon
from ilslearn.dates import a_day_or_today, as_read, day_in_words
from ilslearn.law.countries import country as find_country
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.law.ratification import binding, binding_history
from ilslearn.views.picture import COLOURS, LABELS, Picture, drawn, key


def timeline(country: str, instrument: str, on: str | date | None = None) -> Picture:
    """Draw when an instrument bound a State, with a line at the day asked about (today if left out).

    >>> print(timeline("Brazil", "C158", on="1997-06-01").describe())
    Not in force until 5 January 1996; in force until 20 November 1997; not in force from then on.
    The line across the bar is at 1 June 1997.
    """
    state, one = find_country(country), find_instrument(instrument)
    day = a_day_or_today(on)
    history = binding_history(state.code, one.code)
    title = _finding(one.code, state.called, history)
    first = pd.Timestamp(min((one.adopted_on or history["from"].iloc[0]).year - 5, day.year), 1, 1)
    last = pd.Timestamp(max(day.year, date.fromisoformat(tables.as_of()).year) + 3, 1, 1)

    figure = Figure(figsize=(9, 1.9))
    axes = figure.subplots()
    for row in history.to_dict("records"):
        start, end = date2num(row["from"]), date2num(row["until"] if pd.notna(row["until"]) else last)
        hatch = "///" if row["status"] == "uncertain" else None
        axes.barh(
            0, end - start, left=start, height=0.6, color=COLOURS[row["status"]], edgecolor="#333333", hatch=hatch
        )
    axes.axvline(date2num(pd.Timestamp(day)), color="#D55E00", linewidth=2)
    axes.annotate(
        f" {day_in_words(day)}", (date2num(pd.Timestamp(day)), 0.36), va="bottom", color="#A04000", fontsize=9
    )
    axes.set(yticks=[], xlim=(date2num(first), date2num(last)), ylim=(-0.4, 0.6))
    axes.xaxis_date()
    axes.xaxis.set_major_locator(YearLocator(10 if last.year - first.year > 60 else 5))
    axes.spines[["left", "right", "top"]].set_visible(False)
    figure.suptitle(title, fontsize=11)
    shown = [status for status in COLOURS if status in set(history["status"])]
    axes.legend(
        handles=key(shown),
        loc="upper center",
        bbox_to_anchor=(0.5, -0.18),
        ncol=4,
        frameon=False,
        fontsize=9,
    )
    line = (_("The line across the bar is at {day}.", day=day_in_words(day)),)
    return Picture(title, drawn(figure), _in_words(history), _source(state.code, one.code, day), history, figure, line)


def _finding(code: str, state: str, history: pd.DataFrame) -> str:
    """What the picture shows, as its title."""
    said = history["status"].tolist()
    spells = []
    for k, row in enumerate(history.to_dict("records")):
        if row["status"] != "in_force":
            continue
        start = day_in_words(row["from"].date())
        late = k and said[k - 1] == "uncertain"
        spell = _("from {day} at the latest", day=start) if late else _("from {day}", day=start)
        if pd.notna(row["until"]):
            end = day_in_words(row["until"].date())
            least = said[k + 1] == "uncertain"
            spell += " " + (_("at least until {day}", day=end) if least else _("until {day}", day=end))
        spells.append(spell)
    pair = {"code": code, "state": state}
    if spells:
        return _("{code} bound {state} {when}", when=_(" and ").join(spells), **pair)
    if "uncertain" in (said[:-1] or said):  # every record ends; the doubt after its end says nothing of this pair
        return _("Whether {code} ever bound {state} is not settled", **pair)
    return _("{code} is not recorded to have bound {state}", **pair)


def _in_words(history: pd.DataFrame) -> str:
    parts = [
        _("{status} until {day}", status=_(LABELS[row["status"]]), day=day_in_words(row["until"].date()))
        if pd.notna(row["until"])
        else _("{status} from then on", status=_(LABELS[row["status"]]))
        for row in history.to_dict("records")
    ]
    throughout = _("{status} throughout", status=_(LABELS[history["status"].iloc[0]]))
    text = semicolon().join(parts) if len(parts) > 1 else throughout
    return f"{text[0].upper()}{text[1:]}."


def _source(state: str, code: str, day: date) -> str:
    return _("ilslearn facts; record as of {as_of}", as_of=as_read(binding(state, code, on=day).as_of))
