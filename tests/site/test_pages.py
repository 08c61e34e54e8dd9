"""What the built site says is what the library answers, and nothing of it is missing."""

import json
import re
from html import unescape

import nbformat
import pytest
from website.decisions import decision_page
from website.instruments import Facts, instrument_page
from website.reference import names_by_page
from website.staging import Selection

import ilslearn as ils
from ilslearn import tables
from ilslearn.course.notebooks import lessons
from ilslearn.dates import partial
from ilslearn.law.decisions import register
from tests.site.conftest import DECISIONS, INSTRUMENTS, ROOT
from tests.test_cli import COMMANDS


def words(html):
    """What a reader reads, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def read(site, name):
    return (site / name).read_text(encoding="utf-8")


def test_without_a_choice_every_instrument_and_decision_has_a_page():
    everything = Selection()
    assert everything.codes == list(ils.instruments()["code"])
    assert everything.ids == list(ils.decisions()["id"])


@pytest.mark.parametrize("code", INSTRUMENTS)
def test_an_instrument_says_what_it_is_whom_it_binds_and_how_to_cite_it(site, code):
    one, html = ils.instrument(code), read(site, f"instruments/{code}.html")
    said = words(html)
    assert one.title in said
    assert one.verified in said
    assert all(unescape(source) in unescape(html) for source in one.sources)
    assert " ".join(ils.reference(code).split()) in said
    assert f'href="{code}.html"' in read(site, "instruments/index.html").replace("../instruments/", "")
    if one.kind == "recommendation":
        assert "never binds" in said
        return
    states = ils.countries()["country"]
    answers = [ils.binding(state, code, on=tables.as_of()).status for state in states]
    for status, label in (("in_force", "in force"), ("uncertain", "uncertain"), ("not_in_force", "not in force")):
        if count := answers.count(status):
            assert f"<summary>{label}: {count}</summary>" in html
    known = (tables.read_raw("ratifications")["instrument"] == code).sum()
    assert f"Ratifications known here: {known}" in said


def test_an_instrument_with_a_partial_list_warns_that_absence_proves_nothing(site):
    coverage = ils.ratification_coverage().set_index("instrument")["coverage"]
    for code in ("C001", "C087", "C158"):
        means = "The list is complete" if coverage[code] == "complete" else "proves nothing"
        assert means in words(read(site, f"instruments/{code}.html"))


@pytest.mark.parametrize("code", ["C001", "C087", "C158", "P029"])
def test_an_instrument_says_as_of_which_day_its_list_is_what_the_answers_say_too(site, code):
    as_of = partial(ils.binding("Tuvalu", code, on="2010-01-01").as_of).on_which()
    assert f"The list is complete as it was read {as_of}" in words(read(site, f"instruments/{code}.html"))


def test_a_day_that_is_not_known_is_told_in_words(site):
    assert not re.search(r"\d{4}-\d\d-\d\d/\d{4}", read(site, "instruments/P029.html"))
    assert "a day in 2026" in words(read(site, "instruments/P029.html"))
    assert ils.decision("bra-tst-2024-itavema-assedio").decided_on.in_words() in words(
        read(site, "decisions/index.html")
    )


@pytest.mark.parametrize("name", ["instruments/C087", "decisions/can-scc-2011-fraser"])
def test_a_page_of_the_facts_leads_back_to_its_list_and_describes_itself(site, name):
    html = read(site, f"{name}.html")
    folder = name.split("/")[0]
    assert f'<a href="index.html" class="nav-link">{folder.capitalize()}</a>' in html
    title = re.search(r"<title>(.*?) &#8212;", html, re.S)[1].strip()
    assert f'<meta name="description" content="{title}: ' in html


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "C004",
            "The Conference abrogated it on 14 June 2017 (ILC 106 (2017); partial, see above). Since then it binds",
        ),
        (
            "C007",
            "The Conference withdrew it on a day in 2021 (ILC 109 (2021); confirmed, see above). Since then it binds",
        ),
        ("R105", "Since then it is a standard of the ILO no more"),
    ],
)
def test_what_the_conference_ended_says_so_before_whom_it_bound(code, said):
    page = words(instrument_page(code, Facts([code]), lambda html, own="": html))
    assert said in page
    assert not re.search(r"\d{4}-\d\d-\d\d/\d{4}|confirmed: ?[).]", page)


def test_other_international_law_is_named_in_full(site):
    said = words(read(site, "decisions/icj-2026-right-to-strike-c087.html"))
    assert (
        "Vienna Convention on the Law of Treaties, art. 31; Vienna Convention on the Law of Treaties, art. 32" in said
    )
    assert "VCLT:" not in said


def test_a_lawyer_reads_words_and_no_short_forms():
    safety = next(one.id for one in register().values() if "osh" in one.subjects)
    said = words(decision_page(safety, lambda html, own="": html))
    assert "occupational safety and health" in said
    assert not re.search(r"\bosh\b", said)


def test_an_instrument_lists_each_decision_comment_and_requirement(site):
    html = read(site, "instruments/C098.html")
    using = [one.id for one in register().values() if "C098" in one.codes]
    assert all(f">{name}<" in html for name in using)
    assert f"n = {len(using)} of {len(register())}" in words(html)
    comments = ils.comments()
    about = comments[comments["instrument"].map(lambda codes: "C098" in codes)]
    table = html[html.index("What supervisory bodies said on C098") :]
    assert table[: table.index("</table>")].count("<tr>") - 1 >= len(about) > 0
    assert f"Requirements of C098 (n = {(ils.requirements()['instrument'] == 'C098').sum()})" in html


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_says_what_it_decided_and_how_far_that_is_confirmed(site, name):
    one, said = ils.decision(name), words(read(site, f"decisions/{name}.html"))
    for text in (one.title, one.facts, one.issue, one.use_of_ils, one.note, one.verified):
        assert " ".join(text.split()) in said
    assert f"n = {len(register())}" in said
    assert " ".join(ils.reference(name).split()) in said
    assert f"{name}.html" in read(site, "decisions/index.html")
    for code in one.codes:
        answer = ils.binding(one.country, code, on=one.decided_on.latest) if not one.is_international else None
        told = answer._repr_html_() if answer and code[0] != "R" else code
        assert words(told).replace(" ", "") in said.replace(" ", "")  # codes are links on the site


def test_a_decision_of_which_the_year_alone_is_known_is_not_made_more_precise(site):
    said = words(read(site, "decisions/bra-tst-2024-itavema-assedio.html"))
    assert ils.decision("bra-tst-2024-itavema-assedio").decided_on.in_words() in said


def test_a_decision_shows_its_later_history(site):
    for name in DECISIONS:
        html = read(site, f"decisions/{name}.html")
        assert all(later in html for later in ils.decision(name).followed_by)


@pytest.mark.parametrize("resource", tables.data_package()["resources"], ids=lambda one: one["name"])
def test_a_table_has_a_page_with_its_fields_its_counts_and_its_file(site, resource):
    name = resource["name"]
    html, frame = read(site, f"data/{name}.html"), tables.read_raw(name)
    for field in resource["schema"]["fields"]:
        assert f"<code>{field['name']}</code>" in html
        assert " ".join(field["description"].split()) in words(html)
    counts = frame["verified"].value_counts()
    told = ", ".join(f"{counts.get(word, 0)} {word}" for word in ("confirmed", "partial", "unconfirmed"))
    assert f"{len(frame)} rows : {told}" in words(html)
    assert f'href="{name}.csv" download' in html
    assert (site / "data" / f"{name}.csv").read_bytes() == (ROOT / "datasets" / f"{name}.csv").read_bytes()


def test_every_public_name_is_explained(site):
    by_page = names_by_page()
    assert sorted(name for names in by_page.values() for name in names) == sorted(ils.__all__)
    for key, names in by_page.items():
        html = read(site, f"reference/{key}.html")
        for name in names:
            entry = re.search(rf'id="ilslearn\.{name}">.*?<dd>(.*?)</dd>', html, re.S)
            assert entry, name
            assert len(words(entry[1])) > 20, f"{name} has no words of its own"


def test_every_command_is_explained(site):
    said = words(read(site, "reference/command-line.html")).replace(" ", "")
    assert [one for one in COMMANDS if f"$ilslearn{''.join(one)}[OPTIONS]" not in said] == []


def test_a_lesson_shows_the_outputs_that_were_committed(site):
    chosen = [path for path in lessons() if path.parent.name.startswith("1-")]
    assert len(chosen) == 5
    for path in chosen:
        said = words(read(site, f"course/{path.parent.name}/{path.stem}.html"))
        cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
        outputs = [output["data"] for cell in cells for output in cell.outputs]
        assert len(outputs) > 5
        for data in outputs:
            text = "".join(data.get("text/html", ""))
            text = re.sub(r"<style.*?</style>", "", text, flags=re.S)
            assert words(text)[:200] in said, path.stem


def test_lessons_lead_to_each_other_and_to_the_page_on_assignments(site):
    html = read(site, "course/1-introduction/1.2-from-adoption-to-ratification.html")
    assert 'href="1.3-fundamental-principles-and-rights.html"' in html
    assert 'href="../../howto/student.html#do-an-assignment"' in html
    assert ".ipynb)" not in words(html)


def test_each_page_tells_the_day_of_the_facts_the_licence_and_that_it_is_no_advice(site):
    for path in site.rglob("*.html"):
        if "_static" not in path.parts and path.name not in ("genindex.html", "py-modindex.html"):
            said = words(path.read_text(encoding="utf-8"))
            assert f"Facts as of {tables.as_of()}" in said, path
            assert "Not legal advice; not a publication of the ILO" in said, path
            assert "CC BY 4.0" in said, path


def test_the_search_knows_decisions_lessons_and_instruments(site):
    index = json.loads(re.fullmatch(r"Search\.setIndex\((.*)\)", read(site, "searchindex.js").strip(), re.S)[1])
    found = {index["docnames"][k] for k in index["terms"]["strike"]}
    assert {"instruments/C087", "decisions/zaf-cc-2002-bader-bop"} <= found
    assert any(name.startswith("course/1-") for name in found)
    assert not any(word.startswith("strikeconfirm") for word in index["terms"])  # words of two cells are two words
