"""A course folder and the steps of an assignment in it, each through nbgrader: release, submit, collect, grade.

A step that cannot be done is told in one sentence. One submission that cannot be graded never stops the others.
"""

import os
import shutil
import sys
import warnings
from collections.abc import Callable, Mapping
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ilslearn.errors import IlsError, UnusableFile
from ilslearn.grading.engine import Report, grade
from ilslearn.places import place


def copy_course(folder: Path) -> Path:
    """Put the course's settings and assignments into a folder, without touching what is already there."""
    folder.mkdir(parents=True, exist_ok=True)
    original = place("assignments")
    if not (folder / "nbgrader_config.py").exists():
        shutil.copy(original / "nbgrader_config.py", folder)
    for assignment in sorted((original / "source").iterdir()):
        target = folder / "source" / assignment.name
        if assignment.is_dir() and not (target.is_dir() and any(target.iterdir())):
            _copy_whole(assignment, target)
    return folder


def _has_notebooks(folder: Path) -> bool:
    return any(folder.glob("*.ipynb"))


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a folder so that it is there whole or not at all; a half-made one is replaced."""
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, part, ignore=shutil.ignore_patterns(".ipynb*"))
    part.rename(target)


class Course:
    """A course folder: where nbgrader_config.py, source/ and the gradebook are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        if not (self.folder / "nbgrader_config.py").is_file():
            raise UnusableFile(f"{folder} is no course folder: it has no nbgrader_config.py.")
        if find_spec("nbgrader") is None:
            raise IlsError("Grading needs nbgrader: pip install 'ilslearn[grading]' (make setup does it).")
        _find_tools()

    @cached_property
    def api(self) -> Any:
        """nbgrader's own programming interface, with this course's settings."""
        from nbgrader.apps.api import NbGraderAPI

        return NbGraderAPI(config=self.config)

    @cached_property
    def config(self) -> Any:
        """The settings of nbgrader_config.py; the cache of the exchange stays in the course folder too."""
        from traitlets.config.loader import PyFileConfigLoader

        config = PyFileConfigLoader("nbgrader_config.py", path=str(self.folder)).load_config()
        if "root" not in config.CourseDirectory:
            config.CourseDirectory.root = str(self.folder)  # nbgrader takes the folder in which it is started
        config.Exchange.cache = str(self.folder / "exchange" / "cache")
        # On one machine all submissions belong to whoever runs the cycle.
        config.ExchangeCollect.check_owner = False
        return config

    def gradebook(self) -> Any:
        """The gradebook, to be used in a ``with`` block."""
        return self.api.gradebook

    def assignments(self) -> list[str]:
        """The assignments in source/."""
        return sorted(path.name for path in (self.folder / "source").iterdir() if path.is_dir())

    def generate(self, assignment: str) -> None:
        """Make the students' version in release/; nothing to do if it is there."""
        known = (self.folder / "gradebook.db").is_file()
        if not (known and _has_notebooks(self.folder / "release" / assignment)):
            self._do(
                _quietly(self.api.generate_assignment, assignment), f"The assignment {assignment} could not be made"
            )

    def release(self, assignment: str) -> None:
        """Make the students' version and put it into the exchange; nothing to do if both are there."""
        self.generate(assignment)
        outbound = self._exchange / "outbound" / assignment
        if not _has_notebooks(outbound):
            shutil.rmtree(outbound, ignore_errors=True)
            self._do(
                _quietly(self.api.release_assignment, assignment), f"The assignment {assignment} could not be released"
            )

    def fetch(self, assignment: str, home: Path) -> Path:
        """Copy the released assignment to a student's folder, as a student's own fetch does."""
        target = home / assignment
        _copy_whole(self._exchange / "outbound" / assignment, target)
        return target

    def submit(self, assignment: str, student: str, home: Path) -> None:
        """Hand in what stands in a student's folder."""
        from nbgrader.coursedir import CourseDirectory
        from nbgrader.exchange.default import ExchangeSubmit

        config = self.config.copy()
        config.Exchange.assignment_dir = str(home)
        config.ExchangeSubmit.assignment_dir = str(home)
        directory = CourseDirectory(config=config)
        directory.assignment_id, directory.student_id = assignment, student
        submit = ExchangeSubmit(coursedir=directory, authenticator=self.api.authenticator, config=config)
        submit.log.setLevel("CRITICAL")
        submit.assignment_dir = str(home)
        try:
            submit.start()
        except Exception as error:  # nbgrader's exchange ends in errors of many kinds
            raise IlsError(f"The work of {student} could not be handed in: {error}") from error

    def has_handed_in(self, assignment: str, student: str) -> bool:
        """Is there a submission in the exchange, or was it collected before?"""
        # The time stamp is written last: without it a submission was cut off on its way.
        inbound = self._exchange / "inbound"
        return (
            any(inbound.glob(f"{student}+{assignment}+*/timestamp.txt"))
            or self._submitted(assignment, student).is_dir()
        )

    def collect(self, assignment: str) -> None:
        """Fetch all submissions from the exchange."""
        self._do(_quietly(self.api.collect, assignment), f"The submissions of {assignment} could not be collected")

    def grade(self, assignment: str, **options: Any) -> Report:
        """Mark the submissions of an assignment; the options are those of :func:`ilslearn.grading.engine.grade`."""
        return _quietly(grade, self.api.coursedir, self.config, assignment, **options)

    def is_graded(self, assignment: str, student: str) -> bool:
        """Was the submission graded to the end?"""
        with self.gradebook() as book:
            return self.graded_work(book, assignment, student) is not None

    def graded_work(self, book: Any, assignment: str, student: str) -> Any | None:
        """The gradebook's record of a submission that was graded to the end, else None; ``book`` is the open gradebook.

        nbgrader writes the notebook first and the scores last.
        """
        from nbgrader.api import MissingEntry

        if not _has_notebooks(self.folder / "autograded" / student / assignment):
            return None
        try:
            work = book.find_submission(assignment, student)
        except MissingEntry:
            return None
        scores = [grade.auto_score for notebook in work.notebooks for grade in notebook.grades]
        return work if not work.assignment.max_code_score or any(score is not None for score in scores) else None

    def return_feedback(self, assignment: str, student: str) -> None:
        """Write the feedback page of one student; nothing to do if it is there."""
        if not any((self.folder / "feedback" / student / assignment).glob("*.html")):
            self._do(
                _quietly(self.api.generate_feedback, assignment, student),
                f"The feedback for {student} could not be written",
            )

    @property
    def _exchange(self) -> Path:
        return Path(self.config.Exchange.root) / str(self.config.CourseDirectory.course_id)

    def _submitted(self, assignment: str, student: str) -> Path:
        return self.folder / "submitted" / student / assignment

    @staticmethod
    def _do(result: Mapping[str, Any] | None, failure: str) -> None:
        if result is None:
            raise IlsError(f"{failure}: nbgrader's exchange does not work on Windows. Use files instead.")
        if not result["success"]:
            raise IlsError(f"{failure}: {_reason(result) or 'nbgrader gives no reason'}")


def _reason(result: Mapping[str, Any]) -> str:
    """The last line of what nbgrader says of a step that failed."""
    lines = [line for line in str(result.get("error") or result.get("log") or "").splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _quietly(step: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Do a step of nbgrader without the deprecations and warnings of its own parts, which no user can act upon."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return step(*arguments, **options)


def _find_tools() -> None:
    """nbgrader starts ``alembic`` by its name: let it be found beside the Python that runs this."""
    tools = str(Path(sys.executable).parent)
    if tools not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([tools, os.environ.get("PATH", "")])
