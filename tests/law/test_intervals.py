"""Ratifications laid along the calendar: one question and many give one answer, and rules work on invented rows too."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ilslearn as ils
from ilslearn.dates import Window, partial

ONE_DAY = timedelta(days=1)
STATES = [*ils.countries()["country"], "LIE", "HKG"]
CODES = ils.instruments()["code"].tolist()
RATIFICATIONS = ils.ratifications()
PAIRS = list(zip(RATIFICATIONS["country"], RATIFICATIONS["instrument"], strict=True))
STATUSES = ["in_force", "not_in_force", "uncertain", "not_a_member"]

days = st.dates(date(1900, 1, 1), date(2040, 12, 31))
pairs = st.one_of(st.sampled_from(PAIRS), st.tuples(st.sampled_from(STATES), st.sampled_from(CODES)))


def table(questions):
    return pd.DataFrame(questions, columns=["country", "instrument", "on"])


def told(value):
    return None if pd.isna(value) else value


# ---------------------------------------------------------------------------------------------------------------------
# One question and many
# ---------------------------------------------------------------------------------------------------------------------


def assert_as_asked_one_by_one(frame):
    answers = ils.binding_table(frame)
    for row in answers.itertuples():
        one = ils.binding(row.country, row.instrument, on=row.on)
        assert row.status == one.status
        assert told(row.since) == (str(one.since) if one.since else None)
        assert told(row.until) == (str(one.until) if one.until else None)
        assert row.as_of == one.as_of
    return answers


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(pairs, days), max_size=30))
def test_many_questions_at_once_have_the_answers_of_each_alone(questions):
    assert_as_asked_one_by_one(table([(*pair, day) for pair, day in questions]))


def test_each_edge_of_each_ratification_has_the_answer_of_the_single_question():
    sample = RATIFICATIONS.iloc[::9]
    months = pd.DateOffset(months=12)
    edges = [sample["ratified_on_earliest"], sample["ratified_on_latest"]]
    edges += [edge + months for edge in edges] + [
        sample["denounced_on_earliest"] + months,
        sample["denounced_on_latest"] + months,
    ]
    asked = pd.concat(
        sample[["country", "instrument"]].assign(on=edge + pd.Timedelta(days=shift))
        for edge in edges
        for shift in (-1, 0, 1)
    )
    asked = asked[asked["on"].notna()]
    assert len(asked) > 1000
    assert_as_asked_one_by_one(asked)


def test_an_empty_table_has_an_empty_answer_with_all_columns():
    answers = ils.binding_table(table([]))
    assert len(answers) == 0
    assert list(answers.columns) == ["country", "instrument", "on", "status", "since", "until", "verified", "as_of"]


def test_spellings_of_one_state_are_one_state():
    asked = table(
        [
            (name, code, "1997-06-01")
            for name in ("Brazil", "BRA", "br")
            for code in ("C158", "Convention No. 158", "c158")
        ]
    )
    answers = ils.binding_table(asked)
    assert answers["status"].tolist() == ["in_force"] * 9
    assert answers["since"].tolist() == ["1996-01-05"] * 9
    assert answers["country"].tolist() == asked["country"].tolist()  # what was written stays


def test_other_columns_and_the_index_are_kept_and_the_question_is_not_changed():
    asked = table([("BRA", "C158", "1997-06-01"), ("KEN", "C087", "2000-01-01")]).assign(client=["x", "y"])
    asked.index = pd.Index(["first", "second"], name="file")
    before = asked.copy()
    answers = ils.binding_table(asked)
    pd.testing.assert_frame_equal(asked, before)
    pd.testing.assert_frame_equal(answers[asked.columns], before)
    assert answers.loc["first", "status"] == "in_force"


def test_an_index_with_repeated_labels_is_kept():
    asked = table([("BRA", "C158", "1997-06-01"), ("BRA", "C158", "1999-01-01")])
    asked.index = [7, 7]
    answers = ils.binding_table(asked)
    assert answers.index.tolist() == [7, 7]
    assert answers["status"].tolist() == ["in_force", "not_in_force"]


def test_the_order_of_the_questions_is_the_order_of_the_answers():
    asked = table([("BRA", "C158", f"{year}-06-01") for year in range(1990, 2005)])
    backwards = ils.binding_table(asked.iloc[::-1])
    pd.testing.assert_frame_equal(
        backwards.sort_index().astype({"since": object}),
        ils.binding_table(asked).astype({"since": object}),
        check_categorical=False,
    )


def test_the_statuses_are_a_category_with_all_four_words():
    answers = ils.binding_table(table([("BRA", "C158", "1997-06-01")]))
    assert list(answers["status"].cat.categories) == STATUSES


@pytest.mark.parametrize("name", ["country", "instrument", "on"])
def test_a_missing_column_is_named(name):
    with pytest.raises(ils.IlsError, match=name):
        ils.binding_table(table([("BRA", "C158", "1997-06-01")]).drop(columns=name))


@pytest.mark.parametrize(
    ("question", "error", "column"),
    [
        (("Narnia", "C158", "1997-06-01"), ils.UnknownCountry, "country"),
        ((None, "C158", "1997-06-01"), ils.UnknownCountry, "country"),
        (("BRA", "C999", "1997-06-01"), ils.UnknownInstrument, "instrument"),
        (("BRA", float("nan"), "1997-06-01"), ils.UnknownInstrument, "instrument"),
        (("BRA", "C158", "1997"), ils.UnknownDate, "on"),
        (("BRA", "C158", None), ils.UnknownDate, "on"),
        (("BRA", "C158", "1997-02-30"), ils.UnknownDate, "on"),
    ],
)
def test_a_bad_value_is_named_with_its_row(question, error, column):
    asked = table([("BRA", "C158", "1997-06-01"), question, ("KEN", "C087", "2000-01-01")])
    asked.index = ["a", "b", "c"]
    with pytest.raises(error, match=f"Row b, column {column}: "):
        ils.binding_table(asked)


def test_a_missing_timestamp_is_named_with_its_row():
    asked = table([("BRA", "C158", pd.Timestamp("1997-06-01")), ("BRA", "C158", pd.NaT)])
    with pytest.raises(ils.UnknownDate, match="Row 1, column on"):
        ils.binding_table(asked)


DAYS = ["1996-01-04", "1996-01-05", "1997-11-19", "1997-11-20"]


@pytest.mark.parametrize(
    "on",
    [
        pd.to_datetime(DAYS),
        pd.to_datetime(DAYS).as_unit("ns"),
        pd.to_datetime(DAYS).as_unit("s"),
        [date.fromisoformat(day) for day in DAYS],
        [datetime.fromisoformat(day) for day in DAYS],
        pd.Categorical(DAYS),
        pd.Series(DAYS, dtype="str"),
        pd.Series(DAYS, dtype=object),
        [DAYS[0], date.fromisoformat(DAYS[1]), pd.Timestamp(DAYS[2]), DAYS[3]],
    ],
    ids=["timestamps", "nanoseconds", "seconds", "dates", "datetimes", "categories", "str", "objects", "mixed"],
)
def test_days_may_come_in_any_type_of_column(on):
    answers = ils.binding_table(pd.DataFrame({"country": "BRA", "instrument": "C158", "on": on}))
    assert answers["status"].tolist() == ["not_in_force", "in_force", "in_force", "not_in_force"]


def test_names_may_come_as_categories_as_our_own_tables_have_them():
    asked = table([("BRA", "C158", "1997-06-01"), ("KEN", "C087", "1997-06-01")]).astype("category")
    assert ils.binding_table(asked)["status"].tolist() == ["in_force", "not_in_force"]


def test_the_list_of_ratifications_can_be_asked_as_it_is():
    asked = ils.ratifications().assign(on="1999-06-01")
    answers = ils.binding_table(asked)
    assert len(answers) == len(asked)
    assert (answers["status"] == "in_force").sum() > 500


# ---------------------------------------------------------------------------------------------------------------------
# Along the calendar
# ---------------------------------------------------------------------------------------------------------------------


def as_window(value, open_end):
    return Window(value, value) if type(value) is date else value or Window(open_end, open_end)


@settings(max_examples=300, deadline=None)
@given(pairs, days)
def test_a_status_agrees_with_the_windows_that_the_answer_states(pair, day):
    answer = ils.binding(*pair, on=day)
    if answer.since is None:
        assert answer.until is None
        assert answer.status != "in_force"
        return
    since, until = as_window(answer.since, None), as_window(answer.until, date.max)
    assert since.earliest <= since.latest
    assert until.earliest <= until.latest
    if answer.status == "in_force":
        assert since.latest <= day < until.earliest
    elif answer.status == "not_in_force":
        assert day < since.earliest or day >= until.latest
    elif answer.status == "uncertain":
        assert since.earliest <= day < until.latest
    if day < since.earliest or day >= until.latest:
        assert answer.status != "in_force"


def left_early(state, day):
    """Had the State left before the present article 1(5) was in force, and not come back by that day?"""
    periods = ils.country(state).membership
    left = [period.until.earliest for period in periods if period.until and period.until.earliest <= day]
    return bool(left) and max(left) < date(1948, 4, 20) and not ils.country(state).was_member(day)


SINGLE = RATIFICATIONS[~RATIFICATIONS.duplicated(["country", "instrument"], keep=False)]
OWN = ils.instruments().set_index("code")
SINGLE = SINGLE[SINGLE["instrument"].map(OWN["in_force_on"]).notna()].reset_index(drop=True)


def last_read(row):
    return None if pd.isna(row["as_of_earliest"]) else row["as_of_earliest"].date()


def assert_no_yes_no_with_doubt_at_the_edges_only(row, on):
    asked = (ils.binding(row["country"], row["instrument"], on=date(year, 12, 31)) for year in range(1919, 2041))
    first = next(answer for answer in asked if answer.since)
    since, until = as_window(first.since, None), as_window(first.until, date.max)
    withdrawn, read = ils.instrument(row["instrument"]).status == "withdrawn", last_read(row)
    edges = {
        day + k * ONE_DAY
        for w in (since, until)
        for day in (w.earliest, w.latest)
        if day < date.max
        for k in (-1, 0, 1)
    }
    last = 0
    for day in sorted({*on, *edges}):
        status = ils.binding(row["country"], row["instrument"], on=day).status
        if day < since.earliest:
            assert status in ("not_in_force", "not_a_member")
            stage = 0
        elif day >= until.latest:
            assert status in ("not_in_force", "not_a_member")
            stage = 4
        elif day >= until.earliest:
            assert status == "uncertain"
            stage = 3
        elif day < since.latest:
            assert status == "uncertain"
            stage = 1
        elif row["status"] == "unknown" or left_early(row["country"], day):  # the record does not tell what came later
            assert status in ("in_force", "uncertain")
            stage = 2
        # A withdrawal tells that the instrument bound nobody any more, and not since when.
        elif withdrawn and read and pd.isna(row["denounced_on"]):
            assert status == ("in_force" if day < read else "uncertain")
            stage = 2
        else:
            assert status == "in_force"
            stage = 2
        assert stage >= last
        last = stage


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SINGLE) - 1), st.lists(days, min_size=2, max_size=25))
def test_one_ratification_goes_from_no_to_yes_to_no_with_doubt_at_the_edges_only(number, on):
    assert_no_yes_no_with_doubt_at_the_edges_only(SINGLE.loc[number], on)


ENDED = SINGLE[SINGLE["instrument"].map(lambda code: ils.instrument(code).ended_on is not None)]


@pytest.mark.parametrize("number", ENDED.index)
def test_withdrawal_leaves_doubt_after_the_last_record_of_a_ratification_and_abrogation_none(number):
    row = SINGLE.loc[number]
    read = last_read(row) or date(2010, 6, 1)
    assert_no_yes_no_with_doubt_at_the_edges_only(row, [read + k * ONE_DAY for k in (-1, 0, 1)])


@pytest.mark.parametrize("number", range(0, len(SINGLE), 150))
def test_a_ratification_never_binds_before_it_was_registered(number):
    row = SINGLE.loc[number]
    day = row["ratified_on_earliest"].date() - ONE_DAY
    assert ils.binding(row["country"], row["instrument"], on=day).status in ("not_in_force", "not_a_member")


@settings(max_examples=150, deadline=None)
@given(pairs, st.lists(days, min_size=1, max_size=10))
def test_the_history_of_a_pair_says_on_each_day_what_the_question_says(pair, on):
    history = ils.binding_history(*pair)
    assert history["from"].iloc[0] == pd.Timestamp("1919-06-28")
    assert history["from"].is_monotonic_increasing
    assert history["until"].iloc[:-1].tolist() == history["from"].iloc[1:].tolist()  # no gap, no overlap
    assert pd.isna(history["until"].iloc[-1])
    said = history["status"].tolist()
    assert all(one != following for one, following in pairwise(said))
    edges = [start.date() + k * ONE_DAY for start in history["from"] for k in (-1, 0)]
    for day in (day for day in on + edges if day >= date(1919, 6, 28)):
        stretch = history[(history["from"] <= pd.Timestamp(day)) & ~(history["until"] <= pd.Timestamp(day))]
        assert stretch["status"].tolist() == [ils.binding(*pair, on=day).status]


# ---------------------------------------------------------------------------------------------------------------------
# Rules, on invented rows
# ---------------------------------------------------------------------------------------------------------------------


def statuses(*on, code="C901", state="ATL"):
    """The answers on these days; the table must say the same."""
    single = [ils.binding(state, code, on=day).status for day in on]
    assert ils.binding_table(table([(state, code, day) for day in on]))["status"].tolist() == single
    return dict(zip(on, single, strict=True))


def since(code="C901", on="2010-01-01"):
    return str(ils.binding("ATL", code, on=on).since)


@pytest.mark.parametrize(
    ("ratification", "rule", "first"),
    [
        ({"ratified_on": "1960-03-15"}, {}, "1961-03-15"),
        ({"ratified_on": "1960-02-29"}, {}, "1961-02-28"),
        ({"ratified_on": "1960-03-15"}, {"entry_months": "6"}, "1960-09-15"),
        ({"ratified_on": "1960-08-31"}, {"entry_months": "6"}, "1961-02-28"),
        ({"ratified_on": "1960-03-15"}, {"entry_rule": "on_registration", "entry_months": "0"}, "1960-03-15"),
        ({"ratified_on": "1960-03-15"}, {"entry_rule": "on_registration", "entry_months": ""}, "1960-03-15"),
        (
            {"ratified_on": "1960-03-15"},
            {"entry_rule": "days_after_registration", "entry_months": "", "entry_days": "90"},
            "1960-06-13",
        ),
        ({"ratified_on": "1950-08-01"}, {}, "1951-08-01"),
        ({"ratified_on": "1950-06-02"}, {"entry_months": "6"}, "1951-06-01"),
        ({"ratified_on": "1960-03-15", "mode": "succession"}, {}, "1960-03-15"),
        ({"ratified_on": "1951-01-01", "mode": "succession"}, {}, "1951-06-01"),
        ({"ratified_on": "1960-03-15", "in_force_on": "1961-05-05"}, {}, "1961-05-05"),
        ({"ratified_on": "1960"}, {}, "1961-01-01/1961-12-31"),
        ({"ratified_on": "1960-02"}, {}, "1961-02-01/1961-02-28"),
        ({"ratified_on": "1950"}, {}, "1951-06-01/1951-12-31"),
        (
            {"ratified_on": "1960"},
            {"entry_rule": "days_after_registration", "entry_months": "", "entry_days": "90"},
            "1960-03-31/1961-03-31",
        ),
        ({"ratified_on": "1960", "mode": "succession"}, {}, "1960-01-01/1960-12-31"),
        ({"ratified_on": "1960-03-15", "mode": "unknown"}, {}, "1960-03-15/1961-03-15"),
        ({"ratified_on": "1960", "mode": "unknown"}, {}, "1960-01-01/1961-12-31"),
        (
            {"ratified_on": "1960-03-15", "mode": "unknown"},
            {"entry_rule": "on_registration", "entry_months": "0"},
            "1960-03-15",
        ),
        ({"ratified_on": "1960-03-15"}, {"entry_rule": "special", "entry_months": ""}, "1960-03-15/1961-03-15"),
    ],
)
def test_the_rule_of_the_final_article_gives_the_first_day(world, ratification, rule, first):
    world(ratifications=[ratification], final_articles=[rule])
    assert since() == first
    window = partial(first) if "/" not in first else Window(*map(date.fromisoformat, first.split("/")))
    answers = statuses(window.earliest - ONE_DAY, window.latest)
    assert list(answers.values()) == ["not_in_force", "in_force"]
    if not window.is_day:
        assert set(statuses(window.earliest, window.latest - ONE_DAY).values()) == {"uncertain"}


@pytest.mark.parametrize(
    ("denunciation", "rule", "end"),
    [
        ({"denounced_on": "1975-04-05"}, {}, "1976-04-05"),
        ({"denounced_on": "1976-02-29"}, {}, "1977-02-28"),
        ({"denounced_on": "1975-04-05"}, {"denunciation_effect_months": "6"}, "1975-10-05"),
        ({"denounced_on": "1975-04-05", "denunciation_effective_on": "1975-12-31"}, {}, "1975-12-31"),
        ({"denunciation_effective_on": "1975-12-31"}, {}, "1975-12-31"),
        ({"denounced_on": "1975"}, {}, "1976-01-01/1976-12-31"),
        ({"denounced_on": "1975-06"}, {}, "1976-06-01/1976-06-30"),
        ({"denunciation_effective_on": "1975"}, {}, "1975-01-01/1975-12-31"),
        ({"denounced_on": "1975-04-05", "denunciation_mode": "automatic", "denounced_by": "C902"}, {}, "1976-04-05"),
    ],
)  # fmt: skip
def test_a_denunciation_ends_it_when_it_takes_effect(world, denunciation, rule, end):
    world(ratifications=[{"ratified_on": "1960-03-15", "status": "denounced"} | denunciation], final_articles=[rule])
    answer = ils.binding("ATL", "C901", on="2010-01-01")
    assert (answer.status, str(answer.until)) == ("not_in_force", end)
    window = partial(end) if "/" not in end else Window(*map(date.fromisoformat, end.split("/")))
    assert list(statuses(window.earliest - ONE_DAY, window.latest).values()) == ["in_force", "not_in_force"]
    if not window.is_day:
        assert set(statuses(window.earliest, window.latest - ONE_DAY).values()) == {"uncertain"}


@pytest.mark.parametrize(
    ("ended_on", "denounced_on", "until"),
    [
        ("1990-06-05", "", "1990-06-05"),
        ("1990-06-05", "1975-04-05", "1976-04-05"),
        ("1990-06-05", "1990-01-01", "1990-06-05"),
        ("1990", "", "1990-01-01/1990-12-31"),
        ("1990", "1989-06-01", "1990-01-01/1990-06-01"),
    ],
)
def test_the_conference_and_the_state_may_both_end_it_and_the_earlier_counts(world, ended_on, denounced_on, until):
    world(
        instruments=[{"status": "abrogated", "ended_on": ended_on, "ended_by": "ILC 77 (1990)"}],
        ratifications=[{"ratified_on": "1960-03-15", "denounced_on": denounced_on}],
    )
    assert str(ils.binding("ATL", "C901", on="1970-01-01").until) == until
    assert list(statuses("1970-01-01", "1991-01-01").values()) == ["in_force", "not_in_force"]


def test_a_second_ratification_binds_anew_and_the_time_between_stays_free(world):
    world(
        ratifications=[
            {"ratified_on": "1980-05-01"},  # the later one first: the order in the file does not matter
            {"ratified_on": "1960-03-15", "denounced_on": "1970-01-10", "status": "denounced"},
        ]
    )
    assert statuses("1961-03-14", "1961-03-15", "1971-01-09", "1971-01-10", "1981-04-30", "1981-05-01") == {
        "1961-03-14": "not_in_force",
        "1961-03-15": "in_force",
        "1971-01-09": "in_force",
        "1971-01-10": "not_in_force",
        "1981-04-30": "not_in_force",
        "1981-05-01": "in_force",
    }
    before, between, now = (ils.binding("ATL", "C901", on=day) for day in ("1955-01-01", "1975-01-01", "2000-01-01"))
    assert (before.since, between.since, now.since) == (date(1961, 3, 15), date(1981, 5, 1), date(1981, 5, 1))


def test_a_certain_ratification_outweighs_a_doubtful_one(world):
    world(
        ratifications=[
            {"ratified_on": "1960-03-15", "denounced_on": "1980", "status": "denounced"},
            {"ratified_on": "1980-01-01"},
        ]
    )
    assert list(statuses("1980-06-01", "1981-06-01").values()) == ["in_force", "in_force"]


@pytest.mark.parametrize(
    ("as_of", "rule", "doubt_from"),
    [
        # open to denunciation from 1961-06-01 (ten years in force), for a year every ten years; effect a year later
        ("1955-01-01", {}, "1962-06-01"),
        ("1961-08-01", {}, "1962-08-01"),
        ("1963-01-01", {}, "1972-06-01"),
        ("1985-01-01", {}, "1992-06-01"),
        ("1985", {}, "1992-06-01"),
        ("1991-09-01", {}, "1992-09-01"),
        ("1985-01-01", {"denunciation_cycle_years": "5"}, "1987-06-01"),
        ("1985-01-01", {"denunciation_cycle_years": ""}, "1986-01-01"),
        ("1985-01-01", {"denunciation_after_years": "", "denunciation_cycle_years": ""}, "1986-01-01"),
    ],
)
def test_where_the_record_does_not_tell_the_rest_doubt_begins_with_the_first_possible_denunciation(
    world, as_of, rule, doubt_from
):
    world(ratifications=[{"ratified_on": "1953-03-15", "status": "unknown", "as_of": as_of}], final_articles=[rule])
    day = date.fromisoformat(doubt_from)
    assert list(statuses(day - ONE_DAY, day, date(2030, 1, 1)).values()) == ["in_force", "uncertain", "uncertain"]


def test_where_the_record_does_tell_there_is_no_doubt_but_a_warning(world):
    world(ratifications=[{"ratified_on": "1953-03-15", "as_of": "1985-01-01"}])
    assert set(statuses("1984-01-01", "1992-06-01", "2030-01-01").values()) == {"in_force"}
    warned = {day: "NORMLEX" in str(ils.binding("ATL", "C901", on=day)) for day in ("1992-05-31", "1992-06-01")}
    assert warned == {"1992-05-31": False, "1992-06-01": True}


# Protocols

CONVENTION = {"code": "C901"}
PROTOCOL = {
    "code": "P901",
    "kind": "protocol",
    "title": "Protocol of 1995 to the Invented Convention, 1950",
    "adopted_on": "1995-06-01",
    "in_force_on": "1998-06-01",
    "amends_or_supplements": "C901",
}
PROTOCOL_RULE = {"instrument": "P901", "denunciation_after_years": "", "denunciation_cycle_years": ""}


def with_protocol(world, *convention, **protocol):
    world(
        instruments=[CONVENTION, PROTOCOL],
        final_articles=[{}, PROTOCOL_RULE],
        ratifications=[*convention, {"instrument": "P901", "ratified_on": "1999-01-01"} | protocol],
        ratification_coverage=[{}, {"instrument": "P901"}],
    )


def test_a_protocol_ends_with_its_convention(world):
    with_protocol(world, {"ratified_on": "1960-03-15", "denounced_on": "2001-06-01", "status": "denounced"})
    assert statuses("1999-12-31", "2000-01-01", "2002-05-31", "2002-06-01", code="P901") == {
        "1999-12-31": "not_in_force",
        "2000-01-01": "in_force",
        "2002-05-31": "in_force",
        "2002-06-01": "not_in_force",
    }
    assert "with the Convention" in str(ils.binding("ATL", "P901", on="2010-01-01"))


def test_a_protocol_waits_for_its_convention(world):
    with_protocol(world, {"ratified_on": "2005-01-01"})
    assert list(statuses("2005-12-31", "2006-01-01", code="P901").values()) == ["not_in_force", "in_force"]


@pytest.mark.parametrize(
    "convention",
    [
        [{"ratified_on": "2005"}],
        [{"ratified_on": "1960-03-15", "denounced_on": "2001", "status": "denounced"}],
        [{"ratified_on": "1960-03-15", "status": "unknown", "as_of": "1999-01-01"}],
        [
            {"ratified_on": "1960-03-15", "denounced_on": "2001-06-01", "status": "denounced"},
            {"ratified_on": "2010-01-01"},
        ],
    ],
    ids=["its entry known to the year", "its end known to the year", "its later history unknown", "free in between"],
)
def test_a_protocol_is_never_more_binding_than_its_convention(world, convention):
    with_protocol(world, *convention)
    on = [date(year, month, 1) for year in range(1998, 2016) for month in (1, 7)]
    parent, own = statuses(*on), statuses(*on, code="P901")
    assert "in_force" in own.values()
    assert [str(day) for day in on if own[day] == "in_force" and parent[day] != "in_force"] == []


# Membership, absence, and what is not there


@pytest.mark.parametrize(
    ("membership", "ratified_on", "answers"),
    [
        ("1919/1966-03-11;1994-05-26/", "1960-03-15", {"1980-01-01": "in_force", "2000-01-01": "in_force"}),
        (
            "1919/1938-03-13;1947-06-24/",
            "1925-03-15",
            {"1937-01-01": "in_force", "1940-01-01": "uncertain", "1950-01-01": "in_force"},
        ),
        ("1919/1938-03-13", "1925-03-15", {"1937-01-01": "in_force", "1960-01-01": "uncertain"}),
        ("1919/1938-03-13;1947-06-24/1966-03-11", "1950-03-15", {"1960-01-01": "in_force", "1970-01-01": "in_force"}),
        ("1919/1966;1994-05-26/", "", {"1965-12-31": "not_in_force", "1967-01-01": "not_a_member"}),
        ("1990-01-01/", "", {"1989-12-31": "not_a_member", "1990-01-01": "not_in_force"}),
    ],
)
def test_membership_and_obligation_are_two_things(world, membership, ratified_on, answers):
    world(
        countries=[{"membership": membership}],
        instruments=[{"adopted_on": "1921-06-01", "in_force_on": "1922-06-01"}],
        ratifications=[{"ratified_on": ratified_on}] if ratified_on else [],
    )
    assert statuses(*answers) == answers


@pytest.mark.parametrize(
    ("listed", "answers"),
    [
        (
            {"coverage": "complete"},
            {"1951-06-01": "not_in_force", "2020-12-31": "not_in_force", "2021-01-01": "uncertain"},
        ),
        ({"coverage": "partial"}, {"1951-05-31": "not_in_force", "1951-06-01": "uncertain", "2021-01-01": "uncertain"}),
        ({"coverage": "complete", "stated_as_of": "2020"}, {"2020-12-31": "not_in_force", "2021-01-01": "uncertain"}),
        ({"coverage": "complete", "stated_as_of": ""}, {"1951-05-31": "not_in_force", "1951-06-01": "uncertain"}),
        ({"instrument": "C999"}, {"1951-05-31": "not_in_force", "1951-06-01": "uncertain"}),
    ],
    ids=["complete", "partial", "complete in a year", "complete, one does not know when", "no list"],
)
def test_absence_means_what_the_list_can_prove(world, listed, answers):
    world(ratification_coverage=[listed])
    assert statuses(*answers) == answers


def test_a_complete_list_of_an_unknown_day_is_not_called_partial(world):
    world(ratification_coverage=[{"coverage": "complete", "stated_as_of": "", "rows": "35", "stated_count": "35"}])
    answer = ils.binding("ATL", "C901", on="1990-01-01")
    assert answer.status == "uncertain"
    assert "partial" not in str(answer)


@pytest.mark.parametrize(
    ("instrument", "answers"),
    [
        ({"status": "abrogated", "ended_on": "1990-06-05"}, {"1990-06-04": "uncertain", "1990-06-05": "not_in_force"}),
        ({"status": "abrogated", "ended_on": "1990"}, {"1990-06-04": "uncertain", "1990-12-31": "not_in_force"}),
        ({"status": "withdrawn", "in_force_on": ""}, {"1960-01-01": "not_in_force", "2020-01-01": "not_in_force"}),
        ({"status": "not_in_force", "in_force_on": ""}, {"1960-01-01": "not_in_force", "2020-01-01": "not_in_force"}),
        ({"status": "", "in_force_on": ""}, {"1951-05-31": "not_in_force", "1951-06-01": "uncertain"}),
        ({"kind": "recommendation", "in_force_on": ""}, {"1960-01-01": "not_in_force", "2020-01-01": "not_in_force"}),
    ],
)
def test_what_the_instrument_itself_allows(world, instrument, answers):
    world(instruments=[instrument], ratification_coverage=[{"coverage": "partial"}])
    assert statuses(*answers) == answers


def test_after_its_end_no_later_ratification_is_thinkable(world):
    world(instruments=[{"status": "abrogated", "ended_on": "1990-06-05"}], ratification_coverage=[{}])
    assert set(statuses("1980-01-01", "1990-06-05", "2025-01-01").values()) == {"not_in_force"}


def test_a_ratification_of_a_convention_that_never_came_into_force_does_not_bind(world):
    world(instruments=[{"in_force_on": "", "status": "withdrawn"}], ratifications=[{"ratified_on": "1960-03-15"}])
    assert set(statuses("1961-06-01", "2020-01-01").values()) == {"not_in_force"}


def test_a_convention_abrogated_before_it_could_bind_the_state_never_did(world):
    world(
        instruments=[{"status": "abrogated", "ended_on": "1990-06-05"}], ratifications=[{"ratified_on": "1990-01-01"}]
    )
    assert set(statuses("1990-06-04", "1990-06-05", "1991-01-01", "2000-01-01").values()) == {"not_in_force"}


def test_the_real_facts_are_back_after_an_invented_world():
    assert ils.binding("Brazil", "C158", on="1997-06-01").status == "in_force"
    with pytest.raises(ils.UnknownCountry):
        ils.country("Atlantis")
