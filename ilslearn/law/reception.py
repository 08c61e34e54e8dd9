"""How a country's legal order receives treaties, and what rank it gives them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ilslearn import tables
from ilslearn.catalogues import N_, English, _, mixed, semicolon, spoken, word
from ilslearn.document import Document, Grid
from ilslearn.law.countries import country as find_country
from ilslearn.shown import Shown, confirmation
from ilslearn.tables import items

_WAYS = {
    "automatic_on_publication": N_("a ratified treaty becomes law when it is published"),
    "constitutional_incorporation": N_("the constitution itself makes ratified treaties law"),
    "legislative_incorporation": N_("a treaty becomes domestic law only through an Act of the legislature"),
    "mixed": N_("some treaties become law directly, others need an Act"),
}
_RANKS = {
    "constitutional": N_("with the rank of the constitution"),
    "supra_legal": N_("above statutes"),
    "equal_to_statute": N_("with the rank of a statute"),
    "below_statute": N_("below statutes"),
    "not_domestic_law_until_enacted": N_("are not domestic law until enacted"),
    "depends": N_("with a rank that depends on the treaty or on how it was approved"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Reception(Shown):
    """How one country receives treaties: a spectrum, of which ``tradition`` is only a first word."""

    country: str
    tradition: str
    legal_family: str
    reception: str
    rank: str
    rank_human_rights: str
    provision: tuple[str, ...]
    interpretive_duty: str
    practice: str
    sources: tuple[str, ...]
    verified: str
    note: str

    @property
    def is_direct(self) -> bool:
        """Can a ratified treaty be domestic law without an Act of its own?"""
        return self.reception != "legislative_incorporation"

    @property
    def must_interpret(self) -> bool | None:
        """Must courts read domestic law in the light of international law? None where the record does not tell."""
        return not self.interpretive_duty.startswith("no") if self.interpretive_duty else None

    def _repr_html_(self) -> str:
        """The sentence with the rest of the row, how far it is confirmed, and its sources."""
        rows = [
            (_("Treaties"), str(self)),
            (_("Duty to interpret"), English(self.interpretive_duty) or _("none recorded")),
            (_("In practice"), English(self.practice)),
            (_("Confirmed"), confirmation(self.verified, self.note)),
            (_("Sources"), "; ".join(self.sources)),
        ]
        grid = Grid(_("Reception and rank"), (_("Point"), _("What the record says")), rows)
        title = _("{state}: how treaties are received", state=find_country(self.country).called)
        return Document(title, (grid,), language=spoken()).to_html()

    def __str__(self) -> str:
        """One sentence: how treaties come in, and with which rank."""
        rank = f", {_(_RANKS[self.rank])}" if self.rank and self.rank != "not_domestic_law_until_enacted" else ""
        human = (
            semicolon() + _("human rights treaties {rank}", rank=_(_RANKS[self.rank_human_rights]))
            if self.rank_human_rights
            else ""
        )
        clause = mixed(" (", English("; ".join(self.provision)), ")") if self.provision else ""
        way = _("{tradition}: {way}", tradition=word(self.tradition).capitalize(), way=_(_WAYS[self.reception]))
        return mixed(f"{way}{rank}{human}", clause, ".")


@cache
def _systems() -> Mapping[str, Reception]:
    return {
        row["country"]: Reception(
            country=row["country"],
            tradition=row["tradition"],
            legal_family=row["legal_family"],
            reception=row["reception"],
            rank=row["rank_of_ratified_treaties"],
            rank_human_rights=row["rank_human_rights_treaties"],
            provision=items(row["provision"]),
            interpretive_duty=row["interpretive_duty"],
            practice=row["note_on_practice"],
            sources=items(row["source_url"]),
            verified=row["verified"],
            note=row["note"],
        )
        for row in tables.read_raw("legal_systems").to_dict("records")
    }


def reception(country: str) -> Reception | None:
    """How a country receives treaties; None if the record does not tell.

    Parameters: ``country``, an English name or ISO 3166-1 code.

    >>> reception("Canada").is_direct
    False

    Raises UnknownCountry.
    """
    return _systems().get(find_country(country).code)
