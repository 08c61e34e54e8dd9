"""Days, months and years: what is known, and how far a date moves."""

import calendar
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ilslearn.dates import FIRST_DAY, LAST_DAY, Window, a_day, day_in_words, partial, plus_months
from ilslearn.errors import UnknownDate

days = st.dates(date(1850, 1, 1), date(2200, 12, 31))


@st.composite
def windows(draw):
    first, last = sorted((draw(days), draw(days)))
    return Window(first, last)


# What the tables may say


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1958", date(1958, 1, 1), date(1958, 12, 31)),
        ("1996-02", date(1996, 2, 1), date(1996, 2, 29)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
        ("1976-07", date(1976, 7, 1), date(1976, 7, 31)),
        ("1996-02-29", date(1996, 2, 29), date(1996, 2, 29)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
    ],
)
def test_a_date_of_the_tables_is_the_window_of_days_that_it_may_mean(text, earliest, latest):
    assert partial(text) == Window(earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "58", "195", "19580", "1958-", "1958-1", "1958-13", "1958-00", "1997-02-29", "2017-02-30",
        "2017-06-31", "2017-06-00", "0000", "1958/1959", "1958-01-01 ", " 1958",
        "1958\n", "01-02-1958", "19580101", "c. 1958",
        "1958-W01-1", "-1958", "1958-01-01T00:00",
    ],
)  # fmt: skip
def test_another_form_or_an_impossible_day_is_no_date_of_the_tables(text):
    with pytest.raises(UnknownDate, match="YYYY") as raised:
        partial(text)
    assert repr(text) in str(raised.value)


@given(days)
def test_a_day_that_is_printed_and_read_is_the_same_day(day):
    assert partial(str(Window(day, day))) == Window(day, day)
    assert a_day(day.isoformat()) == day


@given(days)
def test_a_year_or_month_covers_every_day_that_begins_with_it_and_no_other(day):
    text = day.isoformat()
    for prefix in (text[:4], text[:7], text):
        window = partial(prefix)
        assert window.earliest <= day <= window.latest
        assert window.earliest.isoformat().startswith(prefix)
        assert window.latest.isoformat().startswith(prefix)
        assert not (window.earliest - timedelta(days=1)).isoformat().startswith(prefix)
        assert not (window.latest + timedelta(days=1)).isoformat().startswith(prefix)


# What a question may say


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1997-06-01", date(1997, 6, 1)),
        (" 1997-06-01\n", date(1997, 6, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        (date(1997, 6, 1), date(1997, 6, 1)),
        (datetime(1997, 6, 1, 23, 59), date(1997, 6, 1)),
        (pd.Timestamp("1997-06-01 12:00"), date(1997, 6, 1)),
    ],
)
def test_a_question_may_name_its_day_as_text_or_date(value, day):
    read = a_day(value)
    assert read == day
    assert type(read) is date


@pytest.mark.parametrize(
    "value",
    [
        "1997", "1997-06", "", "   ", "1997-06-31", "2023-02-29", "1997-13-01", "19970601", "1997-W22-7", "01/06/1997",
        "1 June 1997", "1997-6-1", "1997-06-01T00:00", "tomorrow", None, 1997, 19970601, 1997.5, float("nan"), pd.NaT,
        ("1997-06-01",), b"1997-06-01",
    ],
)  # fmt: skip
def test_a_question_without_a_whole_day_is_sent_back_with_the_form_to_use(value):
    with pytest.raises(UnknownDate, match="YYYY-MM-DD"):
        a_day(value)


# Months later


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2017, 6, 14), 12, date(2018, 6, 14)),
        (date(2017, 6, 14), 0, date(2017, 6, 14)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(1896, 2, 29), 48, date(1900, 2, 28)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 8, 31), 1, date(2023, 9, 30)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2023, 12, 31), 12, date(2024, 12, 31)),
        (date(2023, 12, 1), 1, date(2024, 1, 1)),
        (date(2023, 11, 30), 1, date(2023, 12, 30)),
        (date(2023, 11, 30), 13, date(2024, 12, 30)),
    ],
)
def test_months_later_is_the_same_day_of_the_month_or_the_last_of_a_shorter_one(day, months, later):
    assert plus_months(day, months) == later


@pytest.mark.parametrize("months", [1, 12, 120, 10_000])
def test_no_day_lies_after_the_end_of_the_calendar(months):
    assert plus_months(LAST_DAY, months) == LAST_DAY
    assert plus_months(date(9999, 12, 1), months) == LAST_DAY
    assert plus_months(FIRST_DAY, 12 * 9_998) == date(9999, 1, 1)


@given(days, days, st.integers(0, 600))
def test_the_later_of_two_days_stays_the_later_one(one, other, months):
    first, second = sorted((one, other))
    assert plus_months(first, months) <= plus_months(second, months)


@given(days, st.integers(0, 600))
def test_the_month_and_the_day_are_those_a_calendar_shows(day, months):
    later = plus_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == min(day.day, calendar.monthrange(later.year, later.month)[1])


@given(days, st.integers(0, 40), st.integers(0, 40))
def test_years_add_up_where_the_day_exists_in_each_year(day, first, second):
    assume((day.month, day.day) != (2, 29))
    assert plus_months(plus_months(day, 12 * first), 12 * second) == plus_months(day, 12 * (first + second))


# Windows


@pytest.mark.parametrize(
    ("text", "iso", "words", "is_day"),
    [
        ("1996-01-05", "1996-01-05", "5 January 1996", True),
        ("1990", "1990-01-01/1990-12-31", "a day in 1990", False),
        ("1990-02", "1990-02-01/1990-02-28", "a day between 1 February 1990 and 28 February 1990", False),
    ],
)
def test_a_window_is_shown_as_iso_8601_and_in_words(text, iso, words, is_day):
    window = partial(text)
    assert str(window) == iso
    assert window.in_words() == words
    assert window.is_day is is_day


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(1996, 1, 5), "5 January 1996"),
        (date(2026, 5, 21), "21 May 2026"),
        (date(1919, 12, 31), "31 December 1919"),
    ],
)
def test_a_day_reads_as_a_lawyer_writes_it(day, words):
    assert day_in_words(day) == words


def test_a_window_moves_as_a_whole():
    assert partial("1958").plus_months(12) == partial("1959")
    assert partial("2023-02-28").plus_months(12) == partial("2024-02-28")


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(1957, 6, 1), Window(date(1958, 1, 1), date(1958, 12, 31))),
        (date(1958, 6, 1), Window(date(1958, 6, 1), date(1958, 12, 31))),
        (date(1959, 6, 1), Window(date(1959, 6, 1), date(1959, 6, 1))),
    ],
)
def test_a_window_can_be_kept_from_beginning_before_a_day(day, left):
    assert partial("1958").not_before(day) == left


@given(windows(), windows(), st.data())
def test_the_earlier_of_two_doubtful_events_lies_in_the_window_of_the_earlier(one, other, data):
    def some_day(window):
        return data.draw(st.dates(window.earliest, window.latest))

    earlier = min(some_day(one), some_day(other))
    window = one.not_after(other)
    assert window.earliest <= earlier <= window.latest
    assert window == other.not_after(one)


@given(windows(), days, st.data())
def test_an_event_that_waits_for_a_day_lies_in_the_window_that_waits_for_it(window, day, data):
    event = max(data.draw(st.dates(window.earliest, window.latest)), day)
    waited = window.not_before(day)
    assert waited.earliest <= event <= waited.latest


def test_windows_are_values():
    assert partial("1958") == Window(date(1958, 1, 1), date(1958, 12, 31))
    assert sorted([partial("1960"), partial("1958")]) == [partial("1958"), partial("1960")]
    with pytest.raises(AttributeError):
        partial("1958").earliest = date(1900, 1, 1)
