"""Decisions drawn with the instruments and the supervisory work that they use, and with one another."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ilslearn import tables
from ilslearn.catalogues import N_, W_, _, semicolon, word
from ilslearn.errors import IlsError
from ilslearn.law.decisions import SAMPLE, Decision, decision, register
from ilslearn.views.picture import Picture, drawn

_INK = "#333333"
_WORKS = {
    "CEACR": N_("Committee of Experts"),
    "CFA": N_("Committee on Freedom of Association"),
    "DIGEST": N_("Digest or Compilation"),
    "GENERAL_SURVEY": N_("General Survey"),
    "ART24": N_("article 24 report"),
}


def network(ids: Sequence[str]) -> Picture:
    """Draw decisions with the instruments and the supervisory work that they use, and who follows or contrasts whom.

    Parameters: ids or names of two to twenty decisions.

    >>> network(["can-scc-2011-fraser", "zaf-cc-2002-bader-bop"]).data["what"].nunique() > 2
    True

    Raises UnknownDecision, or IlsError for another number.
    """
    chosen = [decision(name) for name in dict.fromkeys(ids)]
    if not 2 <= len(chosen) <= 20:
        raise IlsError(_("Name two to twenty decisions to draw; {n} were named.", n=len(chosen)))
    data = _edges(chosen)
    used = data.loc[data["how"] == "uses", "what"].value_counts()
    whats = sorted(used.index, key=lambda what: (what in _WORKS.values(), -used[what], what))
    left, right = _spread([one.id for one in chosen]), _spread(whats)
    figure = Figure(figsize=(9.5, 1.2 + 0.42 * max(len(chosen), len(whats))))
    axes = figure.subplots()
    for one, how, what in data.itertuples(index=False):
        if how == "uses":
            axes.plot([0.22, 0.98], [left[one], right[what]], color="#0072B2", linewidth=1.1, alpha=0.75)
        else:
            _arrow(axes, left[one], left[what], follows=how == "follows")
    for each in chosen:
        axes.text(-0.02, left[each.id], _label(each), ha="right", va="center", fontsize=9, color=_INK)
    for what in whats:
        axes.text(1.0, right[what], f"{_(what)} ({used[what]})", ha="left", va="center", fontsize=9, color=_INK)
    axes.set(xlim=(-0.9, 1.6), ylim=(-0.02, 1.02))
    axes.axis("off")
    most = (
        _("{what} is used by {n} of {all}", what=_(whats[0]), n=used[whats[0]], all=len(chosen))
        if whats
        else _("no ILO source is recorded")
    )
    title = _("{n} decisions and what they rest on: {most}", n=len(chosen), most=most)
    figure.suptitle(title, fontsize=11)
    key = _("blue: uses; green arrow: follows; orange dashes: contrasts with")
    figure.text(0.5, 0.02, key, ha="center", fontsize=9, color=_INK)
    count = _("ilslearn register; n = {n} of {all}.", n=len(chosen), all=len(register()))
    source = f"{count} {_(SAMPLE)}. {tables.facts_as_of().rstrip('.')}"
    return Picture(title, drawn(figure), _in_words(chosen, data), source, data, figure)


def _edges(chosen: Sequence[Decision]) -> pd.DataFrame:
    """One row for each line of the drawing: a decision, how, and what."""
    here = {one.id: one for one in chosen}
    edges = [(one.id, W_("uses"), code) for one in chosen for code in one.codes]
    edges += [(one.id, "uses", _WORKS[work]) for one in chosen for work in one.supervisory_works]
    edges += [(other, W_("follows"), one.id) for one in chosen for other in one.followed_by if other in here]
    edges += [
        (one.id, W_("contrasts with"), other)
        for one in chosen
        for other in one.contrasts_with
        if other in here and (one.id < other or one.id not in here[other].contrasts_with)
    ]
    return pd.DataFrame(edges, columns=["decision", "how", "what"])


def _arrow(axes: Axes, start: float, end: float, *, follows: bool) -> None:
    bend = 0.25 if end > start else -0.25  # away from the names
    axes.annotate(
        "",
        (0.01, end),
        (0.01, start),
        arrowprops={
            "arrowstyle": "->" if follows else "<->",
            "color": "#009E73" if follows else "#D55E00",
            "linestyle": "-" if follows else "--",
            "connectionstyle": f"arc3,rad={bend}",
        },
    )


def _spread(names: Sequence[str]) -> dict[str, float]:
    """Places from top to bottom."""
    return {name: 1 - (k + 0.5) / len(names) for k, name in enumerate(names)}


def _label(one: Decision) -> str:
    name = one.name if len(one.name) <= 38 else f"{one.name[:36]}…"
    return f"{name} ({one.country}, {one.decided_on.earliest.year})"


def _in_words(chosen: Sequence[Decision], data: pd.DataFrame) -> str:
    uses = data[data["how"] == "uses"].groupby("decision")["what"].agg(lambda whats: ", ".join(map(_, whats)))
    none = _("no ILO source that is recorded")
    parts = [f"{one.id} {word('uses')} {uses.get(one.id, none)}" for one in chosen]
    parts += [f"{row.decision} {word(row.how)} {row.what}" for row in data[data["how"] != "uses"].itertuples()]
    return f"{semicolon().join(parts)}."
