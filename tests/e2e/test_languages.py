"""A lesson and the explorers in French and Spanish, in a real browser: nothing of a label is cut off."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import TOKEN, run_all, shoot

pytestmark = [pytest.mark.browser, pytest.mark.thorough, pytest.mark.long]

LABELS = {"fr": ["Pays", "Instrument", "Jour", "Année"], "es": ["País", "Instrumento", "Día", "Año"]}
LESSON = "1-introduction/1.2-from-adoption-to-ratification.ipynb"


@pytest.mark.parametrize("language", sorted(LABELS))
def test_the_explorer_of_a_translated_lesson_speaks_its_language(lab, page, language):
    page.goto(f"{lab}/doc/tree/notebooks/{language}/{LESSON}?token={TOKEN}")
    run_all(page)
    box = page.locator(".jp-OutputArea .jupyter-widgets.widget-vbox").first
    expect(box.get_by_label(LABELS[language][0], exact=True)).to_be_visible(timeout=120_000)
    for label in LABELS[language]:
        shown = box.locator(".widget-label", has_text=label).first
        cut = shown.evaluate("one => one.scrollWidth > one.clientWidth + 1")
        assert not cut, label
    box.scroll_into_view_if_needed()
    shoot(page, f"explorer-{language}")
