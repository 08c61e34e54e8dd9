"""Finding references to international labour standards in running text: English, French and Spanish.

``find_citations`` errs towards leaving out: a bare "Convention No. 108" is found, with the note that the Council of
Europe has one of that number too, but a number that the text gives to another organization, a code or a collective
agreement is not. A number that no instrument has is found where the text plainly speaks of the ILO, so that a check can
say so.
"""

from bisect import bisect_right

from ilslearn.errors import UnusableFile, shown
from ilslearn.law.citations import instruments, register, supervision
from ilslearn.law.citations.citation import Citation
from ilslearn.law.citations.pinpoints import pinpointed

__all__ = ["Citation", "find_citations"]


def find_citations(text: str) -> list[Citation]:
    """Every reference to ILO material in a text, in order.

    Parameters: ``text``, in English, French or Spanish. Returns a list of :class:`Citation`; each instrument of an
    enumeration is one ("Conventions Nos. 87 and 98" gives two).

    >>> [(c.code, c.pinpoints) for c in find_citations("Articles 4 and 7 of Convention No. 158, and R166.")]
    [('C158', ('4', '7')), ('R166', ())]
    >>> find_citations("Council of Europe Convention No. 108; Article 87 of the Labour Code")
    []
    """
    if not isinstance(text, str):
        raise UnusableFile(f"{shown(text)} is not a text: give the text to be read.")
    found = [
        *instruments.titled(text),
        *instruments.described(text),
        *instruments.numbered(text),
        *instruments.coded(text),
        *instruments.maritime(text),
    ]
    found = _without_overlaps(found)
    found += instruments.protocols(text, found)
    found = [pinpointed(text, one) for one in sorted(found)]
    found += [*supervision.cfa_cases(text), *supervision.documents(text), *register.decisions(text)]
    return sorted(_without_overlaps(found))


def _without_overlaps(found: list[Citation]) -> list[Citation]:
    """Of citations that overlap, the longest; of the same decision named twice in a row, once."""
    kept: list[Citation] = []
    ends: list[int] = []
    for one in sorted(found, key=lambda c: (c.start, -c.end)):
        k = bisect_right(ends, one.start)
        if k < len(ends):
            if one.end - one.start > kept[-1].end - kept[-1].start and one.kind == kept[-1].kind:
                kept[-1], ends[-1] = one, one.end
            continue
        kept.append(one)
        ends.append(one.end)
    return kept
