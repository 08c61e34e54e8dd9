"""What a student wrote, opened in a real browser: feedback and formgrader show it, and nothing of it runs."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ilslearn.grading.cycle import Course
from ilslearn.grading.lab import environment, prepare
from tests.e2e.browser import TOKEN, browsing, free_port, serving, shoot
from tests.grading.conftest import ASSIGNMENT, NOTEBOOK, cell_of, hand_in

pytestmark = [pytest.mark.browser, pytest.mark.long]

RUN = "window.hacked=(window.hacked||0)+1"
TEXTS = [
    f"<script>{RUN}</script>",
    f"<img src=x onerror='{RUN}'>",
    f"<svg onload='{RUN}'><animate onbegin='{RUN}' attributeName=x dur=1s></svg>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<details open ontoggle='{RUN}'>x</details>",
    f"<math><mtext><table><mglyph><style><img src=x onerror='{RUN}'></style></mglyph></table></mtext></math>",
    f"<style>@keyframes x{{}}</style><b style='animation-name:x' onanimationstart='{RUN}'>x</b>",
    f"`<img src=x onerror='{RUN}'>` and\n\n```html\n<script>{RUN}</script>\n```",
    f"$<img src=x onerror='{RUN}'>$ $$\\href{{javascript:{RUN}}}{{link}}$$ \\(\\require{{html}}\\)",
    f"[link](javascript:{RUN}) [link](&#106;avascript:{RUN}) [link](java&Tab;script:{RUN}) [link](JaVaScRiPt:{RUN})",
    f"[link][a]\n\n[a]: javascript:{RUN}",
    "<javascript:alert(1)> [link](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    f'![x](x" onerror="{RUN}) ![a](attachment:a.svg)',
    f"# heading <a name=x onclick='{RUN}'>x</a> {{: onclick=\"{RUN}\"}}",
    f"| a |\n|---|\n| <img src=x onerror='{RUN}'> |",
    f"</div></div></body><script>{RUN}</script>",
    f"<!--><script>{RUN}</script>-->",
    f"<form action='javascript:{RUN}'><button>press</button></form>",
    f"<base href='javascript:{RUN}//'><link rel=import href='data:text/html,<script>{RUN}</script>'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
]


def hostile(nb: dict) -> None:
    attachment = {"a.svg": {"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'/>"}}
    for text in TEXTS:
        nb["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "attachments": attachment})
        raw = {"cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": text}
        data = {"text/html": text, "application/javascript": RUN, "image/svg+xml": f"<svg onload='{RUN}'/>"}
        output = {"output_type": "display_data", "data": data, "metadata": {}}
        code = {"cell_type": "code", "metadata": {}, "outputs": [output], "execution_count": 1, "source": text}
        nb["cells"] += [raw, code]
    widget = {"state": {"a": {"model_name": "HTMLModel", "state": {"value": TEXTS[1]}}}}
    nb["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": widget}
    cell_of(nb, "a1-1-answer")["source"] = f"status_brazil = {TEXTS[1]!r}"
    cell_of(nb, "a1-2-answer")["source"] = TEXTS[0]
    cell_of(nb, "a1-memo")["source"] = f"memo = {TEXTS[0]!r}"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A lab in which a hostile submission was graded and its feedback written."""
    course = Course(prepare(tmp_path_factory.mktemp("hostile") / "lab") / "assignments")
    hand_in(course, "mallory", hostile)
    assert course.grade(ASSIGNMENT).submissions[0].score == 17
    course.return_feedback(ASSIGNMENT, "mallory")
    return course


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with browsing(tmp_path / "browser") as page:
        page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
        yield page


def nothing_runs(page: Page) -> None:
    """Look at all of the page, press every link that a student wrote, and see that no script has run."""
    expect(page.get_by_text("link", exact=True).first).to_be_attached()
    page.wait_for_timeout(1500)
    scripts = page.evaluate(
        "[...document.querySelectorAll('a')].map(a => a.href).filter(h => /^(java|data|vb)/i.test(h))"
    )
    assert scripts == []
    handlers = page.evaluate(
        """[...document.querySelectorAll('#notebook *')]
        .filter(e => [...e.attributes].some(a => /^on/i.test(a.name))).length"""
    )
    assert handlers == 0
    assert (
        page.evaluate("document.querySelectorAll('#notebook :is(script, iframe, svg, form, base, meta)').length") == 0
    )
    assert page.evaluate("window.hacked") is None


def test_feedback_runs_nothing(course: Course, page: Page) -> None:
    page.goto((course.folder / "feedback" / "mallory" / ASSIGNMENT / f"{ASSIGNMENT}.html").as_uri())
    nothing_runs(page)
    expect(page.get_by_text("0 of 2 points").first).to_be_visible()
    shoot(page, "hostile-feedback")


def test_formgrader_runs_nothing(course: Course, page: Page) -> None:
    with course.gradebook() as book:
        (notebook,) = book.find_submission(ASSIGNMENT, "mallory").notebooks
        address = f"formgrader/submissions/{notebook.id}/?token={TOKEN}"
    root, port = course.folder.parent, free_port()
    command = [
        sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}", "--no-browser", "--allow-root",
        f"--port={port}", f"--IdentityProvider.token={TOKEN}",
    ]  # fmt: skip
    with serving(command, port, root, environment(root)) as server:
        page.goto(f"{server}/{address}")
        nothing_runs(page)
        shoot(page, "hostile-formgrader")


def test_the_graded_notebook_keeps_what_the_student_wrote_as_text(course: Course) -> None:
    path = course.folder / "autograded" / "mallory" / ASSIGNMENT / NOTEBOOK
    notes = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "markdown"]
    assert any("&lt;script>" in cell["source"] for cell in notes)
    assert not any("<script" in cell["source"] for cell in notes)
