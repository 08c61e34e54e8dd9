"""The home explorer by the keyboard alone: tabs, lists, words, a day; and pictures at two widths for a person."""

import re
import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.access import label, tab_to
from tests.e2e.browser import TOKEN, complaints, run_all, shoot

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(not shutil.which("make"), reason="no make on this machine"),
]


def open_tab(page: Page, key: str, times: int, name: str) -> None:
    """From the open tab, move along the tabs with an arrow key, and open one with Enter."""
    for _ in range(times):
        page.keyboard.press(key)
    assert label(page) == name
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
    expect(page.locator(".widget-tab select").locator("visible=true").first).to_be_visible()  # built when opened


def test_the_home_explorer_is_driven_by_the_keyboard_alone(lab: str, page: Page) -> None:
    page.goto(f"{lab}/doc/tree/notebooks/00-welcome.ipynb?token={TOKEN}")
    expect(page.get_by_role("heading", name="Welcome to ilslearn")).to_be_visible()
    run_all(page)
    explorer = page.locator(".jp-OutputArea .widget-tab")
    explorer.scroll_into_view_if_needed()
    page.locator(".jp-CodeCell", has=explorer).focus()

    tab_to(page, ".widget-tab [role=tab]")
    assert label(page) == "Ratifications"
    open_tab(page, "ArrowRight", 3, "Supervision")
    page.keyboard.press("Tab")
    assert label(page) == "Country"
    page.keyboard.type("Colombia")
    expect(explorer.get_by_role("heading", name=re.compile("Which doors were open: C087, Colombia"))).to_be_visible()
    expect(explorer.get_by_role("rowheader", name=re.compile("Representation"))).to_be_visible()
    page.keyboard.press("Tab")
    assert label(page) == "Instrument"
    page.keyboard.type("R198")
    expect(explorer.get_by_role("heading", name=re.compile("Which doors were open: R198, Colombia"))).to_be_visible()
    shoot(page, "explorer-supervision")

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    open_tab(page, "ArrowLeft", 2, "Decisions")
    page.keyboard.press("Tab")
    assert label(page) == "Words"
    page.keyboard.type("minority union strike")
    page.keyboard.press("Enter")
    expect(explorer.get_by_text(re.compile("^Why it fits: "))).to_be_visible()
    tab_to(page, "select[size]")
    assert label(page) == "Decisions"
    first = explorer.get_by_role("heading", level=2).first.inner_text()
    page.keyboard.press("ArrowDown")  # in a list that is new, ipywidgets marks nothing: the first press marks the first
    page.keyboard.press("ArrowDown")
    expect(explorer.get_by_role("heading", level=2).first).not_to_have_text(first)
    shoot(page, "explorer-decisions")

    page.keyboard.press("Control+Home")
    assert complaints(page) == []


@pytest.mark.parametrize("width", [pytest.param(1200, marks=pytest.mark.thorough), 800])
def test_nothing_is_wider_than_the_page(lab: str, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1600})
    page.goto(f"{lab}/doc/tree/notebooks/00-welcome.ipynb?token={TOKEN}")
    expect(page.get_by_role("heading", name="Welcome to ilslearn")).to_be_visible()
    run_all(page)
    explorer = page.locator(".jp-OutputArea .widget-tab")
    for name in ("Decisions", "Compare", "Supervision", "Trade"):
        explorer.get_by_role("tab", name=name).click()
        expect(explorer.get_by_role("heading", level=2).locator("visible=true").first).to_be_visible()
        over = explorer.evaluate("box => box.scrollWidth - box.clientWidth")
        assert over <= 1, f"{name} is {over} px wider than its place at {width} px"
        explorer.scroll_into_view_if_needed()
        shoot(page, f"explorer-{name.casefold()}-{width}")
