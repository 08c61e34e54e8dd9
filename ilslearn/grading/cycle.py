"""A course folder and the steps of an assignment in it, each through nbgrader: release, submit, collect, grade.

A step that cannot be done is told in one sentence. One submission that cannot be graded never stops the others.
"""

import json
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from ilslearn.errors import IlsError
from ilslearn.places import place

Status = Literal["graded", "needs_person", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one submission: ``graded``, ``skipped`` (done before) or ``needs_person``, with the reasons."""

    student: str
    status: Status
    reasons: tuple[str, ...] = ()


def copy_course(folder: Path) -> Path:
    """Put the course's settings and assignments into a folder, without touching what is already there."""
    folder.mkdir(parents=True, exist_ok=True)
    original = place("assignments")
    if not (folder / "nbgrader_config.py").exists():
        shutil.copy(original / "nbgrader_config.py", folder)
    for assignment in sorted((original / "source").iterdir()):
        if assignment.is_dir() and not (folder / "source" / assignment.name).exists():
            shutil.copytree(assignment, folder / "source" / assignment.name, ignore=shutil.ignore_patterns(".ipynb*"))
    return folder


class Course:
    """A course folder: where nbgrader_config.py, source/ and the gradebook are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        if not (self.folder / "nbgrader_config.py").is_file():
            raise IlsError(f"{folder} is no course folder: it has no nbgrader_config.py.")
        _find_tools()

    @cached_property
    def api(self) -> Any:
        """nbgrader's own programming interface, with this course's settings."""
        try:
            from nbgrader.apps.api import NbGraderAPI
        except ImportError:
            raise IlsError("Grading needs nbgrader: pip install 'ilslearn[grading]' (make setup does it).") from None
        return NbGraderAPI(config=self.config)

    @cached_property
    def config(self) -> Any:
        """The settings of nbgrader_config.py; the cache of the exchange stays in the course folder too."""
        from traitlets.config.loader import PyFileConfigLoader

        config = PyFileConfigLoader("nbgrader_config.py", path=str(self.folder)).load_config()
        config.Exchange.cache = str(self.folder / "exchange" / "cache")
        # The kernel says at each start that it listens on loopback without encryption: true, and noise here.
        config.Execute.extra_arguments = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=40"]
        # On one machine all submissions belong to whoever runs the cycle.
        config.ExchangeCollect.check_owner = False
        return config

    def gradebook(self) -> Any:
        """The gradebook, to be used in a ``with`` block."""
        return self.api.gradebook

    def assignments(self) -> list[str]:
        """The assignments in source/."""
        return sorted(path.name for path in (self.folder / "source").iterdir() if path.is_dir())

    def release(self, assignment: str) -> None:
        """Make the students' version and put it into the exchange; nothing to do if both are there."""
        if not (self.folder / "release" / assignment).is_dir():
            self._do(
                _quietly(self.api.generate_assignment, assignment), f"The assignment {assignment} could not be made"
            )
        if not (self._exchange / "outbound" / assignment).is_dir():
            self._do(
                _quietly(self.api.release_assignment, assignment), f"The assignment {assignment} could not be released"
            )

    def fetch(self, assignment: str, home: Path) -> Path:
        """Copy the released assignment to a student's folder, as a student's own fetch does."""
        target = home / assignment
        if not target.is_dir():
            shutil.copytree(self._exchange / "outbound" / assignment, target)
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
        submit.start()

    def has_handed_in(self, assignment: str, student: str) -> bool:
        """Is there a submission in the exchange, or was it collected before?"""
        inbound = self._exchange / "inbound"
        return any(inbound.glob(f"{student}+{assignment}+*")) or self._submitted(assignment, student).is_dir()

    def collect(self, assignment: str) -> None:
        """Fetch all submissions from the exchange."""
        self._do(_quietly(self.api.collect, assignment), f"The submissions of {assignment} could not be collected")

    def autograde(self, assignment: str, student: str, *, force: bool = False) -> Outcome:
        """Grade one submission; what cannot be graded is left to a person, with the reason."""
        done = self.folder / "autograded" / student / assignment
        if done.is_dir() and not force:
            return Outcome(student, "skipped", ("graded before",))
        if reasons := self._damage(assignment, student):
            return Outcome(student, "needs_person", reasons)
        result = _quietly(self.api.autograde, assignment, student)
        if result["success"]:
            return Outcome(student, "graded")
        shutil.rmtree(done, ignore_errors=True)
        lines = [line for line in str(result.get("error") or result.get("log") or "").splitlines() if line.strip()]
        return Outcome(
            student, "needs_person", (f"nbgrader could not grade it: {lines[-1] if lines else 'no reason'}",)
        )

    def return_feedback(self, assignment: str, student: str) -> None:
        """Write the feedback page of one student; nothing to do if it is there."""
        if not (self.folder / "feedback" / student / assignment).is_dir():
            self._do(
                _quietly(self.api.generate_feedback, assignment, student),
                f"The feedback for {student} could not be written",
            )

    def notebooks(self, assignment: str) -> list[str]:
        """The names of the notebooks of an assignment."""
        return sorted(path.name for path in (self.folder / "source" / assignment).glob("*.ipynb"))

    def _damage(self, assignment: str, student: str) -> tuple[str, ...]:
        """Why a submission cannot be opened at all."""
        reasons = []
        for name in self.notebooks(assignment):
            path = self._submitted(assignment, student) / name
            if not path.is_file():
                reasons.append(f"the notebook {name} is missing")
                continue
            try:
                notebook = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                reasons.append(f"{name} is damaged: it is not a notebook that can be read")
                continue
            if not isinstance(notebook, Mapping) or "cells" not in notebook:
                reasons.append(f"{name} is damaged: it has no cells")
        return tuple(reasons)

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
            lines = [line for line in str(result.get("error") or result.get("log") or "").splitlines() if line.strip()]
            raise IlsError(f"{failure}: {lines[-1] if lines else 'nbgrader gives no reason'}")


def _quietly(step: Callable[..., Any], *arguments: str) -> Any:
    """Do a step of nbgrader without the deprecations and warnings of its own parts, which no user can act upon."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return step(*arguments)


def _find_tools() -> None:
    """nbgrader starts ``alembic`` by its name: let it be found beside the Python that runs this."""
    tools = str(Path(sys.executable).parent)
    if tools not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([tools, os.environ.get("PATH", "")])
