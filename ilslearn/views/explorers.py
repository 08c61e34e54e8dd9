"""The explorers: move a control, read the answer with its reasons and sources.

Each explorer is made of native form controls with a label, so that the keyboard and a screen reader can drive it, and
has a plain twin: where no widget can be shown (a printed notebook, a static page), the same answer appears as HTML.
"""

from datetime import date
from typing import Any

import ipywidgets as widgets

from ilslearn import tables
from ilslearn.dates import a_day
from ilslearn.errors import IlsError
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
        frame = tables.countries().sort_values("name")
        titles = tables.instruments()
        self.country = widgets.Dropdown(
            description="Country",
            options=list(zip(frame["name"], frame["country"], strict=True)),
            value=find_country(country).code,
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
        if change["new"] is not None:  # an empty or half-typed date leaves the last answer in place
            self.year.max = max(self.year.max, change["new"].year)
            self.year.value = max(change["new"].year, self.year.min)
            self._show()

    def _year_moved(self, change: dict[str, Any]) -> None:
        day = self.day.value or date(change["new"], 1, 1)
        if day.year != change["new"]:
            last = 28 if (day.month, day.day) == (2, 29) else day.day
            self.day.value = day.replace(year=change["new"], day=last)

    def _show(self, _: dict[str, Any] | None = None) -> None:
        day = self.day.value or self.answer.on
        try:
            self.answer = binding(self.country.value, self.instrument.value, on=day)
        except IlsError as error:
            self._text.value = str(error)
            return
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
        bundle["text/html"] = "".join(part._repr_html_() for part in (self.answer, self.timeline(), self.map()))
        return bundle


class _Explore:
    """``ils.explore()`` is the home explorer; ``ils.explore.ratifications()`` and its sisters are the single ones."""

    def __call__(self) -> RatificationExplorer:
        """Open the home explorer."""
        return self.ratifications()

    def ratifications(
        self, country: str = "Brazil", instrument: str = "C158", on: str | date = "1997-06-01"
    ) -> RatificationExplorer:
        """Explore whether an instrument was binding: country, instrument, day -> answer, timeline, map of tiles.

        Parameters are the first question shown: a country by name or ISO code, an instrument by code or title, a day.
        """
        return RatificationExplorer(country, instrument, on)


explore = _Explore()
