"""What another student gets to see: no name, and nothing that can run, load or lead away."""

import re

import pytest

from ilslearn.document import page
from ilslearn.peer.safe import MASK, locked_page, masked, shown_safely, words_of
from tests.e2e.test_hostile_text import TEXTS


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_that_a_student_writes_keeps_an_attribute_or_an_active_element(text):
    html = shown_safely(text)
    assert all(re.fullmatch(r"/?[a-z0-9]+", tag.strip(" /") or "x") for tag in re.findall(r"<([^>]*)>", html))
    assert not re.search(r"<(script|img|svg|iframe|a|style|form|base|meta|link|object|video)\b", html)


def test_hostile_texts_are_shown_as_markdown_and_do_not_fall_back_to_plain_text():
    html = shown_safely("\n\n".join(TEXTS))
    assert all(part in html for part in ("<h1>", "<pre><code>", "<p>", "&lt;script&gt;"))


def test_the_law_in_a_memo_is_still_read_as_it_was_written():
    html = shown_safely("# What binds\n\n*Bader Bop* and **C087**, art. 3:\n\n1. one\n2. two\n\n| a |\n|---|\n| b |")
    assert all(
        part in html for part in ("<h1>", "<em>Bader Bop</em>", "<strong>C087</strong>", "<li>two</li>", "<td>b")
    )


@pytest.mark.parametrize(
    ("text", "names", "told", "found"),
    [
        ("By Ana García.", ["Ana", "García"], f"By {MASK}.", ("Ana García",)),
        ("by ANA", ["Ana", ""], "by ANA", ()),  # three letters: only as written
        ("garcía wrote GARCÍA", ["Ana", "García"], f"{MASK} wrote {MASK}", ("garcía", "GARCÍA")),
        ("Analysis by s-17; s-170 stands", ["Ana"], f"Analysis by {MASK}; s-170 stands", ("s-17",)),
        ("ana.g@uni.example", ["ana.g@uni.example"], MASK, ("ana.g@uni.example",)),
        ("Garci\u0301a", ["García"], MASK, ("García",)),
        ("Gar\u200bcía \u202e", ["García"], f"{MASK} ", ("García",)),
        ("Nothing to hide.", ["Li"], "Nothing to hide.", ()),
    ],
)
def test_what_tells_who_wrote_is_masked_and_told(text, names, told, found):
    words = words_of("s-17", [*names, " ".join(names)])
    assert masked(text, words) == (told, found)


def test_the_page_lets_the_browser_run_and_load_nothing():
    html = locked_page("Memos <1>", "<p>x</p>")
    assert "default-src 'none'" in html
    assert html.index("Content-Security-Policy") < html.index("<title>")
    assert len(html) > len(page("Memos <1>", "<p>x</p>"))
