"""The whole cycle on a simulated class: what is awarded stands beside what the work is worth."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from ilslearn.course.knowledge import TESTS
from ilslearn.errors import IlsError, UnusableFile, did_you_mean
from ilslearn.grading.cycle import Course, copy_course
from ilslearn.grading.marks import Mark, marks_of, write_marks
from ilslearn.grading.simulation import Simulated, hand_write, memo_share, simulate
from ilslearn.grading.sitting import hand_sit, simulate_test
from ilslearn.places import replacing

Classes = Mapping[str, Sequence[Simulated]]  # by assignment


class Afterwards(Protocol):
    """What is shown after the marks: ``agreed`` says whether it is what it must be."""

    @property
    def agreed(self) -> bool: ...

    def to_dict(self) -> dict[str, Any]: ...


def run_demo(
    *,
    students: int,
    seed: int,
    out: Path,
    assignments: Sequence[str] = (),
    afterwards: Callable[[Course, Classes], Afterwards] | None = None,
    as_json: bool = False,
) -> bool:
    """Build a course in ``out``, let a simulated class take it, and say whether every mark is what it must be.

    Parameters: ``students``, how many; ``seed``, which class; ``assignments``, by name (all if empty); ``afterwards``,
    what else is done with the marked course; ``as_json``, print JSON in place of a table. A second run with the same
    class resumes: what was released, handed in, graded or returned is not done again. Raises IlsError if ``out`` holds
    another class, or if there is no such assignment.
    """
    groups, rows = run_cycle(
        students=students, seed=seed, out=out, assignments=assignments, screen=Console(stderr=True)
    )
    more = None
    if afterwards:
        course = Course(out / "course")
        _mark_memos(course, groups)
        more = afterwards(course, groups)
        rows = [row for row in marks_of(course) if row.assignment in groups]
        write_marks(rows, out / "marks.csv")
    return _compare(groups, rows, out / "marks.csv", more, as_json)


def run_cycle(
    *, students: int, seed: int, out: Path, screen: Console, assignments: Sequence[str] = ()
) -> tuple[dict[str, list[Simulated]], list[Mark]]:
    """The same, with the simulated classes by assignment, and the marks; ``screen`` shows how far it has come."""
    _same_class(out, students, seed)
    course = Course(copy_course(out / "course"))
    known = course.assignments()
    if unknown := [name for name in assignments if name not in known]:
        raise UnusableFile(f"There is no assignment {unknown[0]}.{did_you_mean(unknown[0], known)}")
    groups = {
        name: (
            simulate_test(students, seed, name)
            if name in TESTS
            else simulate(students, seed + number, name.partition("-")[0])
        )
        for number, name in enumerate(known)
        if not assignments or name in assignments
    }
    with Progress(
        TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TimeRemainingColumn(), console=screen, disable=screen.quiet,
    ) as bar:  # fmt: skip
        for name, group in groups.items():
            _cycle(course, name, group, out / "students", bar)
    rows = [row for row in marks_of(course) if row.assignment in groups]
    write_marks(rows, out / "marks.csv")
    return groups, rows


def is_as_expected(student: Simulated, row: Mark) -> bool:
    """Is the mark what the simulation says that the work is worth?"""
    status = "needs_person" if student.needs_person else "graded"
    return (row.auto_score, row.status, row.seconds_late > 0) == (student.score, status, student.late)


def _same_class(out: Path, students: int, seed: int) -> None:
    """Resuming is for the same class alone: a mark must belong to the student whose work is known."""
    wanted, kept = {"students": students, "seed": seed}, out / "demo.json"
    if kept.is_file():
        try:
            there = json.loads(kept.read_text(encoding="utf-8"))
        except ValueError:
            there = None
        if there != wanted:
            held = " and ".join(f"{k} {v}" for k, v in there.items()) if isinstance(there, dict) else "something else"
            raise IlsError(f"{out} holds another class ({held}): name another folder with --out, or remove this one.")
    elif out.is_dir() and any(out.iterdir()):
        raise IlsError(f"{out} is not empty: name a new folder with --out.")
    out.mkdir(parents=True, exist_ok=True)
    with replacing(kept) as file:
        json.dump(wanted, file)


def _cycle(course: Course, assignment: str, group: Sequence[Simulated], homes: Path, bar: Progress) -> None:
    number = assignment.partition("-")[0]
    task = bar.add_task(f"{number}: release", total=1)
    course.release(assignment)
    bar.advance(task)

    on_time = [student for student in group if not student.late]
    task = bar.add_task(f"{number}: hand in", total=len(group))
    for student in on_time:
        _hand_in(course, assignment, student, homes)
        bar.advance(task)
    _close(course, assignment)
    for student in (student for student in group if student.late):
        _hand_in(course, assignment, student, homes)
        bar.advance(task)

    task = bar.add_task(f"{number}: collect", total=1)
    course.collect(assignment)
    bar.advance(task)

    task = bar.add_task(f"{number}: autograde", total=1)
    outcomes = course.grade(assignment).submissions
    bar.advance(task)

    task = bar.add_task(f"{number}: feedback", total=len(group))
    for outcome in outcomes:
        if outcome.score is not None:
            course.return_feedback(assignment, outcome.student)
        bar.advance(task)


def _hand_in(course: Course, assignment: str, student: Simulated, homes: Path) -> None:
    if course.has_handed_in(assignment, student.name):
        return
    home = homes / student.name
    folder = course.fetch(assignment, home)
    if assignment in TESTS:
        hand_sit(student, assignment, folder)
    else:
        hand_write(student, course.folder / "source" / assignment, folder)
    course.submit(assignment, student.name, home)


def _close(course: Course, assignment: str) -> None:
    """The deadline passes: what is handed in after this is late."""
    with course.gradebook() as book:
        record = book.find_assignment(assignment)
        if record.duedate is None:
            record.duedate = datetime.now(UTC).replace(tzinfo=None)
            book.db.commit()
            time.sleep(1.1)  # submissions are stamped to the second


def _mark_memos(course: Course, groups: Classes) -> None:
    """A simulated person marks what waits for one; what a person marked before stays."""
    with course.gradebook() as book:
        for assignment, group in groups.items():
            for student in group:
                if course.graded_work(book, assignment, student.name) is None:
                    continue
                for notebook in book.find_submission(assignment, student.name).notebooks:
                    for grade in notebook.grades:
                        if grade.cell.type == "TaskCell" and grade.manual_score is None:
                            grade.manual_score = grade.max_score * memo_share(student)
                            grade.needs_manual_grade = False
        book.db.commit()


def _compare(groups: Classes, rows: Sequence[Mark], marks: Path, more: Afterwards | None, as_json: bool) -> bool:
    by_name = {(row.assignment, row.student): row for row in rows}
    table = Table(
        "assignment",
        "student",
        "kind",
        "expected",
        "awarded",
        "of",
        "late",
        "status",
        "agrees",
        title="Automatic marks",
    )
    lines, agreed = [], True
    for assignment, group in groups.items():
        for student in group:
            row = by_name[assignment, student.name]
            agrees = is_as_expected(student, row)
            agreed = agreed and agrees
            lines.append({"kind": student.kind, "expected": student.score, "agrees": agrees, **asdict(row)})
            note = f"{row.status}{f': {row.reasons}' if row.reasons else ''}"
            table.add_row(
                assignment, student.name, student.kind, f"{student.score:g}", f"{row.auto_score:g}",
                f"{row.auto_max:g}", "late" if row.seconds_late else "", note, "yes" if agrees else "NO",
            )  # fmt: skip
        table.add_section()
    if as_json:
        told = {"assignments": list(groups), "agreed": agreed, "students": lines}
        print(json.dumps({**told, **(more.to_dict() if more else {})}, indent=2))  # noqa: T201
    else:
        screen = Console(width=max(Console().width, 160))
        screen.print(table)
        waiting = sum(row.needs_manual_grading for row in rows)
        screen.print(f"Submissions that wait for a person: {waiting}. Marks: {marks}")
        screen.print("Every mark is what it must be." if agreed else "Some marks are not what they must be.")
        if more:
            screen.print(str(more))
    return agreed and (more is None or more.agreed)
