"""The explorers: move a control, read the answer with its reasons and sources."""

from datetime import date

from ilslearn.errors import IlsError

try:
    from ilslearn.explorers.ratifications import RatificationExplorer
except ImportError:
    raise IlsError("Explorers and plots need more: pip install 'ilslearn[course]' (make setup does it).") from None


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

__all__ = ["explore"]
