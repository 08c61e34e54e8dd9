"""Finding references to international labour standards in running text: English, French and Spanish.

``find_citations`` errs towards leaving out: a bare "Convention No. 108" is found, with the note that the Council of
Europe has one of that number too, but a number that the text gives to another organization, a code or a collective
agreement is not. A number that no instrument has is found where the text plainly speaks of the ILO, so that a check can
say so.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from ilslearn import tables
from ilslearn.errors import UnusableFile, shown

Kind = Literal["instrument", "supervisory", "decision"]


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """One reference: where it stands (``start``, ``end``, offsets in characters), what it names, and where in it.

    ``code`` is an instrument (``C158``), a supervisory work (``CFA-2654``, ``CEACR``, ``GENERAL_SURVEY``, ``DIGEST``,
    ``REPRESENTATION``, ``COMPLAINT``, ``COMMISSION_OF_INQUIRY``) or a decision's id. ``pinpoints`` are articles
    (``"4"``, ``"8(1)"``), Regulations of the MLC, paragraphs or reports. ``year`` is what the text gives.
    ``alternatives`` says what else a reader might take it for.
    """

    start: int
    end: int
    text: str
    kind: Kind
    code: str
    pinpoints: tuple[str, ...] = ()
    year: int | None = None
    alternatives: tuple[str, ...] = ()


def find_citations(text: str) -> list[Citation]:
    """Every reference to ILO material in a text, in order.

    Parameters: ``text``, in English, French or Spanish. Returns a list of :class:`Citation`; each instrument of an
    enumeration is one ("Conventions Nos. 87 and 98" gives two).

    >>> [(c.code, c.pinpoints) for c in find_citations("Articles 4 and 7 of Convention No. 158, and R166.")]
    [('C158', ('4', '7')), ('R166', ())]
    >>> find_citations("Council of Europe Convention No. 108; Article 87 of the Labour Code")
    []
    """
    if not isinstance(text, str):
        raise UnusableFile(f"{shown(text)} is not a text: give the text to be read.")
    found = [*_titled(text), *_described(text), *_numbered(text), *_coded(text), *_maritime(text)]
    found = _without_overlaps(found)
    found += _protocols(text, found)
    found = [_pinpointed(text, one) for one in sorted(found)]
    found += [*_cfa_cases(text), *_documents(text), *_register(text)]
    return sorted(_without_overlaps(found))


# ---------------------------------------------------------------------------------------------------------------------
# Instruments
# ---------------------------------------------------------------------------------------------------------------------

_NO = r"(?:(?:n[úu]ms?|num[ée]ros?|n[úu]meros?|numbers?|nos?)\b\.?|n[°ºᵒo]s?\.?|n\.\s?[°ºᵒ])"
_NEXT = (
    rf"(?:\s*,\s*(?:and|et|y)?\s*|\s*[&;]\s*|\s+(?:and|et|y|e|or|ou|o)\s+)(?:{_NO}\s*)?\d{{1,3}}(?!\d|[./]\d|\s?%|/)"
)
_LIST = rf"(?:{_NO}\s*)?\(?\d{{1,3}}(?!\d)\)?(?:{_NEXT})*"
_NUMBERED = re.compile(
    r"(?<![\w-])(?P<word>conventions?|conv\.|cs?\.(?=\s?nos?\b)|convenios?|recomm[ea]ndations?|rec\.|recomendaci[óo]n(?:es)?)"
    r"(?P<by>\s+(?:de\s+la\s+OIT|de\s+l['’]OIT|OIT|ILO))?"
    rf"[\s,]*\(?\s*(?P<list>{_LIST})",
    re.I,
)
_NUMBER = re.compile(r"\d{1,3}")

# Other organizations and things with numbers, before ...
_FOREIGN_BEFORE = re.compile(
    r"(?:council\s+of\s+europe|hague|la\s+haye|la\s+haya|basel|b[âa]le|basilea|berne|vienna|vienne|viena|european|"
    r"europ[ée]enne|europe[ao]|c?ets|general|g[ée]n[ée]rale|collective|oecd|ocde|cedaw|unesco|un|u\.n\.|onu|who|"
    r"united\s+nations|nations\s+unies|naciones\s+unidas|imo|inter-american|interam[ée]ricaine|interamericana|"
    r"geneva|gen[èe]ve|ginebra|m[ée]dica|bilateral[e]?|cm|coe|cde)[\s’'-]*$",
    re.I,
)
# ... or after the number.
_FOREIGN_AFTER = re.compile(
    r"\)?\s*(?:,\s*)?(?:of\s+\d{4}\s+)?(?:of\s+(?:the\s+)?|du\s+|de\s+la\s+|del\s+|de\s+l['’]\s*|des\s+|adopted\s+by\s+the\s+)"
    r"(?:council\s+of\s+europe|conseil\s+de\s+l['’]europe|consejo\s+de\s+europa|cedaw|committee|comit[ée]|hague|"
    r"conf[ée]rence\s+de\s+la\s+haye|conferencia\s+de\s+la\s+haya|oecd|ocde|united\s+nations|nations\s+unies|"
    r"naciones\s+unidas|onu|un\b|unesco|imo|omi\b|who\b|oms\b|european|commission\s+europ|comisi[óo]n\s+europea|"
    r"secteur|branche|empresa|sector)"
    r"|\s*(?:/\s*\d|[-–]\s*[A-Z]{2}\b|entre\s+(?:el|la|los|las|le|les|l['’])\s?)"
    r"|\)?\s*(?:for\s+the\s+protection\s+of\s+individuals|pour\s+la\s+protection\s+des\s+personnes|"
    r"para\s+la\s+protecci[óo]n\s+de\s+las\s+personas\s+con)",
    re.I,
)
_COLLECTIVE_AFTER = re.compile(r"[\s,]*(?:colectiv|collectiv)", re.I)
_OURS = re.compile(
    r"\b(?:ILO|OIT|BIT|I\.L\.O\.|O\.I\.T\.|ILC|CIT|NORMLEX|CEACR|CFA)\b|"
    r"(?i:International\s+Labou?r|internacional\s+del\s+trabajo|internationale?s?\s+du\s+travail)"
)
_HINT = re.compile(
    r"\b(?:conventions?|convenios?|recomm[ea]ndations?|recomendaci[óo]n(?:es)?|ratif\w*|ilo|oit|ceacr|cfa|normlex|standards?|instruments?)\b",
    re.I,
)
_CODED = re.compile(
    r"(?<![\w/.\-–§])(?P<letter>[CPR])(?P<gap>\.\s?|\s|-)?(?P<number>0?\d{2,3})(?![\w/]|[-–]\d|[.,]\d|\s?%|\s?(?:km|°))"
)
_CASE_BEFORE = re.compile(
    r"(?:case|cases|affaires?|asuntos?|rs\.|route|road|carretera|model|type|no\.|n[°º])\s*$", re.I
)
_HIGHEST = {"C": 193, "R": 209, "P": 155}
# Numbers that other organizations have given to Conventions often cited before courts.
_ALSO = {
    "C108": ("Council of Europe Convention No. 108 (data protection)",),
    "C005": ("European Convention on Human Rights (ETS No. 5)",),
    "C035": ("European Social Charter (ETS No. 35)",),
    "C163": ("European Social Charter, revised (ETS No. 163)",),
    "C028": ("a Hague Convention of that number",),
}


@cache
def _codes() -> frozenset[str]:
    return frozenset(tables.read_raw("instruments")["code"])


def _code(letter: str, number: str) -> str:
    return "MLC" if (letter, int(number)) == ("C", 186) else f"{letter}{int(number):03d}"


def _numbered(text: str) -> Iterator[Citation]:
    """ "Convention No. 87", "Conventions Nos. 87 and 98", "convenio núm. 169", "Recommendation 198"."""
    for match in _NUMBERED.finditer(text):
        before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 90]
        if _FOREIGN_BEFORE.search(before) or _FOREIGN_AFTER.match(after) or _COLLECTIVE_AFTER.match(after):
            continue
        letter = "R" if match["word"].casefold().startswith("r") else "C"
        numbers = list(_NUMBER.finditer(match["list"]))
        near = text[max(0, match.start() - 60) : match.end() + 60]
        bare = not re.search(r"n|\(", match["list"].casefold())  # "Convention 158": no sign of a number
        for k, number in enumerate(numbers):
            code = _code(letter, number[0])
            start = match.start() if k == 0 else match.start("list") + number.start()
            end = match.start("list") + number.end()
            ours = bool(match["by"] or _OURS.search(near))
            if code not in _codes() and not ours:
                continue
            # Small numbers are common: recommendations of a report, agreements of a firm. They need a sign of the ILO.
            small = int(number[0]) <= 30 and (letter == "R" or match["word"].islower())
            titled = re.match(rf"\)?\s*{_SUBJECT}\b", after, re.I)
            hinted = _HINT.search(before + " " + after) and not (bare and letter == "R")
            if not ours and not titled and not hinted and (small or (bare and letter == "R")):
                continue
            if text[end : end + 1] == "+":
                continue
            year = _year_after(text, end) if len(numbers) == 1 else None
            yield Citation(
                start, end, text[start:end], "instrument", code, (), year, () if ours else _ALSO.get(code, ())
            )


_YEAR_AT_ONCE = re.compile(r"\)?\s*(?:\(|,\s*|of\s+|de\s+)((?:19|20)\d{2})\b(?!\s*[-/])")
_YEAR_AFTER_TITLE = re.compile(
    r"\)?\s*(?:concerning|concernant|on|sur|sobre|relati[vf]\w*)\b[^.;:()]{3,110}?,\s*((?:19|20)\d{2})\b", re.I
)


def _year_after(text: str, end: int) -> int | None:
    """The year that stands with a number, at once or after the title that follows it."""
    match = _YEAR_AT_ONCE.match(text, end) or _YEAR_AFTER_TITLE.match(text, end)
    return int(match[1]) if match else None


_SUBJECT = r"(?:concerning|concernant|on|sur|sobre|relati[vf]\w*\s+(?:to|[àa]l?|aux?))"
_DESCRIBED = re.compile(
    rf"\b(?P<word>Conventions?|Convenios?|Recomm[ea]ndations?|Recomendaci[óo]n)\s+{_SUBJECT}\b[^.;:()]{{3,130}}?"
    rf"(?:,\s*(?P<year>(?:19|20)\d{{2}})\s*)?\(\s*{_NO}\s*(?P<number>\d{{1,3}})\s*\)",
    re.I,
)
_ENUMERATED = re.compile(
    rf"\b(?P<word>Conventions|Convenios|Recomm[ea]ndations|Recomendaciones)\b[^.;:\n]{{0,60}}:\s*"
    rf"(?P<list>{_NO}\s*\d{{1,3}}(?:{_NEXT})*)",
    re.I,
)


def _described(text: str) -> Iterator[Citation]:
    """ "Convenio sobre la libertad sindical ..., 1948 (núm. 87)"; "three ILO Conventions: No. 87, No. 98"."""
    for match in _DESCRIBED.finditer(text):
        code = _code("R" if match["word"][0] in "Rr" else "C", match["number"])
        if code in _codes():
            year = int(match["year"]) if match["year"] else None
            yield Citation(match.start(), match.end(), match[0], "instrument", code, (), year)
    for match in _ENUMERATED.finditer(text):
        if not _OURS.search(text[max(0, match.start() - 60) : match.end()]):
            continue
        for number in _NUMBER.finditer(match["list"]):
            start = match.start("list") + number.start()
            code = _code("R" if match["word"][0] in "Rr" else "C", number[0])
            if code in _codes():
                yield Citation(start, start + len(number[0]), number[0], "instrument", code)


def _coded(text: str) -> Iterator[Citation]:
    """ "C87", "C.158", "C 087", "R198", "P029": only where the text speaks of standards, or another code is near."""
    last = -1000  # the end of the code before, if it was found
    for match in _CODED.finditer(text):
        code = _code(match["letter"], match["number"])
        if code not in _codes() or _CASE_BEFORE.search(text[max(0, match.start() - 14) : match.start()]):
            continue
        near = text[max(0, match.start() - 110) : match.start()] + " " + text[match.end() : match.end() + 110]
        padded = match["number"].startswith("0")  # as the ILO itself writes its codes
        pinned = _AFTER.match(text, match.end()) or _BEFORE.search(text[max(0, match.start() - 60) : match.start()])
        if not (_HINT.search(near) or _OURS.search(near) or padded or pinned or match.start() - last < 60):
            continue
        last = match.end()
        yield Citation(match.start(), match.end(), match[0], "instrument", code)


_MARITIME = re.compile(
    r"(?<![\w-])MLC(?:,?\s*2006)?(?![\w-])|Maritime\s+Labour\s+Convention(?:,?\s*2006)?(?:,\s*as\s+amended)?"
)


def _maritime(text: str) -> Iterator[Citation]:
    for match in _MARITIME.finditer(text):
        year = 2006 if "2006" in match[0] else None
        yield Citation(match.start(), match.end(), match[0], "instrument", "MLC", (), year)


_KEYWORD = re.compile(
    r"\b(?:Convention|Recommendation|CONVENTION|RECOMMENDATION)\b(?P<revised>\s*\((?:Revised|REVISED)\))?(?:(?:,?\s*|\s+of\s+)(?P<year>(?:19|20)\d{2})\b)?"
)
_NUMBER_AFTER = re.compile(r"[\s,]*\(?(?:No\.?|n[°º])\s*(\d{1,3})\)?", re.I)


@cache
def _titles() -> Mapping[tuple[str, str], list[tuple[int, str]]]:
    """(word, name before it without case) -> years and codes, newest first; only titles of the usual form."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    frame = tables.read_raw("instruments")
    for code, title in zip(frame["code"], frame["title"], strict=True):
        match = re.fullmatch(
            r"(.+?) (Convention|Recommendation)( \(Revised\))?, (\d{4})", title.removesuffix(", as amended")
        )
        if match and code[0] != "P":
            found[match[2], _name(match[1])].append((int(match[4]), code))
    return {key: sorted(codes, reverse=True) for key, codes in found.items()}


def _name(title: str) -> str:
    return " ".join(title.casefold().replace("-", " ").replace("’", "'").split())


def _titled(text: str) -> Iterator[Citation]:
    """ "Termination of Employment Convention, 1982 (No. 158)": the title is looked for backwards from its last word."""
    for match in _KEYWORD.finditer(text):
        word = "Convention" if match[0][0] == "C" else "Recommendation"
        before = text[max(0, match.start() - 110) : match.start()]
        starts = [m.start() for m in re.finditer(r"(?<![\w-])[\w(]", before)]
        for start in starts:  # the longest name first
            name = before[start:]
            if not name[:1].isupper():
                continue
            codes = _titles().get((word, _name(name)))
            if not codes:
                continue
            if match["year"]:
                codes = [item for item in codes if item[0] == int(match["year"])] or codes
            end = match.end()
            if number := _NUMBER_AFTER.match(text, end):
                end = number.end()
                named = _code(word[0], number[1])
                codes = [(0, named)] if named in _codes() else codes
            at = match.start() - len(name)
            year = int(match["year"]) if match["year"] else None
            also = () if match["year"] or len(codes) == 1 else tuple(code for _, code in codes[1:])
            yield Citation(at, end, text[at:end], "instrument", codes[0][1], (), year, also)
            break


_PROTOCOL = re.compile(
    r"\bproto(?:col|cole|colo)\s+(?:of|de)\s+(?P<a>19\d{2}|20\d{2})|\b(?P<b>19\d{2}|20\d{2})\s+Protocol\b", re.I
)
_PROTOCOLS = {1982: ("P110", "C110"), 1990: ("P089", "C089"), 1995: ("P081", "C081"), 1996: ("P147", "C147"),
              2002: ("P155", "C155"), 2014: ("P029", "C029")}  # fmt: skip


def _protocols(text: str, found: list[Citation]) -> list[Citation]:
    """ "its Protocol of 2014": known by the year, and by the Convention that stands near it."""
    protocols = []
    for match in _PROTOCOL.finditer(text):
        code, parent = _PROTOCOLS.get(int(match["a"] or match["b"]), ("", ""))
        near = [one for one in found if one.code == parent and -90 < one.start - match.start() < 120]
        if code and near:
            protocols.append(
                Citation(match.start(), match.end(), match[0], "instrument", code, (), int(match["a"] or match["b"]))
            )
    return protocols


# ---------------------------------------------------------------------------------------------------------------------
# Pinpoints
# ---------------------------------------------------------------------------------------------------------------------

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
_BEFORE = re.compile(rf"(?:{_PARAGRAPH})?\b{_ARTICLE}\s*(?P<items>{_ITEMS}){_SUB}{_LINK}$", re.I)
_RECOMMENDED = r"(?:Paragraphs?|Paras?\.?|Paragraphes?|P[áa]rrafos?)\s+\d{1,2}(?:\(\w\))?"
_RECOMMENDED_BEFORE = re.compile(rf"(?P<one>{_RECOMMENDED}){_LINK}$", re.I)
_RECOMMENDED_AFTER = re.compile(rf"[\s,]*\(?(?P<one>{_RECOMMENDED})", re.I)
_AFTER_TITLE = re.compile(
    rf"\)?\s*{_SUBJECT}\b[^.;:()]{{3,110}}?,\s*(?:(?:19|20)\d{{2}},?\s*)?{_ARTICLE}\s*(?P<items>{_ITEMS})", re.I
)
_AFTER = re.compile(
    rf"\)?(?:\s*\((?:19|20)\d{{2}}\)|,\s*(?:19|20)\d{{2}})?\s*(?:de\s+l['’]OIT|de\s+la\s+OIT|of\s+the\s+ILO)?[\s,—–]*\(?(?:in\s+its\s+|en\s+sus?\s+|en\s+ses\s+|en\s+son\s+|dans\s+(?:son|ses)\s+|at\s+)?{_ARTICLE}\s*(?P<items>{_ITEMS})(?!\s+(?:of|du|de\s+la\s+Cons|del|de\s+la\s+const)\b)",
    re.I,
)
_REGULATION = re.compile(
    r"[\s,)]*(?:\(|as\s+amended,?\s*)?((?:Regulation|Standard|Guideline|r[èe]gle|regla|norme|norma)s?\s+[AB]?\d(?:\.\d+)*)"
)
_REGULATION_BEFORE = re.compile(r"((?:Regulation|Standard|Guideline)\s+[AB]?\d(?:\.\d+)*)\s+of\s+the\s+$")


def _pinpointed(text: str, one: Citation) -> Citation:
    """The same citation with the articles that are tied to it, before it or after it."""
    if one.code == "MLC":
        if match := _REGULATION.match(text, one.end):
            return replace(one, end=match.end(1), text=text[one.start : match.end(1)], pinpoints=(match[1],))
        if match := _REGULATION_BEFORE.search(text, max(0, one.start - 60), one.start):
            return replace(one, start=match.start(), text=text[match.start() : one.end], pinpoints=(match[1],))
    before = text[max(0, one.start - 140) : one.start]
    if match := _BEFORE.search(before):
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
    if match := _AFTER.match(text, one.end) or _AFTER_TITLE.match(text, one.end):
        end = match.end("items")
        return replace(one, end=end, text=text[one.start : end], pinpoints=_articles(match["items"]))
    return one


def _articles(items: str) -> tuple[str, ...]:
    """ "2, 3 and 8(1)" -> ("2", "3", "8(1)"); "3 to 6" -> ("3-6",)."""
    items = re.sub(r"\s+(?:to|through|à)\s+|\s?[-–]\s?", "-", items)
    items = re.sub(r"(?<=\d)\s+a\s+(?=\d)", "-", items)
    parts = re.split(r"\s*,\s*(?:and|et|y|&)?\s*|\s+(?:and|et|y|&|or|ou|o)\s+", items)
    return tuple(re.sub(r"\s|er\b", "", part) for part in parts if part)


# ---------------------------------------------------------------------------------------------------------------------
# Supervisory work
# ---------------------------------------------------------------------------------------------------------------------

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
    rf"\b(?:cases?|cas|casos?|affaire)\s+{_NO}\s*(?P<list>{_CASE_NO}(?:(?:\s*,\s*|\s+(?:and|et|y)\s+){_CASE_NO})*)",
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


def _cfa_cases(text: str) -> Iterator[Citation]:
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


def _documents(text: str) -> Iterator[Citation]:
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
            if code in ("REPRESENTATION", "COMPLAINT", "COMMISSION_OF_INQUIRY") and not _OURS.search(sentence):
                continue
            if code == "GENERAL_SURVEY":
                if not (
                    _HINT.search(sentence)
                    or _OURS.search(sentence)
                    or match[0][0] == "G"
                    or re.search(_EXPERTS, sentence, re.I)
                ):
                    continue
                before = re.search(rf"\b{_YEARS}\s*$", text[max(0, match.start() - 6) : match.start()])
                year = before or year
                if not year or re.match(r"\s+of\s+[A-Z][a-z]+\b(?!.{0,40}(?:Convention|Committee))", ahead):
                    continue
            if code == "DIGEST" and not (
                _CFA.search(sentence) or (re.search(r"d[ée]cisione?s", sentence) and _OURS.search(sentence))
            ):
                continue
            if code == "CEACR" and not (
                re.search(r"CEA[CR]", match[0]) or _HINT.search(sentence) or _OURS.search(sentence)
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


# ---------------------------------------------------------------------------------------------------------------------
# Decisions of the register
# ---------------------------------------------------------------------------------------------------------------------

_PLAIN_START = re.compile(
    r"(?:Judgment|Case|No\.|Order|Decision|Cause|Matter|Advisory|Claims|Application|Applications|Sentenza|Rol|Exp)\b"
)


@cache
def _register_keys() -> tuple[re.Pattern[str], Mapping[str, list[tuple[str, str]]]]:
    """How decisions are called: their citations, their parties, and their short names; by first word."""
    keys: dict[str, str] = {}
    frame = tables.read_raw("decisions")
    for identifier, name, citation in zip(frame["id"], frame["name"], frame["citation"], strict=True):
        short = re.sub(r"\s*\([^)]*\)\s*$", "", name)
        forms = [short, *re.split(r";\s*", citation), *re.split(r",\s+(?=rec\.|de \d|No\.)", citation)]
        parties = re.split(r"\s+(?:vs?\.?|c\.|c/|con)\s+", short, maxsplit=1)
        if len(parties) == 2:
            forms += [f"{parties[0]} {sign} {parties[1].split()[0]}" for sign in ("v", "v.", "c.", "c/", "vs.")]
            forms += [parties[0]] if len(parties[0].split()) > 1 and len(parties[0]) > 11 else []
            forms += (
                [re.sub(r"\s+(?:et al\.|and (?:\w+ )?Others?|y otros)$", "", parties[0])]
                if " " in parties[0][:-7]
                else []
            )
            forms += [parties[0].replace(" and ", word) for word in (" et ", " y ") if " and " in parties[0]]
        tail = "[^\\w]+".join(identifier.split("-")[3:])
        if (match := re.search(rf"\b{tail}\b", short, re.I)) and (" " in match[0] or len(match[0]) > 8):
            forms.append(match[0])
        for form in forms:
            form = re.sub(r"\s*\([^)]*\)\s*$", "", form).strip() if not form.startswith("[") else form.strip()
            if len(form) > 7 and not _PLAIN_START.match(form):
                keys[form] = "" if keys.get(form, identifier) != identifier else identifier
    by_word: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for form, identifier in keys.items():
        if identifier and (word := re.search(r"\w+", form)):
            by_word[word[0]].append((form, identifier))
    first = "|".join(sorted(map(re.escape, by_word), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{first})(?!\w)"), {
        w: sorted(f, key=lambda i: -len(i[0])) for w, f in by_word.items()
    }


def _register(text: str) -> Iterator[Citation]:
    words, by_word = _register_keys()
    for match in words.finditer(text):
        for form, identifier in by_word[match[0]]:
            start = match.start() - form.index(match[0])
            if (
                start >= 0
                and text.startswith(form, start)
                and not text[start + len(form) : start + len(form) + 1].isalnum()
            ):
                yield Citation(start, start + len(form), form, "decision", identifier)
                break


def _without_overlaps(found: list[Citation]) -> list[Citation]:
    """Of citations that overlap, the longest; of the same decision named twice in a row, once."""
    kept: list[Citation] = []
    ends: list[int] = []
    for one in sorted(found, key=lambda c: (c.start, -c.end)):
        k = bisect_right(ends, one.start)
        if k < len(ends):
            if one.end - one.start > kept[-1].end - kept[-1].start and one.kind == kept[-1].kind:
                kept[-1], ends[-1] = one, one.end
            continue
        kept.append(one)
        ends.append(one.end)
    return kept
