"""Saved pages for the tests, in the layout seen in copies of the ILO's database; the facts are ours or made up.

Seen: heading, counts, column heads, days, statuses, the notes on an entry into force and a denunciation, declarations
and a Protocol in the same cell as the Convention, in English, French and Spanish. Assumed: the elements around them.
"""

import re
from dataclasses import dataclass
from datetime import date
from html import escape

from ilslearn.dates import partial
from ilslearn.law.countries import country
from ilslearn.law.instruments import instrument

_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_WORDS = {
    "en": {
        "heads": ("Country", "Convention", "Date", "Status", "Note"), "yes": "In Force", "no": "Not in force",
        "of": "Ratifications of {}", "state": "Ratifications for {}", "states": "{} Conventions and {} Protocols",
        "count": "{} ratifications", "ended": "Denounced: {}", "denounced": "Denounced on {}",
        "automatic": "Automatic Denunciation on {} by convention {}", "protocol": "ratified on {} ({})",
        "will": "The Convention will enter into force for {} on {}.",
    },
    "fr": {
        "heads": ("Pays", "Convention", "Date", "État actuel", "Note"), "yes": "En vigueur", "no": "Pas en vigueur",
        "of": "Ratifications de {}", "state": "Ratifications pour {}", "states": "{} Conventions et {} Protocoles",
        "count": "{} ratifications", "ended": "Dénoncée: {}", "denounced": "Dénoncée le {}",
        "automatic": "Dénonciation automatique le {} par convention {}", "protocol": "ratifié le {} ({})",
        "will": "La convention entrera en vigueur pour {} le {}.",
    },
    "es": {
        "heads": ("País", "Convenio", "Fecha", "Estatus", "Nota"), "yes": "En vigor", "no": "No está en vigor",
        "of": "Ratificación del {}", "state": "Ratificaciones de {}", "states": "{} Convenios y {} Protocolos",
        "count": "{} ratificaciones", "ended": "Denuncias: {}", "denounced": "Denunciado el {}",
        "automatic": "Denuncia automática el {} por convenio {}", "protocol": "ratificado el {} ({})",
        "will": "El Convenio entrará en vigor para {} el {}.",
    },
}  # fmt: skip
TERMS = {  # our words, and those of the database
    r"Part II excluded\.": "Excluding Part II",
    r"Has also ratified the Protocol of (\d+)\.": r"Has ratified the Protocol of \1.",
    r"Minimum age specified: (\d+) years.*": r"Minimum age specified: \1 years",
    r"Annexes I to III excluded\.": "Has excluded the provisions of Annexes I to III",
    r"Annex (I+) excluded\.": r"Has excluded the provisions of Annex \1",
    r"Article 15\(1\)(\(a\)(?: and \(b\))?) accepted\.": r"Has accepted the provisions of Article 15, paragraph 1\1",
    r"Tanganyika only\.": "Tanganyika",
}
ADDRESS = "https://normlex.ilo.org/dyn/nrmlx_en/f?p=NORMLEXPUB:11300:0::NO::P11300_INSTRUMENT_ID:312226"


def in_words(day: date, language: str = "en") -> str:
    """A day as the database writes it."""
    return f"{day.day:02} {_MONTHS[language].split()[day.month - 1]} {day.year}"


@dataclass
class Line:
    """One ratification as a page has it."""

    country: str
    instrument: str
    on: date
    status: str = "in_force"
    denounced_on: date | None = None
    effective_on: date | None = None
    by: str = ""
    in_force_on: date | None = None
    terms: str = ""

    def cells(self, language: str) -> tuple[str, str, str]:
        """Day, status and note."""
        words, note = _WORDS[language], ""
        if self.effective_on:
            note = words["automatic"].format(in_words(self.effective_on, language), self.by)
        elif self.denounced_on:
            note = words["denounced"].format(in_words(self.denounced_on, language))
        elif self.in_force_on and self.status == "not_yet_in_force":
            note = words["will"].format(country(self.country).name, in_words(self.in_force_on, language))
        return in_words(self.on, language), words["yes" if self.status == "in_force" else "no"], note


def line_of(row: dict[str, str]) -> Line:
    """A row of the facts as the database would list it (a day that is not known is a day in that year)."""

    def day(name: str) -> date | None:
        return partial(row[name]).earliest if row[name] else None

    terms = row["declarations"]
    for ours, theirs in TERMS.items():
        terms = re.sub(ours, theirs, terms)
    automatic = row["denunciation_mode"] == "automatic"
    return Line(
        row["country"], row["instrument"], day("ratified_on"), row["status"],
        None if automatic else day("denounced_on"),
        (day("denunciation_effective_on") or day("denounced_on")) if automatic else None,
        row["denounced_by"], day("in_force_on"), terms,
    )  # fmt: skip


def of_instrument(lines, language="en", *, count=None, body="", name=None, top=""):
    """The page of the ratifications of one instrument."""
    words, code = _WORDS[language], lines[0].instrument
    title = words["of"].format(
        f"{code} - {instrument(code).title} (No. {int(code[1:])})" if code[1:].isdigit() else code
    )
    rows = []
    for line in lines:
        state = (name or (lambda code: country(code).name))(line.country)
        terms = f"<br/><i>{escape(line.terms)}</i>" if line.terms else ""
        rows.append([f'<a href="f?p=1:11200:0">{escape(state)}</a>{terms}', *map(escape, line.cells(language))])
    ended = sum(bool(line.denounced_on or line.effective_on) for line in lines)
    counts = [words["count"].format(len(lines) if count is None else count), words["ended"].format(ended)]
    head = [words["heads"][i] for i in (0, 2, 3, 4)]
    return _page(title, counts, [(head, rows)], language, body, top)


def of_country(code, lines, language="en", *, count=None, body="", top="", name=None):
    """The page of the ratifications of one State: a Protocol stands in the row of its Convention."""
    words = _WORDS[language]
    protocols = {line.instrument: line for line in lines if line.instrument[0] == "P"}
    rows, head = [], [words["heads"][i] for i in (1, 2, 3, 4)]
    for line in (line for line in lines if line.instrument[0] != "P"):
        one = instrument(line.instrument)
        number = f" (No. {int(one.code[1:])})" if one.code[1:].isdigit() else ""
        within = ""
        if protocol := protocols.get(f"P{line.instrument[1:]}"):
            day, status, _ = protocol.cells(language)
            told = words["protocol"].format(day, status)
            within = f"<div>{protocol.instrument} - {escape(instrument(protocol.instrument).title)} {told}</div>"
        terms = f"<i>{escape(line.terms)}</i>" if line.terms else ""
        cell = f'<a href="f?p=1:12100:0">{one.code} - {escape(one.title)}{number}</a>{within}{terms}'
        rows.append([cell, *map(escape, line.cells(language))])
    title = words["state"].format(name or country(code).name)
    counts = [words["states"].format(len(rows) if count is None else count, len(protocols))]
    middle = len(rows) // 2
    return _page(title, counts, [(head, rows[:middle]), (head, rows[middle:])], language, body, top)


def _page(title, counts, tables, language, body, top):
    written = ""
    for head, rows in tables:
        lines = ["".join(f"<th><a>{escape(cell)}</a></th>" for cell in head)]
        lines += ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
        inside = "".join(f"<tr>{line}</tr>" for line in lines)
        written += f'<table class="horizontalLine" cellspacing="0">{inside}</table>'
    return (
        f'<!DOCTYPE html>\n{top}<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        "<script>document.write('never run')</script><style>td {color: red}</style></head><body><form>"
        f"<table><tr><td>NORMLEX</td><td>Information System</td></tr></table><h1>{escape(title)}</h1>"
        f"{''.join(f'<p>{escape(count)}</p>' for count in counts)}{body}{written}</form></body></html>"
    )
