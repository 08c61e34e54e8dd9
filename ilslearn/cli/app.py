"""The command line's root, to which each module of commands adds its own, and how an answer is printed."""

import json
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


def json_option(what: str) -> Any:
    """The option ``--json`` of a command. What another program reads is the same in each language."""
    return typer.Option("--json", help=f"Print {what} as JSON.", callback=in_english)


def in_english(asked: bool) -> bool:
    """Speak English from here on if that is asked for."""
    if asked:
        choose("en")
    return asked


def print_json(value: Any) -> None:
    """Print an answer as JSON."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
    language: Annotated[
        str | None,
        typer.Option("--language", help=f"The language of answers and certificates: en, fr or es (or {VARIABLE})."),
    ] = None,
) -> None:
    """International labour standards before domestic courts: facts, answers, course."""
    if language is not None:
        from ilslearn.languages import language as speak

        speak(language)
    if show:
        print(f"ilslearn {__version__}")
        raise typer.Exit
