"""Lessons and reports as pages: axe-core finds no serious or critical barrier, and each image has words."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

import ilslearn as ils
from ilslearn.course.notebooks import lessons
from ilslearn.course.pages import write_pages
from ilslearn.document import Documented
from ilslearn.grading.analytics import demonstration
from tests.e2e.access import barriers
from tests.e2e.browser import browsing

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page that asks nobody for anything: what the export would fetch (MathJax) is not fetched."""
    with browsing(tmp_path_factory.mktemp("browser")) as page:
        page.route(re.compile("^https?:"), lambda route: route.abort())
        yield page


def exported(path: Path, folder: Path) -> Path:
    """The lesson as `ilslearn course pages` writes it."""
    (page,) = write_pages(folder, [path])
    return page


@pytest.mark.parametrize("path", lessons(), ids=lambda path: path.stem)
def test_no_lesson_has_a_serious_barrier(path: Path, quiet: Page, tmp_path: Path) -> None:
    quiet.goto(exported(path, tmp_path).as_uri())
    assert barriers(quiet) == []


@pytest.mark.parametrize("path", lessons(), ids=lambda path: path.stem)
def test_each_image_of_a_lesson_says_what_it_shows(path: Path, quiet: Page, tmp_path: Path) -> None:
    quiet.goto(exported(path, tmp_path).as_uri())
    texts = quiet.locator("main img, body img").evaluate_all("all => all.map(one => one.getAttribute('alt'))")
    assert all(text and len(text) > 20 for text in texts), texts


def test_a_barrier_is_found(quiet: Page, tmp_path: Path) -> None:
    """The test above can fail: a picture without words and a list without a label are grave."""
    page = tmp_path / "bad.html"
    page.write_text('<html lang="en"><title>x</title><main><img src="data:,"><select><option>a</select></main></html>')
    quiet.goto(page.as_uri())
    assert {"image-alt", "select-name"} <= {one.partition(":")[0] for one in barriers(quiet)}


REPORTS = {
    "profile": lambda: ils.profile("Brazil"),
    "comparison": lambda: ils.compare("can-scc-2011-fraser", "zaf-cc-2002-bader-bop"),
    "brief": lambda: ils.check_brief("Recommendation No. 198 is binding on Canada.", country="Canada"),
    "analytics": lambda: demonstration(20, 7)[0],
}


# The longest by default, the others in `make test-all`.
SAVED = [
    pytest.param(make, id=name, marks=[pytest.mark.thorough] * (name != "profile")) for name, make in REPORTS.items()
]


@pytest.mark.parametrize("make", SAVED)
def test_no_report_has_a_serious_barrier_or_is_cut_off(
    make: Callable[[], Documented], quiet: Page, tmp_path: Path
) -> None:
    quiet.goto(make().save(tmp_path / "report.html").as_uri())
    assert barriers(quiet) == []
    quiet.set_viewport_size({"width": 320, "height": 900})  # 400 % of a window of 1280 pixels
    assert quiet.evaluate("document.documentElement.scrollWidth") <= 320
