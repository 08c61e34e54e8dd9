"""A page for each decision of the register, and the table of all: what it says, what bound that day, how to cite it."""

from collections.abc import Collection

from ilslearn import tables
from ilslearn.comparison.standing import Standing, standing
from ilslearn.law.decisions import SAMPLE, Decision, decision, register, where
from ilslearn.law.similarity import similar
from website.instruments import cited
from website.markup import Linked, days, named, page, raw, spelt, table, text, words


def decision_page(name: str, linked: Linked) -> str:
    """The page of one decision, in Markdown."""
    one = decision(name)
    parts = [
        "[All decisions](index.md)",
        f"Teaching sample, n = {len(register())}, not a census.",
        raw(linked(_card(one), name)),
        "## What bound the State that day",
        raw(
            linked(
                "".join(_standing(standing(one, code)) for code in one.codes) or "<p>No ILO instrument is recorded.</p>"
            )
        ),
        "## Decisions beside it",
        raw(linked(_beside(one))),
        "## How to cite it",
        raw(cited(name)),
    ]
    return page(one.title, parts)


def _card(one: Decision) -> str:
    """The library's own card, whose heading is the page's already."""
    html = spelt(one.to_html())
    return html[: html.index("<h2>")] + html[html.index("</h2>") + len("</h2>") :]


def _standing(one: Standing) -> str:
    if one.answer is None:
        return f"<p>{text(str(one))}</p>"
    doubt = (
        ""
        if one.status == one.answer.status
        else f"<p>{text(str(one))}</p><p>On the last day that it can have been:</p>"
    )
    return f"<h3>{one.code}: {one.word}</h3>{doubt}{one.answer._repr_html_()}"


def _beside(one: Decision) -> str:
    """Its later history, what it stands against, and what is like it, each with its name."""
    earlier = [other.id for other in register().values() if one.id in other.followed_by]
    against = [other.id for other in register().values() if one.id in other.contrasts_with]
    like = [found.decision.id for found in similar(one.id, n=3).likes]
    said = (
        ("Followed by", one.followed_by),
        ("Follows", earlier),
        ("Contrasts with", dict.fromkeys([*one.contrasts_with, *against])),
        ("Like it", like),
    )
    cells = [
        (words(kind), named(name, decision(name).title), decision(name).verified)
        for kind, names in said
        for name in names
    ]
    return table("Decisions beside it", ("How", "Decision", "Confirmed"), cells) if cells else "<p>None.</p>"


def decisions_index(ids: Collection[str], linked: Linked) -> str:
    """The table of all decisions."""
    chosen = sorted(map(decision, ids), key=lambda one: (where(one.country), one.decided_on.earliest))
    rows = [
        (
            named(one.id, one.name),
            text(where(one.country)),
            text(one.court),
            days(one.decided_on),
            "; ".join(map(words, one.subjects)),
            ", ".join(one.codes),
            words(one.role) or "none recorded",
            words(one.treatment) or "not recorded",
            one.verified,
        )
        for one in chosen
    ]
    columns = (
        "Decision", "Country or court", "Court", "Day", "Subject", "Instruments", "Role of international law",
        "Treatment", "Confirmed",
    )  # fmt: skip
    filters = {
        "Decision": "text", "Country or court": "choice", "Subject": "choice", "Instruments": "text",
        "Role of international law": "choice", "Treatment": "choice", "Confirmed": "choice",
    }  # fmt: skip
    parts = [
        f"{SAMPLE}: n = {len(rows)}. A count says nothing about how often courts act so. Facts as of {tables.as_of()}.",
        raw(linked(table("Decisions", columns, rows, filters=filters))),
    ]
    return page("Decisions", parts, orphan=False)
