"""When nothing comes but what is urgent: at night, and on days off."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from api import clock
from api.hours import Hours
from api.working_days import is_working_day

DAY = timedelta(days=1)
SOON = 60  # days: no row of days off is as long


@dataclass(frozen=True)
class Calm:
    """The partnership's quiet hours; without any nothing waits for a working day either.

    What a member has chosen holds in place of them.
    """

    hours: Hours | None = None

    def until(self, now: datetime, own: Hours | None) -> datetime | None:
        """When something may come to a member that comes now; None: at once."""
        quiet, moment = own or self.hours, clock.here(now).replace(minute=0, second=0, microsecond=0)
        begun = moment
        for _ in range(SOON):
            if self.hours is not None and not is_working_day(moment.date()):
                moment = _at(moment + DAY, 0)
            elif quiet is not None and quiet.holds(moment.hour):
                moment = _at(moment + DAY if quiet.end <= moment.hour else moment, quiet.end)
            else:
                break
        return None if moment == begun else moment.astimezone(now.tzinfo)


# Nothing waits but for what members have chosen themselves.
NONE = Calm()


def _at(day: datetime, hour: int) -> datetime:
    """That hour on the wall: the first of two where clocks show it twice, the next where they skip it."""
    return datetime.combine(day.date(), time(hour), clock.HERE)
