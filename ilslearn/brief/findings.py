"""What a check finds, and the memorial as the checks read it: text, sentences, citations, forum, day."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from ilslearn.law.citations import Citation, find_citations
from ilslearn.law.countries import Country, countries_named
from ilslearn.law.decisions import decision
from ilslearn.shown import Shown

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")  # the gravest first
Code = Literal[
    "unknown_instrument", "title_mismatch", "unknown_article", "not_binding", "uncertain_binding",
    "recommendation_as_binding", "outdated", "withdrawn_or_abrogated", "revised", "wrong_body", "unknown_case",
    "unknown_decision", "contrary_outcome", "missing_counter_authority", "missing_pinpoint",
]  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Finding(Shown):
    """One thing to look at: where it stands in the text, what is wrong with it, what to do, where that is written."""

    level: Level
    code: Code
    start: int
    end: int
    text: str
    message: str
    advice: str
    source: str

    def __str__(self) -> str:
        return f"{self.level}: “{' '.join(self.text.split())}”: {self.message} {self.advice}"


# A full stop ends a sentence only where what follows begins one, and what stands before it is no abbreviation.
_END = re.compile(r"[.!?][\"”’')\]*_]*\s+(?=[\"“‘'(\[*_]*[A-ZÀ-Þ0-9])|\n\s*\n")
_SHORT = re.compile(
    r"(?:\b(?:Nos?|Arts?|Paras?|Conv|Rec|v|vs|c|cf|eg|ie|e\.g|i\.e|Mr|Ms|Mrs|Dr|St|Ltd|Inc|Co|et al|n|núm|nums?|Cass|"
    r"soc|Sess|Vol|pp?|ed|Gen|Gov|Pty|J|JJ|s|ss|art)|\b[A-Z])\.$",
    re.I,
)


@dataclass(frozen=True)
class Brief:
    """A memorial before a named forum on a named day."""

    text: str
    forum: Country
    on: date

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """All references to ILO material and to decisions of the register, in order."""
        return tuple(find_citations(self.text))

    @cached_property
    def by_code(self) -> Mapping[str, tuple[Citation, ...]]:
        """The citations of each instrument."""
        found: dict[str, list[Citation]] = {}
        for one in self.citations:
            if one.kind == "instrument":
                found.setdefault(one.code, []).append(one)
        return {code: tuple(listed) for code, listed in found.items()}

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """First and last offset of each sentence."""
        return tuple(self._spans())

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(start for start, _ in self.sentences)

    def _spans(self) -> Iterator[tuple[int, int]]:
        start = 0
        for match in _END.finditer(self.text):
            stop = match.start() + 1
            if "\n\n" not in match[0] and _SHORT.search(self.text[start:stop]):
                continue
            if any(one.start < stop < one.end for one in self.citations):
                continue
            yield start, match.end()
            start = match.end()
        yield start, len(self.text)

    def span(self, at: int) -> tuple[int, int]:
        """First and last offset of the sentence in which an offset stands."""
        return self.sentences[bisect_right(self._starts, at) - 1]

    def sentence(self, at: int) -> str:
        """The sentence in which an offset stands."""
        first, last = self.span(at)
        return self.text[first:last]

    def speaks_of_others(self, at: int) -> bool:
        """Does the sentence speak of other States, or of a foreign decision, and not of the forum?"""
        first, last = self.span(at)
        named = countries_named(self.text[first:last])
        if self.forum.code in named:
            return False
        foreign = [
            one
            for one in self.citations
            if one.kind == "decision" and first <= one.start < last and decision(one.code).country != self.forum.code
        ]
        return bool(named) or bool(foreign)

    def finding(self, one: Citation, level: Level, code: Code, message: str, advice: str, source: str) -> Finding:
        """A finding about a citation."""
        return Finding(level, code, one.start, one.end, one.text, message, advice, source)


# ---------------------------------------------------------------------------------------------------------------------
# What a sentence claims
# ---------------------------------------------------------------------------------------------------------------------

CLAIMS = re.compile(
    r"\b(?:ratified|ratification\s+of|bind(?:s|ing)?|bound|in\s+force|obliges?|obligations?\s+(?:under|arising|flowing)|"
    r"(?:is|are|was|were)\s+(?:a\s+)?part(?:y|ies)\s+to|must\s+comply|duty\s+under|(?:in\s+)?breach(?:es|ed)?|violat\w+|contraven\w+|"
    r"infring\w+|mandatory|ratifi[ée]e?s?|en\s+vigueur|oblige|contraignante?|ratificad[oa]s?|vigentes?|en\s+vigor|"
    r"vinculantes?|obligatori[oa]s?)\b",
    re.I,
)
HONEST = re.compile(
    r"\b(?:(?:not|never|nor|without|no|neither|cannot)\b(?:[\s\w,’'-]{0,40}?)\b(?:ratif\w+|in\s+force|bound|bind\w*|part(?:y|ies)|"
    r"oblig\w+|mandatory)|unratified|non-ratified|yet\s+to\s+ratify|denounced|ceased\s+to\s+bind|before\s+(?:it\s+)?(?:came|"
    r"entered)\s+into\s+force|non[\s-]ratifi\w+|(?:n['’]a|n['’]ont)\s+pas\s+(?:été\s+)?ratifi\w+|pas\s+en\s+vigueur|"
    r"no\s+(?:ha|han|había)\s+(?:sido\s+)?ratificad\w+|sin\s+ratificar|no\s+vincula\w*|(?:does|do|did)\s+not\s+bind|"
    r"persuasive|as\s+guidance|guides?\b|interpretive\s+(?:aid|guide)|not\s+as\s+(?:a\s+)?(?:source|treaty|law))",
    re.I,
)
