"""States and instruments as the ILO's database names them, in English, French and Spanish."""

import gettext
import re
from collections.abc import Iterator, Mapping
from functools import cache

from ilslearn.errors import UnknownCountry
from ilslearn.law.countries import country
from ilslearn.updates.wording import plain

_SMALL = {"the", "of", "and", "la", "le", "les", "l", "de", "des", "du", "d", "et", "el", "los", "las", "del", "y"}
# Names of the database that the catalogues of ISO 3166 have in another form.
_OTHERS = {
    "Fédération de Russie": "RUS", "Federación de Rusia": "RUS", "Moldova, République de": "MDA",
    "República de Moldova": "MDA", "República de Corea": "KOR", "Equateur": "ECU", "Kirghizistan": "KGZ",
    "Kirguistán": "KGZ", "République-Unie de Tanzanie": "TZA", "República Unida de Tanzanía": "TZA",
    "Ex-République yougoslave de Macédoine": "MKD", "Swaziland": "SWZ", "Cabo Verde": "CPV", "Benin": "BEN",
    "Bélarus": "BLR", "Belarús": "BLR", "Viet Nam": "VNM", "Kazajstán": "KAZ", "Uzbekistán": "UZB",
    "Royaume-Uni de Grande-Bretagne et d'Irlande du Nord": "GBR", "Chequia": "CZE", "Türkiye": "TUR",
    "Reino Unido de Gran Bretaña e Irlanda del Norte": "GBR", "Etats-Unis d'Amérique": "USA",
    "Argelia": "DZA", "Arabia Saudita": "SAU", "Comoras": "COM", "Nueva Zelandia": "NZL", "Trinidad y Tabago": "TTO",
    "Swazilandia": "SWZ", "Ex República Yugoslava de Macedonia": "MKD",
    "Estados Unidos de América": "USA", "Guinea - Bissau": "GNB", "Congo": "COG",
}  # fmt: skip
_TITLE = re.compile(
    r"^\s*([CPR]\s?\d{3}|MLC(?:, 2006)?)\b(?:\s*[-–—:]\s*[\s\S]*?,\s?\d{4}(?!\d)"
    r"(?:, as amended)?(?:\s*\((?:No\.|n[uú]m\.|n[°º]|MLC,)\s*\d+\))?)?",
    re.IGNORECASE,
)


def state(name: str) -> str | None:
    """The ISO code of the State with that name in one of the three languages, or None.

    >>> state("Venezuela (Bolivarian Republic of)"), state("Centrafricaine, République"), state("Atlantis")
    ('VEN', 'CAF', None)
    """
    if len(name) > 120 or not (words := _words(name)):
        return None
    if words in _abroad():  # "Niger" and "Congo" are the same in all three, and these names are exact
        return _abroad()[words]
    try:
        return country(name).code if len(name.strip()) > 3 else None
    except UnknownCountry:
        return None


def state_and_rest(text: str) -> tuple[str | None, str]:
    """The State that a cell begins with, and what the cell says after it.

    A copied table may run the two together; they are told apart only where no space stands between them, so that
    "China - Hong Kong SAR" is never taken for China.

    >>> state_and_rest("Antigua and BarbudaExcluding Part II"), state_and_rest("China - Hong Kong SAR")
    (('ATG', 'Excluding Part II'), (None, ''))
    """
    name, _, rest = text.partition("\n")
    if code := state(name):
        return code, rest
    for end in range(len(name) - 1, 2, -1):
        runs_on = name[end - 1].isalpha() or name[end - 1] in ").'"
        if (name[end].isupper() or name[end] == ".") and runs_on and (code := state(name[:end])):
            return code, "\n".join(filter(None, (name[end:].lstrip("."), rest)))
    return None, ""


def instrument_and_rest(text: str) -> tuple[str | None, str]:
    """The code of the instrument that a cell begins with, and what the cell says after its title.

    >>> instrument_and_rest("C138 - Minimum Age Convention, 1973 (No. 138)Minimum age specified: 16 years")
    ('C138', 'Minimum age specified: 16 years')
    >>> instrument_and_rest("MLC, 2006 - Maritime Labour Convention, 2006 (MLC, 2006)")
    ('MLC', '')
    """
    match = _TITLE.match(text)
    if match is None:
        return None, ""
    return match[1].upper().replace(" ", "").removesuffix(",2006"), text[match.end() :].strip()


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", plain(name))) - _SMALL


@cache
def _abroad() -> Mapping[frozenset[str], str]:
    """Names of States in French and Spanish, in whatever order their words stand."""
    import pycountry

    names: dict[frozenset[str], str] = {}
    for language in ("fr", "es"):
        texts = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language])
        for code, name in _iso_names():
            names.setdefault(_words(texts.gettext(name)), code)
    return names | {_words(name): code for name, code in _OTHERS.items()}


def _iso_names() -> Iterator[tuple[str, str]]:
    import pycountry

    for attribute in ("name", "official_name", "common_name"):
        for one in pycountry.countries:
            if value := getattr(one, attribute, None):
                yield one.alpha_3, value
