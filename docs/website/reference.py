"""The reference: every public name of the library, from its docstring, and every command, from its own help."""

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

import typer.cli
import typer.main

import ilslearn
from ilslearn.cli import app
from website.markup import page

# Each page: its title, and the rooms of the library whose public names it tells.
PAGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "law": ("What the law is: instruments, States, what binds, decisions, supervision", ("law", "dates")),
    "compare": ("Compare decisions and countries, check a brief", ("comparison", "brief")),
    "country": ("A country's profile, gaps and plan", ("strategy",)),
    "references": ("Write references", ("references",)),
    "tables": ("The tables of facts", ("tables",)),
    "explore": ("Explorers and pictures", ("explorers", "views")),
    "course": ("In the lessons and in class", ("course", "peer", "grading", "doctor", "languages")),
    "errors": ("Errors, and what they say", ("errors",)),
}

# What these functions answer with, where that has no public name of its own.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "law": (
        "law.decisions.Use", "law.search.Hit", "law.doors.Door", "law.similarity.Like", "law.supervision.Record",
        "law.supervision.Said", "law.countries.Membership", "document.Document", "document.Heading", "document.Text",
        "document.Items", "document.Grid", "document.Image",
    ),
    "compare": ("comparison.standing.Standing", "brief.findings.Brief"),
    "country": ("strategy.profile.Gap", "strategy.calendar.Cycle", "strategy.gaps.severity"),
    "explore": (
        "views.picture.Picture", "explorers.ratifications.RatificationExplorer", "explorers.decisions.DecisionExplorer",
        "explorers.compare.CompareExplorer", "explorers.supervision.SupervisionExplorer",
        "explorers.trade.TradeExplorer", "explorers.home.HomeExplorer", "explorers.home.Explorer",
    ),
    "course": (
        "course.selfcheck.Feedback", "course.lesson.Opening", "course.story.Stand", "course.story.Scene",
        "course.story.Choice", "course.story.Authority", "course.questions.Question", "course.facts.Found",
        "course.knowledge.Form", "course.knowledge.Item", "peer.agreement.Agreement", "peer.poll.Poll",
        "peer.delivery.Page", "grading.simulation.Simulated", "grading.marks.Mark", "doctor.Findings",
    ),
}  # fmt: skip


def names_by_page() -> Mapping[str, list[str]]:
    """Every public name, on the page of the room that it comes from."""
    found: dict[str, list[str]] = {key: [] for key in PAGES}
    rooms = {room: key for key, (_, of) in PAGES.items() for room in of}
    for name in sorted(ilslearn.__all__):
        found[rooms[_room(getattr(ilslearn, name))]].append(name)
    return found


def _room(thing: Any) -> str:
    module = thing.__name__ if inspect.ismodule(thing) else type(thing).__module__
    if inspect.isclass(thing) or inspect.isroutine(thing):
        module = thing.__module__
    return str(module.split(".")[1])


def reference_pages() -> Mapping[str, str]:
    """Every page by its place below ``reference/``, the index among them."""
    by_page = names_by_page()
    found = {f"{key}.md": _names_page(PAGES[key][0], names, ANSWERS.get(key, ())) for key, names in by_page.items()}
    lists = [
        f"- [{PAGES[key][0]}]({key}.md): {', '.join(f'`{name}`' for name in names)}" for key, names in by_page.items()
    ]
    tree = "```{toctree}\n:hidden:\n\n" + "\n".join([*by_page, "command-line"]) + "\n```"
    parts = [
        "Write `import ilslearn as ils`; each name is then `ils.name`. Every example here is run by the tests.",
        "\n".join(lists),
        "In a terminal: [the command line](command-line.md).",
        tree,
    ]
    return found | {"index.md": page("Reference", parts, orphan=False), "command-line.md": _command_line()}


def _names_page(title: str, names: Iterable[str], answers: Iterable[str]) -> str:
    parts = [_directives(line for name in names for line in _described(name))]
    if answers:
        parts += ["## What they answer with", _directives(map(_answer, answers))]
    return page(title, parts, orphan=False)


def _answer(name: str) -> str:
    kind = "class" if name.rsplit(".", 1)[1][0].isupper() else "function"
    return f".. auto{kind}:: ilslearn.{name}\n" + ("   :members:\n" if kind == "class" else "")


def _directives(lines: Iterable[str]) -> str:
    return "```{eval-rst}\n" + "\n".join(lines) + "\n```"


def _described(name: str) -> list[str]:
    """The directives that tell a name from its docstring."""
    thing, full = getattr(ilslearn, name), f"ilslearn.{name}"
    if inspect.isclass(thing):
        inherited = [] if issubclass(thing, BaseException) else ["   :inherited-members:"]
        return [f".. autoclass:: {full}", "   :members:", *inherited, ""]
    if inspect.isroutine(thing):
        return [f".. autofunction:: {full}", ""]
    # A module of functions (draw), or an object with methods (explore).
    about = inspect.cleandoc(thing.__doc__).split("\n\n")[0]
    lines = [f".. py:data:: {full}", "", *(f"   {line}" for line in about.splitlines()), ""]
    members = [
        member for member in dir(thing) if not member.startswith("_") and inspect.isroutine(getattr(thing, member))
    ]
    public = [member for member in members if member in getattr(thing, "__all__", members)]
    return [*lines, *(f".. autofunction:: {full}.{member}\n" for member in public)]


def _command_line() -> str:
    command = typer.main.get_command(app)
    context: Any = command.make_context("ilslearn", [], resilient_parsing=True)
    told = typer.cli.get_docs_for_click(obj=command, ctx=context, name="ilslearn")
    return told.replace("# `ilslearn`\n", "# The command line\n", 1)
