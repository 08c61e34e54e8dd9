"""A student walks through module 1: moves an explorer, answers wrong, reads why, answers right, comes back later."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from ilslearn.course.contents import Entry, entries
from ilslearn.course.questions import Question, all_questions
from tests.e2e.browser import TOKEN, complaints, run_all, shoot

ROOT = Path(__file__).parents[2]
MODULE_1 = [one for one in entries() if one.lesson.startswith("1.")]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(not shutil.which("make"), reason="no make on this machine"),
]


def address(lab: str, one: Entry) -> str:
    return f"{lab}/doc/tree/{one.path.relative_to(ROOT)}?token={TOKEN}"


def questions(one: Entry) -> list[Question]:
    return [question for question in all_questions().values() if question.lesson == one.lesson]


def cells_of(one: Entry, question: Question) -> tuple[str, str]:
    """The cell in which the answer is written, as it is handed out, and the one that checks it."""
    sources = [cell.source for cell in nbformat.read(one.path, as_version=4).cells]
    at = next(k for k, source in enumerate(sources) if f'ils.check("{question.id}"' in source)
    return sources[at - 1], sources[at]


def wrong(question: Question) -> object:
    """An answer that can be read and does not hold."""
    right = question.expected()
    match question.form:
        case "choice":
            return next(choice for choice in question.choices if choice != right)
        case "date":
            return next(iter(question.replies), "1919-01-01")
        case "mapping":
            return {key: next(c for c in question.choices if c != value) for key, value in right.items()}
        case "codes":
            return ["C001"]
        case "code":
            return "C001" if right != "C001" else "C002"
    return right + 1


def answered(page: Page, one: Entry, question: Question, answer: object) -> Locator:
    """Write an answer where the student writes it, run it and the check below, and give back what is said."""
    blank, check = cells_of(one, question)
    name = blank.partition(" = ")[0]
    field = page.locator(".jp-CodeCell .cm-content", has_text=re.compile(rf"^\s*{name} = ")).first
    field.scroll_into_view_if_needed()
    field.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(f"{name} = {answer!r}")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    return page.locator(".jp-CodeCell", has=page.locator(".cm-content", has_text=check)).get_by_role("status")


def kept(home: Path) -> list[tuple[str, bool]]:
    lines = (home / "progress.jsonl").read_text().splitlines() if (home / "progress.jsonl").exists() else []
    return [(one["question"], one["right"]) for one in map(json.loads, filter(None, lines))]


def opened(page: Page, lab: str, one: Entry) -> None:
    page.goto(address(lab, one))
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    run_all(page)
    assert complaints(page) == []


# One lesson each time, the others of the module in `make test-all`.
WALKED = [pytest.param(one, marks=[pytest.mark.thorough] * (one.lesson != "1.2"), id=one.lesson) for one in MODULE_1]


@pytest.mark.parametrize("one", WALKED)
@pytest.mark.timeout(900)
def test_a_student_works_through_a_lesson_and_finds_it_kept(one: Entry, lab: str, lab_home: Path, page: Page) -> None:
    opened(page, lab, one)
    asked = questions(one)
    assert asked, "a lesson without a self-check"
    expect(page.get_by_text(f"Self-checks answered rightly so far: 0 of {len(asked)}.")).to_be_attached()

    explorer = page.locator(".jp-OutputArea .widget-vbox", has=page.locator("select")).last
    if explorer.count():  # the student moves it, and the answer follows
        explorer.scroll_into_view_if_needed()
        before = explorer.inner_text()
        control = explorer.locator("select").first
        control.focus()
        page.keyboard.press("ArrowDown")
        expect(explorer).not_to_have_text(before)

    for done, question in enumerate(asked):
        tried = len(kept(lab_home))
        said = answered(page, one, question, wrong(question))
        expect(said).to_contain_text("Not yet.")
        reply = question.replies.get(str(wrong(question)), question.otherwise)
        expect(said).to_contain_text(reply[:60])
        expect(answered(page, one, question, question.expected())).to_contain_text("Right.")
        assert kept(lab_home)[tried:] == [(question.id, False), (question.id, True)], f"after {done} questions"
    shoot(page, f"student-{one.lesson}")

    page.goto("about:blank")  # the student closes the lesson, and opens it again another day
    opened(page, lab, one)
    expect(page.get_by_text(f"Self-checks answered rightly so far: {len(asked)} of {len(asked)}.")).to_be_attached()


def test_the_welcome_page_shows_the_progress_as_a_picture(lab: str, lab_home: Path, page: Page) -> None:
    done = len({name for name, right in kept(lab_home) if right})
    page.goto(f"{lab}/doc/tree/notebooks/00-welcome.ipynb?token={TOKEN}")
    expect(page.get_by_role("heading", name="Welcome to ilslearn")).to_be_visible()
    run_all(page)
    picture = page.get_by_role("img", name=re.compile(rf"^{done} of \d+ self-checks answered rightly"))
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    shoot(page, "progress")
