"""What a real browser writes when a page is saved in one file is what the update of the facts reads."""

from datetime import date

import pytest

from ilslearn.updates.reading import read_page
from tests.updates.pages import ADDRESS, Line, of_instrument

LINES = [Line("CIV", "C081", date(1987, 6, 5)), Line("NZL", "C081", date(1959, 11, 30), terms="Excluding Part II")]


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_page_that_chromium_saved_in_one_file(page, tmp_path, language):
    source = tmp_path / "page.html"
    source.write_text(of_instrument(LINES, language), encoding="utf-8")
    page.goto(source.as_uri())
    saved = page.context.new_cdp_session(page).send("Page.captureSnapshot", {"format": "mhtml"})["data"]
    path = tmp_path / "page.mhtml"
    path.write_text(saved, encoding="utf-8", newline="")
    told = read_page(path, source=ADDRESS)  # the day is in the file
    assert abs((told.as_of - date.today()).days) <= 1
    assert (told.about, told.whole) == ("C081", True)
    assert [(one.country, one.on, one.terms) for one in told.entries] == [
        ("CIV", date(1987, 6, 5), ()),
        ("NZL", date(1959, 11, 30), ("Part II excluded.",)),
    ]
