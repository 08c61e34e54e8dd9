"""Labour provisions in trade agreements: a party, an agreement, a day; what stood then, and what was litigated."""

from datetime import date
from typing import Any

import ipywidgets as widgets

from ilslearn import tables
from ilslearn.catalogues import _
from ilslearn.dates import a_day
from ilslearn.explorers.controls import (
    Option,
    bundle,
    day_picker,
    dropdown,
    in_order,
    is_whole,
    stacked,
    states,
    tell,
    with_any,
)
from ilslearn.law.trade import EU, TradeRecord, party_name, trade_record


class TradeExplorer:
    """Party, agreement, day. ``answer`` is the record, or None while neither party nor agreement is chosen."""

    def __init__(self, party: str | None, agreement: str | None, on: str | date) -> None:
        self.on = a_day(on)
        first = trade_record(party, agreement, self.on)  # says what is wrong with a first question
        known = {code for cell in tables.trade_agreements()["parties"] for code in cell} | {first.party or EU}
        parties = sorted({*states(), *((party_name(code), code) for code in known)}, key=in_order)
        chosen = first.agreements["id"].iloc[0] if agreement is not None and len(first.agreements) else ""
        self.party = dropdown(_("Party"), with_any(parties, _("any party")), first.party)
        self.agreement = dropdown(_("Agreement"), self._agreements(), chosen)
        self.day = day_picker(self.on)
        self.answer: TradeRecord | None = None
        self._text = widgets.HTML()
        self.box = stacked(self.party, self.agreement, self.day, self._text)
        self._show()
        self.party.observe(self._party_moved, "value")
        for control in (self.agreement, self.day):
            control.observe(self._show, "value")

    def _agreements(self) -> list[Option]:
        """The agreements of the party, or all."""
        frame = trade_record(self.party.value).agreements if self.party.value else tables.trade_agreements()
        return with_any(sorted(zip(frame["name"], frame["id"], strict=True)), _("any agreement"))

    def _party_moved(self, _change: dict[str, Any]) -> None:
        options, before = self._agreements(), self.agreement.value
        kept = before if before in {value for _, value in options} else ""
        self.agreement.unobserve(self._show, "value")
        self.agreement.options = options
        self.agreement.value = kept
        self.agreement.observe(self._show, "value")
        self._show()

    def _show(self, _change: dict[str, Any] | None = None) -> None:
        if is_whole(self.day.value):
            self.on = self.day.value
        self.answer = None
        tell(self._text, self._asked)

    def _asked(self) -> str:
        self.answer = trade_record(self.party.value or None, self.agreement.value or None, self.on)
        return self.answer.to_html()

    def __str__(self) -> str:
        return str(self.answer or _("Choose a party, an agreement, or both."))

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        return bundle(self.box, (self._text.value,), str(self), options)
