"""Simulated students at the knowledge tests: what they know is written into the released notebook as answers."""

import json
import random
from collections.abc import Mapping
from pathlib import Path

from ilslearn.course.knowledge import TESTS, knowledge_test
from ilslearn.grading.simulation import Simulated, spoil

WORD = "ilslearn"  # the word of the class that the released notebooks set until an instructor changes it
KINDS = (*["knows some"] * 7, "knows all", "late", "blank", "somebody else's form", "not a notebook")
_LEARNT = 0.25  # how much more of the questions a student knows after the course


def simulate_test(students: int, seed: int, test: str) -> list[Simulated]:
    """A class of that size at a knowledge test, the same for the same seed; who knows more knows more in both tests."""
    dice = random.Random(f"{seed} {test}")
    order = list(KINDS)
    dice.shuffle(order)
    kinds = [order[k] if k < len(order) else dice.choice(KINDS) for k in range(students)]
    return [_sitter(f"student-{k:04d}", kind, seed, test) for k, kind in enumerate(kinds, start=1)]


def _sitter(name: str, kind: str, seed: int, test: str) -> Simulated:
    numbers = [one.number for one in knowledge_test(test, name, WORD).items]
    share = random.Random(f"{seed} {name}").uniform(0.3, 0.6) + _LEARNT * TESTS.index(test)
    dice = random.Random(f"{seed} {name} {test}")
    known = tuple(str(number) for number in numbers if kind == "knows all" or dice.random() < share)
    counts = kind not in ("blank", "somebody else's form", "not a notebook")
    return Simulated(
        name, kind, known, len(known) if counts else 0, needs_person=kind == "not a notebook", late=kind == "late"
    )


def hand_sit(student: Simulated, test: str, folder: Path) -> None:
    """Fill in the fetched test as this student would."""
    if student.kind == "blank":
        return
    me = f"not {student.name}" if student.kind == "somebody else's form" else student.name
    numbers = [one.number for one in knowledge_test(test, me, WORD).items]
    sit(folder, test, me, answers_of(test, me, {number: str(number) in student.right for number in numbers}))
    spoil(student, folder)


def answers_of(test: str, student: str, right: Mapping[int, bool], word: str = WORD) -> dict[int, str]:
    """The answers of a student to the own form: the right one to each question that ``right`` says is known.

    >>> list(answers_of("pre-test", "ana", {1: True, 2: False}))
    [1, 2]
    """
    form, given = knowledge_test(test, student, word), {}
    for number, known in right.items():
        item = form.ask(number)
        expected = item.question.expected()
        if item.options:
            given[number] = next(letter for letter, option in item.lettered() if (option == expected) == known)
        else:
            given[number] = expected if known else next(iter(item.question.replies))
    return given


def sit(folder: Path, test: str, me: str, answers: Mapping[int, str]) -> None:
    """Write a name and answers, by the number of the question, into the notebook of a test that was fetched."""
    path = folder / f"{test}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    written = {f"{test}-{number}-answer": f"answer_{number} = {answer!r}" for number, answer in answers.items()}
    written[f"{test}-me-answer"] = f"me = {me!r}"
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = written.get(name, cell["source"])
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False), encoding="utf-8")
