"""Is each supervisory body named rightly and used for what it can do; is the case in the record, and of that State?"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ilslearn import tables
from ilslearn.brief.findings import Brief, Finding
from ilslearn.law.citations import Citation
from ilslearn.law.countries import countries_named, country

# How the bodies are named in a text; the patterns of slips.toml refer to these.
_BODIES = {
    "EXPERTS": r"(?:CEACR|Committee\s+of\s+Experts)",
    "ASSOCIATION": r"(?:CFA|Committee\s+on\s+Freedom\s+of\s+Association)",
    "CONFERENCE": r"(?:CAS|Conference\s+Committee)",
    "NEAR": r"[^.;\n]{0,60}?",
}
_BODIES["ANY"] = rf"(?:{_BODIES['EXPERTS']}|{_BODIES['ASSOCIATION']}|{_BODIES['CONFERENCE']}|Commission\s+of\s+Inquiry)"
# The instruments on freedom of association and collective bargaining, the subject of the Committee's mandate.
_ITS_SUBJECT = frozenset({
    "C011", "C084", "C087", "C098", "C135", "C141", "C151", "C154", "R091", "R092", "R143", "R149", "R159", "R163",
})  # fmt: skip
_CLAIMED = re.compile(
    rf"\b{_BODIES['ASSOCIATION']}\b[^.;\n]{{0,80}}?\b(?:found|held|concluded|declared|established|considered)\b"
    r"[^.;\n]{0,60}?\b(?:breach\w*|violat\w*|contrary|incompatible|complian\w*|appli\w*|infring\w*)\b[^.;\n]{0,30}",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Slip:
    """A way of getting a body wrong: the pattern, unless another stands in the sentence, and what is right."""

    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    message: str
    advice: str
    body: str


@cache
def _slips() -> tuple[_Slip, ...]:
    document = tomllib.loads(files("ilslearn.brief").joinpath("slips.toml").read_text(encoding="utf-8"))
    return tuple(
        _Slip(
            _compiled(item["pattern"]),
            _compiled(item["unless"]) if "unless" in item else None,
            item["message"],
            item["advice"],
            item["body"],
        )
        for item in document["slip"]
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    for name, body in _BODIES.items():
        pattern = pattern.replace(f"<{name}>", body)
    return re.compile(pattern, re.I)


def check_supervisors(brief: Brief) -> Iterator[Finding]:
    """Findings on supervisory bodies, their documents and their cases."""
    for slip in _slips():
        for match in slip.pattern.finditer(brief.text):
            if slip.unless and slip.unless.search(brief.sentence(match.start())):
                continue
            yield Finding(
                "error",
                "wrong_body",
                match.start(),
                match.end(),
                match[0],
                slip.message,
                slip.advice,
                _source(slip.body),
            )
    yield from _out_of_subject(brief)
    for one in brief.citations:
        if one.kind == "supervisory":
            yield from _case(brief, one) if one.code.startswith("CFA-") else _document(brief, one)


def _out_of_subject(brief: Brief) -> Iterator[Finding]:
    """The Committee on Freedom of Association said to have applied a Convention on another subject."""
    for match in _CLAIMED.finditer(brief.text):
        codes = [
            one.code
            for one in brief.citations
            if one.kind == "instrument"
            and match.start() < one.start < match.end() + 40
            and brief.span(one.start) == brief.span(match.start())
        ]
        if codes and not set(codes) & _ITS_SUBJECT:
            yield Finding(
                "error",
                "wrong_body",
                match.start(),
                match.end(),
                match[0],
                "The Committee on Freedom of Association works on freedom of association and collective bargaining;"
                f" {codes[0]} has another subject.",
                "Look for what the Committee of Experts said on that Convention: ils.search('...', kind='comment').",
                _source("CFA"),
            )


@cache
def _cases() -> Mapping[str, Mapping[str, str]]:
    return {f"CFA-{row['case_no']}": row for row in tables.read_raw("cfa_cases").to_dict("records")}


def _case(brief: Brief, one: Citation) -> Iterator[Finding]:
    row = _cases().get(one.code)
    number = one.code.removeprefix("CFA-")
    if row is None:
        yield brief.finding(
            one,
            "warning",
            "unknown_case",
            f"Case No. {number} is not found here: the record has a sample of {len(_cases())} cases. That says nothing"
            " of whether it exists.",
            "Look it up in NORMLEX by its number, and check country and Report.",
            _source("CFA"),
        )
        return
    source = row["source_url"].split(";")[0]
    named = countries_named(brief.sentence(one.start)) - {brief.forum.code}
    if named and row["country"] not in named and row["country"] != brief.forum.code:
        yield brief.finding(
            one,
            "error",
            "unknown_case",
            f"Case No. {number} concerns {country(row['country']).name} in the record ({row['verified']}); the sentence"
            f" names {', '.join(sorted(country(code).name for code in named))}.",
            "Check the number of the case.",
            source,
        )
    reports = {found[0] for point in one.pinpoints if "epor" in point and (found := re.search(r"\d{1,3}", point))}
    known = set(tables.items(row["report_nos"]))
    if reports and known and not reports & known:
        yield brief.finding(
            one,
            "warning",
            "unknown_case",
            f"The record has Case No. {number} in Report {', '.join(sorted(known))}, not in Report"
            f" {', '.join(sorted(reports))}.",
            "Check the number of the Report.",
            source,
        )
    rest = brief.text[one.end : brief.span(one.start)[1]]
    if not one.pinpoints and not re.search(r"\bRep(?:ort|\.)|\bpara", rest):
        yield _no_report(brief, one, number, row["report_nos"], source)


def _no_report(brief: Brief, one: Citation, number: str, reports: str, source: str) -> Finding:
    known = f" (the record has {reports.replace(';', ', ')})" if reports else ""
    return brief.finding(
        one,
        "note",
        "missing_pinpoint",
        f"Case No. {number} is cited without its Report and paragraph.",
        f"Name the Report{known} and the paragraph.",
        source,
    )


def _document(brief: Brief, one: Citation) -> Iterator[Finding]:
    wanted = {
        "DIGEST": ("paragraph", not one.pinpoints),
        "GENERAL_SURVEY": ("paragraph", not one.pinpoints),
        "CEACR": ("year", one.year is None),
    }
    what, missing = wanted.get(one.code, ("", False))
    if missing and not re.search(r"\bpara", brief.sentence(one.start)[:400] if what == "paragraph" else ""):
        yield brief.finding(
            one,
            "note",
            "missing_pinpoint",
            f"It is cited without its {what}.",
            f"Name the {what}: a court can weigh only what it can find.",
            _source("CFA" if one.code == "DIGEST" else "CEACR"),
        )


@cache
def _source(body: str) -> str:
    rows = {row["code"]: row["source_url"] for row in tables.read_raw("supervisory_bodies").to_dict("records")}
    return (rows.get(body) or rows["CEACR"]).split(";")[0]
