"""The command line: parse, call, print. Exit code 0: yes, done; 1: the answer is no, or work failed; 2: usage."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from ilslearn import __version__
from ilslearn.errors import (
    IlsError,
    UnknownCountry,
    UnknownDate,
    UnknownDecision,
    UnknownInstrument,
    UnknownReference,
    UnknownStyle,
    UnusableFile,
)
from ilslearn.places import replacing

app = typer.Typer(
    name="ilslearn",
    help="International labour standards before domestic courts: facts, answers, course.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
data = typer.Typer(help="The facts behind the answers.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(data, name="data")
course = typer.Typer(help="The lessons.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(course, name="course")

# Of click, which typer carries inside: the public exception tells where it is.
_UsageError: Any = typer.BadParameter.__bases__[0]
_USAGE = (
    UnknownCountry, UnknownDate, UnknownDecision, UnknownInstrument, UnknownReference, UnknownStyle, UnusableFile,
)  # fmt: skip


def main() -> None:
    """Run the command line; an error is one line on stderr that says what to do."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that knows no Unicode gets a question mark, not an error
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except _UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # nothing was asked: the message is the help
            print(error.format_message())
            sys.exit(2)
        command = error.ctx.command_path if error.ctx else "ilslearn"
        _fail(f"{error.format_message().rstrip('.')}. Try '{command} --help'.", 2)
    except IlsError as error:
        _fail(str(error), 2 if isinstance(error, _USAGE) else 1)
    except (KeyboardInterrupt, typer.Abort):
        _fail("stopped.", 1)
    except BrokenPipeError:  # the reader of our output has gone, for example `| head`
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        _fail(f"{error.filename or 'output'}: {error.strerror}. Name another file or folder, or free this one.", 1)


def _fail(sentence: str, code: int) -> None:
    print(f"ilslearn: {sentence}", file=sys.stderr)
    sys.exit(code)


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
) -> None:
    """International labour standards before domestic courts: facts, answers, course."""
    if show:
        print(f"ilslearn {__version__}")
        raise typer.Exit


@app.command(epilog="Example: ilslearn binding Brazil C158 --on 1997-06-01")
def binding(
    country: Annotated[str, typer.Argument(help="English name or ISO 3166 code: Brazil, BRA, br.")],
    instrument: Annotated[str, typer.Argument(help="Code, number or title: C158, 'Convention No. 158'.")],
    on: Annotated[str | None, typer.Option("--on", help="The day, YYYY-MM-DD (today if left out).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Was an instrument binding on a State that day? Exit code 0 if it was in force, 1 if not or uncertain."""
    from ilslearn.law.ratification import binding as ask

    answer = ask(country, instrument, on=on)
    if as_json:
        _print_json(answer.to_dict())
    else:
        print(answer)
        for source in answer.sources:
            print(f"  {source.verified}: {source.url} ({source.table})")
        print(f"  Record as of {answer.as_of}. Not legal advice.")
    raise typer.Exit(0 if answer.status == "in_force" else 1)


@app.command("find-citations", epilog="Example: ilslearn find-citations memorial.md --json")
def find_citations(
    file: Annotated[Path, typer.Argument(help="A text file in English, French or Spanish; - reads what is piped in.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the citations as JSON.")] = False,
) -> None:
    """Find references to ILO material in a text. Exit code 1 if there is none."""
    from dataclasses import asdict

    from ilslearn.law.citations import find_citations as find

    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except OSError:
        raise UnusableFile(f"{file} cannot be read: name a text file, or - to read what is piped in.") from None
    except UnicodeDecodeError:
        raise UnusableFile(f"{file} is not a text in UTF-8: save it as plain text first.") from None
    found = find(text)
    if as_json:
        _print_json([asdict(one) for one in found])
    else:
        for one in found:
            line = text.count("\n", 0, one.start) + 1
            pinpoints = f" {', '.join(one.pinpoints)}" if one.pinpoints else ""
            print(f"line {line}: {one.code}{pinpoints} ({one.kind}): {' '.join(one.text.split())}")
    raise typer.Exit(0 if found else 1)


@app.command(epilog="Example: ilslearn search essential services strike --country Kenya")
def search(
    words: Annotated[list[str], typer.Argument(help="Words, and instruments as lawyers name them.")],
    kind: Annotated[
        str | None, typer.Option("--kind", help="decision, comment, cfa_case, inquiry, instrument.")
    ] = None,
    country: Annotated[str | None, typer.Option("--country", help="English name or ISO 3166 code.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", help="A subject of the register of decisions.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="A role of international law.")] = None,
    n: Annotated[int, typer.Option("-n", min=1, max=100, help="How many hits at most.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print the hits as JSON.")] = False,
) -> None:
    """Search decisions, the supervisory record and instruments. Exit code 1 if nothing fits."""
    from dataclasses import asdict

    from ilslearn.law.search import search as find

    found = find(" ".join(words), kind=kind, country=country, subject=subject, role=role, n=n)
    if as_json:
        _print_json([asdict(hit) for hit in found.hits])
    else:
        print(found)
    raise typer.Exit(0 if found.hits else 1)


@app.command(epilog="Example: ilslearn compare can-scc-2011-fraser zaf-cc-2002-bader-bop --format markdown")
def compare(
    decisions: Annotated[list[str], typer.Argument(help="Two to six decisions: ids, names or citations.")],
    form: Annotated[str, typer.Option("--format", help="text, markdown, html or json.")] = "text",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A .md, .txt, .html or .docx to write.")] = None,
) -> None:
    """Put decisions side by side: what they say, what bound there and then, where they part."""
    from ilslearn.comparison.decisions import compare as put

    compared = put(*decisions)
    if output is not None:
        print(f"Written to {compared.save(output)}.")
        return
    written: dict[str, Callable[[], str]] = {
        "text": lambda: str(compared),
        "markdown": compared.to_markdown,
        "html": compared.to_html,
        "json": lambda: json.dumps(compared.to_dict(), indent=2, ensure_ascii=False),
    }
    if form not in written:
        raise typer.BadParameter(f"'{form}' is no format: write text, markdown, html or json.")
    print(written[form]())


@app.command("check-brief", epilog="Example: ilslearn check-brief memorial.docx --country Kenya --on 2026-03-01")
def check_brief(
    file: Annotated[Path, typer.Argument(help="The memorial: .md, .txt or .docx (footnotes are read too).")],
    country: Annotated[str, typer.Option("--country", help="The State of the forum: English name or ISO 3166 code.")],
    on: Annotated[str | None, typer.Option("--on", help="The day of the memorial, YYYY-MM-DD (today).")] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write the report (.md, .txt, .docx), or the marked text (.html)."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check the authorities in a memorial. Exit code 1 if a finding is an error."""
    from ilslearn.brief.check import check_brief as check
    from ilslearn.brief.reading import read_memorial

    report = check(read_memorial(file), country=country, on=on)
    if output is not None and output.suffix.lower() == ".html":
        with replacing(output) as page:
            page.write(report.marked())
    elif output is not None:
        report.save(output)
    if as_json:
        _print_json(report.to_dict())
    elif output is not None:
        print(f"Written to {output}.")
    else:
        print(report)
    raise typer.Exit(1 if report.counts["error"] else 0)


@app.command(epilog="Example: ilslearn cite C098 zaf-cc-2002-bader-bop CFA-2654 --style bibtex -o refs.bib")
def cite(
    names: Annotated[list[str], typer.Argument(help="Codes, ids or names: C098, CFA-2654, 'Bader Bop'.")],
    style: Annotated[str, typer.Option("--style", help="oscola, oscola-markdown, bibtex or csl.")] = "oscola",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write.")] = None,
) -> None:
    """Write references to instruments, decisions and supervisory work: OSCOLA, BibTeX or CSL-JSON for Zotero."""
    from ilslearn.places import replacing
    from ilslearn.references import bibliography

    written = bibliography(names, style=style)
    if output is None:
        print(written)
        return
    with replacing(output) as file:
        file.write(f"{written}\n")
    print(f"References written to {output}.")


@app.command(epilog="Example: ilslearn profile Kenya --on 2026-01-01 -o kenya.docx")
def profile(
    country: Annotated[str, typer.Argument(help="English name or ISO 3166 code: Kenya, KEN, ke.")],
    on: Annotated[str | None, typer.Option("--on", help="The day, YYYY-MM-DD (today if left out).")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write .docx, .md, .html or .txt.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the profile as JSON.")] = False,
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
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
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
    as_json: Annotated[bool, typer.Option("--json", help="Print the tasks as JSON.")] = False,
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
        _print_json(plain())
    else:
        print(answer)


@data.command("check", epilog="Example: ilslearn data check --path ./datasets")
def data_check(
    path: Annotated[
        Path | None, typer.Option("--path", help="A folder with a Data Package (the library's own).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
) -> None:
    """Check the facts, and the course's questions if no other folder is named. Exit code 1 if anything is wrong."""
    from dataclasses import asdict

    from ilslearn.course.question_check import check_questions
    from ilslearn.data_check import check

    problems = check(path) + (check_questions() if path is None else [])
    if as_json:
        _print_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            print(problem)
        print(
            f"{len(problems)} problem{'s' * (len(problems) > 1)} found."
            if problems
            else "The facts are sound: no problem found."
        )
    raise typer.Exit(1 if problems else 0)


@course.command("build", epilog="Example: ilslearn course build notebooks/00-welcome.ipynb")
def course_build(
    notebooks: Annotated[list[Path] | None, typer.Argument(help="The lessons to run (all if left out).")] = None,
) -> None:
    """Run the lessons top to bottom and keep their outputs in them."""
    from ilslearn.course.notebooks import lessons, rerun

    for path in rerun(notebooks or lessons()):
        print(path)


@app.command(epilog="Example: ilslearn progress --export progress.csv")
def progress(
    export: Annotated[
        Path | None, typer.Option("--export", help="A .csv (the table) or .json (all that is kept) to write.")
    ] = None,
    delete: Annotated[bool, typer.Option("--delete", help="Forget every try, for good (after an export).")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the progress as JSON.")] = False,
) -> None:
    """Show how far you have come in the self-checks; it is kept on this machine and sent nowhere."""
    from ilslearn.course.progress import progress as ask

    now = ask()
    if export is not None:
        print(f"Written to {now.export(export)}.")
    if delete:
        now = now.delete()
        print("Every try is forgotten.")
    if as_json:
        _print_json(now.to_dict())
    elif export is None and not delete:
        print(now)


@course.command("contents", epilog="Example: ilslearn course contents")
def course_contents() -> None:
    """Write the page of contents from what each lesson says of itself."""
    from ilslearn.course.contents import write_contents

    for path in write_contents():
        print(path)


@course.command("pages", epilog="Example: ilslearn course pages --out pages")
def course_pages(
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")] = Path("pages"),
) -> None:
    """Write the lessons as web pages that can be read without Jupyter and without a network."""
    from ilslearn.course.pages import write_pages

    for path in write_pages(out):
        print(path)


@course.command("install", epilog="Example: ilslearn course install")
def course_install(
    config: Annotated[
        Path | None, typer.Option("--config", help="Jupyter's configuration folder (~/.jupyter).")
    ] = None,
) -> None:
    """Let every JupyterLab of this user open the course: for Binder or a hub, where others start JupyterLab."""
    from ilslearn.grading.lab import install

    print(f"JupyterLab opens the course in {install(config or Path.home() / '.jupyter')}.")


@app.command(
    epilog="Example: ilslearn lab -- --no-browser --port 8899",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def lab(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Where the course stands (a copy is made there if it is new).")
    ] = None,
) -> None:
    """Open the course in JupyterLab, ready to work and grade; options after -- go to JupyterLab."""
    from ilslearn.grading.lab import open_lab

    raise typer.Exit(open_lab(folder, [arg for arg in context.args if arg != "--"]))


@app.command(epilog="Example: ilslearn demo --students 12 --seed 7 --out build/demo")
def demo(
    students: Annotated[int, typer.Option("--students", min=1, max=2000, help="How many students to simulate.")] = 12,
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes the same class.")] = 7,
    out: Annotated[Path, typer.Option("--out", help="Folder of the course; a second run resumes there.")] = Path(
        "ilslearn-demo"
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Run the whole cycle on a simulated class: release, submit, collect, autograde, feedback, marks.

    Exit code 0 only if every student was awarded what the simulation says that the work is worth.
    """
    from ilslearn.grading.demo import run_demo

    agreed = run_demo(students=students, seed=seed, out=out, as_json=as_json)
    raise typer.Exit(0 if agreed else 1)


@app.command(epilog="Example: ilslearn grade a1-what-binds --course assignments")
def grade(
    assignment: Annotated[str, typer.Argument(help="The assignment's name, as in the folder source.")],
    course: Annotated[Path, typer.Option("--course", help="The nbgrader course folder.")] = Path("assignments"),
    student: Annotated[
        list[str] | None, typer.Option("--student", help="Only this student's (several times for several).")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, max=256, help="Processes (one a core).")] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="A Dask scheduler instead: tcp://127.0.0.1:8786.")
    ] = None,
    sandbox: Annotated[
        str | None,
        typer.Option("--sandbox", help="For answers that are code: bubblewrap (usual), or none: no protection at all."),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", min=0.1, help="Seconds for one submission (30), or one notebook of code (300)."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Mark again what was marked before.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Mark the submissions of an assignment into nbgrader's gradebook; a second run marks only what changed.

    Answers are read as data and never run; only those of an assignment that asks for code run, in a sandbox.
    What cannot be marked is left to a person, with the reason.
    """
    from dataclasses import asdict

    from ilslearn.grading.pool import get_ready

    if not scheduler:
        get_ready()  # before nbgrader is loaded, which takes as long
    from ilslearn.grading.cycle import Course

    report = Course(course).grade(
        assignment, students=student or [], workers=workers, scheduler=scheduler, sandbox=sandbox, timeout=timeout,
        force=force, progress=True,
    )  # fmt: skip
    if as_json:
        _print_json({**asdict(report), "seconds": round(report.seconds, 2)})
    else:
        print(report)


@app.command(epilog="Example: ilslearn marks --course assignments --to marks.csv")
def marks(
    course: Annotated[Path, typer.Option("--course", help="The nbgrader course folder.")] = Path("assignments"),
    to: Annotated[Path, typer.Option("--to", help="The file to write.")] = Path("marks.csv"),
) -> None:
    """Export the marks of a course as CSV: one row for each student and assignment."""
    from ilslearn.grading.marks import export_marks

    rows = export_marks(course, to)
    print(f"{rows} rows written to {to}.")


@app.command(epilog="Example: ilslearn doctor --course assignments")
def doctor(
    course: Annotated[
        Path | None, typer.Option("--course", help="Also look at the set-up of grading in this course folder.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check that the installation works, and say what to do about what does not."""
    from dataclasses import asdict

    from ilslearn.doctor import examine

    findings = list(examine())
    if course is not None:
        from ilslearn.grading.setup import examine_course

        findings += examine_course(course)
    if as_json:
        _print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print(finding)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


if __name__ == "__main__":
    main()
