"""The names of countries in French and Spanish: those of ISO 3166-1, put right where the United Nations write another.

The translations of ISO 3166-1 come with pycountry. The table below has the short names of the United Nations, which the
ILO uses too, where those differ or are misspelt there.
"""

import gettext
from collections.abc import Mapping
from functools import cache

_UNITED_NATIONS = {
    "fr": {
        "BOL": "Bolivie (État plurinational de)",
        "COD": "République démocratique du Congo",
        "COG": "Congo",
        "CIV": "Côte d’Ivoire",
        "CPV": "Cabo Verde",
        "FSM": "Micronésie (États fédérés de)",
        "GBR": "Royaume-Uni",
        "GNQ": "Guinée équatoriale",
        "IRN": "Iran (République islamique d’)",
        "IRQ": "Iraq",
        "KNA": "Saint-Kitts-et-Nevis",
        "KOR": "République de Corée",
        "LAO": "République démocratique populaire lao",
        "MDA": "République de Moldova",
        "MMR": "Myanmar",
        "NGA": "Nigéria",
        "NLD": "Pays-Bas (Royaume des)",
        "PRK": "République populaire démocratique de Corée",
        "PSE": "État de Palestine",
        "RUS": "Fédération de Russie",
        "SLB": "Îles Salomon",
        "SLV": "El Salvador",
        "SUR": "Suriname",
        "SYR": "République arabe syrienne",
        "TLS": "Timor-Leste",
        "TUR": "Türkiye",
        "TZA": "République-Unie de Tanzanie",
        "USA": "États-Unis d’Amérique",
        "VEN": "Venezuela (République bolivarienne du)",
        "VNM": "Viet Nam",
    },
    "es": {
        "BFA": "Burkina Faso",
        "BGD": "Bangladesh",
        "BHR": "Bahrein",
        "BLR": "Belarús",
        "BOL": "Bolivia (Estado Plurinacional de)",
        "BWA": "Botswana",
        "CIV": "Côte d’Ivoire",
        "COD": "República Democrática del Congo",
        "COM": "Comoras",
        "DJI": "Djibouti",
        "DZA": "Argelia",
        "FJI": "Fiji",
        "FSM": "Micronesia (Estados Federados de)",
        "GBR": "Reino Unido",
        "GNB": "Guinea-Bissau",
        "IRN": "Irán (República Islámica del)",
        "IRQ": "Iraq",
        "KAZ": "Kazajstán",
        "KEN": "Kenya",
        "KNA": "Saint Kitts y Nevis",
        "KOR": "República de Corea",
        "LAO": "República Democrática Popular Lao",
        "LSO": "Lesotho",
        "MDA": "República de Moldova",
        "MDV": "Maldivas",
        "MMR": "Myanmar",
        "MWI": "Malawi",
        "NLD": "Países Bajos (Reino de los)",
        "NZL": "Nueva Zelandia",
        "PLW": "Palau",
        "PNG": "Papua Nueva Guinea",
        "PRK": "República Popular Democrática de Corea",
        "PSE": "Estado de Palestina",
        "QAT": "Qatar",
        "ROU": "Rumania",
        "RUS": "Federación de Rusia",
        "RWA": "Rwanda",
        "SAU": "Arabia Saudita",
        "SUR": "Suriname",
        "SWZ": "Eswatini",
        "SYR": "República Árabe Siria",
        "TLS": "Timor-Leste",
        "TTO": "Trinidad y Tabago",
        "TUN": "Túnez",
        "TUR": "Türkiye",
        "TZA": "República Unida de Tanzanía",
        "USA": "Estados Unidos de América",
        "VEN": "Venezuela (República Bolivariana de)",
        "VNM": "Viet Nam",
        "ZWE": "Zimbabwe",
    },
}


@cache
def name_in(code: str, language: str) -> str:
    """The name of a country, by its ISO alpha-3 code, in French or Spanish; empty where there is none.

    >>> name_in("BRA", "fr"), name_in("TUN", "es"), name_in("BRA", "en")
    ('Brésil', 'Túnez', '')
    """
    if language == "en":
        return ""
    return _UNITED_NATIONS[language].get(code) or _in_iso(code, language)


def _in_iso(code: str, language: str) -> str:
    import pycountry  # here: English names need no second list

    other = pycountry.countries.get(alpha_3=code)
    if other is None:
        return ""
    names = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language])
    # The everyday name first; a name that is the same in English is not in the list, and right as it is.
    english = [getattr(other, attribute, "") for attribute in ("common_name", "name")]
    return next((names.gettext(name) for name in english if name and names.gettext(name) != name), str(other.name))


@cache
def codes_by_name() -> Mapping[str, str]:
    """Every French and Spanish name, of ISO 3166-1 and of the United Nations, to its code."""
    import pycountry

    codes = [other.alpha_3 for other in pycountry.countries]
    return {form(code, language): code for form in (_in_iso, name_in) for language in ("fr", "es") for code in codes}
