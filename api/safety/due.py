"""By when an alert is to be looked at: working days of England, and the hour of the duty."""

from datetime import date, datetime, time, timedelta

from api import clock
from api.waves.tables import AnswerWithin
from api.working_days import DAY, is_working_day, working_day_after


def due_day(raised: date, within: AnswerWithin) -> date:
    """The day on which somebody is to look at what was raised on a day."""
    return working_day_after(raised, 0 if within is AnswerWithin.SAME_DAY else 1)


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
