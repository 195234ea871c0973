"""By when an alert is to be looked at: working days of England, and the hour of the duty."""

from datetime import date, datetime, time, timedelta

import holidays

from api import clock
from api.waves.tables import AnswerWithin

SATURDAY = 5
DAY = timedelta(days=1)
# Fills itself with the year that it is asked for.
_BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")


def is_working_day(day: date) -> bool:
    """No weekend and no bank holiday of England."""
    return day.weekday() < SATURDAY and day not in _BANK_HOLIDAYS


def due_day(raised: date, within: AnswerWithin) -> date:
    """The day on which somebody is to look at what was raised on a day."""
    if within is AnswerWithin.SAME_DAY:
        return raised
    due = raised + DAY
    while not is_working_day(due):
        due += DAY
    return due


def day_before(now: datetime, passing: timedelta) -> date:
    """The day on which a time began that ends now, if it passes on working days alone, day and night."""
    here = clock.here(now).replace(tzinfo=None)
    day, passed = here.date(), here - datetime.combine(here, time())
    while not is_working_day(day) or passed < passing:
        if is_working_day(day):
            passing -= passed
        day, passed = day - DAY, DAY
    return day


def last_day_due(now: datetime, by_hour: int) -> date:
    """The newest day whose hour has passed, on the clocks of the partnership."""
    here = clock.here(now)
    return here.date() if here.hour >= by_hour else here.date() - DAY
