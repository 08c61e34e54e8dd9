"""Reading the reviews that came back: as data, each time anew, so that a run that was stopped is simply run again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ilslearn.errors import IlsError, shown
from ilslearn.grading.cycle import Course
from ilslearn.grading.opening import Unopenable
from ilslearn.grading.reading import Unreadable
from ilslearn.grading.released import released
from ilslearn.peer.handout import open_round, peer_name
from ilslearn.peer.memos import answers_in, handed_in_at, values_of
from ilslearn.peer.rubric import Criterion
from ilslearn.peer.safe import masked, words_of
from ilslearn.peer.state import State, alone, home_of, load, save

LONGEST = 5_000  # characters of one comment


@dataclass(frozen=True, slots=True)
class Collected:
    """What came back, by reviewer: ``status`` is ``complete``, ``partial``, ``missing`` or ``needs_person``."""

    assignment: str
    reviewers: Mapping[str, Mapping[str, Any]]

    def __str__(self) -> str:
        lines = []
        for reviewer, found in self.reviewers.items():
            late = " (late)" if found["late"] else ""
            if found["status"] != "complete" or late:
                lines.append(f"{reviewer}: {in_words(found['status'])}{late}{_reasons(found)}")
        counts = Counter(found["status"] for found in self.reviewers.values())
        told = ", ".join(
            f"{counts[status]} {in_words(status)}"
            for status in ("complete", "partial", "missing", "needs_person")
            if counts[status]
        )
        return "\n".join([*lines, f"{self.assignment}: {told}."])


def in_words(status: str) -> str:
    """A status as it is read."""
    return status.replace("needs_person", "needs a person")


def _reasons(found: Mapping[str, Any]) -> str:
    return f": {'; '.join(found['reasons'])}" if found["reasons"] else ""


def begun(home: Path, assignment: str) -> State:
    """The round of review in a folder. Raises IlsError if none was begun."""
    state = load(home)
    if state is None:
        raise IlsError(f"{assignment} was not handed out for review: run ilslearn peer assign {assignment} first.")
    return state


def collect(folder: Path, assignment: str) -> Collected:
    """Fetch the reviews from the exchange and read them; run again, it reads all of them anew.

    Parameters: ``folder``, the course folder. Raises IlsError if nothing was handed out.
    """
    course, tasks = open_round(folder, assignment)
    home = home_of(course.folder, assignment)
    criteria = [one for task in tasks for one in task.criteria]
    begun(home, assignment)  # else nothing is made there
    with alone(home):
        state = begun(home, assignment)
        name = peer_name(assignment)
        course.collect(name)
        with course.gradebook() as book:
            releases = released(book, course.folder / "release" / name, name)
            due = book.find_assignment(name).duedate
            names = {one.id: [one.first_name or "", one.last_name or "", one.email or ""] for one in book.students}
        for reviewer, authors in state.pairs.items():
            handed_in = course.folder / "submitted" / reviewer / name
            if authors:
                words = words_of(reviewer, names.get(reviewer, ()))
                state.reviews[reviewer] = _review(course, handed_in, releases, criteria, len(authors), words, due)
        save(home, state)
    return Collected(assignment, state.reviews)


def _review(
    course: Course, folder: Path, releases: Any, criteria: Sequence[Criterion], memos: int, words: set[str], due: Any
) -> dict[str, Any]:
    """What one reviewer wrote: for each memo by its number the scores and comments that can be read."""
    if not folder.is_dir():
        return {"status": "missing", "late": False, "reasons": [], "memos": []}
    time = handed_in_at(course, folder)
    late = bool(due and time and time > due)
    try:
        cells = {cell: value for (_, cell), value in answers_in(course, folder, releases).items()}
    except Unopenable as error:
        return {"status": "needs_person", "late": late, "reasons": [str(error)], "memos": []}
    reasons: list[str] = []
    found = []
    for number in range(1, memos + 1):
        given: dict[str, dict[str, Any]] = {"scores": {}, "comments": {}}
        for part, check in (("scores", _score), ("comments", _comment)):
            try:
                values = values_of(cells[f"peer-{number}-{part}"]).get(f"{part}_{number}")
            except (KeyError, Unreadable) as error:
                reasons.append(f"memo {number}, {part}: {error}")
                continue
            if not isinstance(values, dict):
                reasons.append(f"memo {number}, {part}: {part}_{number} is not a dictionary")
                continue
            if odd := [name for name in values if name not in {one.name for one in criteria}]:
                reasons.append(f"memo {number}, {part}: there is no criterion {shown(odd[0])}")
            for one in criteria:
                value, wrong = check(values.get(one.name), one)
                if wrong:
                    reasons.append(f"memo {number}, {one.name}: {wrong}")
                elif value is not None:
                    given[part][one.name] = masked(value, words)[0] if isinstance(value, str) else value
        found.append(given)
    whole = all(len(one["scores"]) == len(one["comments"]) == len(criteria) for one in found)
    status = "needs_person" if reasons else "complete" if whole else "partial" if _any(found) else "missing"
    return {"status": status, "late": late, "reasons": reasons, "memos": found}


def _any(found: Sequence[Mapping[str, Any]]) -> bool:
    return any(one["scores"] or one["comments"] for one in found)


def _score(value: Any, criterion: Criterion) -> tuple[float | None, str]:
    if value is None or value is ...:
        return None, ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None, f"the score {shown(value)} is not a number"
    if not 0 <= value <= criterion.points or value * 2 % 1:
        return None, f"the score {value:g} is not one of 0 to {criterion.points} in half points"
    return float(value), ""


def _comment(value: Any, _: Criterion) -> tuple[str | None, str]:
    if value is None or value is ... or value == "":
        return None, ""
    if not isinstance(value, str):
        return None, f"the comment {shown(value)} is not a text"
    if len(value) > LONGEST:
        return None, f"the comment has {len(value):,} characters, more than {LONGEST:,}"
    return value.strip() or None, ""
