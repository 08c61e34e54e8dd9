"""The requirements: whole for the instruments that they cover, and each a question that a lawyer can answer."""

import pytest

import ilslearn as ils

PROMISED = [
    "C158", "C095", "C131", "C132", "C183", "C156", "C189", "C190", "C102", "C169", "C097", "C143", "C151", "C154",
    "C135",
]  # fmt: skip


def test_every_fundamental_and_governance_instrument_has_its_requirements():
    listed = ils.instruments()
    core = set(listed.loc[listed["category"].isin(["fundamental", "governance"]), "code"])
    assert core <= set(ils.requirements()["instrument"])


@pytest.mark.parametrize("code", PROMISED)
def test_the_technical_instruments_that_lawyers_ask_about_have_their_requirements(code):
    assert (ils.requirements()["instrument"] == code).sum() >= 5


@pytest.mark.parametrize(
    ("code", "article", "words"),
    [
        ("C087", "4", "dissol"),
        ("C098", "4", "voluntary negotiation"),
        ("C138", "3(1)", "18"),
        ("C182", "2", "18"),
        ("C183", "4(1)", "14 weeks"),
        ("C132", "3(3)", "three working weeks"),
        ("C158", "4", "valid reason"),
        ("C169", "6(2)", "agreement or consent"),
        ("C144", "5(2)", "once a year"),
        ("C102", "2(a)", "three"),
    ],
)
def test_a_known_article_asks_for_what_it_is_known_for(code, article, words):
    rows = ils.requirements()
    asked = rows[(rows["instrument"] == code) & (rows["article"] == article)]
    assert asked["obligation"].str.contains(words).any()


def test_what_is_not_confirmed_says_what_is_missing():
    rows = ils.requirements()
    assert rows.loc[rows["verified"] != "confirmed", "note"].notna().all()
