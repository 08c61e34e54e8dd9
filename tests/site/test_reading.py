"""The site in a browser: no barrier in light and dark, on a phone, at twice the size, by keyboard, without a server."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGES = [
    "index.html", "howto/researcher.html", "course/1-introduction/1.2-from-adoption-to-ratification.html",
    "instruments/index.html", "instruments/C087.html", "decisions/can-scc-2011-fraser.html", "data/decisions.html",
    "reference/law.html", "reference/command-line.html", "search.html?q=strike",
]  # fmt: skip


EACH_TIME = ("index", "course", "instruments/C087", "decisions")  # the others in make test-all


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name",
    [pytest.param(one, marks=[] if one.startswith(EACH_TIME) else pytest.mark.thorough) for one in PAGES],
)
def test_no_page_has_a_serious_barrier(page: Page, address: str, name: str, scheme: str) -> None:
    assert barriers(page, address + name, scheme) == []


def barriers(page: Page, address: str, scheme: str) -> list[str]:
    page.set_viewport_size({"width": 1300, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    page.wait_for_timeout(300)  # colours change in a transition
    if "search.html" in address:
        expect(page.locator("ul.search li").first).to_be_visible()
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['target']} {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_window(page: Page, address: str, name: str) -> None:
    page.goto(address + name)
    for width in (320, 390, 640):  # the narrowest that WCAG asks for; a phone; 1280 at twice the size
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        # The article hides what is too wide, so code in a line of text is measured by itself.
        edges = page.locator(".bd-article p code").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().right)"
        )
        assert max(edges, default=0) <= width, width


def test_a_wide_table_scrolls_in_a_box_that_the_keyboard_reaches(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}instruments/C087.html")
    box = page.locator(".table-box").first
    assert box.evaluate("one => one.scrollWidth > one.clientWidth")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.table-box').scrollLeft > 0")


def test_the_keyboard_alone_skips_to_the_text_and_filters_a_table(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1300, "height": 900})
    page.goto(f"{address}decisions/index.html")
    expect(page.get_by_role("status")).to_have_text("5 of 5 shown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('label')?.firstChild.textContent") == "Decision":
            break
    page.keyboard.type("fraser")
    expect(page.get_by_role("status")).to_have_text("1 of 5 shown")
    expect(page.get_by_role("rowheader", name="can-scc-2011-fraser")).to_be_visible()
    expect(page.get_by_role("rowheader", name="zaf-cc-2002-bader-bop")).to_be_hidden()


def test_a_subject_among_several_is_a_choice_of_its_own(page: Page, address: str) -> None:
    page.goto(f"{address}decisions/index.html")
    page.get_by_label("Subject").select_option("collective bargaining")
    expect(page.get_by_role("rowheader", name="zaf-cc-2002-bader-bop")).to_be_visible()
    expect(page.get_by_role("rowheader", name="ben-cc-2018-strike")).to_be_hidden()


def test_the_search_finds_a_decision_in_files_without_a_server(page: Page, site: Path) -> None:
    page.goto(f"{(site / 'search.html').as_uri()}?q=bader")
    expect(page.locator("ul.search a", has_text="Bader Bop").first).to_be_visible()


def test_the_search_begins_with_titles_that_have_all_the_words(page: Page, address: str) -> None:
    page.goto(f"{address}search.html?q=forced+labour")
    expect(page.locator("ul.search a").first).to_contain_text("Forced Labour Convention")


def test_on_paper_nothing_is_folded(page: Page, address: str) -> None:
    page.goto(f"{address}instruments/C087.html")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".bd-article details:not([open])").count() == 0


def test_pages_ask_nothing_of_other_hosts(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in PAGES:
        page.goto(address + name, wait_until="networkidle")
    assert [url for url in asked if url.startswith("http") and not url.startswith(address)] == []
    assert len(asked) > len(PAGES)
