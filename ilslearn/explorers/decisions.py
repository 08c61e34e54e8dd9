"""The register of decisions: narrow it down, choose one, read its card and which ones are like it."""

from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import _
from ilslearn.explorers.controls import (
    LABELS,
    WIDE,
    bundle,
    dropdown,
    instruments,
    named,
    places,
    stacked,
    tell,
    with_any,
    words,
)
from ilslearn.law.decisions import SAMPLE, Decision, decision, decisions, register, seat
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.law.search import search
from ilslearn.law.similarity import similar
from ilslearn.shown import tongue
from ilslearn.views.roles import role_by_reception

_IN_TWIN = 10  # how many of the decisions found the plain twin lists


class DecisionExplorer:
    """Words and filters: which decisions? ``found`` holds their rows, ``answer`` the one whose card is shown."""

    def __init__(self, text: str = "", chosen: str | None = None, **filters: str | None) -> None:
        frame = tables.decisions()
        used = {item.split(":")[0] for cell in frame["instruments"] for item in cell}
        subjects = sorted({subject for cell in frame["subject"] for subject in cell})
        countries, codes = set(frame["country"]), set(used)
        if (asked := filters.get("country")) is not None:
            filters["country"] = seat(asked)
            countries.add(filters["country"])
        if (asked := filters.get("instrument")) is not None:
            filters["instrument"] = find_instrument(asked).code
            codes.add(filters["instrument"])
        listed = {
            "country": with_any(places(countries), _("any country")),
            "subject": with_any(words(subjects), _("any subject")),
            "instrument": with_any(instruments(codes), _("any instrument")),
            "role": with_any(words(frame["role"].cat.categories), _("any role of international law")),
            "treatment": with_any(words(frame["treatment"].cat.categories), _("any treatment of the ILO source")),
            "verified": with_any(words(frame["verified"].cat.categories), _("any confirmation")),
        }
        labels = {
            "country": _("Country"), "subject": _("Subject"), "instrument": _("Instrument"), "role": _("Role"),
            "treatment": _("Treatment"), "verified": _("Confirmed"),
        }  # fmt: skip
        self.filters = {
            name: dropdown(labels[name], options, named(options, filters.get(name), name))
            for name, options in listed.items()
        }
        self.text = widgets.Text(
            description=_("Words"), value=text, continuous_update=False, layout=WIDE, style=LABELS,
            placeholder=_("for example: essential services strike (then press Enter)"),
        )  # fmt: skip
        self.result = widgets.Select(description=_("Decisions"), options=(), rows=8, layout=WIDE, style=LABELS)
        self.found: pd.DataFrame = frame
        self.answer: Decision | None = decision(chosen) if chosen is not None else None
        self._why: dict[str, str] = {}
        self._count, self._card, self._like, self._plot = (widgets.HTML() for _ in range(4))
        self.box = stacked(
            self.text, *self.filters.values(), self._count, self.result, self._card, self._like, self._plot
        )
        self._narrow()
        for control in (self.text, *self.filters.values()):
            control.observe(self._narrow, "value")
        self.result.observe(self._choose, "value")

    def _narrow(self, _change: dict[str, Any] | None = None) -> None:
        """Find the rows, and keep the decision that is shown if it is among them."""
        tell(self._count, self._counted)
        before = self.answer.id if self.answer else None
        ids = list(self.found["id"])
        self.result.unobserve_all("value")
        self.result.options = [(self._label(register()[name]), name) for name in ids]
        self.result.value = before if before in ids else next(iter(ids), None)
        self.result.observe(self._choose, "value")
        self._choose()
        tell(self._plot, lambda: role_by_reception(self.found)._repr_html_())

    def _counted(self) -> str:
        self.found, self._why = self.found.iloc[:0], {}  # nothing is found until the words could be read
        rows = decisions(**{name: control.value or None for name, control in self.filters.items()})
        if self.text.value.strip():
            hits = search(self.text.value, kind="decision", n=len(register())).hits
            self._why = {hit.id: hit.why for hit in hits}
            rows = rows[rows["id"].isin(self._why)]
            rows = rows.sort_values("id", key=lambda ids: ids.map(list(self._why).index)).reset_index(drop=True)
        self.found = rows
        none = "" if len(rows) else _("Nothing here has all of this: loosen a filter or use fewer words.")
        return f'<p role="status"{tongue()}>{escape(f"{self._head()} {none}".strip())}</p>'

    def _head(self) -> str:
        return f"{_('n = {n} of {all} decisions.', n=len(self.found), all=len(register()))} {_(SAMPLE)}."

    def _choose(self, _change: dict[str, Any] | None = None) -> None:
        self.answer = register()[self.result.value] if self.result.value else None
        tell(self._card, self._card_of)
        tell(self._like, lambda: similar(self.answer.id).to_html() if self.answer else "")

    def _card_of(self) -> str:
        if self.answer is None:
            return ""
        why = self._why.get(self.answer.id)
        told = f"<p{tongue()}>{escape(_('Why it fits: {why}.', why=why))}</p>" if why else ""
        return told + self.answer.to_html()

    def _label(self, one: Decision) -> str:
        return f"{one.country} {one.decided_on.earliest.year}: {one.name}"

    def _listed(self) -> list[str]:
        """The first decisions found, for the plain twin."""
        more = len(self.found) - _IN_TWIN
        names = [option[0] for option in self.result.options[:_IN_TWIN]]
        return [*names, _("... and {n} more", n=more)] if more > 0 else names

    def __str__(self) -> str:
        return "\n".join([self._head(), *(f"- {name}" for name in self._listed()), "", str(self.answer or "")]).strip()

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        listed = f"<ul>{''.join(f'<li>{escape(name)}</li>' for name in self._listed())}</ul>"
        parts = (self._count.value, listed, self._card.value, self._like.value, self._plot.value)
        return bundle(self.box, parts, str(self), options)
