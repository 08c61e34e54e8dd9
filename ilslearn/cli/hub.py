"""Commands for a seminar's hub on one machine."""

from pathlib import Path
from typing import Annotated

import typer

from ilslearn.cli.app import group, json_option, print_json

hub = group("hub", "A seminar's hub: a JupyterLab for each student, one exchange.")

_Folder = Annotated[Path, typer.Argument(help="The hub's folder.")]


@hub.command("make", epilog="Example: ilslearn hub make /srv/hub --instructor prof --students names.csv")
def make(
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
    instructor: Annotated[str, typer.Option("--instructor", help="The instructor's user name.")],
    students: Annotated[Path, typer.Option("--students", help="A CSV file with a column student: user names.")],
    port: Annotated[int, typer.Option("--port", help="The hub's port on loopback; the next two are used too.")] = 8000,
    student_python: Annotated[
        str, typer.Option("--student-python", help="The students' environment, if it is made elsewhere.")
    ] = "students/bin/python",
) -> None:
    """Write the hub's folder: settings, README.md with the next steps, and setup.sh, which does them."""
    from ilslearn.hub.folder import make as write

    made = write(folder, instructor=instructor, students=students, port=port, student_python=student_python)
    print(f"{made.folder}: a hub for {made.instructor} and {len(made.students)} students.")
    print(f"Next, as root: sh {made.folder / 'setup.sh'}   (it makes users; read it and README.md first)")


@hub.command("check", epilog="Example: ilslearn hub check /srv/hub")
def check(folder: _Folder, as_json: Annotated[bool, json_option("the findings")] = False) -> None:
    """Look at what the hub needs, and try as each person what they can read. Exit code 1 if anything is wrong."""
    from dataclasses import asdict

    from ilslearn.hub.settings import read_hub
    from ilslearn.hub.starting import examine

    found = examine(read_hub(folder))
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        print(found)
    raise typer.Exit(0 if all(one.well for one in found) else 1)


@hub.command("start", epilog="Example: ilslearn hub start /srv/hub")
def start(folder: _Folder) -> None:
    """Run the hub until it is stopped, after the checks of `ilslearn hub check`."""
    from ilslearn.hub.settings import read_hub
    from ilslearn.hub.starting import start as run

    run(read_hub(folder))
