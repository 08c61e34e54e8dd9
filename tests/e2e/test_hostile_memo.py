"""A hostile memo and a hostile comment, opened in a real browser by another student: nothing of them runs or loads."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ilslearn.peer.handout import memo_page
from ilslearn.peer.report import Review, author_page
from ilslearn.peer.rubric import tasks_of
from ilslearn.places import place
from tests.e2e.browser import TOKEN, browsing, free_port, run_all, serving, shoot
from tests.e2e.test_hostile_text import RUN, TEXTS

pytestmark = [pytest.mark.browser, pytest.mark.long]

TASKS = tasks_of(place("assignments") / "source" / "a1-what-binds")
CRITERIA = TASKS[0].criteria
HOSTILE = "\n\n".join(
    [*TEXTS, "![](http://127.0.0.1:9/track.png)", "</blockquote></main><script>x</script>", "The end."]
)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with browsing(tmp_path / "browser") as page:
        page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
        yield page


def nothing_runs(page: Page, where: str, added: frozenset[str] = frozenset()) -> None:
    """Nothing active stands in what was written, which has no attribute but those ``added``; no script has run."""
    expect(page.locator(f"{where} blockquote").get_by_text("The end.")).to_be_attached()
    expect(page.locator(f"{where} blockquote h1").first).to_be_attached()  # it is shown as Markdown
    page.wait_for_timeout(1500)
    active = ":is(a, img, script, iframe, svg, form, base, meta, link, style, object, video, audio, input, button)"
    assert page.evaluate(f"document.querySelectorAll('{where} blockquote {active}').length") == 0
    found = page.evaluate(
        f"[...document.querySelectorAll('{where} blockquote *')].flatMap(e => [...e.attributes].map(a => a.name))"
    )
    assert set(found) <= added
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("kind", ["memo", "comment"])
def test_a_page_that_a_student_opens_runs_nothing(kind: str, page: Page, tmp_path: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    review = Review("ben", "ada", 1, False, {}, {CRITERIA[0].name: HOSTILE}, None)
    html = (
        memo_page("a1-what-binds", [[HOSTILE]], TASKS)
        if kind == "memo"
        else author_page("a1-what-binds", "ada", [review], CRITERIA, 0)
    )
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    nothing_runs(page, "main")
    assert asked == [(tmp_path / "page.html").as_uri()]
    shoot(page, f"hostile-{kind}")


def test_the_page_that_is_tested_would_show_a_script_that_runs(page: Page, tmp_path: Path) -> None:
    """The guard of this test itself: without the cleaning the same text does run."""
    (tmp_path / "page.html").write_text(f"<main><blockquote><script>{RUN}</script></blockquote></main>")
    page.goto((tmp_path / "page.html").as_uri())
    assert page.evaluate("window.hacked") == 1


def test_a_memo_shown_in_jupyterlab_runs_nothing(page: Page, tmp_path: Path) -> None:
    html = memo_page("a1-what-binds", [[HOSTILE]], TASKS)
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    source = (
        "from pathlib import Path\nfrom ilslearn.peer.delivery import Page\n"
        "Page('Memos', Path('page.html').read_text(encoding='utf-8'))"
    )
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "review.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    port = free_port()
    command = [
        sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={tmp_path}", "--no-browser", "--allow-root",
        f"--port={port}", f"--IdentityProvider.token={TOKEN}",
    ]  # fmt: skip
    with serving(command, port, tmp_path) as server:
        page.goto(f"{server}/lab/tree/review.ipynb?token={TOKEN}")
        run_all(page)
        nothing_runs(page, ".jp-OutputArea", frozenset({"class"}))  # the table of contents numbers headings
        shoot(page, "hostile-memo-in-jupyterlab")
