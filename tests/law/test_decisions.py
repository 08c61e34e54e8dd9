"""The register of decisions: one by its name, many by what they have, and by words; and what is like what."""

import contextlib
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ilslearn as ils
from ilslearn.law.decisions import register
from ilslearn.tables import COURTS

EVERY = register()
ALL = ils.decisions()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("zaf-cc-2002-bader-bop", "zaf-cc-2002-bader-bop"), (" ZAF-CC-2002-Bader-Bop ", "zaf-cc-2002-bader-bop"),
        ("Bader Bop", "zaf-cc-2002-bader-bop"), ("CCT 14/02", "zaf-cc-2002-bader-bop"),
        ("Ontario (Attorney General) v. Fraser", "can-scc-2011-fraser"), ("2011 SCC 20", "can-scc-2011-fraser"),
    ],
)  # fmt: skip
def test_a_decision_may_be_named_in_several_ways(name, found):
    assert ils.decision(name).id == found


def test_every_decision_is_found_by_its_id_and_shows_whole():
    for identifier, one in EVERY.items():
        assert ils.decision(identifier) is one
        shown = str(one)
        assert one.title in shown
        assert one.citation in shown
        assert f"Confirmed: {one.verified}" in shown
        assert all(source in shown for source in one.sources)
        assert "teaching sample" in shown


@pytest.mark.parametrize("name", ["", "   ", None, 7, "Nobody v Nothing", "Commission"])
def test_a_name_that_is_none_or_several_is_said(name):
    with pytest.raises(ils.UnknownDecision) as caught:
        ils.decision(name)
    assert len(str(caught.value)) > 40


def test_a_near_name_is_proposed():
    with pytest.raises(ils.UnknownDecision, match="zaf-cc-2002-bader-bop"):
        ils.decision("zaf-cc-2002-baderbop")


FILTERS = {
    "country": lambda row, value: row.country == value,
    "court_level": lambda row, value: row.court_level == value,
    "role": lambda row, value: row.role == value,
    "treatment": lambda row, value: row.treatment == value,
    "verified": lambda row, value: row.verified == value,
    "subject": lambda row, value: value in row.subject,
    "source_type": lambda row, value: value in row.source_types,
    "supervisory_work": lambda row, value: value in row.supervisory_works,
    "instrument": lambda row, value: any(item.split(":")[0] == value for item in row.instruments),
}
VALUES = {
    "country": sorted(set(ALL["country"])),
    "court_level": list(ALL["court_level"].cat.categories),
    "role": list(ALL["role"].cat.categories),
    "treatment": list(ALL["treatment"].cat.categories),
    "verified": list(ALL["verified"].cat.categories),
    "subject": sorted({item for cell in ALL["subject"] for item in cell}),
    "source_type": sorted({item for cell in ALL["source_types"] for item in cell}),
    "supervisory_work": sorted({item for cell in ALL["supervisory_works"] for item in cell}),
    "instrument": sorted({item.split(":")[0] for cell in ALL["instruments"] for item in cell}),
}
asked = st.lists(st.sampled_from(list(FILTERS)), min_size=1, max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: st.sampled_from(VALUES[name]) for name in names})
)


@settings(max_examples=150, deadline=None)
@given(asked)
def test_a_filter_keeps_what_has_it_and_nothing_else(wanted):
    kept = set(ils.decisions(**wanted)["id"])
    assert kept == {
        row.id for row in ALL.itertuples() if all(FILTERS[name](row, value) for name, value in wanted.items())
    }


def test_each_filter_finds_something():
    for name, values in VALUES.items():
        assert sum(len(ils.decisions(**{name: value})) for value in values) >= len(ALL) / 10, name


def test_an_article_is_one_of_its_instrument_and_finds_its_paragraphs():
    for row in ils.decisions(instrument="C158", article="4").itertuples():
        assert any(item == "C158:4" or item.startswith("C158:4(") for item in row.instruments)
    assert len(ils.decisions(instrument="C158", article="4(1)")) == len(ils.decisions(instrument="C158", article="4"))
    with pytest.raises(ils.IlsError, match="name the instrument"):
        ils.decisions(article="4")


def test_a_decision_known_to_the_year_is_kept_where_a_day_of_the_year_fits():
    known_by_year = ALL[ALL["date_precision"] == "year"].iloc[0]
    year = known_by_year["decided_on"]
    assert known_by_year["id"] in set(ils.decisions(since=f"{year}-12-31")["id"])
    assert known_by_year["id"] in set(ils.decisions(until=f"{year}-01-01")["id"])
    assert known_by_year["id"] not in set(ils.decisions(since=f"{int(year) + 1}-01-01")["id"])


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"role": "interpretaton"}, "Did you mean interpretation"),
        ({"subject": "cooking"}, "Write one of: child_labour"),
        ({"country": "Narnia"}, "No country goes by"),
        ({"instrument": "C999"}, "There is no Convention No. 999"),
        ({"since": "1999"}, "YYYY-MM-DD"),
    ],
)
def test_a_word_that_is_none_is_said(wanted, message):
    with pytest.raises(ils.IlsError, match=message):
        ils.decisions(**wanted)


def test_a_choice_of_decisions_says_that_it_is_a_sample_and_how_many():
    assert ils.decisions(country="France").attrs["note"].startswith("n = ")
    assert "sample" in ils.decisions().attrs["note"]


@pytest.mark.parametrize(
    ("query", "options", "best"),
    [
        ("Bader Bop", {}, "zaf-cc-2002-bader-bop"),
        ("asbestos workers health", {"country": "India"}, "ind-sc-1995-cerc-asbestos"),
        ("convenio núm. 158 artículo 7 audiencia previa", {"country": "Spain"}, "esp-ts-2024-1250-audiencia-previa"),
        ("sexual harassment guidelines", {"country": "India", "kind": "decision"}, "ind-sc-1997-vishaka"),
        ("prisoners work pension", {"kind": "decision"}, "ecthr-2011-stummer"),
        ("C158 termination of employment", {"kind": "instrument"}, "C158"),
        ("Case 2654 Saskatchewan", {"kind": "cfa_case"}, "CFA-2654"),
        ("Myanmar forced labour", {"kind": "inquiry"}, None),
    ],
)
def test_a_search_finds_what_a_lawyer_looks_for(query, options, best):
    found = ils.search(query, **options).hits
    assert found
    if best:
        assert found[0].id == best
    assert [hit.rank for hit in found] == list(range(1, len(found) + 1))
    assert all(" in " in hit.why for hit in found)
    assert all(hit.source.startswith("http") or hit.verified == "unconfirmed" for hit in found)


def test_a_row_with_all_words_stands_before_one_with_some():
    hits = ils.search("asbestos strike", n=50).hits
    whole = ["asbestos" in hit.why and "strik" in hit.why for hit in hits]
    assert whole == sorted(whole, reverse=True)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_query_finds_or_is_refused_in_a_sentence(query):
    with contextlib.suppress(ils.IlsError):  # a refusal; SQLite's own errors are not let through
        assert all(hit.why for hit in ils.search(query).hits)


@pytest.mark.parametrize(
    ("query", "options"),
    [("", {}), ("the of", {}), (None, {}), ("strike", {"kind": "film"}), ("strike", {"n": 0}), ("a", {"role": "x"})],
)
def test_a_query_without_words_and_an_unknown_kind_are_refused(query, options):
    with pytest.raises(ils.IlsError):
        ils.search(query, **options)


def test_a_search_works_from_any_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(ils.search("strike").hits[0].id))
    thread.start()
    thread.join()
    assert found == [ils.search("strike").hits[0].id]


def test_what_two_decisions_share_is_named_and_true():
    asked_about = ils.decision("zaf-cc-2002-bader-bop")
    likes = ils.similar(asked_about.id, n=200).likes
    assert [one.score for one in likes] == sorted((one.score for one in likes), reverse=True)
    assert asked_about.id not in {one.decision.id for one in likes}
    for one in likes:
        assert 0 < one.score < 1
        for code in asked_about.codes:
            assert (f"instrument {code}" in one.shared) == (code in one.decision.codes)
        assert ("role interpretation" in one.shared) == (one.decision.role == "interpretation")


def test_likeness_is_mutual():
    some = list(EVERY)[::12]
    scores = {(a, one.decision.id): one.score for a in some for one in ils.similar(a, n=500).likes}
    for (a, b), score in scores.items():
        if b in some:
            assert scores[b, a] == score


def test_a_text_is_read_for_instruments_articles_subjects_and_country():
    best = ils.similar(
        "A worker dismissed without valid reason in France relies on Article 4 of Convention No. 158."
    ).likes[0]
    assert {"instrument C158", "article C158 art. 4", "subject termination"} <= set(best.shared)


@pytest.mark.parametrize("text", ["", "hello world", None])
def test_a_text_that_names_nothing_is_refused(text):
    with pytest.raises(ils.IlsError):
        ils.similar(text)


def test_every_country_of_the_register_has_a_name():
    assert all(one.country in COURTS or ils.country(one.country).name for one in EVERY.values())
