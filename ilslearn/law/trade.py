"""Trade agreements with labour provisions: which bound a State on a day, what they promise, who litigated them.

The tables are selections, not censuses. Dates of agreements of the European Union are mostly those of provisional
application.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import N_, English, _, mixed, semicolon, word
from ilslearn.dates import a_day_or_today, as_read, day_in_words
from ilslearn.document import Document, Documented, Grid, Heading, Text
from ilslearn.errors import IlsError, did_you_mean, shown
from ilslearn.law.countries import country as find_country
from ilslearn.shown import confirmation

SAMPLE = N_("A selection of agreements and disputes, not all of them")
EU = "EU"
STATUSES = ("in_force", "not_known", "not_yet", "ended")


@dataclass(frozen=True, repr=False)
class TradeRecord(Documented):
    """Agreements of a party, or one agreement, as they stood on a day, with the disputes that had begun by then.

    ``agreements`` is ``ils.trade_agreements()`` with two columns more: ``on_that_day`` (``in_force``, ``not_yet``,
    ``ended``, ``not_known``) and ``through`` (``EU`` where the State is a party as a member of the European Union on
    the day of the facts). ``disputes`` is of ``ils.trade_disputes()``.
    """

    party: str
    on: date
    agreements: pd.DataFrame
    disputes: pd.DataFrame
    is_translated = True

    @property
    def in_force(self) -> pd.DataFrame:
        """The agreements that were in force on the day."""
        return self.agreements[self.agreements["on_that_day"] == "in_force"]

    def document(self) -> Document:
        """Agreements and disputes as tables, with their sources."""
        who = party_name(self.party) if self.party else self.agreements["name"].iloc[0]
        said = _("{n} of {all} agreements were in force that day.", n=len(self.in_force), all=len(self.agreements))
        said += f" {_(SAMPLE)}."
        if (self.agreements["through"] == EU).any():
            said += " " + _(
                "Agreements of the European Union are shown for its members of today; since when each was one is not"
                " told."
            )
        none = Text(f"{_('Nothing is recorded.')} {_(SAMPLE)}.")
        columns = (
            _("Agreement"), _("That day"), _("Labour provisions"), _("Promises"), _("Confirmed, sources"),
        )  # fmt: skip
        agreements = Grid(_("Agreements"), columns, [_agreement(row) for row in self.agreements.to_dict("records")])
        disputes = Grid(
            _("Disputes and reviews that had begun, or whose beginning is not recorded"),
            (_("Dispute"), _("Who against whom"), _("Dates"), _("Outcome"), _("Confirmed, sources")),
            [_dispute(row) for row in self.disputes.to_dict("records")],
        )
        return Document(
            _("Labour provisions in trade: {who}, {day}", who=who, day=day_in_words(self.on)),
            (
                Text(said),
                agreements if len(self.agreements) else none,
                Heading(_("When they were litigated")),
                disputes if len(self.disputes) else none,
                Text(f"{tables.facts_as_of()} {_('Not legal advice.')}"),
            ),
        )


def trade_record(party: str | None = None, agreement: str | None = None, on: str | date | None = None) -> TradeRecord:
    """Which trade agreements with labour provisions did a State have on a day, what do they say, who litigated them?

    Parameters: ``party``, a country by name or ISO code, or ``"EU"``; ``agreement``, an id or name (all of the party's
    if left out); ``on``, a day (today if left out): what was signed later is marked, disputes begun later are left out.
    Returns a :class:`TradeRecord`.

    >>> "nafta-naalc" in set(trade_record("Mexico", on="2019-01-01").in_force["id"])
    True

    Raises UnknownCountry, UnknownDate, or IlsError for an unknown agreement, or if neither is named.
    """
    if party is None and agreement is None:
        raise IlsError(_("Name a country, an agreement, or both."))
    day = a_day_or_today(on)
    code = _party(party) if party is not None else ""
    frame = tables.trade_agreements()
    through = pd.Series("", index=frame.index)
    keep = pd.Series(True, index=frame.index)
    if code:
        own = frame["parties"].map(lambda parties: code in parties)
        union = frame["parties"].map(lambda parties: EU in parties) & (code in _union())
        through[union & ~own] = EU
        keep &= own | union
    if agreement is not None:
        keep &= frame["id"] == _agreement_id(agreement)
    status = [_status(row, day) for row in frame.to_dict("records")]
    chosen = frame.assign(on_that_day=pd.Categorical(status, STATUSES, ordered=True), through=through)[keep]
    chosen = chosen.sort_values(["on_that_day", "in_force_on", "id"]).reset_index(drop=True)
    return TradeRecord(code, day, chosen, _disputes(code, set(chosen["id"]), agreement is not None, day))


def party_name(code: str) -> str:
    """The name of a party: a State, or the European Union."""
    return _("European Union") if code == EU else find_country(code).called


def _party(name: str) -> str:
    if str(name).strip().casefold() in ("eu", "european union"):
        return EU
    return find_country(name).code


def _union() -> set[str]:
    frame = tables.countries()
    return set(frame.loc[frame["eu_member"], "country"])


def _agreement_id(name: str) -> str:
    frame = tables.trade_agreements()
    asked = str(name).strip().casefold()
    names = dict(zip(frame["name"].str.casefold(), frame["id"], strict=True))
    if asked in set(frame["id"]):
        return asked
    found = {names[asked]} if asked in names else {i for full, i in names.items() if asked and asked in full}
    if len(found) == 1:
        return found.pop()
    hint = " " + _("It fits {ids}.", ids=", ".join(sorted(found)[:6])) if found else did_you_mean(asked, frame["name"])
    raise IlsError(
        _("{name} names no single agreement of the record.", name=shown(name)) + f"{hint} {_('Write the id of one.')}"
    )


def _status(row: dict[Any, Any], day: date) -> str:
    began, ended = row["in_force_on"], row["terminated_on"]
    if pd.notna(ended) and ended.date() <= day:
        return "ended"
    if pd.isna(began):
        return "not_known"
    return "in_force" if began.date() <= day else "not_yet"


def _disputes(code: str, ids: set[str], one_agreement: bool, day: date) -> pd.DataFrame:
    frame = tables.trade_disputes()
    concerns = frame["agreement_id"].isin(ids)
    if code:
        named = frame["respondent"].map(lambda states: code in states) | (frame["complainant"] == code)
        concerns = (concerns & named) if one_agreement else named
    return frame[concerns & ~(frame["initiated_on"] > pd.Timestamp(day))].reset_index(drop=True)


def _agreement(row: dict[Any, Any]) -> tuple[str, ...]:
    words = {
        "in_force": (
            _("in force since {day}", day=as_read(row["in_force_on"].date()))
            if pd.notna(row["in_force_on"])
            else _("in force")
        ),
        "not_yet": _("not yet: from {day}", day=as_read(str(row["in_force_on"])[:10])),
        "ended": _("ended on {day}", day=as_read(str(row["terminated_on"])[:10])),
        "not_known": _("no entry into force recorded"),
    }
    through = f" ({_('through the European Union')})" if row["through"] == EU else ""
    provisions = _(
        "{kind}, {where}; disputes: {settled}",
        kind=word(str(row["labour_provisions"])),
        where=word(str(row["location"])),
        settled=word(str(row["dispute_settlement"])),
    )
    return (
        mixed(English(row["name"]), through), words[row["on_that_day"]], provisions, _promises(row), _confirmed(row),
    )  # fmt: skip


def _promises(row: dict[Any, Any]) -> str:
    columns = {
        "refers_to_1998_declaration": _("respect of the 1998 Declaration"),
        "commitment_to_ratify": _("ratification"),
        "non_derogation": _("no lowering of protection"),
        "public_submissions": _("submissions of the public"),
    }
    found = [words for column, words in columns.items() if row[column] == "true"]
    unknown = [words for column, words in columns.items() if row[column] == "unknown"]
    if row["refers_to_ilo_instruments"]:
        found.append(_("names {codes}", codes=", ".join(row["refers_to_ilo_instruments"])))
    none = _("none of those looked for was found")
    return semicolon().join([*(found or [none]), *(_("not known: {what}", what=words) for words in unknown)])


def _dispute(row: dict[Any, Any]) -> tuple[str, ...]:
    words = {
        "initiated_on": _("begun"), "decided_on": _("decided"), "effective_on": _("effective"), "ended_on": _("ended"),
    }  # fmt: skip
    dates = [f"{said} {as_read(row[column].date())}" for column, said in words.items() if pd.notna(row[column])]
    against = ", ".join(party_name(code) for code in row["respondent"])
    return (
        English(f"{row['name']} ({row['instrument']})"),
        _("{complainant} against {respondent}", complainant=_complainant(row["complainant"]), respondent=against),
        semicolon().join(dates) or _("not recorded"),
        English(row["outcome"]),
        _confirmed(row),
    )


def _confirmed(row: dict[Any, Any]) -> str:
    note = str(row["note"]) if pd.notna(row["note"]) else ""
    return mixed(confirmation(row["verified"], note), f" {'; '.join(row['source_url'])}")


def _complainant(name: Any) -> str:
    if pd.isna(name):
        return _("not recorded")
    return party_name(name) if name == EU or (len(name) == 3 and name.isupper()) else English(name)
