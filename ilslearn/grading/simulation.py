"""Simulated students whose work is worth what we know that it is worth: honest, mistaken, late, damaged.

The right answers come from the model solution in the assignment's source; the wrong ones are well-formed and earn
nothing.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ilslearn.course.questions import Question, all_questions
from ilslearn.grading.reading import names_set, read_values

FIRST = "a1"  # the assignment that the demonstration runs

Notebook = dict[str, Any]
KINDS = (
    "all right",
    "all wrong",
    "blank",
    "half right",
    "late",
    "a cell that raises",
    "an endless loop",
    "a deleted test cell",
    "an edited test cell",
    "not a notebook",
    "a missing notebook",
    "non-ASCII answers",
)
_OF_ONE_ANSWER = ("half right", "a cell that raises", "an endless loop", "a deleted test cell", "an edited test cell")
_MEMO = (
    "Le juge ne peut pas appliquer la convention nº 98 : elle n’était pas en vigueur. "
    "Судья может толковать Хартию. 法官可以参考建议书。 يجوز للقاضي أن يسترشد بالتوصية. "
)


@dataclass(frozen=True, slots=True)
class Simulated:
    """One simulated student: what kind, what the automatic marks must be, and whether a person has to look."""

    name: str
    kind: str
    right: tuple[str, ...]
    score: float
    slip: str = ""
    needs_person: bool = False
    late: bool = False
    tampering: Callable[[Notebook], None] | None = field(default=None, compare=False)


def simulate(students: int, seed: int, lesson: str = FIRST) -> list[Simulated]:
    """A class of that size at an assignment, the same for the same seed; the first twelve are of twelve kinds."""
    dice = random.Random(seed)
    order = list(KINDS)
    dice.shuffle(order)
    kinds = [order[k] if k < len(order) else dice.choice(KINDS) for k in range(students)]
    return [_student(f"student-{k:04d}", kind, dice, lesson) for k, kind in enumerate(kinds, start=1)]


def graded_questions(lesson: str = FIRST) -> list[Question]:
    """The questions of an assignment that are marked automatically."""
    return [one for one in all_questions().values() if one.graded and one.points and one.lesson == lesson]


def _student(name: str, kind: str, dice: random.Random, lesson: str) -> Simulated:
    questions = graded_questions(lesson)
    everything = tuple(one.id for one in questions)
    worth = {one.id: one.points for one in questions}
    total = sum(worth.values())
    victims = [one.id for one in questions if one.form in ("date", "choice")]
    if not victims and kind in _OF_ONE_ANSWER:  # one text answers all questions
        kind = "all right"
    victim = dice.choice(victims or everything)
    some = tuple(sorted(dice.sample(everything, len(everything) // 2), key=everything.index))
    match kind:
        case "all wrong" | "blank":
            return Simulated(name, kind, (), 0)
        case "half right":
            # And one slip that earns a part: a day of registration for a day of entry into force, for example.
            slips = [one for one in questions if one.partial and one.id not in some]
            slip = dice.choice(slips) if slips else None
            part = slip.points * next(iter(slip.partial.values())) if slip else 0
            score = sum(worth[one] for one in some) + part
            return Simulated(name, kind, some, score, slip=slip.id if slip else "")
        case "late":
            return Simulated(name, kind, everything, total, late=True)
        case "a cell that raises":
            line = "not_defined_anywhere"
            return Simulated(name, kind, everything, total - worth[victim], tampering=_answer_with(victim, line))
        case "an endless loop":
            line = "while True:\n    pass"
            return Simulated(name, kind, everything, total - worth[victim], tampering=_answer_with(victim, line))
        case "a deleted test cell":
            return Simulated(name, kind, everything, total, tampering=_without(victim))
        case "an edited test cell":
            # A wrong answer, and a test cell that claims full marks for it: the mark must not follow the claim.
            others = tuple(one for one in everything if one != victim)
            return Simulated(name, kind, others, total - worth[victim], tampering=_claiming(victim, worth[victim]))
        case "not a notebook" | "a missing notebook":
            return Simulated(name, kind, everything, 0, needs_person=True)
    return Simulated(name, kind, everything, total)


def hand_write(student: Simulated, source: Path, folder: Path) -> None:
    """Fill in the fetched assignment as this student would; ``source`` is the instructor's version."""
    solutions = _solutions(source)
    given: dict[str, Any] = {}
    for text in solutions.values():
        given |= read_values(text)
    lesson = source.name.partition("-")[0]
    for path in folder.glob("*.ipynb"):
        notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
        for question in [one for one in all_questions().values() if one.graded and one.lesson == lesson]:
            if student.kind == "blank":
                continue
            name = question.id if question.form == "memo" else f"{question.id}-answer"
            if question.form == "memorial":  # one text for several marks: written where the memo stands
                continue
            solution = solutions[name]
            variable = names_set(solution)[0]
            right = question.id in student.right or question.form == "country"
            if question.form == "memo" and not _is_marked(lesson, student):
                solution = f'{variable} = """{_memo(question, student)}"""'
            elif question.id == student.slip:
                solution = f"{variable} = {next(iter(question.partial))!r}"
            elif question.form != "memo" and not right:
                solution = f"{variable} = {wrong_answer(question, given)!r}"
            _cell(notebook, name)["source"] = solution
        if student.tampering is not None:
            student.tampering(notebook)
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False), encoding="utf-8")
    spoil(student, folder)


def spoil(student: Simulated, folder: Path) -> None:
    """Damage the files of those whose work cannot be opened."""
    for path in list(folder.glob("*.ipynb")):
        if student.kind == "not a notebook":
            path.write_text(path.read_text(encoding="utf-8")[: path.stat().st_size // 3], encoding="utf-8")
        if student.kind == "a missing notebook":
            path.rename(path.with_name("my notes.txt"))


def memo_share(student: Simulated) -> float:
    """Which part of the points of a memo a simulated person gives to this student."""
    return {"all wrong": 0.0, "blank": 0.0, "half right": 0.5}.get(student.kind, 1.0)


def _is_marked(lesson: str, student: Simulated) -> bool:
    """Is the memo a memorial that earns this student its automatic marks?"""
    return any(one.form == "memorial" and one.id in student.right for one in graded_questions(lesson))


def _memo(question: Question, student: Simulated) -> str:
    """A memo of a length that is asked for."""
    words = question.words[0] + (30 if "ASCII" in student.kind else 10)
    return " ".join((_MEMO.split() * words)[:words])


def _solutions(source: Path) -> dict[str, str]:
    """What answers each cell in the instructor's version."""
    found = {}
    for path in source.glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            _, begins, rest = "".join(cell["source"]).partition("### BEGIN SOLUTION\n")
            if begins and cell["cell_type"] == "code":
                found[cell["metadata"]["nbgrader"]["grade_id"]] = rest.partition("\n### END SOLUTION")[0]
    return found


def wrong_answer(question: Question, given: dict[str, Any] | None = None) -> Any:
    """A well-formed answer that earns nothing; ``given`` as for :meth:`ilslearn.course.questions.Question.expected`."""
    if question.form == "sheet":
        return {key: [question.choices[0], "everybody knows"] for key in question.keys}
    right = question.expected(given)
    if question.form == "choice":
        worthless = (choice for choice in question.choices if choice != right and choice not in question.partial)
        return next(worthless)
    if question.form == "mapping":
        return {key: next(c for c in question.choices if c != right[key]) for key in question.keys}
    if question.form == "several":
        return [choice for choice in question.choices if choice not in right]
    return {"date": "1950-01-01", "codes": ["C001", "C002"], "number": 7}[question.form]


def _cell(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    cells = notebook["cells"]
    found: dict[str, Any] = next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)
    return found


def _answer_with(question: str, line: str) -> Callable[[Notebook], None]:
    def tamper(notebook: Notebook) -> None:
        _cell(notebook, f"{question}-answer")["source"] = line

    return tamper


def _without(question: str) -> Callable[[Notebook], None]:
    def tamper(notebook: Notebook) -> None:
        notebook["cells"].remove(_cell(notebook, f"{question}-marks"))

    return tamper


def _claiming(question: str, points: int) -> Callable[[Notebook], None]:
    def tamper(notebook: Notebook) -> None:
        _cell(notebook, f"{question}-marks")["source"] = f"{points}.0"

    return tamper
