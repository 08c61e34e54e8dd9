"""Commands for a country file: its normative profile, the gap analysis, the plan of action."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from ilslearn.cli.app import app, json_option, print_json


@app.command(epilog="Example: ilslearn profile Kenya --on 2026-01-01 -o kenya.docx")
def profile(
    country: Annotated[str, typer.Argument(help="English name or ISO 3166 code: Kenya, KEN, ke.")],
    on: Annotated[str | None, typer.Option("--on", help="The day, YYYY-MM-DD (today if left out).")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write .docx, .md, .html or .txt.")] = None,
    as_json: Annotated[bool, json_option("the profile")] = False,
) -> None:
    """The normative profile of a country: reception, ratifications and gaps, supervision, trade, reporting."""
    from ilslearn.strategy.profile import profile as ask

    answer = ask(country, on=on)
    _give(answer, answer.to_dict, output, as_json)


@app.command(epilog="Example: ilslearn gaps Kenya --instruments C087,C098 -o sheet.docx")
def gaps(
    country: Annotated[str, typer.Argument(help="English name or ISO 3166 code: Kenya, KEN, ke.")],
    instruments: Annotated[
        str | None, typer.Option("--instruments", help="Codes with commas between (those in force if left out).")
    ] = None,
    findings: Annotated[Path | None, typer.Option("--findings", help="The filled sheet, .csv or .docx.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="The day, YYYY-MM-DD (today if left out).")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write .csv, .docx, .md, .html or .txt.")
    ] = None,
    as_json: Annotated[bool, json_option("the rows")] = False,
) -> None:
    """The sheet of a gap analysis to fill or, with --findings, the gaps that it shows."""
    from ilslearn.strategy.gaps import gap_analysis

    asked = instruments.split(",") if instruments is not None else None
    answer = gap_analysis(country, asked, findings, on=on)
    _give(answer, lambda: answer.table.to_dict("records"), output, as_json)


@app.command(epilog="Example: ilslearn plan Kenya --findings filled.csv --next-report C098=2028 -o plan.docx")
def plan(
    country: Annotated[str, typer.Argument(help="English name or ISO 3166 code: Kenya, KEN, ke.")],
    findings: Annotated[Path, typer.Option("--findings", help="The filled sheet, .csv or .docx.")],
    start: Annotated[str | None, typer.Option("--start", help="First day of the plan (today if left out).")] = None,
    next_report: Annotated[
        list[str] | None, typer.Option("--next-report", help="Year of the next report: C098=2028 (may be repeated).")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write .csv, .docx, .md, .html or .txt.")
    ] = None,
    as_json: Annotated[bool, json_option("the tasks")] = False,
) -> None:
    """A plan of action for the gaps of a filled sheet, with deadlines by the reporting cycle."""
    from ilslearn.strategy.gaps import gap_analysis
    from ilslearn.strategy.plan import action_plan

    years = {}
    for pair in next_report or ():
        code, sign, year = pair.partition("=")
        if not sign or not year.strip().isdigit():
            raise typer.BadParameter(f"{pair!r} is not of the form C098=2028", param_hint="--next-report")
        years[code] = int(year)
    answer = action_plan(gap_analysis(country, findings=findings, on=start), start, next_report=years)
    _give(answer, lambda: answer.table.to_dict("records"), output, as_json)


def _give(answer: Any, plain: Callable[[], Any], output: Path | None, as_json: bool) -> None:
    """Write an answer to a file, or print it."""
    if output is not None:
        write = answer.to_csv if output.suffix.lower() == ".csv" and hasattr(answer, "to_csv") else answer.save
        print(f"Written to {write(output)}.")
    elif as_json:
        print_json(plain())
    else:
        print(answer)
