"""Is the decision in the register, does it stand for what the text says, and what speaks against it?"""

import re
from collections.abc import Iterator

from ilslearn.brief.findings import Brief, Finding
from ilslearn.law.citations import Citation
from ilslearn.law.decisions import Decision, decision, in_words, register

_NAME = re.compile(
    r"(?<![\w.])(?P<one>[A-Z][\w'’&.-]*(?:\s+(?:[A-Z(][\w'’&.)-]*|of|and|the|for|de|du|la|&)){0,9})\s+vs?\.?\s+"
    r"(?P<other>(?:[Tt]he\s+)?[A-Z][\w'’&.-]*(?:\s+(?:[A-Z(][\w'’&.)-]*|of|and|for|de|la|&)){0,7})"
)
_STANDARDS = re.compile(
    r"\b(?:ILO|International\s+Labou?r|CEACR|Committee\s+(?:of\s+Experts|on\s+Freedom)|Conventions?\s+No|Recommendation\s+No|"
    r"[CR]\d{2,3})\b"
)
_APPLIED = re.compile(
    r"\b(?:appli(?:ed|es)|follow(?:ed|s)|relied\s+on|relies\s+on|gave\s+effect|gives\s+effect|enforced|directly\s+applicable|"
    r"upheld\s+the\s+(?:Convention|standard)|recogni[sz]ed\s+the|drew\s+(?:on|from)|accepted|adopted|was\s+guided|guided\s+by|"
    r"based\s+(?:itself|its\s+\w+)\s+on|interpreted\s+\w+(?:\s+\w+){0,4}\s+in\s+(?:the\s+)?light\s+of)\b",
    re.I,
)
_REFUSED = re.compile(
    r"\b(?:refus(?:ed|es|ing)|declin(?:ed|es|ing)|reject(?:ed|s|ing)|disregard(?:ed|s)|set\s+aside|did\s+not\s+(?:apply|follow|consider|rely)|"
    r"ignored?)\b[^.;]{0,50}?\b(?:Conventions?|ILO|international|standards?|Committee|C\d{2,3}|treat(?:y|ies))\b",
    re.I,
)
_HOWEVER = re.compile(
    r"\b(?:not|never|refus\w+|declin\w+|reject\w+|without\s+(?:applying|following)|distinguish\w*|contrary|although|despite|unlike|"
    r"against|dissent\w*|nevertheless|but)\b",
    re.I,
)


def check_precedents(brief: Brief) -> Iterator[Finding]:
    """Findings on decisions: those of the register that the text cites or leaves out, and those that are not in it."""
    cited = [one for one in brief.citations if one.kind == "decision"]
    for one in cited:
        yield from _contrary(brief, one, decision(one.code))
    yield from _unknown(brief, cited)
    yield from _left_out(brief, cited)


def _contrary(brief: Brief, one: Citation, found: Decision) -> Iterator[Finding]:
    """Cited for having done with the ILO source what it did not do."""
    sentence = brief.sentence(one.start)
    applied = _APPLIED.search(sentence) and _STANDARDS.search(sentence) and not _HOWEVER.search(sentence)
    refused = _REFUSED.search(sentence) and not re.search(r"\b(?:argument|objection|appeal|claim)\b", sentence)
    if (found.treatment == "considered_not_followed" and applied) or (found.treatment == "followed" and refused):
        yield brief.finding(
            one,
            "error",
            "contrary_outcome",
            f"The register has it the other way: {in_words(found.treatment)}. {found.use_of_ils} {found.outcome}",
            f"Read the decision ({found.citation}; {found.verified} here) and say what it held.",
            found.sources[0],
        )


def _unknown(brief: Brief, cited: list[Citation]) -> Iterator[Finding]:
    """A decision that is said to have used the standards and is not in the register."""
    for match in _NAME.finditer(brief.text):
        first, last = brief.span(match.start())
        known = any(first <= one.start < last or (one.start < match.end() and match.start() < one.end) for one in cited)
        if not known and _STANDARDS.search(brief.text[first:last]):
            yield Finding(
                "warning",
                "unknown_decision",
                match.start(),
                match.end(),
                match[0],
                f"It is not found here: the register is a sample of {len(register())} decisions. That says nothing of"
                " whether it exists, or of what it held.",
                "Read it at the court's own site before you cite it; a machine that drafts may invent a decision.",
                "https://compendium.itcilo.org/en",
            )


def _left_out(brief: Brief, cited: list[Citation]) -> Iterator[Finding]:
    """Authority against: of the forum's own courts on the instruments used, and against the decisions cited."""
    here = {one.code for one in cited}
    told: set[str] = set()
    for one in cited:
        found = decision(one.code)
        against = [
            other
            for other in map(decision, found.contrasts_with)
            if other.country in (found.country, brief.forum.code)
            and other.id not in here | told
            and other.decided_on.earliest <= brief.on
        ]
        if against:
            told |= {other.id for other in against}
            yield brief.finding(
                one,
                "warning",
                "missing_counter_authority",
                "The register notes that a similar question was answered differently in "
                + "; ".join(map(_named, against))
                + ".",
                "Cite it and meet it: distinguish it, or say why it should not be followed.",
                against[0].sources[0],
            )
    for code, uses in brief.by_code.items():
        for other in register().values():
            is_theirs = other.country == brief.forum.code and other.treatment == "considered_not_followed"
            is_used = code in other.codes and other.id not in here | told
            if is_theirs and is_used and other.decided_on.earliest <= brief.on:
                told.add(other.id)
                yield brief.finding(
                    uses[0],
                    "warning",
                    "missing_counter_authority",
                    f"{_named(other)}, of the forum's own courts, considered {code} and did not follow it."
                    f" {other.outcome}".strip(),
                    "Cite it and meet it: distinguish it, or say why it should not be followed.",
                    other.sources[0],
                )


def _named(one: Decision) -> str:
    return f"{one.name} ({one.court}, {one.decided_on.in_words()}; {one.id})"
