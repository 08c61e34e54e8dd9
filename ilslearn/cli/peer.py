"""Commands for review among peers and for the seminar's poll."""

from pathlib import Path
from typing import Annotated

import typer

from ilslearn.cli.app import app, group, json_option, print_json

peer = group("peer", "Double-blind review of memos among students.")

_Assignment = Annotated[str, typer.Argument(help="The assignment whose memos are reviewed, as in the folder source.")]
_Course = Annotated[Path, typer.Option("--course", help="The nbgrader course folder.")]
_Json = Annotated[bool, json_option("the results")]


@peer.command(epilog="Example: ilslearn peer assign a1-what-binds --course assignments --k 3")
def assign(
    assignment: _Assignment,
    course: _Course = Path("assignments"),
    k: Annotated[int | None, typer.Option("--k", min=1, max=10, help="Reviews for each memo (3).")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="The same seed gives the same reviewers (0).")] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help="A student who takes part no more (several times for several)."),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Give each student who handed in a memo some memos of others; a second run keeps what was handed out."""
    from dataclasses import asdict

    from ilslearn.peer.handout import assign as hand_out

    done = hand_out(course, assignment, k=k, seed=seed, without=without or [])
    if as_json:
        print_json(asdict(done))
    else:
        print(done)


@peer.command(epilog="Example: ilslearn peer collect a1-what-binds --course assignments")
def collect(assignment: _Assignment, course: _Course = Path("assignments"), as_json: _Json = False) -> None:
    """Fetch and read the reviews, never run them; a second run reads them anew."""
    from dataclasses import asdict

    from ilslearn.peer.reviews import collect as fetch

    found = fetch(course, assignment)
    if as_json:
        print_json(asdict(found))
    else:
        print(found)


@peer.command(epilog="Example: ilslearn peer report a1-what-binds --course assignments --return")
def report(
    assignment: _Assignment,
    course: _Course = Path("assignments"),
    give_back: Annotated[
        bool, typer.Option("--return", help="Also return the comments to the authors, without reviewers' names.")
    ] = False,
    as_json: _Json = False,
) -> None:
    """Write the report for the instructor as HTML, Word, CSV and JSON, with the names of both sides."""
    from ilslearn.peer.report import report as evaluate
    from ilslearn.peer.report import return_comments, write_report

    found = evaluate(course, assignment)
    where = write_report(course, found)
    if as_json:
        print_json(found.to_dict())
    else:
        for memo in found.memos:
            print(
                f"{memo.author}: {memo.reviews} reviews, median {_number(memo.median)}, spread {_number(memo.spread)}"
            )
        print(f"Agreement on the total (Krippendorff's alpha): {found.agreement['Total']}.")
        print(f"Written to {where}, for you alone: report.html, report.docx, report.csv, report.json.")
    if give_back:
        given, by_hand = return_comments(course, assignment)
        told = f"; send by hand: {', '.join(by_hand)}" if by_hand else ""
        typer.echo(f"Comments returned to {given} authors{told}.", err=as_json)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"


@app.command(epilog="Example: ilslearn poll --course assignments zaf-cc-2002-bader-bop")
def poll(
    decisions: Annotated[list[str] | None, typer.Argument(help="Decisions to show, by id or name (all).")] = None,
    course: _Course = Path("assignments"),
    answers: Annotated[
        Path | None, typer.Option("--answers", help="A CSV file instead: student, decision, role.")
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Also write it: .html, .docx, .md or .txt.")] = None,
    as_json: _Json = False,
) -> None:
    """Show which role the class saw in each decision, beside the register's own, contestable label."""
    from ilslearn.peer.poll import poll as ask
    from ilslearn.peer.poll import read_answers

    found = ask(read_answers(answers) if answers else course, *(decisions or []))
    if to:
        found.save(to)
    if as_json:
        print_json(found.to_dict())
    else:
        print(found)
