"""The command that serves the explorers as a page."""

from typing import Annotated

import typer

from ilslearn.cli.app import app


@app.command("app", epilog="Example: ilslearn app --no-browser --port 8866")
def explorers(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where the page is served.")] = 8866,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser; print the address.")] = False,
    visitors: Annotated[int, typer.Option("--visitors", min=1, max=1000, help="Pages open at once, at most.")] = 20,
    arguments: Annotated[list[str] | None, typer.Argument(help="Options for Voilà, after --.")] = None,
) -> None:
    """The explorers as a page without code, on this machine (127.0.0.1), for those who open no notebook."""
    from ilslearn.app.serving import open_app

    raise typer.Exit(open_app(port, not no_browser, visitors, arguments or []))
