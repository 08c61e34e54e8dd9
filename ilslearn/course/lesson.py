"""What opens a lesson."""

from dataclasses import dataclass
from html import escape

from ilslearn import tables
from ilslearn.catalogues import _
from ilslearn.course.journal import standing
from ilslearn.dates import as_read
from ilslearn.shown import Shown, tongue

# JupyterLab tells the links of a lesson from its text by their colour alone (WCAG 2.2, 1.4.1).
_LINKS = "<style>.jp-RenderedMarkdown.jp-MarkdownOutput a {text-decoration: underline}</style>"


@dataclass(frozen=True, slots=True, repr=False)
class Opening(Shown):
    """The line at the head of a lesson: how far one has come, and how old the facts are."""

    lesson: str
    done: int
    checks: int
    as_of: str

    def __str__(self) -> str:
        checks = _("Self-checks answered rightly so far: {n} of {all}.", n=self.done, all=self.checks)
        facts = _(
            "The facts are as of {day}; each answer names its sources and how far they are confirmed. This is a course,"
            " not legal advice.",
            day=as_read(self.as_of),
        )
        return f"{checks} {facts}" if self.checks else facts

    def _repr_html_(self) -> str:
        return f"{_LINKS}<p{tongue()}>{escape(str(self))}</p>"


def begin(lesson: str = "") -> Opening:
    """Open a lesson: show where one stands, and from now on show an error as one plain sentence.

    Parameters: ``lesson``, its number ("1.2"), or nothing for the welcome page.
    """
    _plain_errors()
    rows = [row for row in standing() if not lesson or row["lesson"] == lesson]
    return Opening(lesson, sum(row["right"] for row in rows), len(rows), tables.as_of())


def _plain_errors() -> None:
    """In a notebook, show the last line of an error instead of its whole history."""
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None:
        shell.InteractiveTB.set_mode(mode="Minimal")
