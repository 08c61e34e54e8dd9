"""The words of the ILO's database in English, French and Spanish: days, statuses, notes, terms of a ratification.

What is said of a ratification is put into our own English words; what is not understood is handed back as it stands.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from ilslearn.errors import UnknownDate, UnusableFile, shown

_MONTHS = {
    "jan": 1, "january": 1, "janv": 1, "janvier": 1, "ene": 1, "enero": 1,
    "feb": 2, "february": 2, "fevr": 2, "fev": 2, "fevrier": 2, "febrero": 2,
    "mar": 3, "march": 3, "mars": 3, "marzo": 3,
    "apr": 4, "april": 4, "avr": 4, "avril": 4, "abr": 4, "abril": 4,
    "may": 5, "mai": 5, "mayo": 5,
    "jun": 6, "june": 6, "juin": 6, "junio": 6,
    "jul": 7, "july": 7, "juil": 7, "juillet": 7, "julio": 7,
    "aug": 8, "august": 8, "aout": 8, "ago": 8, "agosto": 8,
    "sep": 9, "sept": 9, "september": 9, "septembre": 9, "septiembre": 9, "set": 9, "setiembre": 9,
    "oct": 10, "october": 10, "octobre": 10, "octubre": 10,
    "nov": 11, "november": 11, "novembre": 11, "noviembre": 11,
    "dec": 12, "december": 12, "decembre": 12, "dic": 12, "diciembre": 12,
}  # fmt: skip
_DAY = r"(\d{4}-\d\d-\d\d|\d{1,2}(?:er|\.º|º)?\s+(?:de\s+)?[a-z]+\.?\s+(?:de\s+)?\d{4})"
_CODE = r"([cp]0*\d{1,3}|mlc)"
_STATUSES = {
    "in force": "in_force", "en vigueur": "in_force", "en vigor": "in_force",
    "not in force": "not_in_force", "pas en vigueur": "not_in_force", "no en vigor": "not_in_force",
    "no esta en vigor": "not_in_force", "no vigente": "not_in_force",
}  # fmt: skip
_WILL_ENTER = re.compile(
    r"(?:(?:the|la|el|le) (?:convention|convenio|protocol[eo]?) )?"
    r"(?:will enter into force|entrera en vigueur|entrara en vigor)"
    rf"(?: (?:for|pour|para)\b.*?)?\s(?:on|le|el)\s+{_DAY}"
)
_AUTOMATIC = re.compile(
    rf"(?:automatic denunciation|denonciation automatique|denuncia automatica)\s+(?:on|le|el)\s+{_DAY}"
    rf"(?:\s+(?:by|par|por)\s+(?:la\s+|el\s+)?(?:convention|convenio|protocol[eo]?)?\s*{_CODE})?"
)
_DENOUNCED = re.compile(rf"(?:denounced|denoncee?|denunciad[oa])\s+(?:on|le|el)\s+{_DAY}")
_ENDED = re.compile(
    r"[^.]*\b(?:abrogated|abrogation|withdrawn|abrogee?|retiree?|derogad[oa]|abrogad[oa]|retirad[oa])\b[^.]*"
)

# How the terms of a ratification are worded there (without accents or capitals), and in our own words.
_TERMS: tuple[tuple[str, str], ...] = (
    (r"(?:minimum age specified|age minimum specifie|edad minima especificada)\s*: (\d\d) (?:years|ans|anos)\.?",
     "Minimum age specified: {0} years."),
    (r"period of maternity leave(?: specified)?\s*: (\d+ (?:weeks|calendar days|days))\.?",
     "Period of maternity leave specified: {0}."),
    (r"length of (?:annual )?holiday specified\s*: (\d+ (?:(?:working|calendar) )?(?:days|weeks))\.?",
     "Length of holiday specified: {0}."),
    (r"(?:excluding|a l'exclusion de la|excluida la|excluyendo la) part(?:ie|e)? ([ivx]+)\b\.?", "Part {0} excluded."),
    (r"(?:has excluded the provisions of|a exclu les dispositions de|ha excluido las disposiciones del?)"
     r" (?:l'annexe|annex|anexo) ([ivx]+)\b\.?", "Annex {0} excluded."),
    (r"(?:has excluded the provisions of|a exclu les dispositions des|ha excluido las disposiciones de los)"
     r" (?:annexes|anexos) ([ivx]+) (?:to|a) ([ivx]+)\b\.?", "Annexes {0} to {1} excluded."),
    (r"(?:has accepted|a accepte les|ha aceptado las) part(?:s|ies|es) ([ivx]+(?:(?:, | and | et | y )[ivx]+)*)\b\.?",
     "Parts {0} accepted."),
    (r"has accepted (?:the provisions of )?article (\d+), paragraph (\d)((?: ?\([a-d]\)| and)+)\.?",
     "Article {0}({1}){2} accepted."),
    (r"(?:has ratified the protocol of|a ratifie le protocole de|ha ratificado el protocolo de) (\d{4})\.?",
     "Has also ratified the Protocol of {0}."),
    (r"(?:^|(?<=[.\n]))\s*(tanganyika|zanzibar)\.?", "{0} only."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What the status and the note of one ratification say; ``rest`` is what was not understood of the note."""

    status: str
    in_force_on: date | None = None
    denounced_on: date | None = None
    effective_on: date | None = None
    denounced_by: str = ""
    rest: str = ""

    @property
    def end(self) -> date | None:
        """The day that the note gives to a denunciation."""
        return self.denounced_on or self.effective_on


def plain(text: str) -> str:
    """A text without accents or capitals and with single spaces, for comparison; lines stay lines.

    >>> plain("Dénoncée  le 9 AOÛT 1989")
    'denoncee le 9 aout 1989'
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    bare = bare.replace("’", "'").replace("\r", "")
    return "\n".join(" ".join(line.split()) for line in bare.split("\n") if line.strip())


def a_day_in_words(text: "str | date") -> date:
    """Read a day as the database writes it in English, French or Spanish, or in ISO 8601.

    >>> a_day_in_words("13 Jan 1992"), a_day_in_words("02 févr. 1998"), a_day_in_words("29 agosto 1932")
    (datetime.date(1992, 1, 13), datetime.date(1998, 2, 2), datetime.date(1932, 8, 29))

    Raises UnknownDate for anything else; 02/03/1998 too, which is read in two ways.
    """
    if isinstance(text, datetime):
        return text.date()
    if isinstance(text, date):
        return text
    words = plain(text).replace("\n", " ").replace(" de ", " ").split()
    try:
        if len(words) == 1 and re.fullmatch(r"\d{4}-\d\d-\d\d", words[0]):
            return date.fromisoformat(words[0])
        number, month, year = words
        number = re.sub(r"(?:er|\.o|o)$", "", number)
        if not (number.isascii() and number.isdigit() and re.fullmatch(r"[0-9]{4}", year)):
            raise ValueError
        return date(int(year), _MONTHS[month.rstrip(".")], int(number))
    except (ValueError, KeyError):
        raise UnknownDate(
            f"{shown(text)} is not a day that can be read without guessing: 13 Jan 1992, or 1992-01-13."
        ) from None


def said(status: str, note: str = "") -> Said:
    """Read the status and the note of a ratification.

    >>> said("Not in force", "Automatic Denunciation on 28 Jun 2002 by convention C138").denounced_by
    'C138'
    >>> said("Pas en vigueur", "La convention entrera en vigueur pour Congo le 26 oct. 2024.").status
    'not_yet_in_force'

    Raises UnusableFile if it is no status of the database, and UnknownDate for a day that does not exist.
    """
    found = _STATUSES.get(plain(status).replace("\n", " "))
    if found is None:
        raise UnusableFile(f"{shown(status)} is no status: the database says In Force or Not in force.")
    text = plain(note).replace("\n", " ")
    if match := _WILL_ENTER.search(text):
        state = "not_yet_in_force" if found == "not_in_force" else found
        return Said(state, in_force_on=a_day_in_words(match[1]), rest=_without(text, match))
    if match := _AUTOMATIC.search(text):
        by = _code(match[2]) if match[2] else ""
        return Said("denounced", effective_on=a_day_in_words(match[1]), denounced_by=by, rest=_without(text, match))
    if match := _DENOUNCED.search(text):
        return Said("denounced", denounced_on=a_day_in_words(match[1]), rest=_without(text, match))
    if found == "not_in_force" and (match := _ENDED.search(text)):
        return Said(found, rest=_without(text, match))
    return Said(found, rest=text)


def terms(text: str) -> tuple[tuple[str, ...], str]:
    """The terms of a ratification in our own words, and what is left of the text that was not understood.

    >>> terms("Excluding Part II. Has ratified the Protocol of 1995.")
    (('Part II excluded.', 'Has also ratified the Protocol of 1995.'), '')
    """
    left, found = plain(text), []
    for pattern, ours in _TERMS:
        for match in re.finditer(pattern, left):
            values = [_as_written(value) for value in match.groups()]
            found.append((match.start(), ours.format(*values)))
        left = re.sub(pattern, lambda match: " " * len(match[0]), left)
    return tuple(words for _, words in sorted(found)), " ".join(left.split()).strip(" .;,-")


def _as_written(value: str) -> str:
    """Roman numerals in capitals, names with one, in English."""
    value = value.replace(" et ", " and ").replace(" y ", " and ")
    if re.fullmatch(r"[ivx]+(?:(?:, | and )[ivx]+)*", value):
        return value.upper().replace(" AND ", " and ")
    return value.capitalize() if value.isalpha() else value


def _code(text: str) -> str:
    kind, number = text[0].upper(), text[1:]
    return f"{kind}{int(number):03}" if number.isdigit() else text.upper()


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip(" .;,-")
