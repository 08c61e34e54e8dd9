"""The questions as Moodle XML, for the question bank of Moodle.

Source of the form: https://docs.moodle.org/en/Moodle_XML_format, and Moodle's importer, question/format/xml/format.php.
"""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from ilslearn.course.outside import Option, Outside, in_xml
from ilslearn.shown import whose

_TYPES = {
    "choice": "multichoice", "several": "multichoice", "match": "matching", "text": "shortanswer",
    "number": "numerical", "essay": "essay",
}  # fmt: skip
REMARKS = ("A date or a code counts only as it is written there: YYYY-MM-DD, C158.",)


def moodle_xml(questions: Iterable[Outside]) -> bytes:
    """The questions in a file that Moodle imports, a category for each module.

    >>> from ilslearn.course.outside import outside
    >>> moodle_xml(outside(lessons=["1.2"])[0]).count(b'<question type="shortanswer">')
    2
    """
    quiz = ET.Element("quiz")
    category = ""
    for one in questions:
        if one.category != category:
            category = one.category
            head = _in(_in(quiz, "question", type="category"), "category")
            # A slash parts categories; one that belongs to a name is doubled.
            _text(head, f"$course$/ilslearn/{category.replace('/', '//')}")
        _question(quiz, one)
    ET.indent(quiz)
    return ET.tostring(quiz, encoding="utf-8", xml_declaration=True)


def _question(quiz: ET.Element, one: Outside) -> None:
    item = _in(quiz, "question", type=_TYPES[one.kind])
    _text(_in(item, "name"), one.id)
    _html(item, "questiontext", f"<p>{_page(one.prompt)}</p>")
    sources = "".join(f"<li>{_link(url)}</li>" for url in one.sources)
    notes = "".join(f"<p>{_page(note)}</p>" for note in one.notes)
    right = f"<p>{_page(one.right)}</p>" if one.right else ""
    listed = f"<p>Sources:</p><ul>{sources}</ul>" if sources else ""
    _html(item, "generalfeedback", right + listed + notes)
    _in(item, "defaultgrade").text = str(one.points)
    _in(item, "idnumber").text = in_xml(one.id)
    if one.kind in ("choice", "several"):
        _in(item, "single").text = "true" if one.kind == "choice" else "false"
        _in(item, "shuffleanswers").text = "true"
        _in(item, "answernumbering").text = "none"
        for option in one.options:
            _answer(item, _page(option.text), option, form="html")
    elif one.kind == "match":
        _in(item, "shuffleanswers").text = "true"
        _html(item, "correctfeedback", _page(one.right))
        _html(item, "incorrectfeedback", _page(one.otherwise))
        rows = [*one.pairs, *(("", value) for value in one.values if value not in dict(one.pairs).values())]
        for key, value in rows:  # a value without a key is one that belongs to none
            row = _html(item, "subquestion", _page(key))
            _text(_in(row, "answer"), value)
    elif one.kind in ("text", "number"):
        if one.kind == "text":
            _in(item, "usecase").text = "0"
        for option in one.options:
            # A star stands for anything, unless it is marked as a star.
            _answer(item, option.text.replace("*", r"\*"), option, form="moodle_auto_format")
        _answer(item, "*", Option("*", 0.0, one.otherwise), form="moodle_auto_format")
    else:
        _in(item, "responseformat").text = "editor"


def _answer(item: ET.Element, text: str, option: Option, *, form: str) -> None:
    answer = _in(item, "answer", fraction=f"{option.share * 100:.5f}".rstrip("0").rstrip("."), format=form)
    _text(answer, text)
    _html(answer, "feedback", _page(option.feedback))


def _page(text: str) -> str:
    """A plain text as HTML: it is shown as it is, whatever stands in it."""
    return escape(in_xml(text)).replace("\n", "<br>")


def _link(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return _page(url)
    return f'<a href="{_page(url)}">{_page(whose(url))}</a>'


def _html(parent: ET.Element, name: str, html: str) -> ET.Element:
    element = _in(parent, name, format="html")
    _text(element, html)
    return element


def _text(parent: ET.Element, text: str) -> None:
    _in(parent, "text").text = in_xml(text)


def _in(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, name, attributes)
