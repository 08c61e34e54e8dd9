"""Simulated students at the knowledge tests: what they know is written into the released notebook as answers."""

import json
from collections.abc import Mapping
from pathlib import Path

from ilslearn.course.knowledge import knowledge_test

WORD = "ilslearn"  # the word of the class that the released notebooks set until an instructor changes it


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
