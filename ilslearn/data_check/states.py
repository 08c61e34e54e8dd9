"""States: membership and ratifications."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from ilslearn.data_check.days import days_of, in_order, precision
from ilslearn.data_check.package import Package, Problem, Row
from ilslearn.dates import Window


def membership_periods_follow_one_another(package: Package) -> Iterator[Problem]:
    """Periods are in order, only the last may be open, and the last begins with ``member_since``."""
    for number, row in package.rows("countries"):
        spans = [period.partition("/") for period in row["membership"].split(";")]
        edges = [edge for start, _, end in spans for edge in (start, end)]
        dated = [days_of(edge) for edge in edges if edge]
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
        if row["precision"] != precision(row["ratified_on"]):
            yield Problem(name, number, "precision", f"{row['precision']!r} does not fit {row['ratified_on']}")
        yield from in_order(name, number, row, "ratified_on", "in_force_on")
        first_day = "in_force_on" if row["in_force_on"] else "ratified_on"
        yield from in_order(name, number, row, first_day, "denounced_on", "denunciation_effective_on")
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
    name, ratified = "ratifications", days_of(row["ratified_on"])
    if row["country_name"] != member["name"]:
        yield Problem(name, number, "country_name", f"countries calls {row['country']} {member['name']!r}")
    if one["kind"] == "recommendation":
        yield Problem(name, number, "instrument", "a Recommendation is not ratified")
    if ratified is None:
        return
    if (adopted := days_of(one["adopted_on"])) and ratified.latest < adopted.earliest:
        yield Problem(name, number, "ratified_on", f"before {row['instrument']} was adopted ({one['adopted_on']})")
    if row["mode"] != "succession" and not _was_member(member, ratified):
        yield Problem(
            name, number, "ratified_on", f"{row['ratified_on']} is outside the membership {member['membership']}"
        )
    first, entered = days_of(one["in_force_on"]), days_of(row["in_force_on"])
    if entered and first and entered.latest < first.earliest:
        yield Problem(name, number, "in_force_on", f"before the instrument's own entry into force ({first})")


def _was_member(member: Row, window: Window) -> bool:
    """Could the State have been a Member on some day of the window?"""
    for period in member["membership"].split(";"):
        start, _, end = period.partition("/")
        since, until = days_of(start), days_of(end)
        if since is None or (window.latest >= since.earliest and (until is None or window.earliest <= until.latest)):
            return True
    return False


def no_two_rows_for_one_ratification(package: Package) -> Iterator[Problem]:
    """A second row for a State and an instrument is a second ratification, after a denunciation of the first."""
    pairs: dict[tuple[str, str], list[tuple[Window, int, Row]]] = defaultdict(list)
    for number, row in package.rows("ratifications"):
        if ratified := days_of(row["ratified_on"]):
            pairs[row["country"], row["instrument"]].append((ratified, number, row))
    for (state, code), rows in pairs.items():
        rows.sort(key=lambda item: item[:2])
        for (_, earlier, first), (ratified, number, _) in pairwise(rows):
            ended = days_of(first["denunciation_effective_on"]) or days_of(first["denounced_on"])
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


RULES = (
    membership_periods_follow_one_another,
    ratifications_follow_the_law,
    no_two_rows_for_one_ratification,
    coverage_counts_the_rows,
)
