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


_TREATIES = {
    "ACHPR": "African Charter on Human and Peoples’ Rights",
    "ACHR": "American Convention on Human Rights",
    "CEDAW": "Convention on the Elimination of All Forms of Discrimination against Women",
    "CRC": "Convention on the Rights of the Child",
    "ECHR": "European Convention on Human Rights",
    "EEA": "Agreement on the European Economic Area",
    "ESC": "European Social Charter",
    "ESC-R": "European Social Charter (revised)",
    "ICCPR": "International Covenant on Civil and Political Rights",
    "ICERD": "International Convention on the Elimination of All Forms of Racial Discrimination",
    "ICESCR": "International Covenant on Economic, Social and Cultural Rights",
    "UDHR": "Universal Declaration of Human Rights",
    "UNDRIP": "United Nations Declaration on the Rights of Indigenous Peoples",
    "VCLT": "Vienna Convention on the Law of Treaties",
}


def _in_full(law: str) -> str:
    """Other international law as a lawyer writes it.

    >>> _in_full("VCLT:31")
    'Vienna Convention on the Law of Treaties, art. 31'
    """
    name, _, article = law.partition(":")
    return _TREATIES.get(name.strip(), name) + (f", art. {article.strip()}" if article else "")


def _card(one: Decision) -> str:
    """The library's own card, whose heading is the page's already."""
    html = spelt(one.to_html())
    cited_too = "; ".join(one.other_international_law)
    html = html.replace(f">{text(cited_too)}<", f">{text('; '.join(map(_in_full, one.other_international_law)))}<")
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
