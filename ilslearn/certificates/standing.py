"""Who meets the rule of the course, and what is missing."""

import re
import unicodedata
from dataclasses import dataclass
from glob import escape
from typing import Any

from ilslearn.certificates.claims import lessons_done
from ilslearn.certificates.settings import Rule, settings
from ilslearn.course.journal import standing as self_checks
from ilslearn.errors import IlsError, UnusableFile, did_you_mean
from ilslearn.grading.cycle import Course
from ilslearn.grading.marks import Mark, marks_of

_STEERING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # would turn around what stands beside a name


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that the rule asks: is it met, and how far a student has come."""

    name: str
    met: bool
    text: str

    def __str__(self) -> str:
        return f"{'✔' if self.met else '✘'} {self.name}: {self.text}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one student stands; ``share`` is the percentage of the points, None if there are no points."""

    student: str
    name: str
    requirements: tuple[Requirement, ...]
    share: float | None

    @property
    def met(self) -> bool:
        """Is all of the rule met?"""
        return all(one.met for one in self.requirements)

    @property
    def missing(self) -> str:
        """What is missing, in one sentence's words."""
        return "; ".join(f"{one.name}: {one.text}" for one in self.requirements if not one.met)

    def __str__(self) -> str:
        who = self.student if self.name == self.student else f"{self.student} ({self.name})"
        return "\n".join(
            [f"{who}: {'may have one' if self.met else 'not yet'}", *(f"  {r}" for r in self.requirements)]
        )


def standings(course: Course) -> list[Standing]:
    """Where every student of the gradebook stands. Raises UnusableFile if the settings cannot be used."""
    rule = settings(course.folder).rule
    marks: dict[str, list[Mark]] = {}
    for mark in marks_of(course):
        marks.setdefault(mark.student, []).append(mark)
    with course.gradebook() as book:
        names = {student.id: _name(student) for student in book.students}
        assignments = {assignment.name for assignment in book.assignments}
        tested = _handed_in(course, book, rule.post_test) if rule.post_test in assignments else None
    return [
        _standing(course, rule, student, names.get(student, student), marks.get(student, []), tested)
        for student in sorted({*names, *marks})
    ]


def standing(course: Course, student: str) -> Standing:
    """Where one student stands. Raises IlsError, with the nearest ids, if the gradebook has no such student."""
    everybody = {one.student: one for one in standings(course)}
    if student not in everybody:
        near = did_you_mean(student, everybody)
        raise IlsError(f"The gradebook has no student {student!r}.{near or ' Write the id as it stands there.'}")
    return everybody[student]


def clean_name(text: str) -> str:
    """A name as it is printed and hashed: one form of each letter, single spaces, nothing that is not seen.

    >>> clean_name("  Ada\\u202e  Lovelace\\n")
    'Ada Lovelace'
    """
    seen = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in _STEERING.sub("", text))
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _name(student: Any) -> str:
    return clean_name(f"{student.first_name or ''} {student.last_name or ''}") or student.id


def _standing(
    course: Course, rule: Rule, student: str, name: str, marks: list[Mark], tested: set[str] | None
) -> Standing:
    top = sum(mark.max_score for mark in marks)
    share = round(100 * sum(mark.score for mark in marks) / top, 6) if top else None
    asked = [_lessons(course, rule, student)] if rule.lessons_asked else []
    asked += [_post_test(rule, student, tested)] if rule.post_test else []
    asked += [_points(rule, marks, share)] if rule.points else []
    return Standing(student, name, tuple(asked), share)


def _lessons(course: Course, rule: Rule, student: str) -> Requirement:
    try:
        done = lessons_done(course.folder, student)
    except UnusableFile as error:
        return Requirement("lessons", False, str(error))
    if done is None:
        return Requirement("lessons", False, "no export of progress was handed in")
    text = f"{len(done)} of {rule.lessons_asked} done, by the learner's own record"
    if len(done) >= rule.lessons_asked:
        return Requirement("lessons", True, text)
    left = list(dict.fromkeys(row["lesson"] for row in self_checks() if row["lesson"] not in done))
    return Requirement("lessons", False, f"{text}; not done: {', '.join(left)}")


def _handed_in(course: Course, book: Any, assignment: str) -> set[str]:
    """Who handed in an assignment, marked or not, with points or without."""
    collected = {path.parent.name for path in (course.folder / "submitted").glob(f"*/{escape(assignment)}")}
    return collected | {one.student.id for one in book.assignment_submissions(assignment)}


def _post_test(rule: Rule, student: str, tested: set[str] | None) -> Requirement:
    if tested is None:
        text = f"the gradebook has no assignment {rule.post_test}: release it, or change rule.post_test"
        return Requirement("post-test", False, text)
    taken = student in tested
    return Requirement("post-test", taken, "handed in" if taken else "not handed in")


def _points(rule: Rule, marks: list[Mark], share: float | None) -> Requirement:
    if share is None:
        return Requirement("points", False, "the gradebook has no points yet")
    waiting = [mark.assignment for mark in marks if mark.needs_manual_grading or mark.status == "needs_person"]
    text = f"{percent(share)} % of the points, {rule.points} % asked"
    waits = f"; a person has still to mark {', '.join(waiting)}" if waiting else ""
    return Requirement("points", share >= rule.points, text + waits)


def percent(share: float) -> str:
    """A share of the points with one decimal, never rounded up: 59.97 is not 60.

    >>> percent(59.97), percent(60.0)
    ('59.9', '60')
    """
    return f"{int(share * 10 + 1e-9) / 10:g}"
