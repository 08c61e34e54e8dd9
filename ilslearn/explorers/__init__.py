"""The explorers: move a control, read the answer with its reasons and sources.

Each explorer is made of native form controls with a label, so that the keyboard and a screen reader can drive it, and
has a plain twin: where no widget can be shown (a printed notebook, a static page), the same answer appears as HTML.
"""

from datetime import date

from ilslearn.catalogues import _
from ilslearn.errors import IlsError

try:
    from ilslearn.explorers.compare import CompareExplorer
    from ilslearn.explorers.decisions import DecisionExplorer
    from ilslearn.explorers.home import HomeExplorer
    from ilslearn.explorers.ratifications import RatificationExplorer
    from ilslearn.explorers.supervision import SupervisionExplorer
    from ilslearn.explorers.trade import TradeExplorer
except ImportError:
    raise IlsError(_("Explorers and plots need more: pip install 'ilslearn[course]' (make setup does it).")) from None


class _Explore:
    """``ils.explore()`` is the home explorer; ``ils.explore.ratifications()`` and its sisters are the single ones."""

    def __call__(self) -> HomeExplorer:
        """Open the home explorer: a tab for each of the others."""
        return HomeExplorer(
            {
                _("Ratifications"): self.ratifications,
                _("Decisions"): self.decisions,
                _("Compare"): self.compare,
                _("Supervision"): self.supervision,
                _("Trade"): self.trade,
            }
        )

    def ratifications(
        self, country: str = "Brazil", instrument: str = "C158", on: str | date = "1997-06-01"
    ) -> RatificationExplorer:
        """Explore whether an instrument was binding: country, instrument, day -> answer, timeline, map of tiles.

        Parameters are the first question shown: a country by name or ISO code, an instrument by code or title, a day.
        """
        return RatificationExplorer(country, instrument, on)

    def decisions(
        self,
        text: str = "",
        *,
        country: str | None = None,
        subject: str | None = None,
        instrument: str | None = None,
        role: str | None = None,
        treatment: str | None = None,
        verified: str | None = None,
        decision: str | None = None,
    ) -> DecisionExplorer:
        """Explore the register of decisions: words and filters -> list, the card of one, what is like it, a plot.

        Parameters are the first question shown: ``text``, words to search for; the filters of ``ils.decisions``;
        ``decision``, the one whose card is shown first.
        """
        return DecisionExplorer(
            text,
            decision,
            country=country,
            subject=subject,
            instrument=instrument,
            role=role,
            treatment=treatment,
            verified=verified,
        )

    def compare(self, *decisions: str) -> CompareExplorer:
        """Explore decisions side by side: two to six -> where they part, table, plot, network.

        Parameters are the decisions first shown: ids, names or citations (Fraser and Bader Bop if left out).
        """
        return CompareExplorer(*(decisions or ("can-scc-2011-fraser", "zaf-cc-2002-bader-bop")))

    def supervision(
        self, country: str = "Kenya", instrument: str | None = "C087", on: str | date | None = None
    ) -> SupervisionExplorer:
        """Explore supervision: country, instrument, day -> which procedures are open, what the bodies had said.

        Parameters are the first question shown; ``instrument`` None asks about any, ``on`` left out about today.
        """
        return SupervisionExplorer(country, instrument, on or date.today())

    def trade(
        self, party: str | None = "Mexico", agreement: str | None = None, on: str | date | None = None
    ) -> TradeExplorer:
        """Explore labour provisions in trade agreements: party, agreement, day -> what stood, what was litigated.

        Parameters are the first question shown; ``on`` left out asks about today.
        """
        return TradeExplorer(party, agreement, on or date.today())


explore = _Explore()

__all__ = ["explore"]
