"""References: what a lawyer expects of each kind, formats that other programs read, and nothing dropped silently."""

import json
import re
from pathlib import Path

import bibtexparser
import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

import ilslearn as ils
from ilslearn.references.formats import escaped

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "cases" / "references.yaml").read_text(encoding="utf-8"))
CSL_SCHEMA = json.loads((HERE / "data" / "csl-data.json").read_text(encoding="utf-8"))
INSTRUMENTS = list(ils.instruments()["code"])
DECISIONS = list(ils.decisions()["id"])
SUPERVISORY = [
    *(f"CFA-{number}" for number in ils.cfa_cases()["case_no"]),
    *ils.comments()["id"],
    *ils.general_surveys()["id"],
    *ils.inquiries()["id"],
]
EVERYTHING = [*INSTRUMENTS, *DECISIONS, *SUPERVISORY]

# What Zotero's schema (version 41) takes over from CSL-JSON, by the type that it makes of ours; a treaty is a document.
ZOTERO = {
    "treaty": "title title-short issued publisher genre author URL note citation-key",
    "document": "type title title-short issued publisher genre author URL note citation-key",
    "legal_case": "type title authority issued number container-title volume page author URL note citation-key",
    "report": "type title title-short author issued publisher genre number collection-title page URL note citation-key",
}
NOT_COMPARED = ("type", "series", "url", "annote")


def items(text):
    """The items of a CSL-JSON text, which must be valid by the official schema."""
    read = json.loads(text)
    jsonschema.Draft7Validator(CSL_SCHEMA).validate(read)
    return read


def entries(text):
    """The entries of a BibTeX text, which must be read without a failed block."""
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    return library.entries


def fields(entry):
    return {field.key: field.value for field in entry.fields}


def test_the_table_of_cases_is_large_and_has_every_style():
    assert len(CASES) >= 40
    assert {case["style"] for case in CASES} == {"oscola", "oscola-markdown", "csl", "bibtex"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['style']}: {case['name']}")
def test_a_reference_is_as_a_lawyer_expects_it(case):
    text, expected = ils.reference(case["name"], case["style"]), case["expected"]
    if case["style"] == "csl":
        (item,) = items(text)
        issued = item.get("issued", {"date-parts": [None]})["date-parts"][0]
        author = item.get("author", [{}])[0].get("literal")
        assert {**item, "issued": issued, "author": author}.items() >= expected.items()
        assert ("author" in item) == ("author" in expected)
    elif case["style"] == "bibtex":
        (entry,) = entries(text)
        told = {"entry": entry.entry_type, "key": entry.key, **fields(entry)}
        assert {name: value for name, value in told.items() if name not in NOT_COMPARED} == expected
    else:
        assert text == expected


def test_everything_in_the_record_is_valid_csl_json_with_a_key_of_its_own():
    read = items(ils.bibliography(EVERYTHING, "csl"))
    assert len({item["id"] for item in read}) == len(read) == len(EVERYTHING)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*", item["id"]) for item in read)
    for item in read:
        assert "" not in item.values()
        assert re.search(r"Record of ilslearn as of [\d-]{10}: (confirmed|partial|unconfirmed)\.", item["note"])
        assert re.fullmatch(r"[a-z]{2}", item.get("jurisdiction", "zz"))
        assert all(isinstance(part, int) for part in item.get("issued", {"date-parts": [[]]})["date-parts"][0])


def test_nothing_is_lost_in_zotero():
    for item in items(ils.bibliography(EVERYTHING, "csl")):
        lines = dict(line.split(": ", 1) for line in item["note"].split("\n")[:-1])
        for name in item.keys() - {"id", *ZOTERO[item["type"]].split()}:
            assert lines[name] == item[name], item["id"]


def test_everything_in_the_record_is_bibtex_that_is_read_back_whole():
    read = entries(ils.bibliography(EVERYTHING, "bibtex"))
    keys = [item["id"] for item in items(ils.bibliography(EVERYTHING, "csl"))]
    assert [entry.key for entry in read] == keys
    for entry in read:
        assert fields(entry)["title"]
        assert ("month" in fields(entry)) or ("day" not in fields(entry))


@pytest.mark.parametrize(
    "names", [INSTRUMENTS, DECISIONS, SUPERVISORY], ids=["instruments", "decisions", "supervisory"]
)
def test_everything_in_the_record_has_an_oscola_reference_without_empty_or_invented_parts(names):
    for name in names:
        text = ils.reference(name)
        assert not re.search(r"  |\( |\(\)|, ,|,\)|\bNone\b|\bnan\b|_", text.replace("2C_499", "")), text
        assert not re.search(r"\b(?:No|Nos|v|vs|Ltd|Inc|Co)\.", text), text
        assert "UNTS" not in text  # the record does not have it
        marked = ils.reference(name, "oscola-markdown")
        assert re.sub(r"\\(.)", r"\1", marked.replace("*", "")) == text


def test_the_day_of_a_decision_is_never_more_precise_than_the_record():
    for row in ils.decisions().itertuples():
        (item,) = json.loads(ils.reference(row.id, "csl"))
        assert item["issued"]["date-parts"][0] == [int(part) for part in row.decided_on.split("-")]


def test_an_oscola_list_has_cases_then_treaties_then_other_documents_each_once_and_sorted():
    names = ["R190", "CFA-2166", "C098", "can-scc-2011-fraser", "Convention No. 29", "C029", "zaf-cc-2000-hoffmann"]
    lines = ils.bibliography(names, "oscola").split("\n\n")
    assert [block.split("\n")[0] for block in lines[:3]] == ["Cases", "Treaties", "Other documents"]
    assert lines[0].split("\n")[1].startswith("Hoffmann")
    assert [line.split(" ")[0] for line in lines[1].split("\n")[1:]] == ["Forced", "Right"]
    assert lines[3] == "Confirmed only in part (the record says in what): ILO Convention No. 98"


def test_names_of_cases_are_in_italics_in_a_reference_and_not_in_a_list():
    assert ils.reference("can-scc-2011-fraser", "oscola-markdown").startswith("*Ontario")
    assert "*" not in ils.bibliography(["can-scc-2011-fraser"], "oscola-markdown")


def test_one_name_may_stand_for_a_list_and_no_name_gives_an_empty_one():
    assert ils.bibliography("C029") == ils.reference("C029")
    assert [ils.bibliography([], style) for style in ("oscola", "bibtex", "csl")] == ["", "", "[]"]


TEXT = (
    "Convention No. 29 and its Protocol of 2014 (ILO Convention No. 29 again); Ontario (Attorney General) v. Fraser;"
    " CFA, Case No. 2166, 330th Report; CFA, Case No. 9999; ILO Convention No. 999; the General Survey of 2012 of the"
    " Committee of Experts; a direct request of the CEACR of 2013; the ILO Commission of Inquiry on Myanmar of 1998."
)
FOUND = {
    "can-scc-2011-fraser", "ilo-c029-1930", "ilo-p029-2014", "ilo-cfa-2166", "ilo-gs-2012-fundamental-conventions",
    "ilo-coi-1998-mmr-c029",
}  # fmt: skip


@pytest.mark.parametrize("style", ["oscola", "oscola-markdown", "bibtex", "csl"])
def test_what_a_text_cites_is_listed_and_what_is_not_in_the_record_is_named(style):
    written = ils.bibliography_of(TEXT, style)
    for missing in ("Case No. 9999", "Convention No. 999", "CEACR"):
        assert missing in written
    if style == "csl":
        assert {item["id"] for item in items(written)} == {*FOUND, "ilslearn-not-found"}
    elif style == "bibtex":
        assert {entry.key for entry in entries(written)} == FOUND
        assert len(entries(written)) == len(FOUND)
    else:
        assert written.count("Forced Labour Convention (ILO Convention No 29)") == 1


def test_every_citation_of_a_text_is_either_referred_to_or_named_as_missing():
    corpus = yaml.safe_load((HERE / "cases" / "citations.yaml").read_text(encoding="utf-8"))
    for case in corpus:
        read = items(ils.bibliography_of(case["text"], "csl"))
        assert bool(read) == bool(ils.find_citations(case["text"])), case["text"]


@pytest.mark.parametrize(
    ("name", "error", "names"),
    [
        ("Convention No. 999", ils.UnknownInstrument, "C193"),
        ("C999", ils.UnknownInstrument, "C193"),
        ("CFA-9999", ils.UnknownReference, "nothing of whether it exists"),
        ("Bader Bopp v Numsa", ils.UnknownReference, "Write a code"),
        ("Right to Organise and Colective Bargaining", ils.UnknownReference, "Did you mean Right to Organise"),
        ("arg-c098-dr-2031", ils.UnknownReference, "Did you mean arg-c098-dr-20"),
        ("Turkey", ils.UnknownDecision, "fits"),
        ("", ils.UnknownReference, "Nothing was named"),
        (None, ils.UnknownReference, "Nothing was named"),
    ],
)
def test_a_name_that_nothing_has_is_one_sentence_with_the_nearest_names(name, error, names):
    with pytest.raises(error, match=re.escape(names)):
        ils.reference(name)


@pytest.mark.parametrize("style", ["oscolla", "", None, "apa"])
def test_a_style_that_there_is_not_names_those_that_there_are(style):
    with pytest.raises(ils.UnknownStyle, match="Write one of: oscola, oscola-markdown, bibtex, csl"):
        ils.bibliography(["C029"], style)


DECODER = LatexNodes2Text(strict_latex_spaces=True)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "M", "Zl", "Zp")), max_size=60)


@given(st.one_of(TEXTS, st.text(r"\{}~^&%$#_-'`,<>?!aé @=" + '"', max_size=60)))
def test_text_in_bibtex_is_read_back_as_it_was(text):
    title = " ".join(text.split())
    (entry,) = entries(f"@misc{{key,\n  title = {{{escaped(text)}}},\n  note = {{after}}\n}}")
    read = fields(entry)
    assert read["note"] == "after"
    # What the decoder does not know (LaTeX's names of braces) or takes for a letter of its own (the circumflex).
    known = read["title"].replace(r"\textbraceleft{}", r"\{").replace(r"\textbraceright{}", r"\}")
    assert DECODER.latex_to_text(known).replace("\u02c6", "^") == title.replace("\u02c6", "^")


@given(TEXTS)
def test_a_bibliography_of_any_text_is_valid(text):
    items(ils.bibliography_of(text, "csl"))
    entries(ils.bibliography_of(text, "bibtex"))
