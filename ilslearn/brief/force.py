"""Does the instrument bind the forum on that day, and if it does not, how can it still serve?"""

import re
from collections.abc import Iterator

from ilslearn.brief.findings import CLAIMS, HONEST, Brief, Finding
from ilslearn.law.citations import Citation
from ilslearn.law.decisions import register
from ilslearn.law.instruments import Instrument, instrument
from ilslearn.law.ratification import Binding, binding
from ilslearn.law.reception import reception


def check_force(brief: Brief) -> Iterator[Finding]:
    """Findings on what binds: each instrument of the record, before the forum, on the day of the brief."""
    for code, cited in brief.by_code.items():
        try:
            found = instrument(code)
        except LookupError:
            continue  # told by check_authorities
        if found.kind == "recommendation":
            yield from _recommendations(brief, cited)
        elif not (found.ended_on and found.ended_on.latest <= brief.on):  # told by check_authorities
            yield from _conventions(brief, cited, found)


def _conventions(brief: Brief, cited: tuple[Citation, ...], found: Instrument) -> Iterator[Finding]:
    answer = binding(brief.forum.code, found.code, on=brief.on)
    if answer.status == "in_force":
        return
    ours = [one for one in cited if not brief.speaks_of_others(one.start)]
    honest = [one for one in ours if HONEST.search(_clause(brief, one))]
    source = answer.sources[0].url if answer.sources else ""
    if answer.status == "uncertain":
        if (
            ours
            and not honest
            and not any(re.search(r"uncertain|to be verified", brief.sentence(o.start)) for o in ours)
        ):
            yield brief.finding(
                ours[0],
                "warning",
                "uncertain_binding",
                f"The record does not settle whether {found.code} was in force for {brief.forum.name} on {brief.on}.",
                "Look the ratification up in NORMLEX and state the day of registration.",
                source,
            )
        return
    claimed = [one for one in ours if one not in honest and CLAIMS.search(_clause(brief, one))]
    if claimed:
        for one in claimed:
            yield _not_binding(brief, one, found, answer, source, claimed=True)
    elif ours and not honest:
        yield _not_binding(brief, ours[0], found, answer, source, claimed=False)


def _not_binding(
    brief: Brief, one: Citation, found: Instrument, answer: Binding, source: str, *, claimed: bool
) -> Finding:
    why = " ".join(ground.text for ground in answer.basis[:2])
    return brief.finding(
        one,
        "error" if claimed else "warning",
        "not_binding",
        f"{found.code} was not in force for {brief.forum.name} on {brief.on}. {why}",
        "Say so, and say as what you use it. " + " ".join(still_serves(brief, found)),
        source,
    )


def still_serves(brief: Brief, found: Instrument) -> Iterator[str]:
    """How an instrument that does not bind can still serve before this forum, one sentence each."""
    system = reception(brief.forum.code)
    if system and system.must_interpret:
        yield f"Interpretation: {system.interpretive_duty.partition(': ')[2]} ({system.verified})."
    used = [
        one.id
        for one in register().values()
        if found.code in one.codes
        and "unratified_treaty" in one.source_types
        and one.treatment != "considered_not_followed"
        and not one.is_international
        and binding(one.country, found.code, on=one.decided_on.latest).status == "not_in_force"
    ]
    at_home = [name for name in used if register()[name].country == brief.forum.code]
    if used:
        best = list(dict.fromkeys(at_home + used))[:3]
        yield f"Decisions of the register that used it though unratified: {', '.join(best)}."
    if found.is_fundamental and brief.forum.was_member(brief.on):
        yield "Membership: the 1998 Declaration, para. 2, for the principle behind it."
    if found.code in ("C087", "C098") and brief.forum.was_member(brief.on):
        yield "The Committee on Freedom of Association needs no ratification."


def _recommendations(brief: Brief, cited: tuple[Citation, ...]) -> Iterator[Finding]:
    for one in cited:
        before, after = _around(brief, one)
        claim = re.search(
            r"\b(?:obligations?|duty|breach|violat\w+|ratif\w+)\s+(?:under|of)?[\s\w’']{0,15}$", before
        ) or (CLAIMS.search(after) if not HONEST.search(after) else None)
        if claim and not HONEST.search(before):
            yield brief.finding(
                one,
                "error",
                "recommendation_as_binding",
                f"{one.code} is a Recommendation: it is never ratified, never in force, and binds no State.",
                "Use it as guidance on what a Convention means or on good practice, and say so.",
                next(iter(instrument(one.code).sources), ""),
            )


def _clause(brief: Brief, one: Citation) -> str:
    """The part of the sentence, between semicolons, in which a citation stands."""
    first, last = brief.span(one.start)
    start = brief.text.rfind(";", first, one.start)
    stop = brief.text.find(";", one.end, last)
    return brief.text[first if start < 0 else start + 1 : last if stop < 0 else stop]


def _around(brief: Brief, one: Citation) -> tuple[str, str]:
    """What stands before and after a citation, up to its neighbours and to the ends of its sentence."""
    first, last = brief.span(one.start)
    others = [c for c in brief.citations if c is not one and first <= c.start < last]
    left = max((c.end for c in others if c.end <= one.start), default=first)
    right = min((c.start for c in others if c.start >= one.end), default=last)
    return brief.text[max(left, one.start - 50) : one.start], brief.text[one.end : min(right, one.end + 90)]
