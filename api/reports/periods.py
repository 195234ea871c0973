"""Quarters and years of reports, and the days that each kind looks at."""

import calendar
from datetime import date, timedelta

MONTHS = 3
QUARTERS = 4
DAY = timedelta(days=1)


def quarter(day: date) -> tuple[date, date]:
    """The first and the last day of the calendar's quarter that a day lies in."""
    first = date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1)
    return first, _end(first, 1)


def year_from(first: date) -> tuple[date, date]:
    """Four quarters from the first day of one."""
    return first, _end(first, QUARTERS)


def quarters_over(today: date, how_many: int) -> list[tuple[date, date]]:
    """The last quarters that are over, the newest first."""
    found, day = [], quarter(today)[0] - DAY
    for _ in range(how_many):
        found.append(quarter(day))
        day = found[-1][0] - DAY
    return found


def years_over(today: date, how_many: int) -> list[tuple[date, date]]:
    """The last years that are over, each beginning a quarter before the one above it."""
    over = quarters_over(today, how_many + QUARTERS - 1)
    return [year_from(first) for first, _ in over[QUARTERS - 1 :]]


def _end(first: date, quarters: int) -> date:
    years, month = divmod(first.month - 1 + quarters * MONTHS - 1, 12)
    year = first.year + years
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])
