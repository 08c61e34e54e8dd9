"""A plan of action as a page: the rule of its deadlines, the tasks, and who is to be heard."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ilslearn import tables
from ilslearn.catalogues import speaking
from ilslearn.dates import Window, a_day, day_in_words
from ilslearn.document import Document, Grid, Heading, Items, Part, Text
from ilslearn.strategy.calendar import cycle, kind_of_report, rule
from ilslearn.strategy.profile_page import confirmed

if TYPE_CHECKING:
    from ilslearn.strategy.plan import ActionPlan
    from ilslearn.views.picture import Picture


@speaking("en")
def page(one: "ActionPlan", pictures: "Sequence[Picture]") -> Document:
    """The whole page, with the pictures given."""
    title = f"{one.country.name}: plan of action from {day_in_words(one.start)}"
    if one.table.empty:
        return Document(title, (Text("The findings show no gap, so there is nothing to plan."),))
    parts: list[Part] = [
        Text(f"One task for each gap, the most severe first (n = {len(one.table)})."),
        *(picture.image() for picture in pictures),
        Heading("Tasks"),
        *_tasks(one),
        Heading("How the deadlines were computed"),
        Items(_rules(one)),
        Heading("Tripartite consultation"),
        Text(_tripartite(one)),
        Text(f"Facts as of {tables.as_of()}. A draft for the constituents to decide on. Not legal advice."),
    ]
    return Document(title, tuple(parts), landscape=True)


def _tasks(one: "ActionPlan") -> list[Part]:
    rows = [
        (f"{row['task']} ({row['severity']})", f"{row['key']}\n{row['action']}", row["first"], row["consult"],
         _due(row), row["assistance"], row["indicator"])
        for row in one.table.to_dict("records")
    ]  # fmt: skip
    columns = ("Task", "What is to be done", "Acts first", "Consult", "Deadline", "Help there is", "Indicator")
    return [Grid("Tasks, the most severe first", columns, rows, widths=(1.8, 6.5, 2.4, 3.8, 3, 4, 5))]


def _due(row: dict[str, str]) -> str:
    if not row["due_latest"]:
        return "to be set"
    due = Window(a_day(row["due_earliest"]), a_day(row["due_latest"]))
    if due.is_day:
        return due.in_words()
    return f"with the next report: {day_in_words(due.earliest)} to {day_in_words(due.latest)}"


def _rules(one: "ActionPlan") -> list[str]:
    """Each rule once, with the instruments to which it applies; then the rows of the reporting cycle they rest on."""
    by_rule: dict[str, list[str]] = {}
    for row in one.table.to_dict("records"):
        codes = by_rule.setdefault(row["deadline_rule"], [])
        if row["instrument"] not in codes:
            codes.append(row["instrument"])
    told = []
    for text, codes in by_rule.items():
        every = cycle(kind_of_report(codes[0]), one.country)
        told.append(f"{', '.join(codes)}: {text} ({confirmed(every.verified, every.sources)})")
    extra, closed = rule("all", "out_of_cycle"), rule("date", "reports_deadline")
    return [
        *told,
        f"{extra['detail']} ({confirmed(extra['verified'], extra['source_url'].split(';'))}).",
        f"{closed['detail']}: {closed['value']} ({confirmed(closed['verified'], closed['source_url'].split(';'))}).",
        "Where an interval is given, plan for its first day until the year is looked up in NORMLEX; give the year as"
        " next_report and the plan names the day.",
    ]


def _tripartite(one: "ActionPlan") -> str:
    binds = {
        "in_force": "is in force",
        "not_in_force": "is not in force",
        "uncertain": "may be in force (the record does not settle it)",
        "not_a_member": "is not in force",
    }[one.tripartite.status]
    asks = next((row for row in tables.read_raw("requirements").to_dict("records") if _is_on_reports(row)), None)
    source = f" {confirmed(asks['verified'], asks['source_url'].split(';'))}." if asks else ""
    return (
        f"Convention No. 144 {binds} for {one.country.name} on {day_in_words(one.start)}. Its Article 5(1)(d) asks for"
        f" consultation on questions that arise from reports on ratified Conventions.{source} Consulting both sides of"
        " industry before each task is good practice also where it does not bind."
    )


def _is_on_reports(row: dict[str, str]) -> bool:
    return (row["instrument"], row["article"]) == ("C144", "5(1)(d)")
