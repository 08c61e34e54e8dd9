"""What a reader does: open the course in JupyterLab through `make lab`, run the welcome page, move the explorer."""

import re
import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import TOKEN, complaints, run_all, shoot

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(not shutil.which("make"), reason="no make on this machine"),
]


def test_the_welcome_notebook_opens_and_runs_to_the_end(lab: str, page: Page) -> None:
    page.goto(f"{lab}/?token={TOKEN}")
    expect(page.get_by_role("heading", name="Welcome to ilslearn")).to_be_visible()
    run_all(page)
    assert complaints(page) == []
    expect(page.get_by_text("✔ facts: a known answer is right")).to_be_attached()
    shoot(page, "welcome")


def test_the_explorer_answers_when_its_controls_are_moved(lab: str, page: Page) -> None:
    page.goto(f"{lab}/lab/tree/notebooks/00-welcome.ipynb?token={TOKEN}")
    expect(page.get_by_role("heading", name="Welcome to ilslearn")).to_be_visible()
    run_all(page)
    explorer = page.locator(".jp-OutputArea .widget-tab .widget-vbox .widget-vbox").first
    explorer.scroll_into_view_if_needed()
    answer = explorer.locator("strong")  # what is announced to screen readers says the same, unseen
    expect(answer.filter(has_text="was in force for Brazil")).to_be_visible()

    explorer.get_by_label("Country").select_option(label="Canada")
    explorer.get_by_label("Instrument").select_option(
        label="C098 Right to Organise and Collective Bargaining Convention, 1949"
    )
    day = explorer.locator("input[type=date]")
    day.fill("2018-06-13")
    day.press("Tab")
    expect(answer.filter(has_text=re.compile(r"On 13 June 2018, C098 .* was not in force for Canada"))).to_be_visible()
    day.fill("2018-06-14")
    day.press("Tab")
    expect(answer.filter(has_text=re.compile(r"On 14 June 2018, C098 .* was in force for Canada"))).to_be_visible()

    slider = explorer.get_by_role("slider")
    slider.focus()
    slider.press("ArrowLeft")
    expect(answer.filter(has_text=re.compile(r"On 14 June 2017, C098 .* was not in force"))).to_be_visible()
    expect(explorer.get_by_role("img", name=re.compile("C098 bound Canada from 14 June 2018"))).to_be_visible()
    explorer.get_by_label("Country").scroll_into_view_if_needed()
    shoot(page, "explorer")


def test_a_student_answers_in_the_lesson_and_is_told_why(lab: str, page: Page) -> None:
    page.goto(f"{lab}/lab/tree/notebooks/1-introduction/1.2-from-adoption-to-ratification.ipynb?token={TOKEN}")
    answer = page.locator(".jp-CodeCell .cm-content", has_text='answer_a = ""')
    expect(answer).to_be_attached()
    run_all(page)
    assert complaints(page) == []
    answer.scroll_into_view_if_needed()
    answer.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text('answer_a = "2017-06-14"')
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("That is the day of registration")).to_be_visible()
    shoot(page, "self-check")


def test_formgrader_lists_the_assignment(lab: str, page: Page) -> None:
    page.goto(f"{lab}/formgrader/manage_assignments?token={TOKEN}")
    expect(page.get_by_role("link", name="a1-what-binds").first).to_be_visible()
    shoot(page, "formgrader")
