"""Working days of England: no weekend and no bank holiday."""

from datetime import date, timedelta

import holidays

SATURDAY = 5
DAY = timedelta(days=1)
# Fills itself with the year that it is asked for.
_BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")


def is_bank_holiday(day: date) -> bool:
    """Of England, with the days given in place of those that fall on a weekend."""
    return day in _BANK_HOLIDAYS


def bank_holiday(day: date) -> str | None:
    """What it is called."""
    return _BANK_HOLIDAYS.get(day)


def is_working_day(day: date) -> bool:
    """No weekend and no bank holiday of England."""
    return day.weekday() < SATURDAY and not is_bank_holiday(day)


def working_day_after(day: date, number: int) -> date:
    """The day on which so many working days have passed, counted from the day after `day`; 0 is `day`."""
    while number > 0:
        day += DAY
        number -= is_working_day(day)
    return day
