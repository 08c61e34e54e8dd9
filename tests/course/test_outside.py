"""Questions for other programs: read back as those programs read them."""

import html
import io
import json
import re
import zipfile

import pytest
from lxml import etree

from ilslearn.course.moodle_xml import moodle_xml
from ilslearn.course.outside import Option, Outside, outside
from ilslearn.course.qti import qti
from ilslearn.course.questions import all_questions
from ilslearn.errors import UnknownQuestion

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
HOSTILE = (
    "<script>alert(1)</script> ]]> & &lt; $x$ \\num{1} `run` ![p](/etc/passwd) *b* _i_ a) ... 1. "
    "\x00\x0b\ud800 é 法 'q' \"d\""
)
KEPT = " ".join(re.sub("[\x00\x0b\ud800]", "", HOSTILE).split())


@pytest.fixture(scope="module")
def everything():
    return outside(with_graded=True)


def in_moodle(questions):
    """Each question by its name, as Moodle reads it: texts in HTML are shown as text."""
    root = etree.fromstring(moodle_xml(questions))
    assert root.tag == "quiz"
    return {one.findtext("name/text"): one for one in root if one.get("type") != "category"}


def in_qti(questions):
    """Each item by its title."""
    package = zipfile.ZipFile(io.BytesIO(qti(questions)))
    manifest = etree.fromstring(package.read("imsmanifest.xml"))
    (name,) = [n for n in manifest.xpath("//@href") if n.endswith(".xml") and "meta" not in n]
    items = etree.fromstring(package.read(name)).iter(f"{QTI}item")
    return {
        one.get("title"): one for one in items if "text_only_question" not in etree.tostring(one, encoding="unicode")
    }


def seen(text):
    """What a reader sees of HTML; markup that is no text of ours would be lost here."""
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", text or "")).split())


def test_no_key_of_an_assignment_leaves_unless_it_is_asked_for():
    questions, left_out = outside()
    assert {one.id for one in questions} == {one.id for one in all_questions().values() if not one.graded}
    assert left_out == {}


def test_what_cannot_be_asked_elsewhere_is_told(everything):
    questions, left_out = everything
    assert {one.id for one in questions} | set(left_out) == set(all_questions())
    assert left_out["a4-1"] == "the answer depends on another answer of the learner"
    assert left_out["a7-1"] == "a memorial is marked here, and nowhere else"
    assert left_out["a5-3"] == "its answer is a list, and there is no list of choices"
    assert not {one.id for one in questions} & set(left_out)


def test_an_unknown_lesson_is_told():
    with pytest.raises(UnknownQuestion, match=r"lesson 9\.9"):
        outside(lessons=["9.9"])
    with pytest.raises(UnknownQuestion, match="lesson a1"):  # graded
        outside(lessons=["a1"])


def test_moodle_has_every_option_with_its_reply_and_the_right_one_in_full(everything):
    read = in_moodle(everything[0])
    for one in (one for one in all_questions().values() if one.form == "choice"):
        options = {
            seen(answer.findtext("text")): (answer.get("fraction"), seen(answer.findtext("feedback/text")))
            for answer in read[one.id].findall("answer")
        }
        assert set(options) == {seen(html.escape(choice)) for choice in one.choices}
        for choice in one.choices:
            share, reply = options[seen(html.escape(choice))]
            right = choice == one.expected()
            said = one.right if right else one.replies.get(choice, one.otherwise)
            part = 1 if right else one.partial.get(choice, 0)
            assert (share, reply) == (f"{part * 100:g}", seen(html.escape(said))), (one.id, choice)
        assert read[one.id].findtext("single") == "true"


def test_moodle_has_the_sources_and_the_day_of_the_facts(everything):
    read = in_moodle(everything[0])
    for one in everything[0]:
        general = read[one.id].findtext("generalfeedback/text")
        assert re.findall('href="([^"]*)"', general) == [html.escape(url) for url in one.sources]
        assert "The facts are as of" in general


def test_moodle_marks_a_date_by_its_reply(everything):
    question = in_moodle(everything[0])["a1-2"]
    answers = {
        one.findtext("text"): (one.get("fraction"), one.findtext("feedback/text")) for one in question.findall("answer")
    }
    assert question.get("type") == "shortanswer"
    assert answers["1996-01-05"][0] == "100"
    assert answers["1995-01-05"][0] == "50"
    assert answers["1985-11-23"] == ("0", all_questions()["a1-2"].replies["1985-11-23"])
    assert list(answers)[-1] == "*"


def test_moodle_marks_a_list_as_we_do(everything):
    question = in_moodle(everything[0])["a1-4"]
    shares = {one.findtext("text"): one.get("fraction") for one in question.findall("answer")}
    assert shares == {
        "C087": "33.33333",
        "C098": "-33.33333",
        "C111": "33.33333",
        "C138": "-33.33333",
        "C182": "33.33333",
    }
    assert question.findtext("single") == "false"


def test_moodle_has_a_table_as_pairs_and_the_words_that_fit_nowhere(everything):
    question = in_moodle(everything[0])["a1-5"]
    pairs = [(one.findtext("text"), one.findtext("answer/text")) for one in question.findall("subquestion")]
    assert (question.get("type"), dict(pairs[:4])) == ("matching", all_questions()["a1-5"].expected())
    assert sorted(pairs[4:]) == [("", "not_a_member"), ("", "uncertain")]


def test_moodle_has_a_category_for_each_module():
    root = etree.fromstring(moodle_xml(outside()[0]))
    names = [one.findtext("category/text") for one in root if one.get("type") == "category"]
    assert [name.partition(". ")[0] for name in names] == [f"$course$/ilslearn/{n}" for n in range(1, 7)]


def test_qti_has_every_option_with_its_reply(everything):
    read = in_qti(everything[0])
    for one in (one for one in all_questions().values() if one.form == "choice"):
        item = read[one.id]
        labels = {
            label.get("ident"): seen(label.findtext(f".//{QTI}mattext")) for label in item.iter(f"{QTI}response_label")
        }
        replies = {
            reply.get("ident").removesuffix("_fb"): seen(reply.findtext(f".//{QTI}mattext"))
            for reply in item.iter(f"{QTI}itemfeedback")
        }
        (right,) = {
            test.findtext(f".//{QTI}varequal")
            for test in item.iter(f"{QTI}respcondition")
            if test.find(f"{QTI}setvar") is not None
        }
        assert labels[right] == seen(html.escape(one.expected()))
        for ident, text in labels.items():
            choice = next(choice for choice in one.choices if seen(html.escape(choice)) == text)
            said = one.right if ident == right else one.replies.get(choice, one.otherwise)
            assert replies.get(ident, "") == seen(html.escape(said)), (one.id, choice)


def test_qti_has_a_question_for_each_row_of_a_table_and_says_points(everything):
    read = in_qti(everything[0])
    rows = [title for title in read if title.startswith("a1-5 (")]
    assert rows == [f"a1-5 ({key})" for key in ("KOR", "FRA", "USA", "ZAF")]
    fields = {
        f.findtext(f"{QTI}fieldlabel"): f.findtext(f"{QTI}fieldentry")
        for f in read[rows[0]].iter(f"{QTI}qtimetadatafield")
    }
    assert (fields["question_type"], fields["points_possible"]) == ("multiple_choice_question", "0.5")


@pytest.mark.parametrize("kind", ["choice", "several", "text", "number", "match", "essay"])
def test_whatever_stands_in_a_question_is_shown_and_never_taken_for_markup(kind):
    options = (Option("7" if kind == "number" else HOSTILE, 1.0, HOSTILE), Option("other", 0.0, HOSTILE))
    one = Outside(
        "x-1", "6. " + HOSTILE, kind, HOSTILE, 2, HOSTILE, HOSTILE, (HOSTILE,), ("javascript:alert(1)", "https://a.b/c_d"),
        options if kind not in ("match", "essay") else (), ((HOSTILE, "a"), ("k", "b")) if kind == "match" else (),
        ("a", "b") if kind == "match" else (),
    )  # fmt: skip
    question = in_moodle([one])["x-1"]
    assert seen(question.findtext("questiontext/text")) == KEPT
    assert KEPT in seen(question.findtext("generalfeedback/text"))
    assert "<script" not in etree.tostring(question, encoding="unicode")
    assert re.findall('href="([^"]*)"', question.findtext("generalfeedback/text")) == ["https://a.b/c_d"]
    items = in_qti([one])
    assert len(items) == (2 if kind == "match" else 1)
    for item in items.values():
        texts = [text.text or "" for text in item.iter(f"{QTI}mattext")]
        assert any(KEPT in seen(text) for text in texts)
        allowed = {"p", "/p", "br", "a", "/a"}
        assert {tag.split()[0] for text in texts for tag in re.findall("<([^>]*)>", text)} <= allowed
        assert not any("javascript:" in link for text in texts for link in re.findall('href="([^"]*)"', text))


def test_nothing_of_an_assignment_is_in_what_is_written_by_default():
    questions, _ = outside()
    package = zipfile.ZipFile(io.BytesIO(qti(questions)))
    written = [html.unescape(html.unescape(package.read(name).decode())) for name in package.namelist()]
    written.append(html.unescape(html.unescape(moodle_xml(questions).decode())))
    keys = [one.right for one in all_questions().values() if one.graded and one.right]
    assert keys
    assert not [key for key in keys for text in written if key in text], json.dumps(keys[:1])
