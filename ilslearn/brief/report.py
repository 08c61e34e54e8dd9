"""The report on a memorial: the findings, the authorities with what binds, and the text with the findings marked."""

import itertools
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from ilslearn import tables
from ilslearn.brief.findings import LEVELS, Brief, Finding
from ilslearn.catalogues import speaking
from ilslearn.dates import day_in_words
from ilslearn.document import Document, Documented, Grid, Heading, Items, Text, page
from ilslearn.law.decisions import SAMPLE, decision
from ilslearn.law.instruments import instrument
from ilslearn.law.ratification import binding
from ilslearn.shown import UNDERLINED, link

_MARKS = {"error": "✘", "warning": "▲", "note": "ℹ"}
_STYLE = (
    "<style>.brief{white-space:pre-wrap;line-height:1.6;max-width:45em}"
    "mark{padding:0 .15em;border-radius:.2em;color:#000}"
    "mark.error{background:#F6C6B8;border-bottom:2px solid #A33B00}"
    "mark.warning{background:#FBE3A4;border-bottom:2px dashed #7A5B00}"
    "mark.note{background:#CFE5F5;border-bottom:2px dotted #00507A}</style>"
)


@dataclass(frozen=True, repr=False)
class BriefReport(Documented):
    """What was found in a memorial, in the order of the text."""

    brief: Brief
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many findings of each level."""
        return {level: sum(one.level == level for one in self.findings) for level in LEVELS}

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each finding."""
        return pd.DataFrame([asdict(one) for one in self.findings], columns=list(Finding.__dataclass_fields__))

    @cached_property
    def authorities(self) -> pd.DataFrame:
        """Each instrument and decision that the text names: how often, articles, and whether it binds the forum."""
        rows = []
        for code, cited in self.brief.by_code.items():
            points = sorted({point for one in cited for point in one.pinpoints})
            try:
                found = instrument(code)
            except LookupError:
                rows.append((code, "not in the record", len(cited), ", ".join(points), ""))
                continue
            status = "guides, never binds"
            if found.kind != "recommendation":
                status = binding(self.brief.forum.code, code, on=self.brief.on).status.replace("_", " ")
            rows.append((code, found.title, len(cited), ", ".join(points), status))
        named = [one for one in self.brief.citations if one.kind == "supervisory"]
        for code in dict.fromkeys(one.code for one in named):
            points = [point for one in named if one.code == code for point in one.pinpoints]
            years = sorted({str(one.year) for one in named if one.code == code and one.year})
            number = sum(one.code == code for one in named)
            rows.append((code, ", ".join(years), number, ", ".join(dict.fromkeys(points)), "weighed, not binding"))
        decided = pd.Series([one.code for one in self.brief.citations if one.kind == "decision"], dtype=object)
        for identifier, number in decided.value_counts(sort=False).items():
            found_ = decision(str(identifier))
            rows.append((found_.id, found_.title, number, "", found_.treatment.replace("_", " ")))
        return pd.DataFrame(rows, columns=["authority", "title", "times", "articles", "standing"])

    def document(self) -> Document:
        """The report as a document."""
        brief, counts = self.brief, self.counts
        told = ", ".join(f"{number} {level}{'s' * (number != 1)}" for level, number in counts.items())
        rows = [
            (
                f"{k}",
                f"{one.level}: {one.code.replace('_', ' ')}",
                f"line {self.line(one)}: {_short(one.text)}",
                one.message,
                one.advice,
                one.source,
            )
            for k, one in enumerate(self.findings, start=1)
        ]
        found = Grid(
            "Findings in the order of the text", ("No.", "Kind", "Where", "What", "What to do", "Source"), rows
        )
        names = [(str(a), str(b), str(c), str(d), str(e)) for a, b, c, d, e in self.authorities.itertuples(index=False)]
        return Document(
            f"Check of a memorial before the courts of {brief.forum.name}, {day_in_words(brief.on)}",
            (
                Text(f"{told}." if self.findings else "Nothing was found that is wrong or missing."),
                *((found,) if rows else ()),
                Heading("Authorities"),
                Grid("What the text rests on", ("Authority", "Title", "Times", "Articles", "Standing that day"), names)
                if names
                else Text("The text names no ILO instrument and no decision of the register."),
                Heading("What this check cannot see"),
                Items(
                    [
                        "Whether an article says what the text says of it, whether a quotation is exact, and whether"
                        " the argument convinces: read the sources.",
                        f"Decisions and cases outside the record. {SAMPLE}: what is not found here may exist.",
                        "Texts in other languages than English are searched for citations alone.",
                    ]
                ),
                Text(f"Facts as of {tables.as_of()}. Not legal advice."),
            ),
        )

    def line(self, one: Finding) -> int:
        """The line of the text on which a finding begins, the first being 1."""
        return self.brief.text.count("\n", 0, one.start) + 1

    @speaking("en")
    def marked(self) -> str:
        """The text itself as a whole HTML page, each finding marked where it stands and told below."""
        text, pieces = self.brief.text, []
        cuts = sorted({0, len(text), *(at for one in self.findings for at in (one.start, one.end))})
        for start, stop in itertools.pairwise(cuts):
            here = [k for k, one in enumerate(self.findings, start=1) if one.start <= start and stop <= one.end]
            part = escape(text[start:stop])
            if here:
                level = min((self.findings[k - 1].level for k in here), key=LEVELS.index)
                ends = [k for k in here if self.findings[k - 1].end == stop]
                links = "".join(f'<sup><a href="#finding-{k}" id="mark-{k}">{k}</a></sup>' for k in ends)
                part = f'<mark class="{level}">{part}</mark>{links}'
            pieces.append(part)
        told = "".join(
            f'<li id="finding-{k}"><strong>{_MARKS[one.level]} {one.level}: {one.code.replace("_", " ")}.</strong>'
            f" {escape(one.message)} <em>{escape(one.advice)}</em>"
            f"{f' Source: {link(one.source)}.' if one.source else ''}"
            f' <a href="#mark-{k}" {UNDERLINED}>Back to the text</a></li>'
            for k, one in enumerate(self.findings, start=1)
        )
        title = f"Marked memorial: {self.brief.forum.name}, {self.brief.on}"
        body = (
            f"{_STYLE}<h1>{escape(title)}</h1><div class='brief'>{''.join(pieces)}</div>"
            f"<h2>Findings</h2><ol>{told}</ol>"
            f"<p>Facts as of {tables.as_of()}. {SAMPLE}. Not legal advice.</p>"
        )
        return page(title, body)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "country": self.brief.forum.code,
            "on": self.brief.on.isoformat(),
            "counts": dict(self.counts),
            "findings": [{**asdict(one), "line": self.line(one)} for one in self.findings],
            "authorities": self.authorities.to_dict("records"),
        }


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 70 else f"{plain[:67]}..."
