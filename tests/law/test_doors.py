"""Which procedures stand open: a table that a lawyer can read, one line a case."""

from datetime import date

import pytest

import ilslearn as ils
from ilslearn import tables

# State, instrument, day, procedure, how open
CASES = [
    # Kenya has not ratified C087: membership is enough for the Committee on Freedom of Association alone.
    ("Kenya", "C087", "2020-01-01", "regular_reporting", "closed"),
    ("Kenya", "C087", "2020-01-01", "article_24", "closed"),
    ("Kenya", "C087", "2020-01-01", "article_26", "closed"),
    ("Kenya", "C087", "2020-01-01", "cfa_complaint", "open"),
    ("Kenya", "C087", "2020-01-01", "FFCC", "on_condition"),
    ("Kenya", "C087", "2020-01-01", "ART19_1998", "open"),
    # Canada and C098: registered on 14 June 2017, in force twelve months later.
    ("Canada", "C098", "2018-06-13", "article_24", "closed"),
    ("Canada", "C098", "2018-06-14", "article_24", "open"),
    ("Canada", "C098", "2018-06-14", "article_26", "open"),
    ("Canada", "C098", "2018-06-14", "ART19_1998", "closed"),
    ("Canada", "C098", "2018-06-13", "cfa_complaint", "open"),
    # Brazil denounced C158: it bound until 19 November 1997.
    ("Brazil", "C158", "1997-11-19", "article_24", "open"),
    ("Brazil", "C158", "1997-11-20", "article_24", "closed"),
    ("Brazil", "C158", "1997-11-19", "cfa_complaint", "closed"),
    # Article 33 waits for a Commission of Inquiry.
    ("Belarus", "C087", "2010-01-01", "article_33", "on_condition"),
    ("Kenya", "C087", "2010-01-01", "article_33", "closed"),
    # The Committee dates from 1951; of the year itself the month is not in the table.
    ("France", "C087", "1950-01-01", "cfa_complaint", "closed"),
    ("France", "C087", "1951-06-01", "cfa_complaint", "uncertain"),
    ("France", "C087", "1952-01-01", "cfa_complaint", "open"),
    # A Recommendation binds nobody, but a survey can ask about it, and the Office can be asked.
    ("Canada", "R198", "2010-01-01", "article_24", "closed"),
    ("Canada", "R198", "2010-01-01", "article_37", "closed"),
    ("Canada", "R198", "2010-01-01", "article_19", "on_condition"),
    ("Canada", "R198", "2010-01-01", "OFFICE_IO", "open"),
    # Safety and health is fundamental since 10 June 2022.
    ("France", "C155", "2022-06-09", "ART19_1998", "closed"),
    ("India", "C155", "2022-06-10", "ART19_1998", "open"),
    # South Africa had left the Organization.
    ("South Africa", "C087", "1975-01-01", "cfa_complaint", "closed"),
    ("South Africa", "C087", "1975-01-01", "FFCC", "on_condition"),
    ("South Africa", "C014", "1970-01-01", "article_24", "uncertain"),
    # No instrument before it is adopted, no advisory opinion of the Court before there is the Court.
    ("Chile", "C190", "2019-06-20", "article_37", "closed"),
    ("Chile", "C190", "2019-06-21", "article_37", "on_condition"),
    ("Chile", "C029", "1940-01-01", "article_37", "closed"),
    ("Chile", "C029", "1940-01-01", "article_19", "uncertain"),
    # What the Conference has ended is surveyed no more.
    ("Chile", "C004", "2020-01-01", "article_19", "closed"),
]  # fmt: skip


@pytest.mark.parametrize(("country", "instrument", "on", "procedure", "status"), CASES)
def test_a_door_is_as_open_as_the_law_has_it(country, instrument, on, procedure, status):
    door = ils.open_procedures(country, instrument, on)[procedure]
    assert door.status == status, str(door)
    assert door.why


def test_every_procedure_of_the_tables_has_a_door():
    found = ils.open_procedures("Kenya", "C087", "2020-01-01")
    assert set(tables.procedures()["procedure"]) <= {door.procedure for door in found.doors}


def test_a_body_that_needs_ratification_is_shut_for_who_has_not_ratified():
    """The rule here and the column ``needs_ratification`` of the table say the same."""
    needs = dict(
        zip(tables.supervisory_bodies()["code"], tables.supervisory_bodies()["needs_ratification"], strict=True)
    )
    found = ils.open_procedures("Kenya", "C087", "2020-01-01")
    for procedure, body in {
        "regular_reporting": "CEACR", "article_24": "ART24", "article_26": "COI", "article_33": "ILC_ART33",
        "cfa_complaint": "CFA", "FFCC": "FFCC", "ART19_1998": "ART19_1998", "article_37": "ART37_ICJ",
        "OFFICE_IO": "OFFICE_IO",
    }.items():  # fmt: skip
        assert (found[procedure].status == "closed") is bool(needs[body]), procedure


def test_a_report_of_a_commission_of_inquiry_is_named():
    assert "2004" in str(ils.open_procedures("Belarus", "C087", "2010-01-01")["article_33"])
    assert "does not hold every inquiry" in str(ils.open_procedures("France", "C087", "2010-01-01")["article_33"])


def test_the_open_doors_come_first_and_each_names_its_source():
    found = ils.open_procedures("Kenya", "C087", on=date(2020, 1, 1))
    order = ["open", "on_condition", "uncertain", "closed"]
    assert [order.index(door.status) for door in found.doors] == sorted(order.index(d.status) for d in found.doors)
    assert all(door.sources for door in found.doors)
    assert list(found.table["procedure"]) == [door.procedure for door in found.doors]
    assert "Which doors were open: C087, Kenya, 1 January 2020" in found.to_html()
    assert "guide-supervision.ilo.org" in found.to_markdown()


@pytest.mark.parametrize(
    ("country", "instrument", "on", "error"),
    [
        ("Narnia", "C087", "2020-01-01", ils.UnknownCountry),
        ("Kenya", "C999", "2020-01-01", ils.UnknownInstrument),
        ("Kenya", "C087", "2020", ils.UnknownDate),
    ],
)
def test_a_slip_is_one_sentence(country, instrument, on, error):
    with pytest.raises(error):
        ils.open_procedures(country, instrument, on)
