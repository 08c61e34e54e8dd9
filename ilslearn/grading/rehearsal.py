"""The grading cycle rehearsed in a notebook: an instructor sees what becomes of a simulated class before a real one."""

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from ilslearn.document import Document, Documented, Grid, Text
from ilslearn.errors import IlsError
from ilslearn.grading.demo import is_as_expected, run_cycle
from ilslearn.grading.marks import Mark
from ilslearn.grading.simulation import Simulated

try:
    import nbformat
except ImportError:
    raise IlsError("A rehearsal needs nbgrader: pip install 'ilslearn[grading]' (make setup does it).") from None

_POINTS = re.compile(r"([\d.]+) of ([\d.]+) points?\.")


@dataclass(frozen=True, slots=True, repr=False)
class Rehearsal(Documented):
    """A simulated class whose work was released, handed in, collected, marked and returned.

    ``agreed``: is every automatic mark what the simulation says that the work is worth? ``folder``: the course, as
    nbgrader keeps it; a temporary one is removed when Python ends (not if it is killed).
    """

    folder: Path
    assignment: str
    students: tuple[Simulated, ...]
    marks: tuple[Mark, ...]

    @property
    def agreed(self) -> bool:
        return all(is_as_expected(student, row) for student, row in self._pairs())

    def _pairs(self) -> Iterator[tuple[Simulated, Mark]]:
        by_name = {row.student: row for row in self.marks}
        return ((student, by_name[student.name]) for student in self.students)

    def document(self) -> Document:
        rows = [
            (
                student.name,
                student.kind,
                f"{student.score:g}",
                f"{row.auto_score:g} of {row.auto_max:g}",
                f"{row.status}{', late' if row.seconds_late else ''}",
                row.reasons or ("the memo waits for you" if row.needs_manual_grading else ""),
            )
            for student, row in self._pairs()
        ]
        columns = ("Student", "What the simulation did", "Worth", "Awarded", "Status", "What is left")
        waiting = sum(row.needs_manual_grading for row in self.marks)
        said = "Every mark is what it must be." if self.agreed else "Some marks are not what they must be."
        return Document(
            f"Rehearsal of {self.assignment}",
            (
                Grid(f"Automatic marks of {len(rows)} simulated students", columns, rows),
                Text(f"{said} {waiting} memos wait for a person."),
            ),
        )

    def feedback(self, student: str) -> Document:
        """What one student is told, question by question. Raises IlsError if that student got no feedback."""
        name = self._name(student)
        (path,) = (self.folder / "autograded" / name / self.assignment).glob("*.ipynb")
        rows = list(_told(nbformat.read(path, as_version=4)))
        return Document(
            f"What {name} is told", (Grid("Feedback", ("Question", "Points", "What is said"), rows, widths=(1, 1, 6)),)
        )

    def feedback_page(self, student: str) -> Path:
        """The page that the student gets, as a file. Raises IlsError if that student got no feedback."""
        (path,) = (self.folder / "feedback" / self._name(student) / self.assignment).glob("*.html")
        return path

    def _name(self, student: str) -> str:
        got = [row.student for row in self.marks if row.status == "graded"]
        if student not in got:
            raise IlsError(f"No feedback went to {student}. It went to: {', '.join(got) or 'nobody'}.")
        return student


def rehearse(
    students: int = 4, seed: int = 7, folder: str | Path | None = None, assignment: str = "a1-what-binds"
) -> Rehearsal:
    """Run the whole grading cycle of an assignment on a simulated class, in about half a minute.

    Parameters: ``students``, how many (1 to 200; twelve show every kind of damage); ``seed``, the same for the same
    class; ``folder``, where the course is kept (a temporary folder if left out); ``assignment``, by name. Raises
    IlsError if the folder holds something else, or if there is no such assignment.
    """
    if not (isinstance(students, int) and 1 <= students <= 200):
        raise IlsError("Rehearse with a class of 1 to 200 students: write a number, for example 12.")
    out = _temporary() if folder is None else Path(folder)
    groups, rows = run_cycle(
        students=students, seed=seed, out=out, screen=Console(quiet=True), assignments=[assignment]
    )
    return Rehearsal(out / "course", assignment, tuple(groups[assignment]), tuple(rows))


def _temporary() -> Path:
    folder = tempfile.mkdtemp(prefix="ilslearn-rehearsal-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _told(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, str, str]]:
    """What the mark of each question says: its points, and the reason."""
    for cell in notebook.cells:
        question, is_mark, _ = cell.metadata.get("nbgrader", {}).get("grade_id", "").partition("-marks")
        printed = "".join(output.get("text", "") for output in cell.get("outputs", []))
        if is_mark and (points := _POINTS.match(printed)):
            reason, _, _ = printed[points.end() :].partition("Source:")
            yield question, f"{points[1]} of {points[2]}", " ".join(reason.split())
