"""The explorers: move a control, read the answer with its reasons and sources.

Each explorer is made of native form controls with a label, so that the keyboard and a screen reader can drive it, and
has a plain twin: where no widget can be shown (a printed notebook, a static page), the same answer appears as HTML.
"""

import calendar
from datetime import date
from typing import Any

import ipywidgets as widgets

from ilslearn import tables
from ilslearn.dates import a_day
from ilslearn.law.countries import country as find_country
from ilslearn.law.instruments import instrument as find_instrument
from ilslearn.law.ratification import Binding, binding
from ilslearn.views.picture import Picture
from ilslearn.views.tilemap import world
from ilslearn.views.timeline import timeline

_WIDE = widgets.Layout(width="95%", max_width="60em")
_LABELS = {"description_width": "8em"}


class RatificationExplorer:
    """Country, instrument, day: was it binding? ``answer`` holds what is shown."""

    def __init__(self, country: str, instrument: str, on: str | date) -> None:
        day = a_day(on)
        frame, asked = tables.countries(), find_country(country)
        choices = dict(zip(frame["name"], frame["country"], strict=True)) | {asked.name: asked.code}
        titles = tables.instruments()
        self.country = widgets.Dropdown(
            description="Country",
            options=sorted(choices.items()),
            value=asked.code,
            layout=_WIDE,
            style=_LABELS,
        )
        self.instrument = widgets.Dropdown(
            description="Instrument",
            options=[(f"{code} {title}", code) for code, title in zip(titles["code"], titles["title"], strict=True)],
            value=find_instrument(instrument).code,
            layout=_WIDE,
            style=_LABELS,
        )
        self.day = widgets.DatePicker(description="Day", value=day, style=_LABELS)
        self.year = widgets.IntSlider(
            description="Year",
            value=day.year,
            min=1919,
            max=max(day.year, date.today().year) + 2,
            continuous_update=False,
            layout=_WIDE,
            style=_LABELS,
        )
        self._keep = (day.month, day.day)
        self._text = widgets.HTML()
        self._line = widgets.HTML()
        self._map = widgets.HTML()
        self.answer: Binding = binding(self.country.value, self.instrument.value, on=day)
        self.box = widgets.VBox([self.country, self.instrument, self.day, self.year, self._text, self._line, self._map])
        self._show()
        for control in (self.country, self.instrument):
            control.observe(self._show, "value")
        self.day.observe(self._day_moved, "value")
        self.year.observe(self._year_moved, "value")

    def _day_moved(self, change: dict[str, Any]) -> None:
        # While a year is typed, the browser passes through the years 2, 20 and 200: these are not asked about.
        if change["new"] is not None and change["new"].year >= self.year.min:
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

    def _show(self, _: dict[str, Any] | None = None) -> None:
        day = self.day.value if self.day.value and self.day.value.year >= self.year.min else self.answer.on
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
        bundle: dict[str, Any] = dict(self.box._repr_mimebundle_(**options) or {})
        bundle["text/plain"] = str(self)
        bundle["text/html"] = "".join(part.value for part in (self._text, self._line, self._map))
        return bundle
