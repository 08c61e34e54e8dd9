"""What a picture says in words is what it draws: each number, name and day of its data, in each kind of picture."""

from datetime import date

import pandas as pd
import pytest

import ilslearn as ils
from ilslearn.dates import day_in_words
from ilslearn.law.decisions import in_words
from ilslearn.views.knowledge import before_and_after, item_map
from ilslearn.views.picture import LABELS
from ilslearn.views.squares import squares


@pytest.mark.parametrize(("country", "instrument"), [("Brazil", "C158"), ("Canada", "C098"), ("Germany", "C001")])
def test_each_day_on_a_timeline_is_told_and_the_one_asked_about(country, instrument):
    picture = ils.draw.timeline(country, instrument, on="1999-12-31")
    said = picture.describe()
    for row in picture.data.dropna(subset="until").to_dict("records"):
        assert f"{LABELS[row['status']]} until {day_in_words(row['until'].date())}"[1:] in said  # a sentence begins big
    assert day_in_words(date(1999, 12, 31)) in said


@pytest.mark.parametrize(("instrument", "on"), [("C182", "2026-01-01"), ("C158", "1997-06-01"), ("C190", "2022-01-01")])
def test_each_tile_of_the_map_is_told_with_its_status(instrument, on):
    picture = ils.draw.world(instrument, on=on)
    told = {}
    for line in picture.describe().splitlines()[1:]:
        head, _, names = line.rstrip(".").partition(": ")
        told |= dict.fromkeys(names.split(", "), head.split(", ")[1])
    assert told == {row["name"]: LABELS[row["status"]] for row in picture.data.to_dict("records")}


def test_each_line_of_a_network_is_told():
    ids = list(ils.decisions(country="CAN")["id"])[:8]
    picture = ils.draw.network([*ids, "zaf-cc-2002-bader-bop"])
    told = {part.rstrip(".") for part in picture.describe().split("; ")}
    uses = picture.data[picture.data["how"] == "uses"].groupby("decision")["what"].agg(list)
    for decision, whats in uses.items():
        assert f"{decision} uses {', '.join(whats)}" in told
    others = picture.data[picture.data["how"] != "uses"]
    assert len(others)
    for row in others.itertuples():
        assert f"{row.decision} {row.how} {row.what}" in told


def test_each_square_of_the_roles_is_told():
    picture = ils.draw.role_by_reception()
    for way, row in picture.data.iterrows():
        counts = ", ".join(f"{in_words(role)} {n}" for role, n in row.items())
        assert f"{in_words(str(way))}: {counts}" in picture.describe()


def test_each_step_along_time_is_told():
    picture = ils.draw.along_time("Spain", on="2020-01-01")
    for row in picture.data.to_dict("records"):
        (line,) = [line for line in picture.describe().splitlines() if line.startswith(f"From {row['from'].date()}:")]
        for name in ("fundamental and governance", "technical"):
            low, high = row[f"{name}, surely"], row[f"{name}, possibly"]
            assert f"{low if low == high else f'{low} to {high}'} {name}" in line


def test_each_tile_of_a_state_is_told_with_its_year():
    picture = ils.draw.core_matrix("Canada", on="2020-01-01")
    lines = picture.describe().splitlines()
    for row in picture.data.to_dict("records"):
        (line,) = [line for line in lines if f", {row['instrument']}: " in line]
        assert LABELS[row["status"]] in line
        assert row["status"] != "in_force" or str(row["since"])[:4] in line


def test_each_bar_of_several_states_is_told():
    picture = ils.draw.together([("CAN", "C098"), ("BRA", "C158")])
    for row in picture.data.to_dict("records")[1:]:
        if row["from"].year > 1950:
            assert f"{LABELS[row['status']]} from {row['from'].date()}" in picture.describe()


def test_each_bar_of_a_class_is_told():
    picture = before_and_after(pd.DataFrame({"before": [0.05, 0.45, 0.41], "after": [0.45, 0.95, 0.91]}), "three")
    assert picture.describe() == (
        "0 to 10%: 1 before, 0 after; 40 to 50%: 2 before, 1 after; 90 to 100%: 0 before, 2 after."
    )


def test_each_item_of_a_test_is_told():
    items = pd.DataFrame({"item": ["k1", "k2"], "difficulty": [0.3, 0.75], "discrimination": [-0.1, 0.5]})
    said = item_map(items, ["k1"], "two").describe()
    assert "k1: difficulty 0.30, discrimination -0.10." in said
    assert "k2: difficulty 0.75, discrimination 0.50." in said


def test_each_square_of_progress_is_told():
    frame = pd.DataFrame(
        {
            "lesson": ["1.2", "1.2", "2.1"],
            "question": ["a", "b", "c"],
            "right": [True, False, False],
            "tries": [1, 2, 0],
        }
    )
    assert squares(frame).describe() == "Lesson 1.2: a right, b not yet right; Lesson 2.1: c not tried."
