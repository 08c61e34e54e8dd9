"""A page for each instrument, and the table of all: what it is, whom it binds, who used it, how to cite it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from ilslearn import tables
from ilslearn.dates import Window, a_day, day_in_words, partial
from ilslearn.law.decisions import SAMPLE, Decision, register, where
from ilslearn.law.instruments import Instrument, instrument
from ilslearn.law.intervals import coverage
from ilslearn.law.ratification import binding_table
from ilslearn.law.supervision import BODIES
from ilslearn.law.supervision import SAMPLE as RECORD_SAMPLE
from ilslearn.references import reference
from ilslearn.tables import items
from website.markup import Linked, days, named, page, raw, sources, spelt, table, text, words

_LABELS = {
    "in_force": "in force",
    "not_in_force": "not in force",
    "uncertain": "uncertain",
    "not_a_member": "no Member",
}


@dataclass(frozen=True)
class Facts:
    """What the pages are made of, looked up once for all of them."""

    codes: Collection[str]

    @cached_property
    def today(self) -> str:
        """The day of the facts."""
        return tables.as_of()

    @cached_property
    def standing(self) -> Mapping[str, pd.DataFrame]:
        """For each instrument what binds each State that is a Member, or for which a ratification is recorded."""
        states = tables.read_raw("countries")["country"]
        asked = pd.MultiIndex.from_product([self.codes, states], names=["instrument", "country"]).to_frame(index=False)
        return dict(list(binding_table(asked.assign(on=self.today)).groupby("instrument", sort=False)))

    @cached_property
    def decisions(self) -> Mapping[str, list[Decision]]:
        """The decisions of the sample that used each instrument, the latest first."""
        found: dict[str, list[Decision]] = {}
        for one in sorted(register().values(), key=lambda one: one.decided_on.earliest, reverse=True):
            for code in one.codes:
                found.setdefault(code, []).append(one)
        return found

    def rows(self, name: str, column: str, code: str) -> list[dict[str, str]]:
        """The rows of a table in which a column, which may hold a list, names an instrument."""
        return self._by_code(name, column).get(code, [])

    def _by_code(self, name: str, column: str) -> Mapping[str, list[dict[str, str]]]:
        key = f"{name}.{column}"
        if key not in self._found:
            found = self._found.setdefault(key, {})
            for row in tables.read_raw(name).to_dict("records"):
                for code in items(row[column]):
                    found.setdefault(code, []).append(row)
        return self._found[key]

    @cached_property
    def _found(self) -> dict[str, dict[str, list[dict[str, str]]]]:
        return {}


def instrument_page(code: str, facts: Facts, linked: Linked) -> str:
    """The page of one instrument, in Markdown."""
    one = instrument(code)
    parts = [
        "[All instruments](index.md)",
        raw(linked(spelt(one._repr_html_()), code)),
        "## Whom it binds",
        _ended(one),
        *(_ratifications(one, facts, linked) if one.kind != "recommendation" else [_NEVER]),
        *_final_articles(one, facts),
        "## Decisions that used it",
        *_decisions(one, facts, linked),
        *_said(one, facts, linked),
        *_requirements(one, facts),
        "## How to cite it",
        raw(cited(code)),
    ]
    return page(str(one), parts)


def _ended(one: Instrument) -> str:
    """That the Conference ended it, before anybody reads whom it bound."""
    if one.ended_on is None:
        return ""
    did = "abrogated" if one.status == "abrogated" else "withdrew"
    since = "it is a standard of the ILO no more" if one.kind == "recommendation" else "it binds no State"
    told = f"{one.ended_on.on_which()} ({one.ended_by}; {one.verified}, see above)"
    return f"**The Conference {did} it {told}. Since then {since}.**"


_NEVER = (
    "A Recommendation is not ratified and never binds. It guides: a court may read it beside a Convention or a statute."
)


def _ratifications(one: Instrument, facts: Facts, linked: Linked) -> list[str]:
    held = {row["country"]: row for row in facts.standing[one.code].to_dict("records")}
    rows = facts.rows("ratifications", "instrument", one.code)
    parts = [raw(linked(_coverage(coverage().get(one.code), len(rows)))), raw(_by_status(held, facts.today))]
    if rows:
        cells = [
            _ratification(row, held.get(row["country"])) for row in sorted(rows, key=lambda row: row["country_name"])
        ]
        columns = ("State", "Ratified on", "Bound from", "Until", f"On {facts.today}", "Confirmed", "Source")
        parts.append(
            raw(linked(table(f"Ratifications of {one.code} known here (n = {len(rows)})", columns, cells), one.code))
        )
    return parts


def _coverage(row: Mapping[str, str] | None, known: int) -> str:
    if row is None:
        return f"<p>Ratifications known here: {known}. How many there are is not recorded: absence proves nothing.</p>"
    as_of = partial(row["as_of"]).on_which() if row["as_of"] else "on a day that is not recorded"
    means = (
        f"The list is complete as it was read {as_of}: a State that is missing had not ratified by then."
        if row["coverage"] == "complete"
        else "The list is partial: that a State is missing proves nothing."
    )
    return (
        f"<p>Ratifications known here: {known}. <strong>{text(means)}</strong> {text(row['note'])} ({_read(row)})</p>"
    )


def _read(row: Mapping[str, str]) -> str:
    """How far a row is confirmed, and where it was read, if it was."""
    return row["verified"] + (f": {sources(items(row['source_url']))}" if row["source_url"] else "")


def _by_status(held: Mapping[str, Mapping[str, Any]], today: str) -> str:
    """How many States are bound, are not, or may be; and which, for each answer."""
    lines = []
    for status, label in _LABELS.items():
        names = sorted(where(code) for code, row in held.items() if row["status"] == status)
        if names:
            lines.append(f"<details><summary>{label}: {len(names)}</summary><p>{text(', '.join(names))}</p></details>")
    return f"<p>On {day_in_words(pd.Timestamp(today).date())}, as <code>ils.binding</code> answers:</p>{''.join(lines)}"


def _ratification(row: Mapping[str, str], answer: Mapping[str, Any] | None) -> tuple[str, ...]:
    mode = f" ({row['mode']})" if row["mode"] != "ratification" else ""
    known = answer or {"since": None, "until": None, "status": ""}
    return (
        text(row["country_name"]),
        f'<span class="day">{text(row["ratified_on"])}</span>{mode}',
        _or_nothing(known["since"]),
        _or_nothing(known["until"]),
        _LABELS.get(str(known["status"]), ""),
        row["verified"],
        sources(items(row["source_url"])),
    )


def _or_nothing(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    first, _, last = str(value).partition("/")
    return days(Window(a_day(first), a_day(last or first)))


def _final_articles(one: Instrument, facts: Facts) -> list[str]:
    found = facts.rows("final_articles", "instrument", one.code)
    if not found:
        return []
    row = found[0]
    counted = facts.rows("article_counts", "instrument", one.code)
    automatic = {"true": "yes", "false": "no"}.get(row["automatic_denunciation"], "")
    asked = [
        ("Binds a State that ratifies", one.binds_later_states, row["entry_article"]),
        ("May be denounced", one.may_be_denounced, row["denunciation_article"]),
        ("Ends by ratifying a revising Convention", automatic, row["automatic_article"]),
    ]
    cells = [
        (text(name), text(said), text(article) or ("" if said == "no" else "not confirmed"))
        for name, said, article in asked
        if said
    ]
    about = f"<p>{_read(row)}. {text(row['note'])}</p>"
    if counted:
        last = counted[0]
        final = f"; the final ones begin with {last['first_final']}" if last["first_final"] else ""
        about += f"<p>It has {last['last']} {last['unit']}s{final} ({_read(last)}).</p>"
    return [
        "## Its final articles",
        raw(table(f"Final articles of {one.code}", ("Point", "Rule", "Article"), cells) + about),
    ]


def _decisions(one: Instrument, facts: Facts, linked: Linked) -> list[str]:
    found = facts.decisions.get(one.code, [])
    notice = f"n = {len(found)} of {len(register())}. {SAMPLE}."
    if not found:
        return [f"None in the register. {notice}"]
    cells = [
        (
            named(d.id, d.name),
            text(f"{d.court} ({where(d.country)})"),
            days(d.decided_on),
            words(d.role) or "none recorded",
            words(d.treatment) or "not recorded",
            d.verified,
        )
        for d in found
    ]
    columns = ("Decision", "Court", "Day", "Role of international law", "Treatment", "Confirmed")
    return [notice, raw(linked(table(f"Decisions that used {one.code}", columns, cells), one.code))]


def _said(one: Instrument, facts: Facts, linked: Linked) -> list[str]:
    """What the supervisory bodies had to say on it."""
    rows = []
    for row in facts.rows("ceacr_comments", "instrument", one.code):
        what = ": ".join(filter(None, (row["kind"].replace("_", " "), row["topic"])))
        rows.append((row["adopted_year"], BODIES["CEACR"], row["country"], what, row))
    for row in facts.rows("commissions_of_inquiry", "conventions", one.code):
        rows.append((row["reported"] or row["filed"], BODIES["COI"], row["state"], row["outcome"], row))
    for row in facts.rows("cas_individual_cases", "instrument", one.code):
        rows.append((row["year"], BODIES["CAS"], row["country"], f"individual case, {row['ilc_session']} Session", row))
    if not rows:
        return []
    cells = [
        (
            text(when) or "not recorded",
            text(who),
            text(where(state)),
            text(what),
            row["verified"],
            sources(items(row["source_url"])),
        )
        for when, who, state, what, row in sorted(rows, key=lambda row: row[0], reverse=True)
    ]
    columns = ("When", "Who", "State", "What", "Confirmed", "Source")
    caption = f"What supervisory bodies said on {one.code} (n = {len(cells)})"
    return ["## Supervision", f"{RECORD_SAMPLE}.", raw(linked(table(caption, columns, cells), one.code))]


def _requirements(one: Instrument, facts: Facts) -> list[str]:
    found = facts.rows("requirements", "instrument", one.code)
    if not found:
        return []
    cells = [
        (
            text(row["article"]),
            text(row["obligation"]),
            text(row["question"]),
            words(row["kind"]),
            row["verified"],
            sources(items(row["source_url"])),
        )
        for row in found
    ]
    columns = (
        "Article",
        "What it asks for, in our words",
        "Question to national law or practice",
        "Kind",
        "Confirmed",
        "Source",
    )
    return ["## What it asks for", raw(table(f"Requirements of {one.code} (n = {len(cells)})", columns, cells))]


def cited(name: str) -> str:
    """How to cite an instrument or a decision: OSCOLA, and BibTeX to copy."""
    return (
        f"<p>{text(reference(name))}</p><details><summary>BibTeX</summary>"
        f'<pre tabindex="0">{text(reference(name, "bibtex"))}</pre></details>'
    )


def instruments_index(codes: Collection[str], linked: Linked) -> str:
    """The table of all instruments."""
    rows = []
    for one in map(instrument, codes):
        rows.append(
            (
                one.code,
                text(one.title),
                one.kind.capitalize(),
                days(Window(one.adopted_on, one.adopted_on)) if one.adopted_on else "",
                words(one.category),
                words(one.subject),
                words(one.status) or "not recorded",
                one.verified,
            )
        )
    columns = ("Code", "Title", "Kind", "Adopted", "Category", "Subject", "Status", "Confirmed")
    filters = {"Title": "text", "Kind": "choice", "Category": "choice", "Subject": "choice", "Status": "choice"}
    parts = [
        f"The Conventions, Protocols and Recommendations of the ILO, as of {tables.as_of()}: {len(rows)}. A status that"
        " is not recorded here is in [NORMLEX](https://www.ilo.org/dyn/normlex/en/f?p=NORMLEXPUB:1:0::NO:::).",
        raw(linked(table("Instruments", columns, rows, filters=filters))),
    ]
    return page("Instruments", parts, orphan=False)
