"""One reference to ILO material, and the words by which a text shows that it speaks of the ILO."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["instrument", "supervisory", "decision"]


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """One reference: where it stands (``start``, ``end``, offsets in characters), what it names, and where in it.

    ``code`` is an instrument (``C158``), a supervisory work (``CFA-2654``, ``CEACR``, ``GENERAL_SURVEY``, ``DIGEST``,
    ``REPRESENTATION``, ``COMPLAINT``, ``COMMISSION_OF_INQUIRY``) or a decision's id. ``pinpoints`` are articles
    (``"4"``, ``"8(1)"``), Regulations of the MLC, paragraphs or reports. ``year`` is what the text gives.
    ``alternatives`` says what else a reader might take it for.
    """

    start: int
    end: int
    text: str
    kind: Kind
    code: str
    pinpoints: tuple[str, ...] = ()
    year: int | None = None
    alternatives: tuple[str, ...] = ()


# "No.", "n°", "núm." ...
NO = r"(?:(?:n[úu]ms?|num[ée]ros?|n[úu]meros?|numbers?|nos?)\b\.?|n[°ºᵒo]s?\.?|n\.\s?[°ºᵒ])"
OURS = re.compile(
    r"\b(?:ILO|OIT|BIT|I\.L\.O\.|O\.I\.T\.|ILC|CIT|NORMLEX|CEACR|CFA)\b|"
    r"(?i:International\s+Labou?r|internacional\s+del\s+trabajo|internationale?s?\s+du\s+travail)"
)
HINT = re.compile(
    r"\b(?:conventions?|convenios?|recomm[ea]ndations?|recomendaci[óo]n(?:es)?|ratif\w*|ilo|oit|ceacr|cfa|normlex|standards?|instruments?)\b",
    re.I,
)
# What stands between the number of an instrument and its title.
SUBJECT = r"(?:concerning|concernant|on|sur|sobre|relati[vf]\w*\s+(?:to|[àa]l?|aux?))"
