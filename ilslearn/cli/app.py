"""The command line's root, to which each module of commands adds its own, and how an answer is printed."""

import json
import sys
from typing import Annotated, Any

import typer

from ilslearn import __version__
from ilslearn.catalogues import VARIABLE, choose

app = typer.Typer(
    name="ilslearn",
    help="International labour standards before domestic courts: facts, answers, course.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def group(name: str, about: str) -> typer.Typer:
    """A group of commands of its own, for example ``ilslearn course ...``."""
    commands = typer.Typer(help=about, no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(commands, name=name)
    return commands


def print_json(value: Any) -> None:
    """Print an answer as JSON."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
    language: Annotated[
        str | None,
        typer.Option("--language", envvar=VARIABLE, help="The language of answers and certificates: en, fr or es."),
    ] = None,
) -> None:
    """International labour standards before domestic courts: facts, answers, course."""
    if language:
        from ilslearn.languages import language as speak

        speak(language)
    # What another program reads is the same in each language; a certificate is issued in the one that was asked for.
    if {"--json", "json", "--format=json"} & {*sys.argv} and "issue" not in sys.argv:
        choose("en")
    if show:
        print(f"ilslearn {__version__}")
        raise typer.Exit
