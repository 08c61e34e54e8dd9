"""Calendar days, and days of which only the year or the month is known.

A fact that is known to the year alone is a window of days. Nothing here ever narrows a window by guessing.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from ilslearn.catalogues import N_, _, p_, spoken
from ilslearn.errors import UnknownDate, shown

FIRST_DAY = date(1, 1, 1)
LAST_DAY = date(9999, 12, 31)

_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A day known to lie between two days, both included; the two are equal where the day itself is known.

    >>> str(Window(date(1990, 1, 1), date(1990, 12, 31)))
    '1990-01-01/1990-12-31'
    >>> str(Window(date(1990, 1, 10), date(1990, 1, 10)))
    '1990-01-10'
    """

    earliest: date
    latest: date

    @property
    def is_day(self) -> bool:
        """Is the day itself known?"""
        return self.earliest == self.latest

    def __str__(self) -> str:
        """ISO 8601: a day, or an interval of days."""
        return self.earliest.isoformat() if self.is_day else f"{self.earliest}/{self.latest}"

    def in_words(self) -> str:
        """As a lawyer writes it: "5 January 1996", "a day in 1990", "a day between ... and ..."."""
        first, last = self.earliest, self.latest
        if self.is_day:
            return day_in_words(first)
        if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
            return _("a day in {year}", year=first.year)
        return _("a day between {first} and {last}", first=day_in_words(first), last=day_in_words(last))

    def on_which(self) -> str:
        """As a lawyer writes that something was done then: "on 5 January 1996", "on a day in 1990"."""
        return _("on {day}", day=day_in_words(self.earliest)) if self.is_day else _("on {days}", days=self.in_words())

    def plus_months(self, months: int) -> "Window":
        """The window that many months later."""
        return Window(plus_months(self.earliest, months), plus_months(self.latest, months))

    def not_before(self, day: date) -> "Window":
        """The window, with nothing earlier than a day."""
        return Window(max(self.earliest, day), max(self.latest, day))

    def not_after(self, other: "Window") -> "Window":
        """The earlier of two events, each with its own doubt."""
        return Window(min(self.earliest, other.earliest), min(self.latest, other.latest))


def day_in_words(day: date) -> str:
    """
    >>> day_in_words(date(1996, 1, 5))
    '5 January 1996'
    """
    month = _(_MONTHS[day.month - 1])
    if day.day == 1:
        return p_("first of the month", "1 {month} {year}", month=month, year=day.year)
    return _("{day} {month} {year}", day=day.day, month=month, year=day.year)


def as_read(when: "str | date | Window") -> str:
    """When facts were read, or took effect: in ISO 8601 in English, in words in the other languages.

    A month or a year alone stands as it is; what is no date at all is not recorded.

    >>> as_read("2026-06-04"), as_read(date(1996, 1, 5))
    ('2026-06-04', '1996-01-05')
    """
    if isinstance(when, Window) and not when.is_day:
        return when.in_words()
    text = str(when)
    if spoken() == "en":
        return text
    try:
        return day_in_words(date.fromisoformat(text))
    except ValueError:
        return text if _PARTIAL.fullmatch(text) else _("not recorded")


@cache
def partial(text: str) -> Window:
    """Read a date of the tables: a day, a month or a year in ISO 8601.

    >>> str(partial("1958"))
    '1958-01-01/1958-12-31'
    >>> str(partial("1996-02"))
    '1996-02-01/1996-02-29'

    Raises UnknownDate if the text has another form or no such day exists.
    """
    match = _PARTIAL.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if month is None:
            return Window(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return Window(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return Window(date(year, month, day), date(year, month, day))
    except ValueError:
        raise UnknownDate(
            _("{text} is not a date of the tables: write YYYY, YYYY-MM or YYYY-MM-DD.", text=repr(text))
        ) from None


def a_day(value: "str | date") -> date:
    """Read the day that a question is about: ``"1997-06-01"``, or a ``datetime.date``.

    >>> a_day("1997-06-01")
    datetime.date(1997, 6, 1)

    Raises UnknownDate for anything else, a year alone included: the answer may turn on the day.
    """
    if isinstance(value, datetime):  # a datetime (or a pandas Timestamp) is a date too, with a time that law ignores
        if value != value:  # NaT, the missing timestamp
            raise UnknownDate(_("The day is missing: write the day as YYYY-MM-DD, for example 1997-06-01."))
        return value.date()
    if isinstance(value, date):
        return value
    try:
        text = value.strip()
        if (
            len(text) != 10 or not text[4] == text[7] == "-"
        ):  # other forms of ISO 8601 (weeks, no dashes) are not asked for
            raise ValueError
        return date.fromisoformat(text)
    except (ValueError, AttributeError):  # no such day, or not a text at all
        raise UnknownDate(
            _("{value} is not a day: write the day as YYYY-MM-DD, for example 1997-06-01.", value=shown(value))
        ) from None


def a_day_or_today(value: "str | date | None") -> date:
    """The day that a question is about; today if none was named."""
    return date.today() if value is None else a_day(value)


def plus_months(day: date, months: int) -> date:
    """The same day of the month, that many months later; the last day of a shorter month.

    >>> plus_months(date(2017, 6, 14), 12)
    datetime.date(2018, 6, 14)
    >>> plus_months(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > LAST_DAY.year:
        return LAST_DAY
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
