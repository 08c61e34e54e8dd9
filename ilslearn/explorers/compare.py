"""Two to six decisions side by side: where they part, point by point, when what bound whom, what they rest on."""

from typing import Any

import ipywidgets as widgets

from ilslearn.catalogues import N_, _
from ilslearn.comparison.decisions import Comparison, compare
from ilslearn.errors import IlsError
from ilslearn.explorers.controls import bundle, dropdown, stacked, tell
from ilslearn.law.decisions import decision, register
from ilslearn.views.network import network

_PLACES = (
    N_("First decision"), N_("Second decision"), N_("Third decision"), N_("Fourth decision"), N_("Fifth decision"),
    N_("Sixth decision"),
)  # fmt: skip


class CompareExplorer:
    """Two to six decisions. ``answer`` is their comparison, or None while fewer than two are chosen."""

    def __init__(self, *ids: str) -> None:
        if len(ids) > len(_PLACES):
            raise IlsError(_("Name two to six different decisions to compare; {n} were named.", n=len(ids)))
        first = [decision(name).id for name in ids]
        every = sorted(register().values(), key=lambda one: (one.country, one.decided_on, one.id))
        options = [(f"{one.country} {one.decided_on.earliest.year}: {one.name}", one.id) for one in every]
        self.chosen = [
            dropdown(_(place), [(_("none"), ""), *options], name)
            for place, name in zip(_PLACES, [*first, *[""] * len(_PLACES)], strict=False)
        ]
        for control in self.chosen:
            control.style = {"description_width": "9em"}
        self.answer: Comparison | None = None
        self._text, self._line, self._net = (widgets.HTML() for _ in range(3))
        self.box = stacked(*self.chosen, self._text, self._line, self._net)
        self._show()
        for control in self.chosen:
            control.observe(self._show, "value")

    def _show(self, _change: dict[str, Any] | None = None) -> None:
        self.answer = None
        self._line.value = self._net.value = ""
        tell(self._text, self._compared)
        if answer := self.answer:
            tell(self._line, lambda: answer.plot()._repr_html_())
            tell(self._net, lambda: network([one.id for one in answer.decisions])._repr_html_())

    def _compared(self) -> str:
        self.answer = compare(*(control.value for control in self.chosen if control.value))
        return self.answer.to_html()

    def __str__(self) -> str:
        return str(self.answer or _("Choose two to six decisions to compare."))

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        parts = (part.value for part in (self._text, self._line, self._net))
        return bundle(self.box, parts, str(self), options)
