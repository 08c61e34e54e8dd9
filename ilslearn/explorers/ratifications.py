"""Country, instrument, day: was it binding? With the timeline of the pair and the map of the instrument."""

import calendar
from datetime import date
from typing import Any

import ipywidgets as widgets

from ilslearn.catalogues import _
from ilslearn.dates import a_day
from ilslearn.explorers.controls import (
    FIRST_YEAR,
    LABELS,
    WIDE,
    bundle,
    day_picker,
    dropdown,
    instruments,
    is_whole,
    stacked,
    states,
)
from ilslearn.law.countries import country as find_country
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.law.ratification import Binding, binding
from ilslearn.views.picture import Picture
from ilslearn.views.tilemap import world
from ilslearn.views.timeline import timeline


class RatificationExplorer:
    """Country, instrument, day: was it binding? ``answer`` holds what is shown."""

    def __init__(self, country: str, instrument: str, on: str | date) -> None:
        day = a_day(on)
        self.country = dropdown(_("Country"), states(country), find_country(country).code)
        self.instrument = dropdown(_("Instrument"), instruments(), find_instrument(instrument).code)
        self.day = day_picker(day)
        self.year = widgets.IntSlider(
            description=_("Year"),
            value=day.year,
            min=FIRST_YEAR,
            max=max(day.year, date.today().year) + 2,
            continuous_update=False,
            layout=WIDE,
            style=LABELS,
        )
        self._keep = (day.month, day.day)
        self._text = widgets.HTML()
        self._line = widgets.HTML()
        self._map = widgets.HTML()
        self.answer: Binding = binding(self.country.value, self.instrument.value, on=day)
        self.box = stacked(self.country, self.instrument, self.day, self.year, self._text, self._line, self._map)
        self._show()
        for control in (self.country, self.instrument):
            control.observe(self._show, "value")
        self.day.observe(self._day_moved, "value")
        self.year.observe(self._year_moved, "value")

    def _day_moved(self, change: dict[str, Any]) -> None:
        if is_whole(change["new"]):
            self.year.max = max(self.year.max, change["new"].year)
            if self.year.value != change["new"].year:
                self._keep = (change["new"].month, change["new"].day)
                self.year.value = change["new"].year
            self._keep = (change["new"].month, change["new"].day)
            self._show()

    def _year_moved(self, change: dict[str, Any]) -> None:
        month, day = self._keep  # so that 29 February comes back after a year that has none
        if month == 2 and day == 29 and not calendar.isleap(change["new"]):
            day = 28
        wanted = date(change["new"], month, day)
        if self.day.value != wanted:
            kept, self.day.value = self._keep, wanted
            self._keep = kept

    def _show(self, _change: dict[str, Any] | None = None) -> None:
        day = self.day.value if is_whole(self.day.value) else self.answer.on
        self.answer = binding(self.country.value, self.instrument.value, on=day)
        self._text.value = self.answer._repr_html_()
        self._line.value = self.timeline()._repr_html_()
        self._map.value = self.map()._repr_html_()

    def timeline(self) -> Picture:
        """The history of the pair that is shown."""
        return timeline(self.answer.country, self.answer.instrument, on=self.answer.on)

    def map(self) -> Picture:
        """The tile grid of the instrument that is shown."""
        return world(self.answer.instrument, on=self.answer.on)

    def __str__(self) -> str:
        return str(self.answer)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        return bundle(self.box, (part.value for part in (self._text, self._line, self._map)), str(self), options)
