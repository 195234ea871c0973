"""The time that people of the partnership live by."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, with its zone."""
    return datetime.now(HERE)


def here(moment: datetime) -> datetime:
    """The same moment as clocks on the wall show it."""
    return moment.astimezone(HERE)


def today() -> date:
    """The day on the wall's calendar."""
    return now().date()
