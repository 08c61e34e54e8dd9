"""A memo's way through the hands: handed in, marked beside its scheme, returned, and read by who wrote it."""

import getpass
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ilslearn.grading.cycle import Course, copy_course
from ilslearn.grading.lab import environment
from ilslearn.grading.marks import marks_of
from ilslearn.grading.simulation import Simulated, graded_questions, hand_write
from tests.e2e.access import barriers
from tests.e2e.browser import TOKEN, free_port, serving, shoot
from tests.grading.conftest import cell_of

pytestmark = [pytest.mark.browser, pytest.mark.long]

NAME = "a6-supplier-in-trouble"
STUDENT = getpass.getuser()  # who hands in from the list of assignments is who runs the server
MEMO = """
Conventions bind Malaysia, and neither Kerajang Gloves nor Groupe Valcombe. In the first week we ask for the pay
records, the contracts and the register of passports of all workers, so that nothing points to the one who wrote to us.
"""
COMMENT = "Well ordered. Cite the Article for the night shift: C098, art. 1(2)(b)."


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course in which a student has fetched the assignment and filled it in; all but one answer is right."""
    course = Course(copy_course(tmp_path_factory.mktemp("by-hand") / "assignments"))
    course.release(NAME)
    folder = course.fetch(NAME, course.folder / "work")
    right = tuple(one.id for one in graded_questions("a6") if one.id != "a6-5")
    hand_write(Simulated(STUDENT, "all right", right, 25), course.folder / "source" / NAME, folder)
    path = folder / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell_of(notebook, "a6-memo")["source"] = f'memo = """{MEMO}"""'
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return course


@pytest.fixture(scope="module")
def server(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root, port, home = course.folder.parent, free_port(), tmp_path_factory.mktemp("home")
    own = {"JUPYTER_DATA_DIR": str(home / "data"), "ILSLEARN_HOME": str(home), "JUPYTERLAB_WORKSPACES_DIR": str(home)}
    command = [
        sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}", "--no-browser", "--allow-root",
        f"--port={port}", f"--IdentityProvider.token={TOKEN}",
    ]  # fmt: skip
    with serving(command, port, root, {**environment(root), **own}) as address:
        yield address


def open_the_list(page: Page, server: str) -> None:
    """The student's list of assignments, from JupyterLab's menu."""
    page.goto(f"{server}/lab?token={TOKEN}")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_text("Assignment List", exact=True).first.click()


def test_a_memo_is_handed_in_marked_beside_its_scheme_and_returned(course: Course, server: str, page: Page) -> None:
    open_the_list(page, server)
    fetched = page.locator("#fetched_assignments_list .list_item", has_text=NAME).first
    fetched.get_by_role("button", name="Submit").click()
    expect(page.locator("#submitted_assignments_list").get_by_text(NAME).first).to_be_visible()
    course.collect(NAME)
    (outcome,) = course.grade(NAME).submissions
    assert (outcome.student, outcome.score) == (STUDENT, 25)

    page.goto(f"{server}/formgrader/manage_submissions/{NAME}?token={TOKEN}")
    expect(page.get_by_text("needs manual grading")).to_be_visible()
    with course.gradebook() as book:
        (notebook,) = book.find_submission(NAME, STUDENT).notebooks
        address = f"{server}/formgrader/submissions/{notebook.id}/?token={TOKEN}"
    page.goto(address, wait_until="networkidle")  # points and comments are filled in after the page
    task = page.locator(".nbgrader_cell", has=page.locator("#a6-memo-task"))
    expect(task).to_contain_text("What binds whom (4).")
    expect(task).to_contain_text("Do not accept")
    memo = page.locator(".nbgrader_cell", has=page.locator("#a6-memo-comment"))
    expect(memo).to_contain_text("Conventions bind Malaysia, and neither Kerajang Gloves")
    points, comment = page.locator("#a6-memo-task"), page.locator("#a6-memo-comment")
    for field, value in ((points, "11"), (comment, COMMENT)):
        field.fill(value)
        with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
            field.blur()
    shoot(page, "by-hand-formgrader")
    page.reload()
    expect(points).to_have_value("11")
    expect(comment).to_have_value(COMMENT)
    (row,) = marks_of(course)
    assert (row.auto_score, row.manual_score, row.needs_manual_grading) == (25, 11, False)

    page.goto(f"{server}/formgrader/manage_submissions/{NAME}?token={TOKEN}")
    for step, said in (("generate-feedback", "Successfully generated feedback"),
                       ("release-feedback", "Successfully released feedback")):  # fmt: skip
        page.locator(f"td.{step} a").click()
        dialog = page.locator("#success-modal")
        expect(dialog).to_contain_text(said)
        dialog.get_by_role("button", name="OK").click()
        expect(dialog).to_have_count(0)
    expect(page.get_by_text("36 / 40")).to_be_visible()
    shoot(page, "by-hand-returned")

    open_the_list(page, server)
    submitted = page.locator("#submitted_assignments_list .list_item", has_text=NAME).first
    submitted.get_by_role("button", name="Fetch Feedback").click()
    expect(page.get_by_text("view feedback").first).to_be_visible()
    shoot(page, "by-hand-student-list")
    (feedback,) = (course.folder / "work" / NAME / "feedback").rglob("*.html")
    page.goto(Path(feedback).as_uri())
    expect(page.get_by_text("Score: 36.0 / 40.0")).to_be_visible()
    expect(page.get_by_text(COMMENT)).to_be_visible()
    expect(page.get_by_text("applies from 14 December 2027").first).to_be_visible()
    expect(page.get_by_text("What binds whom (4).")).to_be_visible()  # the scheme is shown with the mark
    expect(page.get_by_text("Week 1: ask for the pay records")).to_have_count(0)  # the model answer is not
    page.get_by_text(COMMENT).scroll_into_view_if_needed()
    shoot(page, "by-hand-feedback")
    assert barriers(page) == []
    page.set_viewport_size({"width": 320, "height": 900})  # 400 % of a window of 1280 pixels
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
