"""What one instrument is: a Convention, a Protocol or a Recommendation of the ILO."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from ilslearn import tables
from ilslearn.catalogues import English, _, mixed, spoken, word
from ilslearn.dates import Window, as_read, partial
from ilslearn.errors import IlsError, UnknownInstrument, did_you_mean, shown
from ilslearn.law.rules import denunciation_in_words, entry_in_words, final_rules
from ilslearn.shown import Shown, confirmation, in_html, link, tongue
from ilslearn.tables import items

_KINDS = {"C": "Convention", "P": "Protocol", "R": "Recommendation"}
_LETTERS = {
    "c": "C", "conv": "C", "convention": "C", "convenio": "C",
    "r": "R", "rec": "R", "recommendation": "R", "recommandation": "R", "recomendacion": "R",
    "p": "P", "protocol": "P", "protocole": "P", "protocolo": "P",
}  # fmt: skip
_NUMBERED = re.compile(
    r"(?:(?:ilo|oit)\s+)?(?P<word>[a-zé]+)\.?\s*(?:(?:no|nos|n|num|núm|number)\s*[.°º]?\s*)?(?P<number>\d{1,3})", re.I
)


@dataclass(frozen=True, slots=True, repr=False)
class Instrument(Shown):
    """An instrument by its code (``C158``, ``P029``, ``R198``, ``MLC``), with its dates and status.

    ``in_force_on`` is the day on which it first came into force for anybody (None: never, or not yet);
    ``ended_on`` the day on which the Conference abrogated or withdrew it.
    """

    code: str
    kind: str
    number: int | None
    title: str
    adopted_on: date | None
    in_force_on: date | None
    ended_on: Window | None
    ended_by: str
    category: str
    principle: str
    subject: str
    status: str
    revises: tuple[str, ...]
    revised_by: tuple[str, ...]
    supplements: tuple[str, ...]
    sources: tuple[str, ...]
    verified: str
    note: str

    @property
    def titled(self) -> str:
        """Its title in the language that is spoken; the English one where no other is recorded."""
        other = self.title_in(spoken()) if spoken() != "en" else None
        if other and spoken() == "fr":  # the sources write it as a typewriter does
            return other.replace("'", "’").replace("n° ", "n°\u00a0")
        return other or English(self.title)

    def __str__(self) -> str:
        return mixed(f"{self.code} ", self.titled)

    @property
    def is_fundamental(self) -> bool:
        """Is it one of the fundamental instruments?"""
        return self.category == "fundamental"

    @property
    def binds_later_states(self) -> str:
        """From when it binds a State that ratifies: its own rule with the article, in words."""
        rule = final_rules().get(self.code)
        return entry_in_words(rule) if rule else ""

    @property
    def may_be_denounced(self) -> str:
        """When it may be denounced, with the door that was open, or came next, on the day of the facts."""
        rule, today = final_rules().get(self.code), date.fromisoformat(tables.as_of())
        return denunciation_in_words(rule, self.in_force_on, today) if rule and not self.ended_on else ""

    def title_in(self, language: str) -> str | None:
        """Its title in French (``"fr"``) or Spanish (``"es"``); None where no title is confirmed.

        Titles of which a word is in doubt are in ``ils.instrument_titles()``, with a note.

        >>> instrument("C087").title_in("es")
        'Convenio sobre la libertad sindical y la protección del derecho de sindicación, 1948 (núm. 87)'

        Raises IlsError for another language.
        """
        if language not in ("fr", "es"):
            raise IlsError(
                _(
                    "There are titles in French and Spanish, not in {language}: write fr or es.",
                    language=shown(language),
                )
            )
        return _titles().get((self.code, language))

    def _repr_html_(self) -> str:
        rows = [
            (_("Kind"), word(self.kind).capitalize()),
            (_("Adopted"), as_read(self.adopted_on) if self.adopted_on else _("not confirmed")),
            (_("First in force"), self._first_in_force()),
            (_("Binds a State that ratifies"), self.binds_later_states),
            (_("May be denounced"), self.may_be_denounced),
            (_("Category"), word(self.category)),
            (_("Subject"), word(self.subject)),
            (_("Status"), word(self.status) or _("not recorded here (see NORMLEX)")),
            (_("Ended"), f"{as_read(self.ended_on)} ({self.ended_by})" if self.ended_on else ""),
            (_("Revises"), ", ".join(self.revises)),
            (_("Revised by"), ", ".join(self.revised_by)),
            (_("Confirmed"), confirmation(self.verified, self.note)),
        ]
        cells = [(label, in_html(value)) for label, value in rows if value]
        cells += [(_("Sources"), ", ".join(map(link, self.sources)))] if self.sources else []
        body = "".join(
            f'<tr><th scope="row" style="text-align:left;vertical-align:top">{in_html(label)}</th>'
            f'<td style="text-align:left">{value}</td></tr>'
            for label, value in cells
        )
        return (
            f'<table{tongue()} style="max-width:60em;overflow-wrap:anywhere">'
            f"<caption><strong>{in_html(str(self))}</strong></caption>{body}</table>"
        )

    def _first_in_force(self) -> str:
        if self.kind == "recommendation":
            return _("a Recommendation never comes into force: it guides, it does not bind")
        return as_read(self.in_force_on) if self.in_force_on else _("no entry into force recorded")


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


@cache
def _all() -> Mapping[str, Instrument]:
    return {
        row["code"]: Instrument(
            code=row["code"],
            kind=row["kind"],
            number=int(row["number"]) if row["number"] else None,
            title=row["title"],
            adopted_on=_day(row["adopted_on"]),
            in_force_on=_day(row["in_force_on"]),
            ended_on=partial(row["ended_on"]) if row["ended_on"] else None,
            ended_by=row["ended_by"],
            category=row["category"],
            principle=row["principle"],
            subject=row["subject"],
            status=row["status"],
            revises=items(row["revises"]),
            revised_by=items(row["revised_by"]),
            supplements=items(row["amends_or_supplements"]),
            sources=items(row["source_url"]),
            verified=row["verified"],
            note=row["note"],
        )
        for row in tables.read_raw("instruments").to_dict("records")
    }


@cache
def _titles() -> Mapping[tuple[str, str], str]:
    rows = tables.read_raw("instrument_titles").to_dict("records")
    return {(row["code"], row["language"]): row["title"] for row in rows if row["verified"] == "confirmed"}


@cache
def _codes_by_title() -> Mapping[str, str]:
    titles: dict[str, str] = {}
    for one in _all().values():
        title = one.title.casefold()
        titles[title] = titles[title.removesuffix(", as amended")] = one.code
        # "Termination of Employment Convention": the year may be left out where no other instrument has the name.
        short = re.sub(r",?\s*\d{4}$", "", title.removesuffix(", as amended"))
        titles[short] = "" if titles.get(short, one.code) != one.code else one.code
    return titles


def instrument(name: str) -> Instrument:
    """Find one instrument by code, number or title.

    ``"C158"``, ``"c158"``, ``"C87"``, ``"Convention No. 158"``, ``"ILO Recommendation 198"``, ``"MLC, 2006"`` and
    ``"Termination of Employment Convention, 1982"`` all work.

    >>> instrument("Convention No. 87").code
    'C087'

    Raises UnknownInstrument, with the nearest titles or the highest number there is, if none goes by that name.
    """
    if not isinstance(name, str) or not name.strip():
        raise UnknownInstrument(_("No instrument was named: write a code or a number, for example C158."))
    return _find(name)


@lru_cache(maxsize=4096)
def _find(name: str) -> Instrument:
    text = " ".join(name.split())
    if text.upper() in _all():
        return _all()[text.upper()]
    folded = text.casefold()
    if re.fullmatch(r"mlc(,?\s*2006)?", folded):
        return _all()["MLC"]
    if code := _codes_by_title().get(folded):
        return _all()[code]
    match = _NUMBERED.fullmatch(text)
    if match and (letter := _LETTERS.get(match["word"].casefold().replace("é", "e"))):
        code = f"{letter}{int(match['number']):03d}"
        if code in _all():
            return _all()[code]
        if code == "C186":
            return _all()["MLC"]
        last = max(other for other in _all() if other.startswith(letter))
        raise UnknownInstrument(
            _(
                "There is no {kind} No. {number}: the record ends with {last} ({title}).",
                kind=word(_KINDS[letter]),
                number=int(match["number"]),
                last=last,
                title=_all()[last].titled,
            )
            + (" " + _("Protocols are numbered after the Convention that they belong to.") if letter == "P" else "")
        )
    titles = [one.title for one in _all().values()]
    raise UnknownInstrument(
        _("No instrument goes by the name {name}.", name=shown(text))
        + did_you_mean(text, titles)
        + " "
        + _("Write a code such as C158, P029 or R198.")
    )
