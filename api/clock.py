"""The time that people of the partnership live by."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, in UTC: it orders moments also in the hour that clocks on the wall show twice."""
    return datetime.now(UTC)


def here(moment: datetime) -> datetime:
    """The same moment as clocks on the wall show it."""
    return moment.astimezone(HERE)


def today() -> date:
    """The day on the wall's calendar."""
    return here(now()).date()
