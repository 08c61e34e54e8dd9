"""Saving marks: one process writes the gradebook, one short transaction for each submission.

Which submission was marked, in which state of everything, is kept in a table of the gradebook itself
(``ilslearn_graded``): it is written in the same transaction as the marks, so that whatever stops the grader, the two
never disagree. What a person entered, points or comment, is never touched.
"""

import contextlib
import json
import os
import shutil
import sqlite3
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from ilslearn.grading.submissions import Submission
from ilslearn.grading.work import Marked, MarkedNotebook

_GRADED = sa.Table(
    "ilslearn_graded",
    sa.MetaData(),
    sa.Column("assignment", sa.String(128), primary_key=True),
    sa.Column("student", sa.String(128), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("marked", sa.Boolean, nullable=False),
)
# nbgrader asks these for each submission without an index: the larger the class, the longer each question takes.
_SOUGHT = (("grade", "notebook_id"), ("comment", "notebook_id"), ("submitted_notebook", "assignment_id"))
_BACKUPS = 10


@dataclass(frozen=True, slots=True)
class Kept:
    """What the gradebook remembers of a submission: is it ``marked``, and on what does the mark rest?"""

    fingerprint: str
    status: str
    reasons: tuple[str, ...]
    marked: bool


def back_up(db_url: str) -> Path | None:
    """Copy an SQLite gradebook into ``gradebook-backups`` beside it; the last ten copies are kept.

    Other databases have their own tools: None is returned.
    """
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite" or not url.database or not Path(url.database).is_file():
        return None
    folder = Path(url.database).parent / "gradebook-backups"
    folder.mkdir(exist_ok=True)
    target = folder / f"gradebook-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.db"
    part = target.with_suffix(".part")
    with contextlib.closing(sqlite3.connect(url.database)) as there, contextlib.closing(sqlite3.connect(part)) as copy:
        there.backup(copy)
    part.rename(target)
    for old in [*folder.glob("*.part"), *sorted(folder.glob("gradebook-*.db"))[:-_BACKUPS]]:
        old.unlink(missing_ok=True)
    return target


def kept(book: Any, assignment: str) -> dict[str, Kept]:
    """What the gradebook remembers of an assignment's submissions, by student."""
    _GRADED.create(book.engine, checkfirst=True)
    with book.engine.begin() as connection:
        for table, column in _SOUGHT:
            index = f"CREATE INDEX IF NOT EXISTS ilslearn_{table}_{column} ON {table} ({column})"
            connection.execute(sa.text(index))
    rows = book.db.execute(sa.select(_GRADED).where(_GRADED.c.assignment == assignment))
    found = {r.student: Kept(r.fingerprint, r.status, tuple(json.loads(r.reasons)), r.marked) for r in rows}
    book.db.rollback()
    return found


def with_scores(book: Any, assignment: str) -> set[str]:
    """The students who have points from the tests of an assignment."""
    from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook

    rows = book.db.execute(
        sa.select(SubmittedAssignment.student_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(Assignment.name == assignment, Grade.auto_score.is_not(None))
        .distinct()
    )
    found = {row.student_id for row in rows}
    book.db.rollback()
    return found


@dataclass(frozen=True, slots=True)
class Keeper:
    """Writes what was marked: ``book`` is the open gradebook, ``late`` nbgrader's rule for late work."""

    book: Any
    assignment: str
    graded: Path
    source: Path
    late: Any
    permissions: int = 0o444
    create_students: bool = True

    def save(self, submission: Submission, marked: Marked, outcome: Kept) -> float | None:
        """Write the graded notebooks, then the marks; return the score, None if there is none."""
        folder = self.graded / submission.student / self.assignment
        if marked.failure:
            _remove(folder)
            self._remember(submission.student, outcome)
            self.book.db.commit()
            return None
        self._write_files(folder, submission, marked)
        try:
            score = self._write_marks(submission, marked)
            self._remember(submission.student, outcome)
            self.book.db.commit()
        except BaseException:
            self.book.db.rollback()
            raise
        finally:
            self.book.db.expunge_all()
        return score

    def enrol(self, student: str) -> bool:
        """Make sure that the gradebook has a student; False if it must not be added."""
        from nbgrader.api import MissingEntry

        try:
            self.book.find_student(student)
        except MissingEntry:
            if not self.create_students:
                return False
            self.book.update_or_create_student(student)
        return True

    def score(self, student: str) -> float | None:
        """The score that the gradebook has for a student."""
        from nbgrader.api import MissingEntry

        try:
            return float(self.book.find_submission(self.assignment, student).score)
        except MissingEntry:
            return None

    def _write_files(self, folder: Path, submission: Submission, marked: Marked) -> None:
        part = folder.with_name(f"{folder.name}.part")
        _remove(part)
        part.mkdir(parents=True)
        for name, data in submission.others.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(data)
        if self.source.is_dir():
            shutil.copytree(self.source, part, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.ipynb", ".ipynb*"))
        if submission.handed_in is not None:
            (part / "timestamp.txt").write_text(f"{submission.handed_in:%Y-%m-%d %H:%M:%S.%f} UTC", encoding="utf-8")
        for notebook in marked.notebooks:
            if notebook.text is not None:
                (part / f"{notebook.name}.ipynb").write_text(notebook.text, encoding="utf-8")
        for path in part.rglob("*"):
            if path.is_file():
                path.chmod(self.permissions)
        _remove(folder)
        part.rename(folder)

    def _write_marks(self, submission: Submission, marked: Marked) -> float:
        time = {"timestamp": submission.handed_in} if submission.handed_in is not None else {}
        with warnings.catch_warnings():  # nbgrader makes a submission in an order that its own library warns of
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            record = self.book.update_or_create_submission(self.assignment, submission.student, **time)
        by_name = {one.name: one for one in record.notebooks}
        for notebook in marked.notebooks:
            self._write_notebook(by_name[notebook.name], notebook)
        self.book.db.flush()
        self.book.db.expire_all()  # the sums are the database's own
        for notebook in marked.notebooks:
            if notebook.text is not None:
                self._write_penalty(record, by_name[notebook.name])
        self.book.db.flush()
        return float(record.score)

    def _write_notebook(self, record: Any, notebook: MarkedNotebook) -> None:
        scores, comments = _by_nbgraders_rules(notebook)
        for grade, name in self._rows("Grade", record):
            if notebook.text is None:  # as nbgrader does for a notebook that was not handed in
                grade.auto_score, grade.needs_manual_grade = 0, False
            elif name in scores:
                grade.auto_score = scores[name]
                open_ = grade.manual_score is not None or scores[name] is None
                grade.needs_manual_grade = open_ or name in notebook.look
        for comment, name in self._rows("Comment", record):
            if name in comments:
                comment.auto_comment = comments[name]

    def _rows(self, kind: str, record: Any) -> Iterator[tuple[Any, str]]:
        from nbgrader import api

        table, cell = getattr(api, kind), api.BaseCell.__table__
        query = sa.select(table, cell.c.name).join(cell, cell.c.id == table.cell_id)
        yield from self.book.db.execute(query.where(table.notebook_id == record.id)).all()

    def _write_penalty(self, record: Any, notebook: Any) -> None:
        notebook.late_submission_penalty = None
        if record.total_seconds_late > 0:
            penalty = self.late.plugin_inst.late_submission_penalty(
                record.student_id, notebook.score, record.total_seconds_late
            )
            if penalty is not None:
                notebook.late_submission_penalty = min(max(penalty, 0), notebook.score)

    def _remember(self, student: str, outcome: Kept) -> None:
        this = (_GRADED.c.assignment == self.assignment) & (_GRADED.c.student == student)
        self.book.db.execute(sa.delete(_GRADED).where(this))
        values = {
            "assignment": self.assignment, "student": student, "fingerprint": outcome.fingerprint,
            "status": outcome.status, "reasons": json.dumps(outcome.reasons, ensure_ascii=False),
            "marked": outcome.marked,
        }  # fmt: skip
        self.book.db.execute(sa.insert(_GRADED).values(**values))


def _by_nbgraders_rules(notebook: MarkedNotebook) -> tuple[dict[str, float | None], dict[str, str | None]]:
    """The points of each graded cell and the comment on each answer, by nbgrader's own functions."""
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task

    scores, comments = {}, {}
    for cell in map(from_dict, notebook.cells):
        settings = cell.metadata.nbgrader
        if is_grade(cell):
            scores[settings.grade_id] = determine_grade(cell)[0]
        if is_solution(cell) or is_task(cell):
            untouched = settings.get("checksum") == compute_checksum(cell) and not is_task(cell)
            comments[settings.grade_id] = "No response." if untouched else None
    return scores, comments


def _remove(folder: Path) -> None:
    """Remove a folder of graded work, of which nbgrader makes the files read-only."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.is_dir():
        for where, _, _ in os.walk(folder):
            os.chmod(where, 0o755)
        shutil.rmtree(folder)
