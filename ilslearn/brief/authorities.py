"""Is the instrument real, rightly named, alive, and does it have that article?"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from ilslearn import tables
from ilslearn.brief.findings import Brief, Finding
from ilslearn.law.citations import Citation
from ilslearn.law.instruments import Instrument, instrument
from ilslearn.law.ratification import binding

_PLACES = "https://normlex.ilo.org/dyn/nrmlx_en/f?p=NORMLEXPUB:1:0::NO:::"
_LETTERS = {"C": "Convention", "R": "Recommendation", "P": "Protocol"}
_TITLE = re.compile(r"(?P<name>.+?)\s+(?:Convention|Recommendation)\b", re.S)
# What stands after the number and may be a title: "concerning ...", "on ...", "(Freedom of Association ...)".
_PHRASE = re.compile(
    r"\)?,?\s*(?:\((?P<inside>(?:the\s+)?[A-Z][^()]{6,110})\)|(?:concerning|on|relating\s+to)\s+(?P<after>(?:the\s+)?[A-Za-z][^.;:()\n]{5,110}))"
)
_PHRASE_END = re.compile(r",|\b(?:which|that|was|is|has|had|binds?|and\s+(?:Convention|No)|requires?|provides?)\b")


@cache
def _known() -> frozenset[str]:
    return frozenset(tables.read_raw("instruments")["code"])


def check_authorities(brief: Brief) -> Iterator[Finding]:
    """Findings on the instruments themselves, whatever they bind."""
    for code, cited in brief.by_code.items():
        if code not in _known():
            yield from (_unknown(brief, one) for one in cited)
            continue
        found = instrument(code)
        for one in cited:
            yield from _misnamed(brief, one, found)
            yield from _articles(brief, one, found)
        yield from _alive(brief, cited[0], found)
        pinned = any(one.pinpoints or _article_follows(brief, one) for one in cited)
        if found.kind != "recommendation" and code != "MLC" and not pinned:
            yield brief.finding(
                cited[0],
                "note",
                "missing_pinpoint",
                f"No article of {code} is named anywhere in the text.",
                "Name the article, and the paragraph if it has several, on which the argument rests.",
                _source(found),
            )


def _article_follows(brief: Brief, one: Citation) -> bool:
    """Does the text go on with an article of it: "Kenya ratified Convention No. 111. Its Article 1 ..."?"""
    following = min((c.start for c in brief.citations if c.start > one.start), default=len(brief.text))
    return bool(re.search(r"\b[Aa]rt(?:icles?|s?\.)\s*\d", brief.text[one.end : min(following, one.end + 250)]))


def _source(found: Instrument) -> str:
    return found.sources[0] if found.sources else _PLACES


def _unknown(brief: Brief, one: Citation) -> Finding:
    kind, letter = _LETTERS.get(one.code[0], "Convention"), one.code[0]
    last = max((code for code in _known() if code[0] == letter and code[1:].isdigit()), default="")
    return brief.finding(
        one,
        "error",
        "unknown_instrument",
        f"There is no {kind} No. {int(one.code[1:])} of the ILO: the record ends with {last}"
        f" ({instrument(last).title}).",
        "Look the number up by the subject: ils.search('the subject', kind='instrument').",
        _PLACES,
    )


def _misnamed(brief: Brief, one: Citation, found: Instrument) -> Iterator[Finding]:
    """The number says one instrument, the title or the year another."""
    adopted = found.adopted_on
    if one.year and adopted and one.year != adopted.year and one.code != "MLC":
        yield brief.finding(
            one,
            "error",
            "title_mismatch",
            f"{one.code} was adopted in {adopted.year}, not in {one.year}: {found.title}.",
            "Correct the year or the number; say which instrument is meant.",
            _source(found),
        )
        return
    named = _title_in(one) or _title_after(brief.text, one)
    if named and named != one.code and named in _known():
        yield brief.finding(
            one,
            "error",
            "title_mismatch",
            f"The number is that of {found}; the title is that of {instrument(named)}.",
            "Correct the number or the title; say which instrument is meant.",
            _source(found),
        )


def _title_in(one: Citation) -> str | None:
    """The code that goes by the title within the citation, if it has both a title and a number."""
    match = _TITLE.match(one.text)
    if not match or not re.search(r"\d{1,3}\)?\s*$|No", one.text[match.end() :]):
        return None
    name = " ".join(match["name"].split()).casefold()
    codes = [code for code in _names().get(name, ()) if code[0] == one.code[0]]
    return None if one.code in codes else next(iter(codes), None)


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, title in tables.read_raw("instruments")[["code", "title"]].itertuples(index=False):
        name = re.sub(r"\s+(?:Convention|Recommendation)\b.*$", "", title).casefold()
        found[name] = (*found.get(name, ()), code)
    return found


def _title_after(text: str, one: Citation) -> str | None:
    """The code whose title the words after the number are, if they are plainly another's and not its own."""
    from rapidfuzz import fuzz, process, utils

    digits = re.search(rf"(?<!\d)0*{int(one.code[1:])}(?!\d)", text[one.start :]) if one.code != "MLC" else None
    match = _PHRASE.match(text, one.start + digits.end()) if digits else None
    if not match:
        return None
    phrase = match["inside"] or _PHRASE_END.split(match["after"])[0]
    names = {name: codes for name, codes in _names().items() if codes[0][0] == one.code[0]}
    hits = {
        name: score
        for name, score, _ in process.extract(
            phrase, list(names), processor=utils.default_process, scorer=fuzz.token_set_ratio, limit=None
        )
    }
    own = max((score for name, score in hits.items() if one.code in names[name]), default=0.0)
    best = max(hits, key=lambda name: hits[name])
    enough = len(re.findall(r"\w{4,}", phrase)) >= 2  # one word is the subject of many titles
    return names[best][-1] if hits[best] >= 90 and own < 60 and enough else None


def _articles(brief: Brief, one: Citation, found: Instrument) -> Iterator[Finding]:
    counted = _counts().get(one.code)
    for point in one.pinpoints:
        numbers = [int(number) for number in re.findall(r"(?<![(\d])\d+", point)]
        if counted and numbers and max(numbers) > int(counted["last"]) and point[0].isdigit():
            yield brief.finding(
                one,
                "error",
                "unknown_article",
                f"{one.code} has {counted['last']} articles: there is no Article {max(numbers)}.",
                f"Read {found.title} and correct the article.",
                counted["source_url"].split(";")[0],
            )


@cache
def _counts() -> Mapping[str, Mapping[str, str]]:
    rows = tables.read_raw("article_counts").to_dict("records")
    return {row["instrument"]: row for row in rows if row["verified"] != "unconfirmed" and row["unit"] == "article"}


def _alive(brief: Brief, one: Citation, found: Instrument) -> Iterator[Finding]:
    """Abrogated or withdrawn, outdated, or revised by a later instrument that the text does not name."""
    later = [instrument(code) for code in found.revised_by if code in _known()]
    alive = [new for new in later if new.in_force_on and new.in_force_on <= brief.on and not new.ended_on]
    successor = " and ".join(str(new) for new in alive[-2:]) or "none recorded"
    if found.ended_on and found.ended_on.latest <= brief.on:
        did = "withdrew" if found.status == "withdrawn" else "abrogated"
        yield brief.finding(
            one,
            "error",
            "withdrawn_or_abrogated",
            f"The Conference {did} {found} with effect from {found.ended_on.in_words()}: it binds nobody on the day of"
            " the brief.",
            f"Rely on what took its place ({successor}), or say that it is cited for history.",
            _source(found),
        )
    elif found.status in ("outdated", "shelved_or_to_be"):
        yield brief.finding(
            one,
            "warning",
            "outdated",
            f"{found} is classified as outdated.",
            f"Successor: {successor}. An outdated Convention still binds a State that ratified it and has not denounced"
            " it: say which applies.",
            _source(found),
        )
    elif alive and not any(new.code in brief.by_code for new in alive):
        newest = alive[-1]
        status = binding(brief.forum.code, newest.code, on=brief.on).status.replace("_", " ")
        yield brief.finding(
            one,
            "note",
            "revised",
            f"{found} was revised by {newest}, which is {status} for {brief.forum.name} that day.",
            "Say which of the two binds the forum, and why the older one is still cited.",
            _source(newest),
        )
