"""The command line: parse, call, print. Exit code 0: yes, done; 1: the answer is no, or work failed; 2: usage."""

import io
import sys
from typing import Any

import typer

from ilslearn.cli import (
    answers,
    certificate,
    country,
    course,
    explorers,
    grading,
    hub,
    instructors,
    learning,
    peer,
    platforms,
    translate,
    updating,
)
from ilslearn.cli.app import app
from ilslearn.errors import (
    IlsError,
    UnknownCountry,
    UnknownDate,
    UnknownDecision,
    UnknownInstrument,
    UnknownLanguage,
    UnknownLesson,
    UnknownReference,
    UnknownStyle,
    UnusableFile,
)

__all__ = [
    "answers",
    "app",
    "certificate",
    "country",
    "course",
    "explorers",
    "grading",
    "hub",
    "instructors",
    "learning",
    "main",
    "peer",
    "platforms",
    "translate",
    "updating",
]

# Of click, which typer carries inside: the public exception tells where it is.
_UsageError: Any = typer.BadParameter.__bases__[0]
_USAGE = (
    UnknownCountry, UnknownDate, UnknownDecision, UnknownInstrument, UnknownLanguage, UnknownLesson, UnknownReference,
    UnknownStyle, UnusableFile,
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
