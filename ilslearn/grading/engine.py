"""Marking the submissions of an assignment: repair, read, score, save. One bad submission never stops the others.

A submission that was marked before is skipped as long as nothing changed that the mark rests on: the submission, the
release, the due date, this library and its facts, and, for code, the sandbox and its limits.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from glob import escape
from pathlib import Path
from typing import Any, Literal, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from ilslearn import __version__
from ilslearn.errors import IlsError, UnusableFile, did_you_mean
from ilslearn.grading.means import Means, means_of
from ilslearn.grading.pool import Workers, cluster, marked, processes
from ilslearn.grading.released import fingerprint, given_with, refuse_code, released
from ilslearn.grading.sandbox import keep_out, require_isolation
from ilslearn.grading.saving import Keeper, Kept, back_up, kept, with_scores
from ilslearn.grading.submissions import Submission, exchange_of, read_submission
from ilslearn.grading.work import Marked, Task
from ilslearn.places import place

PATIENCE = 10.0  # seconds to wait for another grader
Status = Literal["graded", "repaired", "needs_person", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one submission: ``graded``, ``repaired`` and graded, ``skipped`` (done before), ``needs_person``.

    A submission that needs a person may have a score: all that could be marked without one.
    """

    student: str
    status: Status
    score: float | None = None
    max_score: float = 0.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the submissions of an assignment, by student."""

    assignment: str
    submissions: tuple[Outcome, ...]
    seconds: float

    def __str__(self) -> str:
        told = [one for one in self.submissions if one.status in ("repaired", "needs_person") or one.reasons]
        lines = [f"{one.student}: {one.status}: {' '.join(one.reasons)}" for one in told if one.status != "skipped"]
        words: dict[str, str] = {"graded": "graded", "repaired": "repaired and graded", "needs_person": "need a person"}
        words["skipped"] = "skipped, graded before"
        counts = Counter[str](one.status for one in self.submissions)
        summary = ", ".join(f"{counts[one]} {text}" for one, text in words.items() if counts[one])
        return "\n".join([*lines, f"{self.assignment}: {summary} ({self.seconds:.1f} s)."])


def grade(
    directory: Any,
    config: Any,
    assignment: str,
    *,
    students: Sequence[str] = (),
    workers: int | None = None,
    scheduler: str | None = None,
    sandbox: str | None = None,
    timeout: float | None = None,
    force: bool = False,
    progress: bool = False,
) -> Report:
    """Mark the submissions of an assignment.

    Parameters: ``directory`` and ``config``, nbgrader's course directory and settings; ``students``, or all if empty;
    ``workers``, how many processes (one for each core); ``scheduler``, a Dask scheduler's address instead of processes;
    ``sandbox``, for answers that are code: ``bubblewrap``, or ``none`` to run them with the grader's own rights (None:
    the course's setting); ``timeout``, seconds for one submission, or, of code, for each notebook; ``force``, mark
    again what was marked before; ``progress``, show a bar on a terminal.

    Raises IlsError if there is nothing to mark, or if this machine cannot keep code apart, and, when stopped with
    Ctrl-C, says what is done.
    """
    from filelock import FileLock
    from filelock import Timeout as Busy
    from nbgrader.api import Gradebook

    began = time.monotonic()
    folder = Path(directory.root)
    folders = _folders(directory, assignment, students)
    means = means_of(config, assignment, sandbox, timeout)
    if means.code and means.sandbox == "bubblewrap":
        keep_out(folder)
        if not scheduler:  # whose machines tell by themselves
            require_isolation()
    try:
        with (
            FileLock(folder / ".ilslearn-grading.lock", timeout=PATIENCE),
            Gradebook(directory.db_url, directory.course_id) as book,
        ):
            round_ = _Round(directory, config, assignment, book, means)
            hands = cluster(scheduler) if scheduler else processes(workers, len(folders), means)
            _run(round_, folders, hands, force=force, progress=progress)
    except Busy:
        raise IlsError(f"Somebody else is grading in {folder} now: wait until it is done.") from None
    return Report(assignment, tuple(sorted(round_.outcomes, key=lambda one: one.student)), time.monotonic() - began)


def _folders(directory: Any, assignment: str, students: Sequence[str]) -> list[Path]:
    """The folders of the submissions, by student."""
    step, root = directory.submitted_directory, Path(directory.root)
    pattern = Path(directory.format_path(step, "*", escape(assignment))).relative_to(root)
    found = {path.parent.name: path for path in sorted(root.glob(str(pattern)))}
    if unknown := [name for name in students if name not in found]:
        hint = did_you_mean(unknown[0], found)
        raise UnusableFile(f"There is no submission of {assignment} by {unknown[0]} in {root / step}.{hint}")
    if not found:
        known = {path.name for path in (root / step).glob("*/*")} | {p.name for p in (root / "source").glob("*")}
        hint = did_you_mean(assignment, known - {assignment})
        raise UnusableFile(f"There is no submission of {assignment} in {root / step}: collect them first.{hint}")
    return [path for name, path in found.items() if not students or name in students]


class _Round:
    """One run over an assignment: what stays the same in it, what is on its way, and what became of each submission."""

    def __init__(self, directory: Any, config: Any, assignment: str, book: Any, means: Means) -> None:
        self.directory, self.assignment, self.book, self.means = directory, assignment, book, means
        release = Path(directory.format_path(directory.release_directory, ".", assignment))
        self.releases = released(book, release, assignment)
        if not means.code:
            refuse_code(self.releases, assignment)
        self.given = given_with(release) if means.code else {}
        self.inbound = exchange_of(config) / directory.course_id / "inbound"
        record = book.find_assignment(assignment)
        self.max_score = float(record.max_score)
        rests_on = [fingerprint(self.releases), str(record.duedate), __version__, _facts(), means.told()]
        self.rests_on = "\n".join([*rests_on, *_told(self.given)]).encode()
        self.keeper = _keeper(directory, config, assignment, book)
        self.before = kept(book, assignment)
        self.scored = with_scores(book, assignment) if record.max_code_score else set(self.before)
        self.backed_up = False
        self.on_the_way: dict[str, tuple[Submission, str]] = {}
        self.outcomes: list[Outcome] = []

    def tasks(self, folders: Sequence[Path], *, force: bool) -> Iterator[Task]:
        """What is to be marked; what needs no marking is settled on the way."""
        for folder in folders:
            submission = read_submission(folder, self.inbound, list(self.directory.ignore), runs=self.means.code)
            mark = self._fingerprint(submission)
            known = self.before.get(submission.student)
            if known and known.fingerprint == mark and self._stands(submission.student, known) and not force:
                self._settle_again(submission.student, known)
                continue
            if not self.backed_up:
                back_up(self.directory.db_url)
                self.backed_up = True
            self.on_the_way[submission.student] = (replace(submission, notebooks={}, unshown={}), mark)
            if submission.failure:
                self.settle(Marked(submission.student, failure=submission.failure))
                continue
            beside = {**submission.others, **submission.unshown} if self.means.code else {}
            yield Task(
                submission.student, submission.notebooks, self.releases, self.keeper.source.resolve(), self.means,
                submission.mended, beside, self.given,
            )  # fmt: skip

    def settle(self, done: Marked) -> None:
        """Save what was marked."""
        submission, mark = self.on_the_way.pop(done.student)
        if not done.failure and not self.keeper.enrol(done.student):
            done = Marked(done.student, failure="the gradebook has no such student: nbgrader db student add")
        reasons: tuple[str, ...]
        if done.failure:
            status, reasons = "needs_person", (done.failure,)
        else:
            status = "needs_person" if done.unclear else "repaired" if done.repairs else "graded"
            reasons = (*done.repairs, *done.unread)
        outcome = Kept(mark, status, reasons, marked=not done.failure)
        try:
            score = self.keeper.save(submission, done, outcome)
        except ValueError as error:  # nbgrader's rule has no points for what a test cell shows
            done, status, reasons = Marked(done.student, failure=str(error)), "needs_person", (str(error),)
            score = self.keeper.save(submission, done, Kept(mark, status, reasons, marked=False))
        self.outcomes.append(Outcome(done.student, cast(Status, status), score, self.max_score, reasons))

    def _settle_again(self, student: str, known: Kept) -> None:
        """What was marked before is skipped; what waits for a person waits on."""
        score = self.keeper.score(student) if known.marked else None
        waits = known.status == "needs_person"
        status, reasons = ("needs_person", known.reasons) if waits else ("skipped", ("graded before",))
        self.outcomes.append(Outcome(student, cast(Status, status), score, self.max_score, reasons))

    def _stands(self, student: str, known: Kept) -> bool:
        """Are the marks and the graded work still where they were put?"""
        folder = self.keeper.graded / student / self.assignment
        return not known.marked or (student in self.scored and any(folder.glob("*.ipynb")))

    def _fingerprint(self, submission: Submission) -> str:
        """What the mark of a submission rests on."""
        digest = hashlib.sha256(self.rests_on)
        for files in (submission.notebooks, submission.others, submission.unshown):
            for line in _told(files):
                digest.update(line.encode("utf-8", "surrogateescape"))
        digest.update(repr((submission.handed_in, submission.mended, submission.failure)).encode())
        return digest.hexdigest()


def _told(files: Mapping[str, bytes]) -> list[str]:
    """A line for each file, which changes whenever the file does."""
    return [f"{name}\0{hashlib.sha256(data).hexdigest()}" for name, data in sorted(files.items())]


def _keeper(directory: Any, config: Any, assignment: str, book: Any) -> Keeper:
    """Who writes the gradebook, as nbgrader's own settings of autograding want it."""
    from nbgrader.preprocessors import AssignLatePenalties

    late = AssignLatePenalties(config=config)
    late.init_plugin()
    return Keeper(
        book,
        assignment,
        graded=Path(directory.root) / directory.autograded_directory,
        source=Path(directory.format_path(directory.source_directory, ".", assignment)),
        late=late,
        permissions=0o664 if directory.groupshared else 0o444,
        create_students=config.Autograde.get("create_student") is not False,
    )


@cache
def _facts() -> str:
    """A text that changes whenever the facts do."""
    digest = hashlib.sha256()
    for path in sorted(place("datasets").iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


class _Rate(ProgressColumn):
    """How many submissions a second."""

    def render(self, task: Any) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "")


def _run(round_: _Round, folders: Sequence[Path], workers: Workers, *, force: bool, progress: bool) -> None:
    screen = Console(stderr=True)
    with Progress(
        TextColumn("marking"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn(),
        console=screen, disable=not (progress and screen.is_terminal), transient=True,
    ) as bar:  # fmt: skip
        line = bar.add_task("marking", total=len(folders))
        try:
            for done in marked(round_.tasks(folders, force=force), workers):
                round_.settle(done)
                bar.update(line, completed=len(round_.outcomes))
        except KeyboardInterrupt:
            raise IlsError(
                f"Stopped: {len(round_.outcomes)} of {len(folders)} submissions are done and stay so. "
                "Run it again to go on."
            ) from None
