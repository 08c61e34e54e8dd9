"""The slides in a real browser: keys and buttons turn them, no text is cut off, and axe-core finds no grave barrier."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from ilslearn.course.contents import entries
from ilslearn.course.slides import write_slides
from tests.e2e.browser import browsing, shoot

pytestmark = [pytest.mark.browser, pytest.mark.long]
LESSONS = [one.lesson for one in entries()]
# What a slide of text does not hold is lost in a lecture hall; an output may be scrolled, a word too wide may not.
SPILT = """() => [...document.querySelectorAll('.slide')].map((slide, which) => {
    const before = slide.hidden;
    slide.hidden = false;
    const high = slide.scrollHeight > slide.clientHeight + 1 && !slide.classList.contains('output');
    const wide = slide.scrollWidth > slide.clientWidth + 1;
    slide.hidden = before;
    return high || wide ? which + 1 : 0;
}).filter(Boolean)"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A projector, on which every request to a network is noted and refused."""
    with browsing(tmp_path_factory.mktemp("browser")) as page:
        page.set_viewport_size({"width": 1280, "height": 720})
        page.route(re.compile("^https?:"), lambda route: pytest.fail(f"asked for {route.request.url}"))
        yield page


def opened(page: Page, lesson: str, folder: Path) -> Page:
    (deck,) = write_slides(folder, [lesson])
    page.goto(deck.as_uri())
    return page


def place(page: Page) -> int:
    return int(page.locator("#place").inner_text().split()[0])


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_slide_of_text_spills_over(lesson: str, hall: Page, tmp_path: Path) -> None:
    assert opened(hall, lesson, tmp_path).evaluate(SPILT) == []


def test_a_slide_that_spills_over_is_found(hall: Page, tmp_path: Path) -> None:
    page = opened(hall, "1.1", tmp_path)
    page.evaluate("document.querySelectorAll('.slide')[3].append(document.querySelector('main').textContent)")
    assert page.evaluate(SPILT) == [4]


def test_keys_and_buttons_turn_the_slides(hall: Page, tmp_path: Path) -> None:
    page = opened(hall, "2.2", tmp_path)
    slides = page.locator(".slide")
    expect(slides.nth(0)).to_be_visible()
    expect(slides.nth(1)).to_be_hidden()
    seen = [place(page)]
    for key in ("ArrowRight", "PageDown", " ", "ArrowLeft", "PageUp", "End", "ArrowRight", "Home", "ArrowLeft"):
        page.keyboard.press(key)
        seen.append(place(page))
    last = slides.count()
    assert seen == [1, 2, 3, 4, 3, 2, last, last, 1, 1]
    page.get_by_role("button", name="Next").click()
    assert place(page) == 2
    page.keyboard.press(" ")  # on a button, the space bar presses the button, and does not turn twice
    assert place(page) == 3
    expect(slides.nth(2)).to_be_visible()
    shoot(page, "slides-2.2")


def test_an_address_leads_to_its_slide(hall: Page, tmp_path: Path) -> None:
    page = opened(hall, "2.2", tmp_path)
    page.goto(f"{page.url.partition('#')[0]}#5")
    assert place(page) == 5
    page.reload()
    assert place(page) == 5


def test_on_paper_every_slide_is_there(hall: Page, tmp_path: Path) -> None:
    page = opened(hall, "1.1", tmp_path)
    page.emulate_media(media="print")
    hidden = page.locator(".slide").evaluate_all("all => all.filter(one => !one.offsetHeight).length")
    buttons = page.get_by_role("button").count()
    page.emulate_media(media="screen")
    assert (hidden, buttons) == (0, 0)


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_deck_has_a_serious_barrier(lesson: str, hall: Page, tmp_path: Path) -> None:
    page = opened(hall, lesson, tmp_path)
    page.evaluate("document.querySelectorAll('.slide').forEach(one => { one.hidden = false })")
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert [f"{one['id']}: {node['target']} {node['html'][:160]}" for one in found for node in one["nodes"]] == []
