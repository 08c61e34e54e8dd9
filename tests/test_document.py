"""A document as Markdown, HTML and Word: the same content, nothing lost, nothing taken for a sign of the form."""

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ilslearn as ils
from ilslearn.document import Document, Grid, Heading, Items, Text
from ilslearn.shown import UNDERLINED

SAMPLE = Document(
    "Two <decisions>",
    (
        Heading("Sources"),
        Text("Read at https://compendium.itcilo.org/en/a_b. Not *legal* advice."),
        Items(["1. first", "# second", "a | b"]),
        Grid(
            "Was it binding?", ["Instrument", "Canada", "South Africa"], [["C098", "no", "yes"], ["C087", "yes|no", ""]]
        ),
    ),
)


def test_markdown_has_no_sign_that_the_text_did_not_mean():
    assert SAMPLE.to_markdown() == (
        "# Two \\<decisions\\>\n\n"
        "## Sources\n\n"
        "Read at [compendium.itcilo.org](<https://compendium.itcilo.org/en/a_b>). Not \\*legal\\* advice.\n\n"
        "- 1\\. first\n- \\# second\n- a \\| b\n\n"
        "**Was it binding?**\n\n"
        "| Instrument | Canada | South Africa |\n| --- | --- | --- |\n| C098 | no | yes |\n| C087 | yes\\|no |  |\n"
    )


def test_html_escapes_what_it_is_given_and_heads_its_table():
    html = SAMPLE.to_html()
    assert "Two &lt;decisions&gt;" in html
    assert f'<a href="https://compendium.itcilo.org/en/a_b" {UNDERLINED}>compendium.itcilo.org</a>.' in html
    assert '<th scope="row" style="text-align:left;vertical-align:top">C098</th>' in html


def test_plain_text_reads_line_by_line():
    assert "C098; Canada: no; South Africa: yes" in str(SAMPLE)


def test_a_word_file_holds_the_same(tmp_path):
    path = SAMPLE.save(tmp_path / "two.docx")
    word = docx.Document(str(path))
    assert [p.text for p in word.paragraphs if p.text][:2] == ["Two <decisions>", "Sources"]
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows][1] == ["C098", "no", "yes"]
    links = [r.target_ref for r in word.part.rels.values() if r.is_external]
    assert links == ["https://compendium.itcilo.org/en/a_b"]


@pytest.mark.parametrize("name", ["two.md", "two.txt", "two.html", "two.DOCX"])
def test_the_name_of_the_file_says_what_is_written(tmp_path, name):
    assert SAMPLE.save(tmp_path / name).stat().st_size > 100
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_another_name_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(ils.UnusableFile, match="end the name in"):
        SAMPLE.save(tmp_path / "two.pdf")
    assert not list(tmp_path.iterdir())


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_any_text_makes_a_sound_document_of_every_form(text):
    document = Document(text, (Text(text), Items([text]), Grid(text, [text], [[text]])))
    assert document.to_markdown().count("\n#") == 0
    assert "<script" not in document.to_html()


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_any_text_can_be_kept_as_a_word_file(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("word") / "any.docx"
    Document("any", (Text(text), Grid("t", ["a"], [[text]]))).to_docx(path)
    assert len(docx.Document(str(path)).tables) == 1
