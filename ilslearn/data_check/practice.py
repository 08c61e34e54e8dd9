"""What is done with instruments: decisions, proceedings, requirements."""

from collections import defaultdict
from collections.abc import Iterator

from ilslearn import tables
from ilslearn.data_check.days import days_of, in_order, precision
from ilslearn.data_check.package import Package, Problem


def decisions_cite_what_existed(package: Package) -> Iterator[Problem]:
    """A decision's instruments were adopted before it; what followed it came later; its country is known."""
    name = "decisions"
    decided = {row["id"]: when for row in package.tables[name] if (when := days_of(row["decided_on"]))}
    for number, row in package.rows(name):
        if row["date_precision"] != precision(row["decided_on"]):
            yield Problem(name, number, "date_precision", f"{row['date_precision']!r} does not fit {row['decided_on']}")
        if row["country"] not in package.members and row["country"] not in tables.COURTS:
            yield Problem(name, number, "country", f"{row['country']!r} is neither a Member nor an international court")
        if (when := decided.get(row["id"])) is None:
            continue
        for item in tables.items(row["instruments"]):
            one = package.instruments.get(item.split(":")[0], {})  # an unknown one is reported with the lists
            if (adopted := days_of(one.get("adopted_on", ""))) and adopted.earliest > when.latest:
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
            yield from in_order(table, number, row, *columns)


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


RULES = (decisions_cite_what_existed, proceedings_run_forward, requirements_can_be_asked)
