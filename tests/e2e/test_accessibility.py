"""Each lesson as a page: axe-core finds no serious or critical barrier, and each image has words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from ilslearn.course.notebooks import lessons
from ilslearn.course.pages import write_pages
from tests.e2e.browser import browsing

pytestmark = [pytest.mark.browser, pytest.mark.long]
GRAVE = ("serious", "critical")


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
    found = [one for one in Axe().run(quiet).response["violations"] if one["impact"] in GRAVE]
    told = [
        f"{one['id']}: {one['help']}: {node['target']} {node['html'][:160]}" for one in found for node in one["nodes"]
    ]
    assert told == []


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
    grave = {one["id"] for one in Axe().run(quiet).response["violations"] if one["impact"] in GRAVE}
    assert {"image-alt", "select-name"} <= grave
