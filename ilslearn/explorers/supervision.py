"""What the supervisory bodies had said to a State before a day, and which procedures stood open on it."""

from dataclasses import replace
from datetime import date
from typing import Any

import ipywidgets as widgets

from ilslearn import tables
from ilslearn.catalogues import English, _, mixed, spoken
from ilslearn.dates import a_day, day_in_words
from ilslearn.document import Document, Grid, Text
from ilslearn.explorers.controls import (
    bundle,
    day_picker,
    dropdown,
    instruments,
    is_whole,
    stacked,
    states,
    tell,
    with_any,
)
from ilslearn.law.countries import country as find_country
from ilslearn.law.doors import OpenProcedures, open_procedures
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.law.supervision import BODIES, SAMPLE, Record, supervisory_record
from ilslearn.shown import confirmation


class SupervisionExplorer:
    """Country, instrument if any, day. ``said`` is the record; ``doors`` the procedures, or None without instrument."""

    def __init__(self, country: str, instrument: str | None, on: str | date) -> None:
        self.on = a_day(on)
        code = find_instrument(instrument).code if instrument is not None else ""
        self.country = dropdown(_("Country"), states(country), find_country(country).code)
        self.instrument = dropdown(_("Instrument"), with_any(instruments(), _("any instrument")), code)
        self.day = day_picker(self.on)
        self.said: Record
        self.doors: OpenProcedures | None = None
        self._doors, self._record = widgets.HTML(), widgets.HTML()
        self.box = stacked(self.country, self.instrument, self.day, self._doors, self._record)
        self._show()
        for control in (self.country, self.instrument, self.day):
            control.observe(self._show, "value")

    def _show(self, _change: dict[str, Any] | None = None) -> None:
        if is_whole(self.day.value):
            self.on = self.day.value
        code = self.instrument.value or None
        self.doors = open_procedures(self.country.value, code, self.on) if code else None
        self.said = supervisory_record(self.country.value, instrument=code, before=self.on)
        tell(self._doors, lambda: self._open().to_html())
        tell(self._record, lambda: self._told().to_html())

    def _open(self) -> Document:
        if self.doors:
            return replace(self.doors.document(), language=spoken())
        ask = _("Choose an instrument to see which procedures were open about it that day, to whom, and why.")
        return Document(_("Which doors were open"), (Text(ask),), language=spoken())

    def _told(self) -> Document:
        asked = {"state": find_country(self.country.value).called, "day": day_in_words(self.on)}
        rows = [
            (
                one.when,
                _(BODIES[one.body]),
                ", ".join(one.instruments),
                English(one.what),
                mixed(confirmation(one.verified), f" {'; '.join(one.sources)}"),
            )
            for one in reversed(self.said)
        ]
        columns = (_("When"), _("Who"), _("About"), _("What"), _("Confirmed, sources"))
        nothing = Text(_("Nothing is recorded before that day."))
        grid = Grid(_("The latest first"), columns, rows) if rows else nothing
        end = Text(f"n = {len(rows)}. {_(SAMPLE)}. {tables.facts_as_of()} {_('Not legal advice.')}")
        title = (
            _("What the supervisory bodies had said to {state} about {code} before {day}",
              code=self.instrument.value, **asked)
            if self.instrument.value
            else _("What the supervisory bodies had said to {state} before {day}", **asked)
        )  # fmt: skip
        return Document(title, (grid, end), language=spoken())

    def __str__(self) -> str:
        return f"{self._open()}\n\n{self._told()}"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        return bundle(self.box, (self._doors.value, self._record.value), str(self), options)
