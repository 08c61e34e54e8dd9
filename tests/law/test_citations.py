"""References to ILO material in running text: a labelled corpus in three languages, and what must always hold."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import ilslearn as ils
from ilslearn.law.citations import Citation, find_citations

CORPUS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "citations.yaml").read_text(encoding="utf-8"))


def compared(case):
    """Labels met, labels missed, and what was found without a label: code, kind, place, pinpoints and year count."""
    found, met, missed = list(find_citations(case["text"])), [], []
    for label in case["expect"]:
        start = case["text"].index(label["at"])
        end = start + len(label["at"])
        wanted = (label["code"], label["kind"], tuple(map(str, label["pinpoints"])), label["year"])
        hit = next(
            (c for c in found if (c.code, c.kind, c.pinpoints, c.year) == wanted and c.start < end and c.end > start),
            None,
        )
        (met if hit else missed).append(label)
        if hit:
            found.remove(hit)
    return met, missed, found


def test_the_corpus_is_large_in_three_languages_and_a_third_of_it_are_traps():
    assert len(CORPUS) >= 150
    assert sum(case["trap"] for case in CORPUS) >= len(CORPUS) / 3
    for language in ("en", "fr", "es"):
        assert sum(case["lang"] == language for case in CORPUS) >= 40


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_precision_and_recall_are_at_least_97_in_100(language):
    results = [compared(case) for case in CORPUS if case["lang"] == language]
    met, missed, extra = (sum(len(part) for part in parts) for parts in zip(*results, strict=True))
    wrong = [(m, e) for _, m, e in results if m or e]
    assert met / (met + extra) >= 0.97, wrong
    assert met / (met + missed) >= 0.97, wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Conventions Nos. 87 and 98", [("C087", ()), ("C098", ())]),
        ("Conv. 29 and its Protocol of 2014", [("C029", ()), ("P029", ())]),
        ("article 4 of the Termination of Employment Convention, 1982", [("C158", ("4",))]),
        ("Convention No. 87, Arts. 2, 3 and 8(1)", [("C087", ("2", "3", "8(1)"))]),
        ("Convenio núm. 169 de la OIT", [("C169", ())]),
        ("MLC, 2006, Regulation 2.1", [("MLC", ("Regulation 2.1",))]),
        ("CFA, Case No. 2654, 356th Report, para. 361", [("CFA-2654", ("356th Report", "para. 361"))]),
        ("as in Demir and Baykara v. Turkey", [("ecthr-2008-demir-baykara", ())]),
        ("Council of Europe Convention No. 108", []),
        ("Protocol No. 1 to the ECHR", []),
        ("Article 87 of the Labour Code", []),
        ("Directive 98/59 and Regulation 1612/68, at p. 158", []),
    ],
)
def test_the_examples_of_the_contract(text, expected):
    assert [(c.code, c.pinpoints) for c in find_citations(text)] == expected


def test_a_number_that_two_organizations_use_comes_with_what_else_it_could_be():
    (bare,) = find_citations("The defendant invoked Convention No. 108.")
    assert bare.code == "C108"
    assert "Council of Europe" in bare.alternatives[0]
    (ours,) = find_citations("The defendant invoked ILO Convention No. 108.")
    assert ours.alternatives == ()


def test_a_title_without_its_year_names_the_newest_and_the_others_as_alternatives():
    (found,) = find_citations("the Maternity Protection Convention")
    assert (found.code, found.alternatives) == ("C183", ("C103", "C003"))
    (dated,) = find_citations("the Maternity Protection Convention (Revised), 1952")
    assert (dated.code, dated.year) == ("C103", 1952)


def test_a_convention_that_does_not_exist_is_found_where_the_text_speaks_of_the_ilo():
    assert [c.code for c in find_citations("ILO Convention No. 250 forbids it.")] == ["C250"]
    assert find_citations("Convention No. 250 forbids it.") == []


@given(
    st.text(alphabet=st.sampled_from("CPRMLC.0123456789 ()-,;:°ºnNosart.ículoConventionILOdeyand'’\n"), max_size=160)
)
def test_any_text_gives_ordered_citations_that_lie_in_it(text):
    found = find_citations(text)
    assert found == sorted(found)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert one.text == text[one.start : one.end]


@given(st.lists(st.sampled_from([case["text"] for case in CORPUS]), min_size=2, max_size=4))
def test_a_sentence_is_read_the_same_whatever_stands_far_from_it(texts):
    gap = "\n\n" + "x " * 100 + "\n\n"
    joined = gap.join(texts)
    codes = [c.code for text in texts for c in find_citations(text)]
    assert sorted(c.code for c in find_citations(joined)) == sorted(codes)


def test_it_is_public():
    assert ils.find_citations is find_citations
    assert ils.Citation is Citation
