"""Pictures of a profile, of findings and of a plan: what is drawn is what the tables say."""

import xml.etree.ElementTree as ET
from datetime import date

import pandas as pd
import pytest

import ilslearn as ils
from ilslearn.views.picture import LABELS
from ilslearn.views.standing import along_time, core_matrix

DAY = "2026-01-01"


@pytest.fixture(scope="module")
def analysis():
    keys = ["C098:1(1):1", "C098:2(1):1", "C138:9(3):1", "C087:4:1"]
    found = pd.DataFrame({"key": keys, "finding": ["not_met", "met", "partly", "partly"], "source": "Act, s. 1"})
    return ils.gap_analysis("Kenya", findings=found, on=DAY)


@pytest.fixture(params=["tiles", "along time", "findings", "plan"])
def picture(request, analysis):
    return {
        "tiles": lambda: core_matrix("Kenya", on=DAY),
        "along time": lambda: along_time("Kenya", on=DAY),
        "findings": analysis.plot,
        "plan": lambda: ils.action_plan(analysis, start=DAY).plot(),
    }[request.param]()


def texts(picture):
    return [node.text for node in ET.fromstring(picture.svg).iter("{http://www.w3.org/2000/svg}text")]


def test_a_picture_bears_its_title_and_says_the_same_in_words(picture):
    assert picture.title in texts(picture)
    assert picture.title.startswith("Kenya")
    assert any(char.isdigit() for char in picture.title), "the title states a finding"
    assert picture.describe().endswith(".")
    assert "as of 20" in picture.source
    assert f'alt="{picture.title}. ' in picture._repr_html_()


@pytest.mark.parametrize("country", ["Kenya", "USA", "Maldives", "Brazil"])
def test_a_tile_says_what_binding_says(country):
    picture = core_matrix(country, on="2014-06-30")
    for row in picture.data.to_dict("records"):
        assert row["status"] == ils.binding(country, row["instrument"], on="2014-06-30").status
        assert any(text.endswith(f" {row['instrument']}") for text in texts(picture))
    for status in set(picture.data["status"]):
        assert LABELS[status] in picture.describe().casefold()


@pytest.mark.parametrize("country", ["Kenya", "Canada", "Brazil", "Tuvalu"])
@pytest.mark.parametrize("on", ["1975-06-30", DAY])
def test_the_count_along_time_is_that_of_the_profile(country, on):
    last = along_time(country, on=on).data.iloc[-1]
    held = ils.profile(country, on=on).in_force()
    technical = (held["category"] == "technical").sum()
    assert last["technical, surely"] == technical
    assert last["fundamental and governance, surely"] == len(held) - technical
    for line in ("technical", "fundamental and governance"):
        assert (along_time(country, on=on).data.filter(like=line).diff(axis=1).iloc[:, -1] >= 0).all()


def test_the_matrix_shows_each_number(analysis):
    picture = analysis.plot()
    assert picture.title == f"Kenya: 3 of {len(analysis.table)} requirements are not met or partly met"
    assert "C087: 1 partly met" in picture.describe()
    assert texts(picture).count("high") == analysis.matrix["severity"].eq("high").sum()


def test_a_plan_draws_what_has_a_day_and_says_what_has_none(analysis):
    plan = ils.action_plan(analysis, start=DAY, next_report={"C098": 2027})
    picture = plan.plot()
    assert picture.title == "Kenya: 3 tasks from 1 January 2026, the first due by 1 September 2026"
    assert any("day to be set" in text for text in texts(picture))
    assert "By 2027-09-01: C098:1(1):1" in picture.describe() or "by 2027-09-01: C098:1(1):1" in picture.describe()
    assert "without a day: C087:4:1" in picture.describe().replace("Without", "without")


def test_a_long_plan_says_how_much_of_it_is_drawn():
    sheet = ils.gap_analysis("Kenya", ["C138"], on=DAY).table.assign(finding="partly", source="Act, s. 1")
    plan = ils.action_plan(ils.gap_analysis("Kenya", findings=sheet, on=DAY), start=date(2026, 1, 1))
    assert f"most severe of {len(plan.table)} tasks" in plan.plot().describe()
