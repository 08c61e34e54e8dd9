"""The command that brings the facts up to date from a saved page."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ilslearn.cli.app import json_option, print_json
from ilslearn.cli.course import data
from ilslearn.errors import UnusableFile

if TYPE_CHECKING:
    from ilslearn.data_check.package import Package
    from ilslearn.updates.difference import Difference
    from ilslearn.updates.reading import Page


@data.command(
    "update", epilog="Example: ilslearn data update --ratifications kenya.html --source ADDRESS --as-of 2026-11-20"
)
def data_update(
    ratifications: Annotated[
        Path, typer.Option("--ratifications", help="A page of NORMLEX saved from the browser, or a .xlsx or .csv.")
    ],
    of: Annotated[str, typer.Option("--of", help="The State or instrument that it is about, to make sure.")] = "",
    source: Annotated[str, typer.Option("--source", help="The page's address, where the file does not tell.")] = "",
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The day of saving, where the file does not tell.")
    ] = None,
    datasets: Annotated[
        Path | None, typer.Option("--datasets", help="The folder of the facts (the repository's own if left out).")
    ] = None,
    write: Annotated[
        bool, typer.Option("--apply", help="Write the changes (without it, they are only shown).")
    ] = False,
    renew: Annotated[
        bool, typer.Option("--renew", help="Date also the rows that the page only repeats by the page's day.")
    ] = False,
    as_json: Annotated[bool, json_option("the differences")] = False,
) -> None:
    """Compare the ratifications with a saved page of NORMLEX. Exit code 1 if something needs a person."""
    from contextlib import nullcontext

    from ilslearn.data_check.package import Package
    from ilslearn.dates import a_day
    from ilslearn.places import is_checkout, place
    from ilslearn.table_files import alone
    from ilslearn.updates.reading import read_page

    if write and datasets is None and not is_checkout():
        raise UnusableFile(
            "The facts of an installed ilslearn are not edited: name the folder datasets of the repository, with"
            " --datasets FOLDER."
        )
    package = Package(datasets or place("datasets"))
    day = a_day(as_of) if as_of else None
    with alone(package.folder) if write else nullcontext():
        page = read_page(ratifications, of=of, source=source, as_of=day, folder=package.folder)
        found, changed = _compared(page, package, renew=renew, write=write)
    if as_json:
        print_json(found.to_dict() | {"tables": changed, "written": write and bool(changed)})
    else:
        _print(found)
        _print_end(found, changed, write)
    raise typer.Exit(1 if found.doubts or found.page.unknown else 0)


def _compared(page: "Page", package: "Package", *, renew: bool, write: bool) -> tuple["Difference", list[str]]:
    """The difference, written if that is asked, and the names of the tables that it changes."""
    from datetime import date

    from ilslearn.updates.applying import apply, new_tables
    from ilslearn.updates.difference import difference

    found = difference(page, package, renew=renew)
    tables = new_tables(found, package, date.today())
    if write and tables:
        apply(tables, package)
    return found, sorted(tables)


def _print(found: "Difference") -> None:
    """The difference for whoever decides on it."""
    from rich.console import Console
    from rich.table import Table

    from ilslearn.updates.rows import KINDS

    page = found.page
    about = f"about {page.about}" if page.about else "about several States and instruments"
    counted = f", all of the {page.count} that it counts" if page.whole else ", perhaps not all"
    n = len(page.entries)
    print(f"{page.name}, {about}, {page.as_of}: {n} ratification{'s' * (n != 1)} read{counted}.")
    if found.changes:
        table = Table("State", "instrument", "what", "in the facts", "on the page", title="To be written")
        for one in found.changes:
            table.add_row(one.country, one.instrument, KINDS[one.kind], _cells(one.before), _cells(one.after))
        Console().print(table)
    else:
        print("No row changes.")
    for head, lines in (
        (
            "Needs a person (nothing is written for these)",
            [f"{d.country} {d.instrument}: {d.message}" for d in found.doubts],
        ),
        ("Not known (nothing is written for these)", found.page.unknown),
        ("Not understood by the program: read it on the page", found.unread),
    ):
        if lines:
            print(f"{head}:")
            for line in lines:
                print(f"  - {line}")
    print(f"{found.same} {'says' if found.same == 1 else 'say'} the same as the facts.")
    if found.complete:
        print(f"The page is the whole list of {found.complete}: with this, the facts have all of it.")


def _cells(cells: Mapping[str, str]) -> str:
    """The cells of a row that a reader decides on, a line for each."""
    shown = {name: value for name, value in cells.items() if name in _SHOWN or len(cells) == 1}
    if len(cells) > 10:  # a new row
        shown = {name: value for name, value in shown.items() if value and name != "verified"}
    return "\n".join(f"{name} {value or '–'}" for name, value in shown.items())


_SHOWN = {
    "ratified_on", "in_force_on", "denounced_on", "denunciation_effective_on", "denounced_by", "declarations",
    "status", "verified",
}  # fmt: skip


def _print_end(found: "Difference", tables: list[str], write: bool) -> None:
    """What was written or would be, what in the course rests on it, and what to do next."""
    from ilslearn.course.rests import rests_on

    if not tables:
        print("Nothing to do: the tables say all this already." if not found.doubts else "Nothing else to do.")
        return
    if not write:
        print(f"Not written yet ({', '.join(tables)}): look at it, then add --apply.")
        return
    print(f"Written: {', '.join(tables)}.")
    places = rests_on({(one.country, one.instrument) for one in found.changes if one.kind not in ("seen", "confirmed")})
    if places:
        print("In the course this rests on what changed; look whether it still says the truth:")
        for one in places:
            print(f"  - {one}")
    print("Next: ilslearn data check; git diff datasets; ilslearn course build; make test.")
