"""The course in JupyterLab and Notebook, light and dark: axe-core finds nothing grave in what is ours; keys suffice.

What is JupyterLab's own (menus, toolbars, the editor) is not left out silently: docs/guides/accessibility.md counts it.
"""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ilslearn.course.contents import entries
from ilslearn.course.questions import question
from tests.e2e.access import barriers, tab_to
from tests.e2e.browser import TOKEN, complaints, run_all, shoot

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(not shutil.which("make"), reason="no make on this machine"),
]
ROOT = Path(__file__).parents[2]
PILLS = [next(one for one in entries() if one.lesson.startswith(f"{module}.")).path for module in range(1, 7)]
ASSIGNMENT = Path("assignments/release/a1-what-binds/a1-what-binds.ipynb")
PAGES = [Path("notebooks/00-welcome.ipynb"), *(path.relative_to(ROOT) for path in PILLS), ASSIGNMENT]
HOSTS = {"lab": "doc/tree", "notebook": "notebooks"}
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def set_theme(lab_home: Path, theme: str) -> None:
    """Choose a theme as the menu Settings does."""
    settings = lab_home / "settings" / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"theme": THEMES[theme]}))


# By default the welcome page, which has the explorers, in the dark theme; all the rest in `make test-all`.
SHOWN = [
    pytest.param(
        path, host, theme, id=f"{path.stem}-{host}-{theme}",
        marks=[pytest.mark.thorough] * ((path.stem, host, theme) != ("00-welcome", "lab", "dark")),
    )
    for path in PAGES for host in HOSTS for theme in THEMES
]  # fmt: skip


@pytest.mark.parametrize(("path", "host", "theme"), SHOWN)
def test_nothing_of_ours_bars_a_reader(path: Path, host: str, theme: str, lab: str, lab_home: Path, page: Page) -> None:
    set_theme(lab_home, theme)
    page.goto(f"{lab}/{HOSTS[host]}/{path}?token={TOKEN}")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", THEMES[theme])
    run_all(page, host)
    tabs = page.locator(".widget-tab").get_by_role("tab").all()
    for tab in tabs or [None]:
        if tab:
            tab.click()
            expect(page.locator(".ils-explorer :is(h2, strong)").locator("visible=true").first).to_be_visible()
        assert barriers(page, ".jp-OutputArea") == []
    assert barriers(page, ".jp-MarkdownOutput") == []
    shoot(page, f"reach-{path.stem}-{host}-{theme}")


def test_a_barrier_in_an_output_is_found(lab: str, page: Page) -> None:
    """The test above can fail: what is put into an output is looked at."""
    page.goto(f"{lab}/doc/tree/notebooks/00-welcome.ipynb?token={TOKEN}")
    output = page.locator(".jp-OutputArea-output").first
    expect(output).to_be_attached()
    output.evaluate('one => one.innerHTML += \'<img src="data:,"><p style="color:#ddd;background:#fff">pale</p>\'')
    assert {one.partition(":")[0] for one in barriers(page, ".jp-OutputArea")} >= {"image-alt", "color-contrast"}


def test_a_self_check_is_worked_by_the_keyboard_alone(lab: str, page: Page) -> None:
    """Open a lesson, run it, answer wrong, read why, answer right: with keys, and no mouse."""
    page.goto(f"{lab}/doc/tree/notebooks/1-introduction/1.2-from-adoption-to-ratification.ipynb?token={TOKEN}")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    tab_to(page, ".jp-Notebook, .jp-Notebook *")
    page.keyboard.press("Escape")  # from writing to moving among cells
    page.keyboard.press("Control+Home")
    wanted = page.locator(".jp-CodeCell.jp-mod-active .cm-content", has_text="answer_a = ")
    for _ in range(60):  # Shift+Enter runs a cell and goes to the next
        if wanted.count():
            break
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(50)
    assert wanted.count(), "the cell of the answer was never reached"
    # Cells that still run take the focus as they end: who writes waits for them, as a reader does.
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=120_000)
    writing = page.locator(".jp-CodeCell.jp-mod-active .cm-editor.cm-focused", has_text="answer_a = ")
    assert question("1.2-a").form == "date"
    for text, verdict in (("2017-06-14", "Not yet."), (str(question("1.2-a").expected()), "Right.")):
        expect(wanted).to_have_count(1)
        page.keyboard.press("Enter")  # write in the cell
        expect(writing).to_have_count(1)
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(f'answer_a = "{text}"')
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")
        expect(page.get_by_role("status").filter(has_text=verdict)).to_be_visible()
        for _ in range(2):  # back from below the check to the answer
            page.keyboard.press("Escape")
            page.keyboard.press("ArrowUp")
    assert complaints(page) == []
    shoot(page, "keyboard-self-check")
