"""Marks for a learning platform by nbgrader's own command.

``nbgrader export --exporter ilslearn.grading.export_plugin.Canvas --to canvas.csv``; likewise Moodle, Brightspace and
Blackboard. Its options are set as usual, for example ``--Canvas.identities=class.csv --Canvas.anonymous=True``.
"""

from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Dict, Unicode

from ilslearn.errors import IlsError
from ilslearn.grading.cycle import Course
from ilslearn.grading.lms import System, export_to


class _ForPlatform(ExportPlugin):
    """What the four have in common; each only says for which platform it is."""

    system: System
    identities = Unicode("", help="CSV with student and columns of the platform").tag(config=True)
    items = Dict({}, help="names of assignments in the platform").tag(config=True)
    anonymous = Bool(False, help="pseudonyms in place of names").tag(config=True)
    provisional = Bool(False, help="also write marks that still wait for a person").tag(config=True)

    def export(self, gradebook: Any) -> None:
        """Write the file that ``--to`` names."""
        to = Path(self.to or f"{self.system}.csv")
        try:
            done = export_to(
                self.system,
                Course(Path(self.parent.coursedir.root)),
                to,
                identities=Path(self.identities) if self.identities else None,
                items=self.items,
                anonymous=self.anonymous,
                provisional=self.provisional,
                assignments=[str(name) for name in self.assignment],
                students=[str(name) for name in self.student],
                book=gradebook,
            )
        except IlsError as error:
            raise SystemExit(f"ilslearn: {error}") from None
        self.log.info("%s: %s", to, done)


class Moodle(_ForPlatform):
    """For Moodle's grade import."""

    system = "moodle"


class Canvas(_ForPlatform):
    """For the gradebook of Canvas."""

    system = "canvas"


class Brightspace(_ForPlatform):
    """For the grades of Brightspace."""

    system = "brightspace"


class Blackboard(_ForPlatform):
    """For the gradebook of Blackboard."""

    system = "blackboard"
