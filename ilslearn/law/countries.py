"""What one country is: its code, and when it has been a Member of the ILO."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from ilslearn import tables
from ilslearn.catalogues import _, spoken
from ilslearn.dates import LAST_DAY, Window, partial
from ilslearn.errors import UnknownCountry, did_you_mean, shown
from ilslearn.law.country_names import codes_by_name, name_in
from ilslearn.shown import Shown
from ilslearn.tables import items

# Everyday and former names, in English, French and Spanish, that neither the list of Members nor ISO 3166 carries.
_EVERYDAY = {
    "america": "USA",
    "bielorussie": "BLR",
    "bolivia": "BOL",
    "britain": "GBR",
    "brunei": "BRN",
    "burma": "MMR",
    "cape verde": "CPV",
    "ceylan": "LKA",
    "ceylon": "LKA",
    "congo brazzaville": "COG",
    "congo kinshasa": "COD",
    "czech republic": "CZE",
    "dahomey": "BEN",
    "dr congo": "COD",
    "drc": "COD",
    "east timor": "TLS",
    "ee uu": "USA",
    "eeuu": "USA",
    "gran bretana": "GBR",
    "grande bretagne": "GBR",
    "great britain": "GBR",
    "haute volta": "BFA",
    "holanda": "NLD",
    "holland": "NLD",
    "hollande": "NLD",
    "iran": "IRN",
    "ivory coast": "CIV",
    "kyrgyz republic": "KGZ",
    "lao pdr": "LAO",
    "laos": "LAO",
    "macedoine": "MKD",
    "macedonia": "MKD",
    "micronesia": "FSM",
    "moldova": "MDA",
    "netherlands": "NLD",
    "north korea": "PRK",
    "palestina": "PSE",
    "palestine": "PSE",
    "rdc": "COD",
    "republica checa": "CZE",
    "republica del congo": "COG",
    "republique tcheque": "CZE",
    "rusia": "RUS",
    "russia": "RUS",
    "russie": "RUS",
    "south korea": "KOR",
    "soviet union": "RUS",
    "suazilandia": "SWZ",
    "swaziland": "SWZ",
    "syria": "SYR",
    "taiwan": "TWN",
    "tanzania": "TZA",
    "turkey": "TUR",
    "uae": "ARE",
    "uk": "GBR",
    "union sovietica": "RUS",
    "union sovietique": "RUS",
    "upper volta": "BFA",
    "urss": "RUS",
    "ussr": "RUS",
    "venezuela": "VEN",
    "vietnam": "VNM",
    "zaire": "COD",
}


@dataclass(frozen=True, slots=True)
class Membership:
    """One period of membership: the first day, and the first day after it (None while it lasts)."""

    since: Window
    until: Window | None

    def covers(self, day: date) -> bool | None:
        """Was the State a Member that day? None where only the year is known and the day matters."""
        end = self.until or Window(LAST_DAY, LAST_DAY)
        if day < self.since.earliest or day >= end.latest:
            return False
        return True if self.since.latest <= day < end.earliest else None


@dataclass(frozen=True, slots=True, repr=False)
class Country(Shown):
    """A country by its ISO 3166-1 code, with its periods of ILO membership (none if it never was a Member)."""

    code: str
    name: str
    region: str | None
    membership: tuple[Membership, ...]
    sources: tuple[str, ...]
    verified: str | None
    note: str

    def was_member(self, on: date) -> bool | None:
        """Was it a Member of the ILO that day? None where the record gives only a year and the day matters."""
        answers = [period.covers(on) for period in self.membership]
        if True in answers:
            return True
        return None if None in answers else False

    @property
    def called(self) -> str:
        """Its name in the language that is spoken; the English name where the list of names has none."""
        return name_in(self.code, spoken()) or self.name

    def __str__(self) -> str:
        return f"{self.called} ({self.code})"


def by_letters(name: str) -> str:
    """By what to put names in order: by their letters, whatever accents these have.

    >>> sorted(["Zambie", "Éthiopie", "Espagne"], key=by_letters)
    ['Espagne', 'Éthiopie', 'Zambie']
    """
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _key(name: str) -> str:
    """A name without case, accents or punctuation, for comparison alone."""
    plain = unicodedata.normalize("NFKD", name)
    words = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).casefold().split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def _periods(text: str) -> tuple[Membership, ...]:
    """Read ``1919/1966-03-11;1994-05-26/``."""
    periods = []
    for period in items(text):
        start, _, end = period.partition("/")
        periods.append(Membership(partial(start), partial(end) if end else None))
    return tuple(periods)


@cache
def _members() -> Mapping[str, Country]:
    return {
        row["country"]: Country(
            code=row["country"],
            name=row["name"],
            region=row["region"] or None,
            membership=_periods(row["membership"]),
            sources=items(row["source_url"]),
            verified=row["verified"],
            note=row["note"],
        )
        for row in tables.read_raw("countries").to_dict("records")
    }


@cache
def _codes_by_name() -> Mapping[str, str]:
    """Every accepted name and code, compared without case or accents, to an ISO alpha-3 code."""
    import pycountry  # here: a code from our own list needs no second list

    names: dict[str, str] = {}
    for other in pycountry.countries:
        for attribute in ("alpha_3", "alpha_2", "name", "common_name", "official_name"):
            if value := getattr(other, attribute, None):
                names.setdefault(_key(value), other.alpha_3)
    names.update(_EVERYDAY)
    frame = tables.read_raw("countries")
    for code, alpha2, name in zip(frame["country"], frame["alpha2"], frame["name"], strict=True):
        names.update({_key(code): code, _key(alpha2): code, _key(name): code})
    return names


@cache
def _codes_in_other_languages() -> Mapping[str, str]:
    """The French and Spanish names, compared without case or accents, to ISO alpha-3 codes."""
    return {_key(name): code for name, code in codes_by_name().items()}


def country(name: str) -> Country:
    """Find one country by an ISO 3166-1 code or an English name ("France", "fra", "FR"), or a French or Spanish one.

    Members and former names of Members are found, and States and territories that never were Members too: their
    ``membership`` is empty.

    >>> country("the netherlands").code
    'NLD'
    >>> country("ZAF").was_member(date(1980, 1, 1))
    False

    Raises UnknownCountry, with the nearest names, if there is none.
    """
    if not isinstance(name, str) or not name.strip():
        raise UnknownCountry(_("No country was named: write a name or an ISO code, for example Kenya or KEN."))
    return _find(name)


@lru_cache(maxsize=4096)
def _find(name: str) -> Country:
    code = name.strip().upper()
    if code in _members():
        return _members()[code]
    found = _codes_by_name().get(_key(name)) or _codes_in_other_languages().get(_key(name))
    if found is None:
        choices = [c.called for c in _members().values()]
        raise UnknownCountry(
            _("No country goes by the name {name}.", name=shown(name.strip()))
            + did_you_mean(name, choices)
            + " "
            + _("Write an English name or an ISO 3166 code, for example Kenya or KEN.")
        )
    if found in _members():
        return _members()[found]
    import pycountry

    other = pycountry.countries.get(alpha_3=found)
    title = str(getattr(other, "common_name", None) or getattr(other, "name", found))
    return Country(found, title, None, (), (), None, "Not in the list of ILO member States.")


@cache
def _names_in_text() -> tuple[re.Pattern[str], Mapping[str, str]]:
    names = {one.name: code for code, one in _members().items()}
    names |= {name.split(" (")[0]: code for name, code in names.items()}
    names |= {name.title(): code for name, code in _EVERYDAY.items() if len(name) > 4}
    names |= {"United States": "USA", "UK": "GBR", "U.S.": "USA", "USA": "USA"}
    alternatives = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)"), names


def countries_named(text: str) -> frozenset[str]:
    """The ISO codes of the Members that a text names in English, adjectives left aside.

    >>> sorted(countries_named("Canada and the United Kingdom, unlike Kenya"))
    ['CAN', 'GBR', 'KEN']
    """
    pattern, names = _names_in_text()
    return frozenset(names[match[0]] for match in pattern.finditer(text))
