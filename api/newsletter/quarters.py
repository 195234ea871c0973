"""Quarters of the calendar as addresses name them: 2026-q3."""

import calendar
import re
from datetime import date

MONTHS = 3
_WRITTEN = re.compile(r"(20\d\d)-q([1-4])", re.ASCII)


def of(day: date) -> str:
    """The one that a day lies in."""
    return f"{day.year}-q{(day.month - 1) // MONTHS + 1}"


def is_one(written: str) -> bool:
    """Whether it names a quarter."""
    return _WRITTEN.fullmatch(written) is not None


def first(quarter: str) -> date:
    """Its first day."""
    year, number = _parts(quarter)
    return date(year, number * MONTHS - MONTHS + 1, 1)


def last(quarter: str) -> date:
    """Its last day."""
    year, number = _parts(quarter)
    return date(year, number * MONTHS, calendar.monthrange(year, number * MONTHS)[1])


def said(quarter: str) -> str:
    """As people say it: July to September 2026."""
    return f"{first(quarter):%B} to {last(quarter):%B %Y}"


def step(quarter: str, by: int) -> str:
    """The one so many quarters later, or earlier."""
    year, number = _parts(quarter)
    years, place = divmod(year * 4 + number - 1 + by, 4)
    return f"{years}-q{place + 1}"


def _parts(quarter: str) -> tuple[int, int]:
    year, _, number = quarter.partition("-q")
    return int(year), int(number)
