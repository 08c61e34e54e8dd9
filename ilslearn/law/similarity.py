"""Decisions like another, or like the question that a text puts: ranked by what they share, and saying what that is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log

import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import W_, _, semicolon, word
from ilslearn.document import Document, Documented, Grid, Text
from ilslearn.errors import IlsError, UnknownDecision, shown
from ilslearn.law.citations import find_citations
from ilslearn.law.countries import country as find_country
from ilslearn.law.decisions import SAMPLE, Decision, decision, register
from ilslearn.law.reception import reception
from ilslearn.tables import COURTS

Feature = tuple[str, str]

# How each subject may be named in a running text.
_NAMES = {
    "child_labour": ("child labour", "child worker", "minimum age"),
    "collective_bargaining": ("collective bargaining", "collective agreement", "bargain collectively"),
    "employment_relationship": ("employment relationship", "self-employed", "independent contractor"),
    "equality": ("equality", "discriminat", "equal pay", "equal remuneration"),
    "forced_labour": ("forced labour", "bonded labour", "compulsory labour", "slavery", "servitude"),
    "freedom_of_association": ("freedom of association", "trade union", "right to organise"),
    "harassment": ("harassment", "violence at work"),
    "indigenous_peoples": ("indigenous", "tribal"),
    "maternity": ("maternity", "pregnan", "breastfeeding"),
    "migrant_workers": ("migrant",),
    "osh": ("occupational safety", "safety and health", "asbestos", "occupational accident", "occupational disease"),
    "right_to_strike": ("strike",),
    "social_security": ("social security", "pension", "unemployment benefit", "sickness benefit"),
    "termination": ("dismiss", "termination of employment", "redundan", "unfair termination"),
    "wages": ("wage", "remuneration", "salary"),
    "working_time": (
        "working time",
        "hours of work",
        "overtime",
        "night work",
        "weekly rest",
        "paid leave",
        "holidays",
    ),
}


@dataclass(frozen=True, slots=True)
class Like:
    """A decision that is like what was asked about: ``score`` from 0 to 1, and what the two share, the rarest first."""

    decision: Decision
    score: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Similar(Documented):
    """The decisions most like one decision or text, the nearest first."""

    asked: str
    likes: tuple[Like, ...]
    is_translated = True

    @property
    def table(self) -> pd.DataFrame:
        """One row for each: id, title, score, shared."""
        rows = [(one.decision.id, one.decision.title, one.score, one.shared) for one in self.likes]
        return pd.DataFrame(rows, columns=["id", "title", "score", "shared"])

    def document(self) -> Document:
        """The decisions as a table."""
        rows = [
            (
                f"{one.decision.title} ({one.decision.id})",
                f"{one.score:.2f}",
                semicolon().join(one.shared),
                word(one.decision.verified),
            )
            for one in self.likes
        ]
        columns = (_("Decision"), _("Likeness"), _("What they share"), _("Confirmed"))
        said = f"{_('n = {n} decisions.', n=len(register()))} {_(SAMPLE)}. {tables.facts_as_of()}"
        title = _("Decisions like {one}", one=self.asked)
        return Document(title, (Grid(_("Nearest first"), columns, rows), Text(said)))


def similar(id_or_text: str, n: int = 5) -> Similar:
    """Which decisions are like this one, or deal with what this text is about?

    Parameters: ``id_or_text``, a decision by id or name, or a text that names instruments, subjects, a country;
    ``n``, how many at most. Two are alike as far as they share instruments, articles, subjects, the way in which the
    country receives treaties, role, treatment, type of source and supervisory work; what few decisions have counts
    more than what many have. Returns :class:`Similar`.

    >>> [one.decision.id for one in similar("zaf-cc-2002-bader-bop", n=2).likes if "C087" in " ".join(one.shared)] != []
    True

    Raises IlsError if the text names nothing by which a decision could be found.
    """
    if not isinstance(id_or_text, str) or not id_or_text.strip():
        raise IlsError(_("Name a decision, or give a text that names instruments or subjects."))
    if n < 1:
        raise IlsError(_("Ask for at least one decision: n is 1 or more."))
    asked: Decision | None = None
    try:
        asked = decision(id_or_text)
        mine = _features()[asked.id]
    except UnknownDecision:
        mine = _features_of_text(id_or_text)
        if not mine:
            raise IlsError(
                _(
                    "{text} is no decision of the register and names no instrument, subject or country by which one"
                    " could be found.",
                    text=shown(id_or_text),
                )
            ) from None
    weights = _weights()
    likes = []
    for identifier, other in _features().items():
        common = mine & other
        if not common or (asked and identifier == asked.id):
            continue
        # What the two share, against all that both have: 1 if they share everything.
        both = mine | other if asked else mine
        score = sum(map(weights.__getitem__, common)) / sum(weights.get(feature, 0.0) for feature in both)
        shared = sorted(common, key=lambda feature: (-weights[feature], feature))
        likes.append(Like(register()[identifier], round(score, 4), tuple(map(_said, shared))))
    likes.sort(key=lambda one: (-one.score, one.decision.id))
    return Similar(asked.title if asked else shown(id_or_text), tuple(likes[:n]))


def _said(feature: Feature) -> str:
    name, value = feature
    return f"{word(name)} {word(value)}"


@cache
def _features() -> Mapping[str, frozenset[Feature]]:
    return {identifier: _features_of(one) for identifier, one in register().items()}


@cache
def _weights() -> Mapping[Feature, float]:
    """How much a shared feature tells: the rarer it is in the register, the more."""
    counts = Counter(feature for features in _features().values() for feature in features)
    return {feature: log((1 + len(_features())) / count) for feature, count in counts.items()}


def _features_of(one: Decision) -> frozenset[Feature]:
    found = [(W_("instrument"), code) for code in one.codes]
    found += [(W_("article"), f"{use.code} art. {use.article.split('(')[0]}") for use in one.instruments if use.article]
    found += [(W_("subject"), subject) for subject in one.subjects]
    found += [(W_("supervisory work"), work) for work in one.supervisory_works]
    found += [(W_("type of source"), kind) for kind in one.source_types]
    found += [(name, word) for name, word in ((W_("role"), one.role), (W_("treatment"), one.treatment)) if word]
    found.append((W_("country"), one.country))
    system = None if one.is_international else reception(one.country)
    if system:
        found += [(W_("reception"), system.reception), (W_("legal family"), system.legal_family)]
    return frozenset(found)


def _features_of_text(text: str) -> frozenset[Feature]:
    found: list[Feature] = []
    for citation in find_citations(text):
        if citation.kind == "instrument":
            found.append(("instrument", citation.code))
            found += [("article", f"{citation.code} art. {point.split('(')[0]}") for point in citation.pinpoints]
        elif citation.kind == "decision":
            found += _features()[citation.code]
    folded = text.casefold()
    found += [("subject", subject) for subject, names in _NAMES.items() if any(name in folded for name in names)]
    for code in {one.country for one in register().values()} - set(COURTS):
        if find_country(code).name.casefold() in folded:
            found.append(("country", code))
    return frozenset(feature for feature in found if feature in _weights())
