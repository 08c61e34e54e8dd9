"""Full-text search over the register of decisions, the supervisory record and the instruments, with why each hit fits.

SQLite's full-text index (FTS5) ranks by BM25; a row with all the words of the query stands before one with some.
"Convention No. 87", "convenio núm. 87" and "C87" are one word of the index: ``C087``.
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pandas as pd

from ilslearn import tables
from ilslearn.catalogues import W_, English, _, semicolon, speaking, word
from ilslearn.document import Document, Documented, Grid, Text
from ilslearn.errors import IlsError, shown
from ilslearn.law.citations import find_citations
from ilslearn.law.countries import country as find_country
from ilslearn.law.decisions import decisions, in_words, register, seat, where
from ilslearn.law.instruments import instrument as find_instrument

KINDS = (W_("decision"), W_("comment"), W_("cfa_case"), W_("inquiry"), W_("instrument"))
_FIELDS = (W_("title"), W_("instruments"), W_("place"), W_("subject"), W_("text"))
_WEIGHTS = (6.0, 5.0, 4.0, 3.0, 1.0)
_MARK = re.compile("\x01(.*?)\x02", re.DOTALL)
_WORD = re.compile(r"\w+")
_CODE = re.compile(r"[cpr]\d{3}")
# Words that every lawyer's question has and that tell nothing apart.
_COMMON = frozenset({
    "a", "an", "and", "are", "at", "by", "did", "for", "from", "has", "have", "in", "is", "it", "its", "no", "not",
    "of", "on", "or", "that", "the", "to", "was", "were", "with", "convention", "conventions", "recommendation",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One row that fits: ``why`` names each word found and where, ``rank`` is 1 for the best."""

    rank: int
    kind: str
    id: str
    title: str
    why: str
    source: str
    verified: str


@dataclass(frozen=True, slots=True, repr=False)
class Hits(Documented):
    """What a search found, the best first."""

    query: str
    hits: tuple[Hit, ...]
    is_translated = True

    def __len__(self) -> int:
        return len(self.hits)

    @property
    def table(self) -> pd.DataFrame:
        """The hits as a DataFrame: rank, kind, id, title, why, source, verified."""
        return pd.DataFrame(self.hits, columns=list(Hit.__dataclass_fields__))

    def document(self) -> Document:
        """The hits as a table with their sources."""
        rows = [
            (f"{h.rank}", word(h.kind), English(f"{h.title} ({h.id})"), h.why, h.source, word(h.verified))
            for h in self.hits
        ]
        columns = (_("Rank"), _("Kind"), _("What"), _("Why it fits"), _("Source"), _("Confirmed"))
        said = (
            _("{n} found. Samples, not censuses: what is not here may exist.", n=len(rows)) + f" {tables.facts_as_of()}"
        )
        title = _("Search: {query}", query=self.query)
        return Document(
            title,
            (Grid(_("Best first"), columns, rows), Text(said)) if rows else (Text(f"{_('Nothing fits.')} {said}"),),
        )


def search(
    query: str,
    *,
    kind: str | None = None,
    country: str | None = None,
    subject: str | None = None,
    role: str | None = None,
    instrument: str | None = None,
    n: int = 10,
) -> Hits:
    """Search decisions, comments of the Committee of Experts, CFA cases, inquiries and instruments by words.

    Parameters: ``query``, words in English and names of instruments as lawyers write them; ``kind``, one of
    ``decision``, ``comment``, ``cfa_case``, ``inquiry``, ``instrument``; ``country``, a name or ISO code;
    ``instrument``, a code, number or title; ``subject`` and ``role``, words of the register, which leave decisions
    alone; ``n``, how many hits at most. Returns :class:`Hits`.

    >>> search("minority union strike Convention No. 87", country="South Africa", kind="decision").hits[0].id
    'zaf-cc-2002-bader-bop'

    Raises IlsError if the query has no word, UnknownCountry, UnknownInstrument, or IlsError for another word of a list.
    """
    words = _words_of(query)
    if n < 1:
        raise IlsError(_("Ask for at least one hit: n is 1 or more."))
    if kind is not None and in_words(str(kind)).casefold() not in map(in_words, KINDS):
        raise IlsError(_("{kind} is no kind of hit. Write one of: {words}.", kind=shown(kind), words=", ".join(KINDS)))
    asked = str(kind).replace(" ", "_").casefold() if kind is not None else None
    allowed = None
    if subject is not None or role is not None:
        allowed = set(decisions(subject=subject, role=role)["id"])
    place = seat(country) if country is not None else None
    wanted = find_instrument(instrument).code if instrument is not None else None

    found: dict[int, sqlite3.Row] = {}
    for joint in (" AND ", " OR "):  # all the words first, then some of them
        if len(found) < n:
            for row in _matching(joint.join(f'"{word}"' for word in words)):
                fits = (
                    (asked is None or row["kind"] == asked)
                    and (place is None or row["code"] == place)
                    and (allowed is None or (row["kind"] == "decision" and row["id"] in allowed))
                    and (wanted is None or wanted in row["codes"].split())
                )
                if fits:
                    found.setdefault(row["number"], row)
    best = list(found.values())[:n]
    return Hits(
        query,
        tuple(
            Hit(k, row["kind"], row["id"], row["name"], _why(row["number"], words), row["source"], row["verified"])
            for k, row in enumerate(best, start=1)
        ),
    )


def _words_of(query: str) -> list[str]:
    """The words that are looked for: codes in one form, and what is left without the commonest words."""
    if not isinstance(query, str):
        raise IlsError(_("{value} is not a text: write the words to look for.", value=shown(query)))
    codes, rest, last = [], [], 0
    for citation in find_citations(query):
        if citation.kind == "instrument":
            codes.append(citation.code)
            rest.append(query[last : citation.start])
            last = citation.end
    rest.append(query[last:])
    plain = [found for found in _WORD.findall(" ".join(rest)) if found.casefold() not in _COMMON]
    for k, found in enumerate(plain):
        if match := re.fullmatch(r"([CPRcpr])0*(\d{1,3})", found):
            plain[k] = f"{match[1].upper()}{int(match[2]):03d}"
    words = list(dict.fromkeys([*codes, *plain]))[:24]
    if not words:
        raise IlsError(_("There is no word to look for: write a few, for example 'essential services strike'."))
    return words


def _matching(expression: str) -> list[sqlite3.Row]:
    weights = ", ".join(map(str, _WEIGHTS))
    return _index().execute(
        "SELECT rows.* FROM words JOIN rows ON rows.number = words.rowid WHERE words MATCH ?"
        f" ORDER BY bm25(words, {weights}), rows.number",
        (expression,),
    ).fetchall()  # fmt: skip


def _why(number: int, words: list[str]) -> str:
    """Which words were found, and in which field."""
    marks = ", ".join(f"highlight(words, {k}, char(1), char(2))" for k in range(len(_FIELDS)))
    expression = " OR ".join(f'"{word}"' for word in words)
    row = (
        _index()
        .execute(f"SELECT {marks} FROM words WHERE words MATCH ? AND rowid = ?", (expression, number))
        .fetchone()
    )
    parts = []
    for field, text in zip(_FIELDS, row, strict=True):
        if hits := list(dict.fromkeys(found.casefold() for found in _MARK.findall(text))):
            listed = ", ".join(_CODE.sub(lambda m: m[0].upper(), hit) for hit in hits[:6])
            parts.append(_("{words} in {field}", words=listed, field=word(field)))
    return semicolon().join(parts)


@cache
@speaking("en")
def _index() -> sqlite3.Connection:
    """All rows in an index in memory, built at the first search."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, kind, id, code, codes, name, source, verified)")
    fields = ", ".join(_FIELDS)
    connection.execute(f"CREATE VIRTUAL TABLE words USING fts5({fields}, tokenize = 'porter unicode61')")
    for number, (kind, identifier, code, codes, name, source, verified, *texts) in enumerate(_rows(), start=1):
        row = (number, kind, identifier, code, codes, name, source, verified)
        connection.execute("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        words = (number, name, codes, *texts)
        connection.execute(f"INSERT INTO words (rowid, {fields}) VALUES (?, ?, ?, ?, ?, ?)", words)
    return connection


def _rows() -> Iterator[tuple[str, ...]]:
    """kind, id, code of the State, instruments, name, source, verified; then the texts: place, subject, all else."""
    for one in register().values():
        text = " ".join([one.citation, one.facts, one.issue, one.use_of_ils, one.outcome, in_words(one.role),
                         in_words(one.treatment), *map(in_words, one.source_types), *one.supervisory_works,
                         *one.other_international_law])  # fmt: skip
        yield (
            "decision", one.id, one.country, " ".join(one.codes), one.title, one.sources[0], one.verified,
            where(one.country), " ".join(map(in_words, one.subjects)), text,
        )  # fmt: skip
    for row in tables.read_raw("ceacr_comments").to_dict("records"):
        state, codes = _place(row["country"]), row["instrument"].replace(";", " ")
        name = f"{in_words(row['kind']).capitalize()} on {codes}, {state}, adopted {row['adopted_year']}"
        text = f"{row['topic']} {row['satisfaction_or_interest']} Committee of Experts CEACR {row['note']}"
        yield (
            "comment",
            row["id"],
            row["country"],
            codes,
            name,
            _first(row),
            row["verified"],
            state,
            row["topic"],
            text,
        )
    for row in tables.read_raw("cfa_cases").to_dict("records"):
        state, topics = _place(row["country"]), in_words(row["topics"]).replace(";", " ")
        name = ", ".join(filter(None, [f"CFA Case No. {row['case_no']}", state, row["year"]]))
        text = f"{row['summary']} Committee on Freedom of Association {row['complainants']} {row['note']}"
        yield (
            "cfa_case",
            f"CFA-{row['case_no']}",
            row["country"],
            "",
            name,
            _first(row),
            row["verified"],
            state,
            topics,
            text,
        )
    for row in tables.read_raw("commissions_of_inquiry").to_dict("records"):
        state, codes = _place(row["state"]), row["conventions"].replace(";", " ")
        name = f"Article 26 complaint, {state}, filed {row['filed']}"
        text = f"{row['complainant']} {row['outcome']} Commission of Inquiry complaint {row['note']}"
        yield ("inquiry", row["id"], row["state"], codes, name, _first(row), row["verified"], state, "", text)
    for row in tables.read_raw("instruments").to_dict("records"):
        name, text = (
            f"{row['code']} {row['title']}",
            f"{row['category']} {row['principle']} {row['status']} {row['note']}",
        )
        yield (
            "instrument", row["code"], "", row["code"], name, _first(row), row["verified"], "",
            in_words(row["subject"]), in_words(text),
        )  # fmt: skip


def _place(code: str) -> str:
    return find_country(code).name


def _first(row: dict[str, str]) -> str:
    return row["source_url"].split(";")[0]
