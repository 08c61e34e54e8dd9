"""Decisions of the register, by their citations, parties and short names."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from ilslearn import tables
from ilslearn.law.citations.citation import Citation

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


def decisions(text: str) -> Iterator[Citation]:
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
