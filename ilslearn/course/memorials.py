"""Marking a memorial by what the brief check finds: each finding takes something off, with its source.

A finding counts only if what it rests on is confirmed. That a case or a decision is not found in the record takes
nothing off, for the record is a sample: it is shown to whoever marks the memorial.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ilslearn import tables
from ilslearn.brief.check import check_brief
from ilslearn.brief.findings import Brief, Finding
from ilslearn.brief.report import BriefReport
from ilslearn.course.facts import is_settled
from ilslearn.law.decisions import register
from ilslearn.law.ratification import binding

_PART = 0.25  # of the points, for each finding
_BY_A_PERSON = ("unknown_case", "unknown_decision")
_ABOUT_FORCE = ("not_binding", "uncertain_binding")


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one side of a memorial is worth, from 0 to 1, and why."""

    share: float
    reasons: tuple[str, ...]


def weigh(text: str, fact: Mapping[str, Any]) -> Weighed:
    """Weigh one side of a memorial.

    Parameters: ``text``; ``fact`` with ``forum`` and ``on``, the State and the day; ``findings``, the codes that count;
    ``least``, how many different authorities of that ``kind`` the memorial needs (``instrument``, ``supervisory``,
    ``decision``, or ``any``), with articles if ``pinpoints``.

    >>> weigh("The treaty is clear.", {"forum": "South Africa", "on": "2026-03-02", "findings": [], "least": 2,
    ...                                "kind": "instrument"}).reasons
    ('The memorial names 0 instruments; this mark asks for 2 at least.',)
    """
    report = check_brief(text, country=fact["forum"], on=fact["on"])
    named = _named(report.brief, fact["kind"], pinpoints=fact.get("pinpoints", False))
    if len(named) < fact["least"]:
        what = {"any": "authorities", "supervisory": "supervisory works"}.get(fact["kind"], f"{fact['kind']}s")
        with_ = " with an article" if fact.get("pinpoints") else ""
        short = f"The memorial names {len(named)} {what}{with_}; this mark asks for {fact['least']} at least."
        return Weighed(0.0, (short,))
    found = [one for one in report.findings if one.code in fact["findings"]]
    counted = [one for one in found if _is_confirmed(report, one)]
    reasons: list[str] = []
    for one in counted:
        reasons += [f"- {_told(report, one)}", *([f"  Source: {one.source}"] if one.source else [])]
    reasons += [f"- Not counted, not confirmed: {_told(report, one)}" for one in found if one not in counted]
    if fact["kind"] == "any":
        asked = [one for one in report.findings if one.code in _BY_A_PERSON]
        reasons += [f"- Not counted, for a person to look up: {_told(report, one)}" for one in asked]
    return Weighed(max(0.0, 1 - _PART * len(counted)), tuple(reasons))


def _named(brief: Brief, kind: str, *, pinpoints: bool) -> set[str]:
    return {
        one.code for one in brief.citations if kind in ("any", one.kind) and (one.pinpoints or not pinpoints)
    }  # fmt: skip


def _told(report: BriefReport, one: Finding) -> str:
    return f"Line {report.line(one)}, “{' '.join(one.text.split())}”: {one.message} {one.advice}"


def _is_confirmed(report: BriefReport, one: Finding) -> bool:
    """Does a finding rest on what is confirmed? Of several decisions that were left out, one is enough."""
    here = {cited.code for cited in report.brief.citations if cited.start == one.start}
    left_out = [row.verified for name, row in register().items() if name in one.message]
    if one.code in _ABOUT_FORCE:
        return all(is_settled(binding(report.brief.forum.code, code, on=report.brief.on)) for code in here)
    if one.code == "unknown_article":
        counts = tables.article_counts().set_index("instrument")["verified"]
        return all(counts[code] == "confirmed" for code in here)
    return "confirmed" in (
        left_out or [register()[code].verified for code in here if code in register()] or ["confirmed"]
    )
