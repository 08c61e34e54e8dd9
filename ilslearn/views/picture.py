"""A plot as a picture with a title, its source, a text that says what it shows, and the numbers behind it."""

import base64
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ilslearn.catalogues import N_, _, speaking, spoken
from ilslearn.document import Image
from ilslearn.places import replacing
from ilslearn.shown import Shown, tongue

# Okabe and Ito's palette, distinguishable with any colour vision; each status also has a mark of its own.
COLOURS = {"in_force": "#0072B2", "not_in_force": "#D9D9D9", "uncertain": "#E69F00", "not_a_member": "#FFFFFF"}
INK = {"in_force": "#FFFFFF", "not_in_force": "#333333", "uncertain": "#000000", "not_a_member": "#555555"}
MARKS = {"in_force": "●", "not_in_force": "○", "uncertain": "?", "not_a_member": "–"}
LABELS = {
    "in_force": N_("in force"),
    "not_in_force": N_("not in force"),
    "uncertain": N_("uncertain"),
    "not_a_member": N_("not a member"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Picture(Shown):
    """One plot: its drawing (SVG), and the same content as text and as a table.

    ``description`` says it in a sentence or two, short enough to be listened to; ``rows`` what is too long for that.
    """

    title: str
    svg: str
    description: str
    source: str
    data: pd.DataFrame
    figure: Figure = field(compare=False)
    rows: tuple[str, ...] = ()
    language: str = field(default_factory=spoken)

    def describe(self) -> str:
        """What the picture shows, in words: its text equivalent, with each number and name that is drawn.

        Beside the picture it stands as "The same in words"; a screen reader says its first paragraph for the picture.

        >>> from ilslearn.views.tilemap import world
        >>> print(world("C158", on="1997-06-01").describe().splitlines()[1])
        Americas, in force: Brazil, Venezuela (Bolivarian Republic of).
        """
        return "\n".join([self.description, *self.rows])

    def save(self, path: str | Path) -> Path:
        """Write the drawing to an SVG file and return where it is."""
        target = Path(path)
        with replacing(target) as file:
            file.write(self.svg)
        return target

    def png(self) -> bytes:
        """The drawing as PNG, for a Word file."""
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", dpi=150, bbox_inches="tight")
        return buffer.getvalue()

    def image(self) -> Image:
        """The picture as a part of a document."""
        return Image(f"{self.title}. {self._told_source()}", self.description, self._repr_html_(), self.png)

    def _told_source(self) -> str:
        with speaking(self.language):
            return _("Source: {source}", source=self.source)

    def __str__(self) -> str:
        return f"{self.title}. {self.description} {self._told_source()}"

    def _repr_html_(self) -> str:
        code = base64.b64encode(self.svg.encode()).decode()
        with speaking(self.language):
            tag, twin = tongue(), _("The same in words")
        rows = f"<ul>{''.join(f'<li>{escape(row)}</li>' for row in self.rows)}</ul>" if self.rows else ""
        return (
            f'<figure{tag} style="margin:0"><img alt="{escape(f"{self.title}. {self.description}")}"'
            f' src="data:image/svg+xml;base64,{code}" style="max-width:100%;background:#fff">'
            f"<figcaption>{escape(self.title)}. {escape(self._told_source())}"
            f"<details><summary>{escape(twin)}</summary><p>{escape(self.description)}</p>{rows}</details>"
            "</figcaption></figure>"
        )


def key(statuses: Iterable[str]) -> list[Patch]:
    """What the colours of bars along time mean, as the handles of a legend."""
    return [
        Patch(facecolor=COLOURS[s], edgecolor="#333333", hatch="///" if s == "uncertain" else None, label=_(LABELS[s]))
        for s in statuses
    ]


def drawn(figure: Figure) -> str:
    """A figure as SVG: small, the same bytes each time, with its text kept as text."""
    buffer = io.StringIO()
    # One font name, for it is repeated for each text; a salt, so that the same drawing has the same identifiers.
    with rc_context(
        {
            "svg.hashsalt": "ilslearn",
            "svg.fonttype": "none",
            "font.family": ["sans-serif"],
            "font.sans-serif": ["DejaVu Sans"],
        }
    ):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight")
    return re.sub(r">\s+<", "><", re.sub(r"<!--.*?-->", "", buffer.getvalue(), flags=re.DOTALL))
