"""Conventions, Protocols and Recommendations, by number, title or code."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from ilslearn import tables
from ilslearn.law.citations.citation import HINT, NO, OURS, SUBJECT, Citation
from ilslearn.law.citations.pinpoints import AFTER, BEFORE

_NEXT = rf"(?:\s*,\s*(?:and|et|y)?\s*|\s*[&;]\s*|\s+(?:and|et|y|e|or|ou|o)\s+)(?:{NO}\s*)?\d{{1,3}}(?!\d|[./]\d|\s?%|/)"
_LIST = rf"(?:{NO}\s*)?\(?\d{{1,3}}(?!\d)\)?(?:{_NEXT})*"
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
_CODED = re.compile(
    r"(?<![\w/.\-–§])(?P<letter>[CPR])(?P<gap>\.\s?|\s|-)?(?P<number>0?\d{2,3})(?![\w/]|[-–]\d|[.,]\d|\s?%|\s?(?:km|°))"
)
_CASE_BEFORE = re.compile(
    r"(?:case|cases|affaires?|asuntos?|rs\.|route|road|carretera|model|type|no\.|n[°º])\s*$", re.I
)
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


def numbered(text: str) -> Iterator[Citation]:
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
            ours = bool(match["by"] or OURS.search(near))
            if code not in _codes() and not ours:
                continue
            # Small numbers are common: recommendations of a report, agreements of a firm. They need a sign of the ILO.
            small = int(number[0]) <= 30 and (letter == "R" or match["word"].islower())
            titled = re.match(rf"\)?\s*{SUBJECT}\b", after, re.I)
            hinted = HINT.search(before + " " + after) and not (bare and letter == "R")
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


_DESCRIBED = re.compile(
    rf"\b(?P<word>Conventions?|Convenios?|Recomm[ea]ndations?|Recomendaci[óo]n)\s+{SUBJECT}\b[^.;:()]{{3,130}}?"
    rf"(?:,\s*(?P<year>(?:19|20)\d{{2}})\s*)?\(\s*{NO}\s*(?P<number>\d{{1,3}})\s*\)",
    re.I,
)
_ENUMERATED = re.compile(
    rf"\b(?P<word>Conventions|Convenios|Recomm[ea]ndations|Recomendaciones)\b[^.;:\n]{{0,60}}:\s*"
    rf"(?P<list>{NO}\s*\d{{1,3}}(?:{_NEXT})*)",
    re.I,
)


def described(text: str) -> Iterator[Citation]:
    """ "Convenio sobre la libertad sindical ..., 1948 (núm. 87)"; "three ILO Conventions: No. 87, No. 98"."""
    for match in _DESCRIBED.finditer(text):
        code = _code("R" if match["word"][0] in "Rr" else "C", match["number"])
        if code in _codes():
            year = int(match["year"]) if match["year"] else None
            yield Citation(match.start(), match.end(), match[0], "instrument", code, (), year)
    for match in _ENUMERATED.finditer(text):
        if not OURS.search(text[max(0, match.start() - 60) : match.end()]):
            continue
        for number in _NUMBER.finditer(match["list"]):
            start = match.start("list") + number.start()
            code = _code("R" if match["word"][0] in "Rr" else "C", number[0])
            if code in _codes():
                yield Citation(start, start + len(number[0]), number[0], "instrument", code)


def coded(text: str) -> Iterator[Citation]:
    """ "C87", "C.158", "C 087", "R198", "P029": only where the text speaks of standards, or another code is near."""
    last = -1000  # the end of the code before, if it was found
    for match in _CODED.finditer(text):
        code = _code(match["letter"], match["number"])
        if code not in _codes() or _CASE_BEFORE.search(text[max(0, match.start() - 14) : match.start()]):
            continue
        near = text[max(0, match.start() - 110) : match.start()] + " " + text[match.end() : match.end() + 110]
        padded = match["number"].startswith("0")  # as the ILO itself writes its codes
        pinned = AFTER.match(text, match.end()) or BEFORE.search(text[max(0, match.start() - 60) : match.start()])
        if not (HINT.search(near) or OURS.search(near) or padded or pinned or match.start() - last < 60):
            continue
        last = match.end()
        yield Citation(match.start(), match.end(), match[0], "instrument", code)


_MARITIME = re.compile(
    r"(?<![\w-])MLC(?:,?\s*2006)?(?![\w-])|Maritime\s+Labour\s+Convention(?:,?\s*2006)?(?:,\s*as\s+amended)?"
)


def maritime(text: str) -> Iterator[Citation]:
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


def titled(text: str) -> Iterator[Citation]:
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


def protocols(text: str, found: list[Citation]) -> list[Citation]:
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
