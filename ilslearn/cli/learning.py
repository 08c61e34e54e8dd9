"""The command that analyses the tests of a class."""

from pathlib import Path
from typing import Annotated

import typer

from ilslearn.cli.app import app, json_option, print_json


@app.command(epilog="Example: ilslearn analytics --course assignments -o report.html")
def analytics(
    course: Annotated[Path, typer.Option("--course", help="The nbgrader course folder.")] = Path("assignments"),
    demo: Annotated[
        bool, typer.Option("--demo", help="A simulated class instead, with three bad items that are to be found.")
    ] = False,
    students: Annotated[int, typer.Option("--students", min=20, max=5000, help="Of the simulated class.")] = 60,
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes the same simulated class.")] = 7,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write .html, .docx, .md or .txt.")] = None,
    as_json: Annotated[bool, json_option("the figures")] = False,
) -> None:
    """What a class learnt between pre-test and post-test, and which items need repair, with the reason.

    With --demo, exit code 0 only if exactly the three items are found that were made bad.
    """
    from ilslearn.grading.analytics import Planted, demonstration, of_course

    planted: tuple[Planted, ...] = ()
    if demo:
        answer, planted = demonstration(students, seed)
    else:
        from ilslearn.grading.cycle import Course

        answer = of_course(Course(course))
    found = {repair.item for repair in answer.repairs} == {one.item for one in planted}
    if as_json:
        print_json(answer.to_dict())
    elif output is None:
        print(answer if not demo else answer.summary())
    if output is not None:
        written = answer.save(output)
        if not as_json:
            print(f"Written to {written}.")
    if demo and not as_json:
        listed = ", ".join(f"{one.item} ({one.kind.replace('_', ' ')})" for one in planted)
        print(f"Made bad on purpose: {listed}. {'All three were found, and no other.' if found else 'NOT as found.'}")
    raise typer.Exit(0 if found or not demo else 1)
