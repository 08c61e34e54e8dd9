"""The work of the supervisory bodies: cases, comments, surveys, complaints."""

import re
from collections.abc import Iterator

from ilslearn.law.citations.citation import HINT, NO, OURS, Citation

_CFA = re.compile(
    r"\bCFA\b|\bCLS\b|Committee\s+on\s+Freedom\s+of\s+Association|Comit[ée]\s+de\s+la\s+libert[ée]\s+syndicale|"
    r"Comit[ée]\s+de\s+Libertad\s+Sindical|Freedom\s+of\s+Association\s+Committee",
    re.I,
)
_REPORT = (
    r"(?:\d{1,3}\s?(?:(?:st|nd|rd|th)\s+Report|(?:[eᵉ]|ème|er)\s+rapport|\.?\s?(?:er|[ºo°])?\.?\s+informe)"
    r"|Report\s+No\.?\s*\d{1,3}|rapport\s+n[°º]\s*\d{1,3}|informe\s+n[úu]m\.\s*\d{1,3})"
)
_PARA = r"(?:paras?\.?|paragraphs?|paragr\.|paragraphes?|p[áa]rrafos?|p[áa]rrs?\.)\s*\d{1,4}(?:\s?[-–]\s?\d{1,4})?"
_CASE_NO = r"\d{1,4}(?![\d/]|-\d|\s?(?:st|nd|rd|th|e|ᵉ|ème|er)(?!\w)|\.?\s?[ºo°]|\.er\b)"
_CASE = re.compile(
    rf"\b(?:cases?|cas|casos?|affaire)\s+{NO}\s*(?P<list>{_CASE_NO}(?:(?:\s*,\s*|\s+(?:and|et|y)\s+){_CASE_NO})*)",
    re.I,
)
_OF_THE_COMMITTEE = (
    r"(?:\s*(?:of|du|del|de)\s+(?:the\s+)?(?:CFA|CLS|Committee\s+on[\w\s]{5,25}|Comit[ée]\s+de\s+l[\w\s]{5,30}?)(?=,))?"
)
_TAIL = re.compile(
    rf"(?:\s*\([^)]{{1,40}}\))?{_OF_THE_COMMITTEE}[\s,;:(]*(?:(?:in|dans|en)\s+(?:its|son|su)\s+)?(?P<one>{_REPORT}|{_PARA})",
    re.I,
)
_REPORT_BEFORE = re.compile(rf"(?P<one>{_REPORT})[\s,]*(?:\(?(?:on|in|sur|sobre|,)?\s*(?:le|el|the)?\s*)$", re.I)


def _tail(text: str, end: int) -> tuple[int, tuple[str, ...]]:
    """Reports and paragraphs that follow, as they are written."""
    items: list[str] = []
    while len(items) < 3 and (match := _TAIL.match(text, end)):
        items.append(" ".join(match["one"].split()))
        end = match.end()
    return end, tuple(items)


def cfa_cases(text: str) -> Iterator[Citation]:
    for match in _CASE.finditer(text):
        near = text[max(0, match.start() - 130) : match.end() + 110]
        if not (_CFA.search(near) or re.search(_REPORT, text[match.start() - 30 : match.end() + 60], re.I)):
            continue
        numbers = list(re.finditer(r"\d{1,4}", match["list"]))
        for k, number in enumerate(numbers):
            start = match.start() if k == 0 else match.start("list") + number.start()
            end = match.start("list") + number.end()
            items: tuple[str, ...] = ()
            if k == len(numbers) - 1:
                end, items = _tail(text, match.end())
            if k == 0 and (before := _REPORT_BEFORE.search(text, max(0, start - 30), start)):
                start, items = before.start(), (" ".join(before["one"].split()), *items)
            yield Citation(start, end, text[start:end], "supervisory", f"CFA-{int(number[0])}", items)


_EXPERTS = r"(?:CEACR|CEARC|Committee\s+of\s+Experts|Commission\s+d['’]experts|Comisi[óo]n\s+de\s+Expertos)"
_COMMENT = (
    r"(?:observations?|direct\s+requests?|demandes?\s+directes?|observaci[óo]n(?:es)?|solicitud(?:es)?\s+directas?)"
)
_ARTICLE_24, _ARTICLE_26 = (rf"(?=[^.\n]{{0,80}}?\barti?c?[a-zíi]*\.?\s*{n}\b)" for n in (24, 26))
_YEARS = r"(?:19[2-9]\d|20[0-4]\d)"
_DOCUMENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "CEACR",
        re.compile(
            rf"\b(?:{_EXPERTS}\b[^.;\n]{{0,80}}?\b{_COMMENT}|{_COMMENT}\b[^.;\n]{{0,60}}?\b{_EXPERTS})\b", re.I
        ),
    ),
    ("GENERAL_SURVEY", re.compile(r"\b(?:General\s+Survey|[ÉE]tude\s+d['’]ensemble|Estudio\s+General)\b", re.I)),
    (
        "DIGEST",
        re.compile(
            r"\b(?:Digest|Compilation|Recueil|Recopilaci[óo]n)\b",
            re.I,
        ),
    ),
    (
        "REPRESENTATION",
        re.compile(rf"\b(?:representations?|r[ée]clamations?|reclamaci[óo]n(?:es)?)\b{_ARTICLE_24}", re.I),
    ),
    ("COMPLAINT", re.compile(rf"\b(?:complaints?|plaintes?|quejas?)\b{_ARTICLE_26}", re.I)),
    (
        "COMMISSION_OF_INQUIRY",
        re.compile(
            r"\b(?:Commissions?\s+of\s+Inquiry|commissions?\s+d['’]enqu[êe]te|Comisi[óo]n\s+de\s+Encuesta)\b", re.I
        ),
    ),
)  # fmt: skip


_TITLE_YEAR = re.compile(r"(?:Convention|Recommendation)(?:\s*\(Revised\))?,?\s*$")


def documents(text: str) -> Iterator[Citation]:
    for code, pattern in _DOCUMENTS:
        for match in pattern.finditer(text):
            sentence = _around(text, match.start(), match.end())
            ahead = text[match.end() : match.end() + 110].split("\n")[0]
            years = [
                m
                for m in re.finditer(rf"\b{_YEARS}\b", ahead.split(";")[0])
                if not _TITLE_YEAR.search(ahead[: m.start()])
            ]
            year = re.search(rf"\b{_YEARS}\b", match[0]) or (years[0] if years else None)
            items: tuple[str, ...] = ()
            if code in ("REPRESENTATION", "COMPLAINT", "COMMISSION_OF_INQUIRY") and not OURS.search(sentence):
                continue
            if code == "GENERAL_SURVEY":
                if not (
                    HINT.search(sentence)
                    or OURS.search(sentence)
                    or match[0][0] == "G"
                    or re.search(_EXPERTS, sentence, re.I)
                ):
                    continue
                before = re.search(rf"\b{_YEARS}\s*$", text[max(0, match.start() - 6) : match.start()])
                year = before or year
                if not year or re.match(r"\s+of\s+[A-Z][a-z]+\b(?!.{0,40}(?:Convention|Committee))", ahead):
                    continue
            if code == "DIGEST" and not (
                _CFA.search(sentence) or (re.search(r"d[ée]cisione?s", sentence) and OURS.search(sentence))
            ):
                continue
            if code == "CEACR" and not (
                re.search(r"CEA[CR]", match[0]) or HINT.search(sentence) or OURS.search(sentence)
            ):
                continue
            if code in ("DIGEST", "GENERAL_SURVEY") and (
                para := re.search(_PARA, ahead + text[match.end() + 110 : match.end() + 170], re.I)
            ):
                items = (" ".join(para[0].split()),)
            number = int(year[0].strip()) if year else None
            if code in ("REPRESENTATION", "COMPLAINT"):
                number = None
            yield Citation(match.start(), match.end(), match[0], "supervisory", code, items, number)


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - 130) : end + 130]
