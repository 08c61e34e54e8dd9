"""Commands for those who learn, and for those who keep the facts and the lessons."""

from pathlib import Path
from typing import Annotated

import typer

from ilslearn.cli.app import app, group, json_option, print_json

data = group("data", "The facts behind the answers.")
course = group("course", "The lessons.")


@data.command("check", epilog="Example: ilslearn data check --path ./datasets")
def data_check(
    path: Annotated[
        Path | None, typer.Option("--path", help="A folder with a Data Package (the library's own).")
    ] = None,
    as_json: Annotated[bool, json_option("the problems")] = False,
) -> None:
    """Check the facts, and the course's questions if no other folder is named. Exit code 1 if anything is wrong."""
    from dataclasses import asdict

    from ilslearn.course.question_check import check_questions
    from ilslearn.data_check import check

    problems = check(path) + (check_questions() if path is None else [])
    if as_json:
        print_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            print(problem)
        print(
            f"{len(problems)} problem{'s' * (len(problems) > 1)} found."
            if problems
            else "The facts are sound: no problem found."
        )
    raise typer.Exit(1 if problems else 0)


@app.command(epilog="Example: ilslearn progress --export progress.csv")
def progress(
    export: Annotated[
        Path | None, typer.Option("--export", help="A .csv (the table) or .json (all that is kept) to write.")
    ] = None,
    delete: Annotated[bool, typer.Option("--delete", help="Forget every try, for good (after an export).")] = False,
    as_json: Annotated[bool, json_option("the progress")] = False,
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
        print_json(now.to_dict())
    elif export is None and not delete:
        print(now)


@course.command("build", epilog="Example: ilslearn course build notebooks/00-welcome.ipynb")
def course_build(
    notebooks: Annotated[list[Path] | None, typer.Argument(help="The lessons to run (all if left out).")] = None,
) -> None:
    """Run the lessons top to bottom and keep their outputs in them."""
    from ilslearn.course.notebooks import lessons, rerun

    for path in rerun(notebooks or lessons()):
        print(path)


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
