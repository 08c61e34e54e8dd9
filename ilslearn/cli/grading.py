"""Commands for those who teach: the laboratory, the grading cycle, the set-up."""

from pathlib import Path
from typing import Annotated

import typer

from ilslearn.cli.app import app, json_option, print_json


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
    assignment: Annotated[
        list[str] | None, typer.Option("--assignment", help="Only this one (several times for several).")
    ] = None,
    as_json: Annotated[bool, json_option("the results")] = False,
) -> None:
    """Run the whole course on a simulated class: release, submit, collect, autograde, feedback, marks, certificates.

    Exit code 0 only if every student was awarded what the simulation says that the work is worth, and exactly those
    got a certificate who met the rule.
    """
    from ilslearn.certificates import missing_parts
    from ilslearn.grading.demo import run_demo

    whole = not assignment and not missing_parts()  # without the library that signs, the marks alone are shown
    if whole:
        from ilslearn.certificates.demonstration import demonstrate

    agreed = run_demo(
        students=students,
        seed=seed,
        out=out,
        assignments=assignment or [],
        afterwards=demonstrate if whole else None,
        as_json=as_json,
    )
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
    as_json: Annotated[bool, json_option("the results")] = False,
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
        print_json({**asdict(report), "seconds": round(report.seconds, 2)})
    else:
        print(report)


@app.command(
    epilog="Example: ilslearn marks --course assignments --format canvas --identities class.csv --to canvas.csv"
)
def marks(
    course: Annotated[Path, typer.Option("--course", help="The nbgrader course folder.")] = Path("assignments"),
    to: Annotated[Path, typer.Option("--to", help="The file to write.")] = Path("marks.csv"),
    form: Annotated[
        str, typer.Option("--format", help="csv, or what a platform imports: moodle, canvas, brightspace, blackboard.")
    ] = "csv",
    identities: Annotated[
        Path | None,
        typer.Option("--identities", help="CSV: student, and the platform's columns (ID number, Username ...)."),
    ] = None,
    item: Annotated[
        list[str] | None,
        typer.Option("--item", help="An assignment's name in the platform: 'a1-what-binds=Essay 1' (may be repeated)."),
    ] = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Pseudonyms for names; who is who stays in COURSE/pseudonyms.csv.")
    ] = False,
    provisional: Annotated[
        bool, typer.Option("--provisional", help="For a platform: also marks that still wait for a person.")
    ] = False,
) -> None:
    """Export the marks of a course: as a table of every student and assignment, or for a learning platform."""
    from ilslearn.grading.cycle import Course
    from ilslearn.grading.lms import FORMS, export_to
    from ilslearn.grading.marks import export_marks

    system = next((name for name in FORMS if name == form), None)
    if anonymous and identities is not None:
        raise typer.BadParameter("give --identities or --anonymous, not both")
    if system is None:
        if form != "csv":
            raise typer.BadParameter(f"{form!r} is no format: write csv, {', '.join(FORMS)}", param_hint="--format")
        if identities is not None or item:
            raise typer.BadParameter("--identities and --item are for a platform: name it with --format")
        print(f"{export_marks(course, to, anonymous=anonymous)} rows written to {to}.")
        return
    items = {}
    for pair in item or ():
        name, sign, title = pair.partition("=")
        if not sign or not title.strip():
            raise typer.BadParameter(f"{pair!r} is not of the form a1-what-binds=Essay 1", param_hint="--item")
        items[name.strip()] = title.strip()
    done = export_to(
        system, Course(course), to, identities=identities, items=items, anonymous=anonymous, provisional=provisional
    )
    print(f"Written to {to}: {done}")


@app.command(epilog="Example: ilslearn doctor --course assignments")
def doctor(
    course: Annotated[
        Path | None, typer.Option("--course", help="Also look at the set-up of grading in this course folder.")
    ] = None,
    as_json: Annotated[bool, json_option("the findings")] = False,
) -> None:
    """Check that the installation works, and say what to do about what does not."""
    from dataclasses import asdict

    from ilslearn.doctor import examine

    findings = list(examine())
    if course is not None:
        from ilslearn.grading.setup import examine_course

        findings += examine_course(course)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print(finding)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)
