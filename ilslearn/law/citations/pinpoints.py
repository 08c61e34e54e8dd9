"""The articles, Regulations and Paragraphs that are tied to an instrument."""

import re
from dataclasses import replace

from ilslearn.law.citations.citation import SUBJECT, Citation

_ITEM = r"\d{1,3}(?:\s?(?:er|bis|ter)\b)?(?:\s?\(\w{1,4}\))*(?:\s?[-–]\s?\d{1,3}(?!\d))?"
_ITEMS = rf"{_ITEM}(?:(?:\s*,\s*(?:and|et|y|&)?\s*|\s+(?:and|et|y|&|or|ou|o|to|through|à|a)\s+){_ITEM})*"
_ARTICLE = r"(?:articles?|arts?\.?|art[íi]culos?)"
_PART = r"(?:paragraphs?|paras?\.|paragraphes?|p[áa]rrafos?|apartados?|incisos?|alin[ée]as?)"
_PARAGRAPH = rf"{_PART}\s+(?P<para>\d{{1,2}})\s*,?\s+(?:of|de\s+l['’]|del|de)\s*"
_LINK = (
    r"[\s,]*(?:\)\s*)?(?:(?:of|de|du|des|del|to|in|en|dans)\b\s*)?(?:the|la|le|les|el|los|l['’])?\s*"
    r"(?:(?:said|same|ILO|ILO['’]s|OIT)\s+)?"
)
_SUB = rf"(?:,?\s*{_PART}\s+(?P<sub>\d{{1,2}}|[a-z](?=\)))\)?,?)?"
BEFORE = re.compile(rf"(?:{_PARAGRAPH})?\b{_ARTICLE}\s*(?P<items>{_ITEMS}){_SUB}{_LINK}$", re.I)
_RECOMMENDED = r"(?:Paragraphs?|Paras?\.?|Paragraphes?|P[áa]rrafos?)\s+\d{1,2}(?:\(\w\))?"
_RECOMMENDED_BEFORE = re.compile(rf"(?P<one>{_RECOMMENDED}){_LINK}$", re.I)
_RECOMMENDED_AFTER = re.compile(rf"[\s,]*\(?(?P<one>{_RECOMMENDED})", re.I)
_AFTER_TITLE = re.compile(
    rf"\)?\s*{SUBJECT}\b[^.;:()]{{3,110}}?,\s*(?:(?:19|20)\d{{2}},?\s*)?{_ARTICLE}\s*(?P<items>{_ITEMS})", re.I
)
AFTER = re.compile(
    rf"\)?(?:\s*\((?:19|20)\d{{2}}\)|,\s*(?:19|20)\d{{2}})?\s*(?:de\s+l['’]OIT|de\s+la\s+OIT|of\s+the\s+ILO)?[\s,—–]*\(?(?:in\s+its\s+|en\s+sus?\s+|en\s+ses\s+|en\s+son\s+|dans\s+(?:son|ses)\s+|at\s+)?{_ARTICLE}\s*(?P<items>{_ITEMS})(?!\s+(?:of|du|de\s+la\s+Cons|del|de\s+la\s+const)\b)",
    re.I,
)
_REGULATION = re.compile(
    r"[\s,)]*(?:\(|as\s+amended,?\s*)?((?:Regulation|Standard|Guideline|r[èe]gle|regla|norme|norma)s?\s+[AB]?\d(?:\.\d+)*)"
)
_REGULATION_BEFORE = re.compile(r"((?:Regulation|Standard|Guideline)\s+[AB]?\d(?:\.\d+)*)\s+of\s+the\s+$")


def pinpointed(text: str, one: Citation) -> Citation:
    """The same citation with the articles that are tied to it, before it or after it."""
    if one.code == "MLC":
        if match := _REGULATION.match(text, one.end):
            return replace(one, end=match.end(1), text=text[one.start : match.end(1)], pinpoints=(match[1],))
        if match := _REGULATION_BEFORE.search(text, max(0, one.start - 60), one.start):
            return replace(one, start=match.start(), text=text[match.start() : one.end], pinpoints=(match[1],))
    before = text[max(0, one.start - 140) : one.start]
    if match := BEFORE.search(before):
        start = one.start - len(before) + match.start()
        items = _articles(match["items"])
        if part := match["para"] or match["sub"]:
            items = tuple(f"{item}({part})" for item in items)
        return replace(one, start=start, text=text[start : one.end], pinpoints=items)
    if one.code[0] == "R" and (match := _RECOMMENDED_BEFORE.search(before)):
        start = one.start - len(before) + match.start()
        return replace(one, start=start, text=text[start : one.end], pinpoints=(match["one"],))
    if one.code[0] == "R" and (match := _RECOMMENDED_AFTER.match(text, one.end)):
        return replace(one, end=match.end("one"), text=text[one.start : match.end("one")], pinpoints=(match["one"],))
    if match := AFTER.match(text, one.end) or _AFTER_TITLE.match(text, one.end):
        end = match.end("items")
        return replace(one, end=end, text=text[one.start : end], pinpoints=_articles(match["items"]))
    return one


def _articles(items: str) -> tuple[str, ...]:
    """ "2, 3 and 8(1)" -> ("2", "3", "8(1)"); "3 to 6" -> ("3-6",)."""
    items = re.sub(r"\s+(?:to|through|à)\s+|\s?[-–]\s?", "-", items)
    items = re.sub(r"(?<=\d)\s+a\s+(?=\d)", "-", items)
    parts = re.split(r"\s*,\s*(?:and|et|y|&)?\s*|\s+(?:and|et|y|&|or|ou|o)\s+", items)
    return tuple(re.sub(r"\s|er\b", "", part) for part in parts if part)
