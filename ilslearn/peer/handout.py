"""Handing memos out for review: the review notebook for all, and to each reviewer a page with the memos alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from ilslearn.errors import IlsError, UnusableFile, did_you_mean
from ilslearn.grading.cycle import Course
from ilslearn.peer.delivery import TO_REVIEW, publish
from ilslearn.peer.memos import memos_of
from ilslearn.peer.pairing import SPARE, pair, short
from ilslearn.peer.rubric import Task, tasks_of
from ilslearn.peer.safe import locked_page, shown_safely
from ilslearn.peer.state import State, alone, home_of, load, save, write_private
from ilslearn.places import replacing


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What ``assign`` did: whom it gave memos, how many of them are new, and what the instructor should look at."""

    assignment: str
    reviewers: int
    memos: int
    new: int
    notes: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(
            [
                *self.notes,
                f"{self.assignment}: {self.memos} memos, {self.reviewers} reviewers, {self.new} handed out now.",
            ]
        )


def peer_name(assignment: str) -> str:
    """The name of the assignment in which an assignment is reviewed."""
    return f"{assignment}-peer"


def open_round(folder: Path, assignment: str) -> tuple[Course, tuple[Task, ...]]:
    """A course and the memos of an assignment of it. Raises UnusableFile if there is no such assignment."""
    course = Course(folder)
    known = [name for name in course.assignments() if not name.endswith("-peer")]
    if assignment not in known:
        raise UnusableFile(f"{folder} has no assignment {assignment!r}.{did_you_mean(assignment, known)}")
    return course, tasks_of(course.folder / "source" / assignment)


def assign(
    folder: Path, assignment: str, *, k: int | None = None, seed: int | None = None, without: Sequence[str] = ()
) -> HandedOut:
    """Give each student who handed in a memo ``k`` memos of others to review.

    Parameters: ``folder``, the course folder; ``k``, reviews for each memo (3 the first time, then as before);
    ``seed``, the same one gives the same reviewers; ``without``, students who take part no more.

    Run again, it keeps what was handed out, and gives to reviewers what late and missing students make necessary.
    Raises IlsError if fewer than two students have a memo, or if another ``k`` or ``seed`` was used before.
    """
    course, tasks = open_round(folder, assignment)
    home = home_of(course.folder, assignment)
    with alone(home):
        state = load(home)
        if state is None:
            state = State(assignment, k or 3, seed or 0)
        elif (k or state.k, state.seed if seed is None else seed) != (state.k, state.seed):
            raise IlsError(
                f"{assignment} was handed out with --k {state.k} --seed {state.seed}: leave these out, or take them."
            )
        before = sum(map(len, state.pairs.values()))
        notes = _take_in(course, state, tasks, without)
        students = state.students
        if len(students) < 2:
            raise IlsError(f"{assignment} has {len(students)} memo to review: at least two students must have one.")
        if len(students) <= state.k:
            notes.append(f"Only {len(students)} have a memo: each gets {len(students) - 1} reviews, not {state.k}.")
        state.pairs = {one: list(authors) for one, authors in pair(students, state.k, state.seed, state.pairs).items()}
        notes += [
            f"{author}: {lacking} of the reviews could not be given to anybody: review this memo yourself."
            for author, lacking in short(students, state.k, state.pairs).items()
        ]
        save(home, state)  # before anybody gets anything: who was given what is never lost
        _release(course, state, tasks)
        notes += _deliver(course, home, state, tasks)
        new = sum(map(len, state.pairs.values())) - before
        return HandedOut(assignment, sum(map(bool, state.pairs.values())), len(students), new, tuple(notes))


def _take_in(course: Course, state: State, tasks: Sequence[Task], without: Sequence[str]) -> list[str]:
    """Add the memos that are new; what was handed out once stays as it was then."""
    notes = []
    for memo in memos_of(course, state.assignment, tasks):
        if memo.student in state.memos:
            continue
        if memo.failure:
            notes.append(f"{memo.student} needs a person: {memo.failure}")
        elif memo.empty:
            notes.append(f"{memo.student} handed in no memo, and takes no part.")
        else:
            state.memos[memo.student] = list(memo.texts)
            if memo.masked:
                state.masked[memo.student] = list(memo.masked)
                notes.append(f"{memo.student}: masked in the memo, to be looked at: {', '.join(memo.masked)}.")
    if unknown := sorted(set(without) - set(state.memos)):
        raise IlsError(f"{unknown[0]} has no memo in {state.assignment}.{did_you_mean(unknown[0], state.memos)}")
    state.withdrawn = sorted({*state.withdrawn, *without})
    return notes


def _release(course: Course, state: State, tasks: Sequence[Task]) -> None:
    """Release the review notebook once, to all: there is nothing personal in it."""
    name = peer_name(state.assignment)
    path = course.folder / "source" / name / f"{name}.ipynb"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            json.dump(review_notebook(state.assignment, state.k, tasks), file, indent=1, ensure_ascii=False)
    course.release(name)


def _deliver(course: Course, home: Path, state: State, tasks: Sequence[Task]) -> list[str]:
    """Write each reviewer's page, and lay it where this reviewer alone finds it."""
    by_hand = []
    for reviewer, authors in state.pairs.items():
        html = memo_page(state.assignment, [state.memos[author] for author in authors], tasks)
        path = home / "memos" / f"{reviewer}.html"
        write_private(path, html)
        submission = course.folder / "submitted" / reviewer / state.assignment
        if authors and not publish(course.config, submission, state.assignment, TO_REVIEW, html):
            by_hand.append(reviewer)
    where = home / "memos"
    return [f"{one} did not hand in through the exchange: send {where / f'{one}.html'} yourself." for one in by_hand]


def memo_page(assignment: str, memos: Sequence[Sequence[str]], tasks: Sequence[Task]) -> str:
    """The page of one reviewer: memos by number, and what to look at; nothing in it can run, load or lead away."""
    parts = [
        f"<h1>Memos to review: {escape(assignment)}</h1>",
        "<p>You see no author, and no author will see you. Read each memo, then write scores and comments under its "
        "number in the review notebook. Do not pass this page on.</p>",
        "<h2>What to look at</h2>",
    ]
    for task in tasks:
        items = "".join(
            f"<li><strong>{escape(one.name)}</strong> (0 to {one.points}). {shown_safely(one.levels)}</li>"
            for one in task.criteria
        )
        parts.append(f"<h3>{escape(task.title)}</h3><ul>{items}</ul>")
    for number, texts in enumerate(memos, start=1):
        parts.append(f"<h2>Memo {number}</h2>")
        for task, text in zip(tasks, texts, strict=True):
            parts += [f"<h3>{escape(task.title)}</h3>"] * (len(tasks) > 1)
            parts.append(f"<blockquote>{shown_safely(text)}</blockquote>")
    return locked_page(f"Memos to review: {assignment}", "".join(parts))


def review_notebook(assignment: str, k: int, tasks: Sequence[Task]) -> dict[str, Any]:
    """The notebook in which reviews are written: the same for everybody."""
    criteria = [one for task in tasks for one in task.criteria]
    points = "\n".join(f"- {one.name}: 0 to {one.points}" for one in criteria)
    cells = [
        _cell(
            "markdown",
            "title",
            f"# Review of {assignment}\n\nYou review {k} memos of others. You see no author, and no author will "
            "see you. Run the next two cells to read the memos and what to look at. Then answer below each number.\n\n"
            f"Scores, half points too:\n\n{points}\n\nWrite a comment of one or two sentences on each, between the "
            "quotation marks: what is well done, and what would make it better. Write no name.",
        ),
        _cell("code", "import", "import ilslearn as ils"),
        _cell("code", "memos", f'ils.memos_to_review("{assignment}")'),
    ]
    scores = "".join(f"    {one.name!r}: None,\n" for one in criteria)
    comments = "".join(f'    {one.name!r}: "",\n' for one in criteria)
    for number in range(1, k + SPARE + 1):
        spare = "" if number <= k else f"\n\nOnly if your page has a memo {number}. Else leave it as it is."
        cells += [
            _cell("markdown", f"{number}-title", f"## Memo {number}{spare}"),
            _cell("code", f"{number}-scores", _answer(f"scores_{number}", scores), solution=True),
            _cell("code", f"{number}-comments", _answer(f"comments_{number}", comments), solution=True),
        ]
    cells.append(_cell("markdown", "end", "*When you are ready, save the notebook and hand it in. Not legal advice.*"))
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _answer(name: str, lines: str) -> str:
    return f"{name} = {{\n{lines}}}\n### BEGIN SOLUTION\n### END SOLUTION"


def _cell(kind: str, name: str, source: str, *, solution: bool = False) -> dict[str, Any]:
    settings = {
        "grade": False, "grade_id": f"peer-{name}", "locked": not solution, "schema_version": 3, "solution": solution,
        "task": False,
    }  # fmt: skip
    cell = {"cell_type": kind, "id": f"peer-{name}", "metadata": {"nbgrader": settings}, "source": source}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell
