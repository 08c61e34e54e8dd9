"""Check a memorial, also one drafted by a machine: ``ils.check_brief``."""

from datetime import date

from ilslearn.brief.authorities import check_authorities
from ilslearn.brief.findings import LEVELS, Brief, Finding
from ilslearn.brief.force import check_force
from ilslearn.brief.precedents import check_precedents
from ilslearn.brief.report import BriefReport
from ilslearn.brief.supervisors import check_supervisors
from ilslearn.catalogues import speaking
from ilslearn.dates import a_day_or_today
from ilslearn.errors import UnusableFile, shown
from ilslearn.law.countries import country as find_country


@speaking("en")
def check_brief(text: str, *, country: str, on: str | date | None = None) -> BriefReport:
    """Does each authority in a memorial exist, bind, and stand for what is said; and what is missing?

    Parameters: ``text``, in English (citations are found in French and Spanish too); ``country``, the State of the
    forum, by name or ISO code; ``on``, the day of the memorial (today if left out). Returns a :class:`BriefReport` with
    ``.findings`` in the order of the text; each has a level (``error``, ``warning``, ``note``), a code, offsets, what
    is wrong, what to do and a source. What binds is decided as by ``ils.binding``. What is not in the record is "not
    found here", never "fake".

    >>> text = "Convention No. 98, art. 4, ratified by Canada, protects collective bargaining."
    >>> [one.code for one in check_brief(text, country="Canada", on="2011-04-29").findings]
    ['not_binding']

    Raises UnusableFile if there is no text, UnknownCountry, UnknownDate.
    """
    if not isinstance(text, str) or not text.strip():
        raise UnusableFile(f"{shown(text)} is no text to check: give the memorial itself.")
    brief = Brief(text, find_country(country), a_day_or_today(on))
    found = [
        *check_authorities(brief),
        *check_force(brief),
        *check_supervisors(brief),
        *check_precedents(brief),
    ]
    return BriefReport(
        brief, tuple(sorted(_once(found), key=lambda one: (one.start, LEVELS.index(one.level), one.code)))
    )


def _once(found: list[Finding]) -> list[Finding]:
    """Each finding once, though two ways may lead to it."""
    return list({(one.code, one.start, one.message): one for one in found}.values())
