"""A plan of action: every gap a task, every day computed from a rule that is told."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ilslearn as ils
from ilslearn.strategy.calendar import next_report
from tests.strategy.conftest import DAY

days = st.dates(date(1950, 1, 1), date(2100, 12, 31))
cycles = st.sampled_from([3, 6])


@given(days, cycles)
def test_an_unknown_year_leaves_one_cycle_of_first_septembers(start, years):
    due = next_report(start, years)
    assert (due.earliest.month, due.earliest.day) == (due.latest.month, due.latest.day) == (9, 1)
    assert start <= due.earliest
    assert (due.earliest - start).days < 366
    assert due.latest.year - due.earliest.year == years - 1


@given(days, cycles, st.integers(1950, 2110))
def test_a_known_year_gives_one_day_that_has_not_passed(start, years, year):
    due = next_report(start, years, year)
    assert due.is_day
    assert due.earliest >= start
    if date(year, 9, 1) >= start:
        assert due.earliest == date(year, 9, 1)
    else:
        assert (due.earliest.year - year) % years == 0
        window = next_report(start, years)
        assert window.earliest <= due.earliest <= window.latest


@pytest.mark.parametrize(
    ("start", "years", "year", "due"),
    [
        ("2026-09-01", 3, None, "2026-09-01/2028-09-01"),
        ("2026-09-02", 3, None, "2027-09-01/2029-09-01"),
        ("2026-09-02", 6, None, "2027-09-01/2032-09-01"),
        ("2026-09-02", 3, 2028, "2028-09-01"),
        ("2026-09-02", 3, 2026, "2029-09-01"),
        ("2026-09-02", 6, 2020, "2032-09-01"),
    ],
)
def test_the_next_report(start, years, year, due):
    assert str(next_report(date.fromisoformat(start), years, year)) == due


@pytest.fixture
def plan(analysis):
    return ils.action_plan(analysis, start=DAY, next_report={"Convention No. 98": 2028})


def test_every_gap_is_a_task_in_order_of_severity(plan, analysis):
    assert list(plan.table["key"]) == list(analysis.gaps["key"])
    assert list(plan.table["task"]) == [1, 2, 3, 4]
    for column in ("action", "first", "consult", "deadline_rule", "assistance", "indicator", "source"):
        assert (plan.table[column] != "").all(), column


def test_deadlines_follow_the_cycle_of_the_instrument(plan):
    due = plan.table.set_index("key")[["due_earliest", "due_latest"]].apply(tuple, axis=1)
    assert due["C098:1(1):1"] == ("2028-09-01", "2028-09-01")
    assert due["C138:9(3):1"] == ("2027-09-01", "2029-09-01")
    assert due["C135:2(1):2"] == ("2027-09-01", "2032-09-01")
    rules = plan.table.set_index("key")["deadline_rule"]
    assert "2028, the year that was given" in rules["C098:1(1):1"]
    assert "the State's year is not in the record" in rules["C138:9(3):1"]
    assert "technical Conventions are due every 6 years" in rules["C135:2(1):2"]


def test_what_does_not_bind_gets_no_day():
    found = pd.DataFrame({"key": ["C087:4:1"], "finding": "not_met", "source": "Trade Unions Act, s. 9"})
    row = ils.action_plan(ils.gap_analysis("Kenya", findings=found, on=DAY), start=DAY).table.iloc[0]
    assert (row["due_earliest"], row["due_latest"]) == ("", "")
    assert row["deadline_rule"].startswith("Not in force for the State")


def test_what_may_bind_says_that_it_may(findings):
    found = pd.DataFrame({"key": ["C129:1(2):1"], "finding": "not_met", "source": "Minutes 2020 to 2024"})
    row = ils.action_plan(ils.gap_analysis("Kenya", findings=found, on=DAY), start=DAY).table.iloc[0]
    assert row["due_latest"] == "2029-09-01"
    assert "which the record does not settle" in row["deadline_rule"]


def test_who_acts_first_and_who_is_heard(plan):
    table = plan.table.set_index("key")
    assert table.loc["C098:1(1):1", "first"] == "legislature"
    assert "organizations of employers and of workers" in table.loc["C098:1(1):1", "consult"]
    assert table.loc["C098:1(1):2", "first"] == "courts"
    assert "courts decide independently" in table.loc["C098:1(1):2", "consult"]
    assert table.loc["C135:2(1):2", "first"] == "employers"
    assert "workers' representatives" in table.loc["C135:2(1):2", "consult"]
    assert "Convention No. 144 is in force" in str(plan)


def test_every_help_is_in_the_tables_and_still_runs(analysis):
    names = set(ils.programmes()["name"])
    running = {"2023-01-01": True, DAY: False}
    for start, expected in running.items():
        table = ils.action_plan(analysis, start=start).table
        named = {name for cell in table["assistance"] for name in cell.split("; ")}
        assert named <= names
        assert any(name.startswith("All Hands in Kenya") for name in named) is expected, "it ended in 2024"
    law = table.set_index("key").loc["C098:1(1):1", "assistance"]
    practice = table.set_index("key").loc["C135:2(1):2", "assistance"]
    assert "drafting national legislation" in law
    assert "drafting national legislation" not in practice


@pytest.mark.parametrize("year", ["2028", 28, True, None])
def test_a_year_that_is_no_year_is_told(analysis, year):
    with pytest.raises(ils.IlsError, match="not the year of the next report on C098"):
        ils.action_plan(analysis, next_report={"C098": year})


def test_there_is_no_plan_without_findings():
    with pytest.raises(ils.IlsError, match="no findings yet"):
        ils.action_plan(ils.gap_analysis("Kenya", ["C098"]))
    with pytest.raises(ils.IlsError, match="gap_analysis"):
        ils.action_plan("Kenya")


def test_without_a_gap_there_is_nothing_to_plan(tmp_path):
    found = pd.DataFrame({"key": ["C098:6:1"], "finding": "met", "source": "Constitution, art. 41"})
    plan = ils.action_plan(ils.gap_analysis("Kenya", findings=found, on=DAY), start=DAY)
    assert plan.table.empty
    assert "nothing to plan" in str(plan)
    assert plan.save(tmp_path / "plan.docx").exists()


@pytest.mark.parametrize("name", ["plan.docx", "plan.md", "plan.html"])
def test_the_plan_can_be_kept(plan, name, tmp_path):
    assert plan.save(tmp_path / name).stat().st_size > 2000


def test_the_plan_in_csv_has_every_task(plan, tmp_path):
    frame = pd.read_csv(plan.to_csv(tmp_path / "plan.csv"), dtype=str, keep_default_na=False)
    assert list(frame["key"]) == list(plan.table["key"])
    assert list(frame["due_latest"]) == list(plan.table["due_latest"])
