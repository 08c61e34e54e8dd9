"""The register drawn: which role international law plays where treaties are received in which way."""

import pandas as pd
from matplotlib.figure import Figure

from ilslearn import tables
from ilslearn.catalogues import _, label, semicolon, word
from ilslearn.law.decisions import SAMPLE, decisions
from ilslearn.law.reception import Reception, reception
from ilslearn.tables import COURTS
from ilslearn.views.picture import Picture, drawn

_ROLES = ("direct_resolution", "interpretation", "principle", "reinforcement")
_WAYS = ("automatic_on_publication", "constitutional_incorporation", "mixed", "legislative_incorporation")


def role_by_reception(frame: pd.DataFrame | None = None) -> Picture:
    """Draw how often each role of international law occurs with each way of receiving treaties, in the register.

    Parameters: ``frame``, rows as ``ils.decisions(...)`` returns them (all if left out). Decisions without a role,
    and those of courts above the States, are left out; the picture says how many.

    >>> role_by_reception().data.shape
    (4, 4)
    """
    chosen = decisions() if frame is None else frame
    systems = {code: found.reception for code in set(chosen["country"]) if (found := _system(code))}
    known = chosen[chosen["country"].isin(list(systems)) & chosen["role"].notna()]
    ways = known["country"].map(systems)
    counts = pd.crosstab(ways, known["role"].astype(str)).reindex(index=_WAYS, columns=_ROLES, fill_value=0)
    figure = Figure(figsize=(8.6, 3.8))
    axes = figure.subplots()
    most = max(int(counts.to_numpy().max()), 1)
    axes.imshow(counts, cmap="Blues", vmin=0, vmax=most * 1.15, aspect="auto")
    for y, way in enumerate(_WAYS):
        for x, role in enumerate(_ROLES):
            number = int(counts.loc[way, role])
            axes.text(x, y, str(number), ha="center", va="center", color="white" if number > most * 0.6 else "black")
    axes.set(
        xticks=range(4), xticklabels=[word(role) for role in _ROLES],
        yticks=range(4), yticklabels=[word(way) for way in _WAYS],
        xlabel=_("Role of international law"), ylabel=_("How treaties are received"),
    )  # fmt: skip
    axes.spines[:].set_visible(False)
    top = counts.stack().idxmax() if len(known) else ("", "")
    title = (
        _(
            "Most frequent here: {role} where treaties come in by {way}",
            role=word(str(top[1])),
            way=word(str(top[0])),
        )
        if len(known)
        else _("No decision here has a role that could be counted")
    )
    figure.suptitle(title, fontsize=11)
    told = semicolon().join(
        f"{label(word(way))} " + ", ".join(f"{word(role)} {counts.loc[way, role]}" for role in _ROLES) for way in _WAYS
    )
    count = _("ilslearn register; n = {n} of {all}.", n=len(known), all=len(chosen))
    source = f"{count} {_(SAMPLE)}. {tables.facts_as_of().rstrip('.')}"
    return Picture(title, drawn(figure), f"{told}.", source, counts, figure)


def _system(code: str) -> Reception | None:
    return None if code in COURTS else reception(code)
