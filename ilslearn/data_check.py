"""Is the Data Package sound? Its schema and keys (by frictionless), then our own rules of law and logic.

Each problem names table, row (the line number in the file, the header being line 1), field, and what is wrong.
"""

import csv
import io
import json
import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from ilslearn import tables
from ilslearn.dates import Window, partial
from ilslearn.errors import IlsError, UnknownDate, UnusableFile
from ilslearn.places import place

Row = dict[str, str]

# Instruments that revise many Conventions; their rows do not list them all.
CONSOLIDATING = {"MLC", "C138", "C121", "C128", "C130"}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, and where."""

    table: str
    row: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.table}, row {self.row}, {self.field}: {self.message}"


class Package:
    """A folder with ``datapackage.json`` and its tables, read as text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / "datapackage.json"
        if not path.is_file():
            raise UnusableFile(
                f"There is no datapackage.json in {folder}: name the folder that holds the Data Package."
            )
        try:
            descriptor = json.loads(path.read_text(encoding="utf-8"))
            self.resources: dict[str, dict[str, Any]] = {r["name"]: r for r in descriptor["resources"]}
            for resource in self.resources.values():
                str(resource["path"]), [field["name"] for field in resource["schema"]["fields"]]
        except (ValueError, KeyError, TypeError):
            raise UnusableFile(f"{path} is damaged: it is no Data Package that can be read.") from None
        if missing := {"instruments", "final_articles", "countries", "ratifications", "decisions"} - set(
            self.resources
        ):
            raise UnusableFile(f"{path} describes no table {' and no table '.join(sorted(missing))}.")

    @cached_property
    def tables(self) -> Mapping[str, list[Row]]:
        """Every table as a list of rows."""
        return {
            name: list(csv.DictReader(io.StringIO(self.text(name)), restkey="(more)", restval=""))
            for name in self.resources
        }

    def text(self, table: str) -> str:
        """A table's file as it stands."""
        path = self.folder / str(self.resources[table]["path"])
        with path.open(encoding="utf-8", newline="") as file:  # keeps the line ends, which are part of the form
            return file.read()

    def fields(self, table: str) -> list[dict[str, Any]]:
        """A table's fields as its schema describes them."""
        listed: list[dict[str, Any]] = self.resources[table]["schema"]["fields"]
        return listed

    def rows(self, table: str) -> Iterator[tuple[int, Row]]:
        """The rows of a table with their numbers in the file."""
        return enumerate(self.tables[table], start=2)

    @cached_property
    def instruments(self) -> Mapping[str, Row]:
        """Instrument rows by code."""
        return {row["code"]: row for row in self.tables["instruments"]}

    @cached_property
    def members(self) -> Mapping[str, Row]:
        """Country rows by code."""
        return {row["country"]: row for row in self.tables["countries"]}


def check(folder: Path | None = None) -> list[Problem]:
    """Every problem of the Data Package in a folder (the library's own if left out), in order of table and row.

    >>> check()
    []

    Raises IlsError if the folder holds no Data Package, or frictionless is not installed.
    """
    package = Package(folder or place("datasets"))
    if problems := list(_header_problems(package)):  # nothing below a wrong header can be read
        return problems
    problems = list(_schema_problems(package))
    for rule in RULES:
        problems += rule(package)
    return sorted(set(problems))


def _header_problems(package: Package) -> Iterator[Problem]:
    for name, resource in package.resources.items():
        want = ",".join(field["name"] for field in package.fields(name))
        try:
            have = package.text(name).split("\n")[0]
        except OSError:
            yield Problem(name, 1, "row", f"the file {resource['path']} is missing")
        except UnicodeDecodeError:
            yield Problem(name, 1, "row", f"the file {resource['path']} is not written in UTF-8")
        else:
            if have.rstrip("\r") != want:
                yield Problem(name, 1, "row", f"the header must be exactly {want}")


def _schema_problems(package: Package) -> Iterator[Problem]:
    """What frictionless finds: types, enums, patterns, required cells, primary, unique and foreign keys."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations inside the library are not the user's concern
            import frictionless
    except ImportError:
        raise IlsError(
            "Checking the facts needs the package frictionless: pip install 'ilslearn[data]' (make setup does it)."
        ) from None
    # Absolute paths are the user's own choice of folder here, not a risk.
    with warnings.catch_warnings(), frictionless.system.use_context(trusted=True):
        warnings.simplefilter("ignore")
        report = frictionless.Package(str(package.folder / "datapackage.json")).validate()
    for error in report.errors:
        yield Problem("datapackage.json", 1, "descriptor", error.message)
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", 1) or 1
            field = getattr(error, "field_name", "") or ", ".join(getattr(error, "field_names", [])) or "row"
            yield Problem(task.name, int(row), field, _in_plain_words(error.note or error.message))


def _in_plain_words(note: str) -> str:
    """What frictionless says, for whoever corrects the row."""
    if match := re.fullmatch(r'constraint "enum" is "\[(.*)\]"', note):
        return f"must be one of {match[1]}"
    if note == 'constraint "required" is "True"':
        return "must not be empty"
    if match := re.fullmatch(r'constraint "pattern" is "(.*)"', note):
        return f"has not the form that the schema asks for ({match[1]})"
    if match := re.fullmatch(r'type is "(\w+)/default"', note):
        forms = {"date": "the date of a day, YYYY-MM-DD", "boolean": "true or false", "integer": "a whole number"}
        return f"must be {forms.get(match[1], match[1])}"
    if match := re.fullmatch(r'for ".*": values "(.*)" not found in the lookup table "(.*)" as "(.*)"', note):
        return f"{match[1]!r} is not among {match[3]} of {match[2]}"
    return note


# ---------------------------------------------------------------------------------------------------------------------
# Form: what a Table Schema cannot say
# ---------------------------------------------------------------------------------------------------------------------


def files_are_canonical(package: Package) -> Iterator[Problem]:
    """A file is written in one way only, so that a change of one fact is a change of one line."""
    for name in package.resources:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows(csv.reader(io.StringIO(package.text(name))))
        want, have = buffer.getvalue().split("\n"), package.text(name).split("\n")
        for number, (line, canonical) in enumerate(zip_longest(have, want), start=1):
            if line != canonical:
                yield Problem(name, number, "row", "not in canonical form (UTF-8, comma, minimal quotes, LF)")
                break


def dates_are_real(package: Package) -> Iterator[Problem]:
    """A partial date is a year, a month or a day that exists."""
    for name in package.resources:
        for field in (f["name"] for f in package.fields(name) if f.get("kind") == "partial_date"):
            for number, row in package.rows(name):
                try:
                    if row[field]:
                        partial(row[field])
                except UnknownDate:
                    yield Problem(name, number, field, f"{row[field]!r} is no date: write YYYY, YYYY-MM or YYYY-MM-DD")


def lists_name_known_things(package: Package) -> Iterator[Problem]:
    """The items of a list come from its vocabulary, or exist in the table that the field names."""
    for name in package.resources:
        for field in package.fields(name):
            if field.get("kind") != "list":
                continue
            items = field.get("items", {})
            known: set[str] | None = set(items["enum"]) if "enum" in items else None
            if "references" in items:
                table, column = items["references"].split(".")
                known = {row[column] for row in package.tables[table]} | set(items.get("also", []))
            for number, row in package.rows(name):
                for item in row[field["name"]].split(";") if row[field["name"]] else []:
                    what = item.split(":")[0] if items.get("article") else item
                    if item != item.strip() or not item:
                        yield Problem(
                            name, number, field["name"], f"empty item or stray space in {row[field['name']]!r}"
                        )
                    elif known is not None and what not in known:
                        yield Problem(name, number, field["name"], f"{what!r} is not known")


def every_row_has_a_source(package: Package) -> Iterator[Problem]:
    """A row names where it was read, or says that it is unconfirmed."""
    for name in package.resources:
        for number, row in package.rows(name):
            if "source_url" in row and not row["source_url"] and row["verified"] != "unconfirmed":
                yield Problem(name, number, "source_url", f"no source, yet verified is {row['verified']!r}")
            for url in tables.items(row.get("source_url", "")):
                if not re.fullmatch(r"(https?://|seed:)\S+", url):
                    yield Problem(name, number, "source_url", f"{url!r} is not an address")


# ---------------------------------------------------------------------------------------------------------------------
# Law and logic
# ---------------------------------------------------------------------------------------------------------------------


def _window(text: str) -> Window | None:
    """The days that a date may mean; None for no date, or for one that does not exist (`dates_are_real` reports it)."""
    try:
        return partial(text) if text else None
    except UnknownDate:
        return None


def _precision(text: str) -> str:
    return {4: "year", 7: "month"}.get(len(text), "day")


def _in_order(table: str, number: int, row: Row, *columns: str) -> Iterator[Problem]:
    """Dates that must follow one another do, as far as their precision tells."""
    dated = [(column, window) for column in columns if (window := _window(row[column]))]
    for (before, first), (after, second) in pairwise(dated):
        if second.latest < first.earliest:
            yield Problem(table, number, after, f"{after} {row[after]} is before {before} {row[before]}")


def instruments_follow_their_own_dates(package: Package) -> Iterator[Problem]:
    """Adopted, then in force, then abrogated; a Recommendation is never in force; a title bears its year."""
    for number, row in package.rows("instruments"):
        yield from _in_order("instruments", number, row, "adopted_on", "in_force_on", "ended_on")
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


def membership_periods_follow_one_another(package: Package) -> Iterator[Problem]:
    """Periods are in order, only the last may be open, and the last begins with ``member_since``."""
    for number, row in package.rows("countries"):
        spans = [period.partition("/") for period in row["membership"].split(";")]
        edges = [edge for start, _, end in spans for edge in (start, end)]
        dated = [_window(edge) for edge in edges if edge]
        if None in dated:
            yield Problem("countries", number, "membership", f"{row['membership']!r} is not a list of periods")
            continue
        if any(after.latest < before.earliest for before, after in pairwise(filter(None, dated))):
            yield Problem("countries", number, "membership", "the periods are not in order")
        if "" in edges[:-1]:
            yield Problem("countries", number, "membership", "only the last period may be open")
        if spans[-1][0] != row["member_since"]:
            yield Problem("countries", number, "member_since", f"the last period begins on {spans[-1][0]}")


def ratifications_follow_the_law(package: Package) -> Iterator[Problem]:
    """Only a Member ratifies, only what was adopted; a denunciation comes after the entry into force."""
    name = "ratifications"
    for number, row in package.rows(name):
        if row["precision"] != _precision(row["ratified_on"]):
            yield Problem(name, number, "precision", f"{row['precision']!r} does not fit {row['ratified_on']}")
        yield from _in_order(name, number, row, "ratified_on", "in_force_on")
        first_day = "in_force_on" if row["in_force_on"] else "ratified_on"
        yield from _in_order(name, number, row, first_day, "denounced_on", "denunciation_effective_on")
        ended = row["denounced_on"] or row["denunciation_effective_on"]
        if row["denunciation_mode"] and not ended:
            yield Problem(name, number, "denunciation_mode", "given, but no denunciation is dated")
        if row["denounced_by"] and row["denunciation_mode"] != "automatic":
            yield Problem(name, number, "denounced_by", "only an automatic denunciation names a revising Convention")
        if (row["status"] == "denounced") != bool(ended):
            yield Problem(name, number, "status", f"{row['status']!r} does not fit the dates of denunciation")
        member, one = package.members.get(row["country"]), package.instruments.get(row["instrument"])
        if member is not None and one is not None:  # else the foreign keys report it
            yield from _ratification_between(number, row, member, one)


def _ratification_between(number: int, row: Row, member: Row, one: Row) -> Iterator[Problem]:
    """What a ratification must be, given the State and the instrument."""
    name, ratified = "ratifications", _window(row["ratified_on"])
    if row["country_name"] != member["name"]:
        yield Problem(name, number, "country_name", f"countries calls {row['country']} {member['name']!r}")
    if one["kind"] == "recommendation":
        yield Problem(name, number, "instrument", "a Recommendation is not ratified")
    if ratified is None:
        return
    if (adopted := _window(one["adopted_on"])) and ratified.latest < adopted.earliest:
        yield Problem(name, number, "ratified_on", f"before {row['instrument']} was adopted ({one['adopted_on']})")
    if row["mode"] != "succession" and not _was_member(member, ratified):
        yield Problem(
            name, number, "ratified_on", f"{row['ratified_on']} is outside the membership {member['membership']}"
        )
    first, entered = _window(one["in_force_on"]), _window(row["in_force_on"])
    if entered and first and entered.latest < first.earliest:
        yield Problem(name, number, "in_force_on", f"before the instrument's own entry into force ({first})")


def _was_member(member: Row, window: Window) -> bool:
    """Could the State have been a Member on some day of the window?"""
    for period in member["membership"].split(";"):
        start, _, end = period.partition("/")
        since, until = _window(start), _window(end)
        if since is None or (window.latest >= since.earliest and (until is None or window.earliest <= until.latest)):
            return True
    return False


def no_two_rows_for_one_ratification(package: Package) -> Iterator[Problem]:
    """A second row for a State and an instrument is a second ratification, after a denunciation of the first."""
    pairs: dict[tuple[str, str], list[tuple[Window, int, Row]]] = defaultdict(list)
    for number, row in package.rows("ratifications"):
        if ratified := _window(row["ratified_on"]):
            pairs[row["country"], row["instrument"]].append((ratified, number, row))
    for (state, code), rows in pairs.items():
        rows.sort(key=lambda item: item[:2])
        for (_, earlier, first), (ratified, number, _) in pairwise(rows):
            ended = _window(first["denunciation_effective_on"]) or _window(first["denounced_on"])
            if ended is None or ratified.latest < ended.earliest:
                message = f"row {earlier} already has {code} for {state}, and no denunciation came in between"
                yield Problem("ratifications", number, "ratified_on", message)


def coverage_counts_the_rows(package: Package) -> Iterator[Problem]:
    """The coverage table says how many rows the list of ratifications has; every instrument in the list is in it."""
    name, counted = "ratification_coverage", Counter(row["instrument"] for row in package.tables["ratifications"])
    for number, row in package.rows(name):
        if row["rows"] != str(counted[row["instrument"]]):
            yield Problem(name, number, "rows", f"says {row['rows']}, there are {counted[row['instrument']]}")
    covered = {row["instrument"] for row in package.tables[name]}
    for number, row in package.rows("ratifications"):
        if row["instrument"] not in covered:
            yield Problem("ratifications", number, "instrument", f"not in {name}")


def decisions_cite_what_existed(package: Package) -> Iterator[Problem]:
    """A decision's instruments were adopted before it; what followed it came later; its country is known."""
    name = "decisions"
    decided = {row["id"]: when for row in package.tables[name] if (when := _window(row["decided_on"]))}
    for number, row in package.rows(name):
        if row["date_precision"] != _precision(row["decided_on"]):
            yield Problem(name, number, "date_precision", f"{row['date_precision']!r} does not fit {row['decided_on']}")
        if row["country"] not in package.members and row["country"] not in tables.COURTS:
            yield Problem(name, number, "country", f"{row['country']!r} is neither a Member nor an international court")
        if (when := decided.get(row["id"])) is None:
            continue
        for item in tables.items(row["instruments"]):
            one = package.instruments.get(item.split(":")[0], {})  # an unknown one is reported with the lists
            if (adopted := _window(one.get("adopted_on", ""))) and adopted.earliest > when.latest:
                yield Problem(name, number, "instruments", f"{item} was adopted after the decision")
        for other in tables.items(row["followed_by"]):
            if other in decided and decided[other].latest < when.earliest:
                yield Problem(name, number, "followed_by", f"{other} is older")


def proceedings_run_forward(package: Package) -> Iterator[Problem]:
    """Signed, then in force, then ended; filed, then reported; initiated, then decided."""
    for table, columns in {
        "trade_agreements": ("signed_on", "in_force_on", "terminated_on"),
        "trade_disputes": ("initiated_on", "decided_on"),
        "commissions_of_inquiry": ("filed", "established", "reported"),
    }.items():
        for number, row in package.rows(table):
            yield from _in_order(table, number, row, *columns)


def requirements_can_be_asked(package: Package) -> Iterator[Problem]:
    """The requirements of an Article are numbered from 1; a question is a question; what has ended asks for nothing."""
    name, seen = "requirements", defaultdict[tuple[str, str], list[int]](list)
    for number, row in package.rows(name):
        items = seen[row["instrument"], row["article"]]
        items.append(number)
        if row["item"] != str(len(items)):
            yield Problem(name, number, "item", f"is number {len(items)} of Article {row['article']} in the table")
        if not row["question"].endswith("?"):
            yield Problem(name, number, "question", "does not end in a question mark")
        if row["obligation"].casefold().startswith("flexib") and not row["obligation"].startswith("Flexibility: "):
            yield Problem(name, number, "obligation", "a row on flexibility begins with 'Flexibility: '")
        if package.instruments.get(row["instrument"], {}).get("ended_on"):
            yield Problem(name, number, "instrument", "abrogated or withdrawn: nobody can be asked to meet it")


RULES: tuple[Callable[[Package], Iterator[Problem]], ...] = (
    files_are_canonical,
    dates_are_real,
    lists_name_known_things,
    every_row_has_a_source,
    instruments_follow_their_own_dates,
    titles_fit_their_instrument,
    final_articles_cover_every_convention,
    articles_exist,
    membership_periods_follow_one_another,
    ratifications_follow_the_law,
    no_two_rows_for_one_ratification,
    coverage_counts_the_rows,
    decisions_cite_what_existed,
    proceedings_run_forward,
    requirements_can_be_asked,
)
