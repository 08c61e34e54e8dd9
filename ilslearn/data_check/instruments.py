"""Instruments: their days, their titles in three languages, their articles."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from ilslearn import tables
from ilslearn.data_check.days import in_order
from ilslearn.data_check.package import Package, Problem, Row

# Instruments that revise many Conventions; their rows do not list them all.
CONSOLIDATING = {"MLC", "C138", "C121", "C128", "C130"}


def instruments_follow_their_own_dates(package: Package) -> Iterator[Problem]:
    """Adopted, then in force, then abrogated; a Recommendation is never in force; a title bears its year."""
    for number, row in package.rows("instruments"):
        yield from in_order("instruments", number, row, "adopted_on", "in_force_on", "ended_on")
        if row["kind"] == "recommendation" and row["in_force_on"]:
            yield Problem("instruments", number, "in_force_on", "a Recommendation never comes into force")
        if bool(row["ended_on"]) != (row["status"] in ("abrogated", "withdrawn")):
            yield Problem("instruments", number, "ended_on", f"does not agree with the status {row['status']!r}")
        year = re.search(r"(\d{4})$", row["title"])
        if year and row["kind"] != "protocol" and row["adopted_on"] and not row["adopted_on"].startswith(year[1]):
            yield Problem("instruments", number, "adopted_on", f"the title says {year[1]}")
        for later in tables.items(row["revised_by"]):
            listed = package.instruments.get(later, {}).get("revises", row["code"]).split(";")
            if row["code"] not in listed and later not in CONSOLIDATING:
                yield Problem("instruments", number, "revised_by", f"{later} does not list {row['code']} as revised")


# Where a title in another language has its kind of instrument, its number and, in a Protocol, its own year.


_KINDS = {
    "fr": {"convention": "Convention", "recommendation": "Recommandation", "protocol": "Protocole de"},
    "es": {"convention": "Convenio", "recommendation": "Recomendación", "protocol": "Protocolo de"},
}
_NUMBERS = {"fr": re.compile(r"^\w+ \(n° (\d+)\) "), "es": re.compile(r" \(núm\. (\d+)\)$")}


def titles_fit_their_instrument(package: Package) -> Iterator[Problem]:
    """A title in French or Spanish has the kind, the number and the year of its instrument."""
    name = "instrument_titles"
    if name not in package.resources:
        return
    for number, row in package.rows(name):
        one, language, title = package.instruments.get(row["code"]), row["language"], row["title"]
        if one is None or language not in _NUMBERS:  # the foreign key and the enum report it
            continue
        if not title.startswith(f"{_KINDS[language].get(one['kind'], '')} "):
            yield Problem(name, number, "title", f"does not begin as the title of a {one['kind']} does")
        numbered = _NUMBERS[language].search(title)
        bears, has = numbered[1] if numbered else "", "" if one["kind"] == "protocol" else one["number"]
        if bears != has:
            yield Problem(name, number, "title", f"has {bears or 'no number'}, {row['code']} {has or 'none'}")
        protocol = one["kind"] == "protocol"
        year = re.search(r"^\w+ de (\d{4}) " if protocol else r", (\d{4})$", _NUMBERS[language].sub("", title))
        adopted = one["adopted_on"][:4] or one["title"][-4:]  # the day is not known for each Recommendation
        if not year or year[1] != adopted:
            yield Problem(name, number, "title", f"does not bear the year {adopted}")


def final_articles_cover_every_convention(package: Package) -> Iterator[Problem]:
    """Each Convention and Protocol has its rule; an entry rule in months has a number of months."""
    ruled = Counter(row["instrument"] for row in package.tables["final_articles"])
    for number, row in package.rows("instruments"):
        if row["kind"] != "recommendation" and ruled[row["code"]] != 1:
            yield Problem("instruments", number, "code", f"{ruled[row['code']]} rows in final_articles instead of one")
    for number, row in package.rows("final_articles"):
        if row["entry_rule"] == "months_after_registration" and not row["entry_months"]:
            yield Problem("final_articles", number, "entry_months", "missing, though the rule counts months")


def articles_exist(package: Package) -> Iterator[Problem]:
    """The final articles are the last ones; no table names an article that the instrument does not have."""
    if "article_counts" not in package.resources:
        return
    counts = {row["instrument"]: row for row in package.tables["article_counts"]}
    for number, row in package.rows("article_counts"):
        if row["first_final"].isdigit() and row["last"].isdigit() and int(row["first_final"]) > int(row["last"]):
            yield Problem("article_counts", number, "first_final", f"after the last article, {row['last']}")
    for number, row in package.rows("final_articles"):
        for field in ("entry_article", "denunciation_article", "automatic_article"):
            yield from _article_exists("final_articles", number, field, row["instrument"], row[field], counts)
    for number, row in package.rows("decisions"):
        for item in tables.items(row["instruments"]):
            code, _, article = item.partition(":")
            yield from _article_exists("decisions", number, "instruments", code, article, counts)
    for number, row in package.rows("requirements"):
        missing = list(_article_exists("requirements", number, "article", row["instrument"], row["article"], counts))
        yield from missing
        named = re.match(r"\d+", row["article"])
        final = counts.get(row["instrument"], {}).get("first_final", "")
        if not missing and named and final.isdigit() and int(named[0]) >= int(final):
            yield Problem("requirements", number, "article", f"a final article: these begin with article {final}")


def _article_exists(
    table: str, number: int, field: str, code: str, article: str, counts: Mapping[str, Row]
) -> Iterator[Problem]:
    named = re.match(r"\d+", article)
    last = counts.get(code, {}).get("last", "")
    if named and last.isdigit() and int(named[0]) > int(last):
        yield Problem(table, number, field, f"{code} has {last} articles, and no article {named[0]}")


RULES = (
    instruments_follow_their_own_dates,
    titles_fit_their_instrument,
    final_articles_cover_every_convention,
    articles_exist,
)
