"""Commands for those who prepare a seminar: slides, links to open the course, which lesson rests on which decision."""

from pathlib import Path
from typing import Annotated

import typer

from ilslearn.cli.app import json_option, print_json
from ilslearn.cli.course import course


@course.command("slides", epilog="Example: ilslearn course slides --out slides 1.2 2.3")
def course_slides(
    lessons: Annotated[list[str] | None, typer.Argument(help="Numbers of lessons (all if left out).")] = None,
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")] = Path("slides"),
) -> None:
    """Write the lessons as slides that are shown in a browser, without Jupyter and without a network."""
    from ilslearn.course.slides import write_slides

    for path in write_slides(out, lessons or ()):
        print(path)


@course.command("uses", epilog="Example: ilslearn course uses zaf-cc-2002-bader-bop")
def course_uses(
    decisions: Annotated[list[str] | None, typer.Argument(help="Decisions, by id (all if left out).")] = None,
    table: Annotated[bool, typer.Option("--table", help="Print a table in Markdown, a row for each lesson.")] = False,
    as_json: Annotated[bool, json_option("the list")] = False,
) -> None:
    """Say which lesson or assignment names which decision, and whether a question rests on it."""
    from dataclasses import asdict

    from ilslearn.course.uses import as_table, uses

    found = uses(decisions or ())
    if as_json:
        print_json([asdict(one) for one in found])
    elif table:
        print(as_table(found))
    else:
        for one in found:
            print(one)
        if not found:
            print("No lesson and no assignment names it by its id.")


@course.command("links", epilog="Example: ilslearn course links https://github.com/a-faculty/ilslearn")
def course_links(
    repository: Annotated[str, typer.Argument(help="The https address of your copy of this repository.")],
    hub: Annotated[str | None, typer.Option("--hub", help="The address of your JupyterHub (with nbgitpuller).")] = None,
    branch: Annotated[str | None, typer.Option("--branch", help="The branch to open (its own default).")] = None,
    as_json: Annotated[bool, json_option("the links")] = False,
) -> None:
    """Print what opens your copy of the course: a link and a badge for Binder, and a link for your hub."""
    from dataclasses import asdict

    from ilslearn.course.launch_links import launch_links

    links = launch_links(repository, hub=hub, branch=branch)
    if as_json:
        print_json(asdict(links))
    else:
        print(f"Binder: {links.binder}\nBadge for a README: {links.badge}")
        print(f"Hub: {links.hub}" if links.hub else "Hub: give its address with --hub.")
