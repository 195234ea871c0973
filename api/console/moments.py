"""Days and times as people type and read them, on the clocks of the partnership."""

import calendar
import re
from datetime import UTC, datetime

from api import clock

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.ASCII)
_NOON = {"noon", "12 noon", "12noon", "midday", "12 midday"}
# Nobody opens a wave before breakfast: a bare "3" may mean the afternoon.
_EITHER = {"1", "2", "3", "4", "5", "6"}
_MONTHS = [name.lower() for name in calendar.month_name]
_NOT_A_DAY = "Write a day that the calendar has, such as 27 3 2027"
_NOT_A_TIME = "Write a time such as 9am, noon, 2:15pm or 16:30"
_WHICH_HALF = "Say whether it is the morning or the afternoon, such as {0}am or {0}pm"
_SKIPPED = "The clocks go forward then, so this time does not exist: choose an hour later"


class Unclear(Exception):
    """What was typed is no moment: the field to blame, and the mend."""

    def __init__(self, field: str, mend: str) -> None:
        super().__init__(mend)
        self.field = field


def read(day: str, month: str, year: str, time: str) -> datetime:
    """The moment that four fields name. Raises Unclear, whose field is "day" or "time"."""
    hour, minute = _hour(time) or (0, 0)
    try:
        moment = datetime(_year(year), _month(month), _number(day), hour, minute, tzinfo=clock.HERE)
    except ValueError as fault:
        raise Unclear("day", _NOT_A_DAY) from fault
    if time.strip() in _EITHER:
        raise Unclear("time", _WHICH_HALF.format(time.strip()))
    if _hour(time) is None:
        raise Unclear("time", _NOT_A_TIME)
    # Where the clocks go back an hour comes twice: the first of the two is meant. Moments of one and the
    # same zone are compared by what the clocks show, so this one leaves it.
    meant = moment.astimezone(UTC)
    if clock.here(meant).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise Unclear("time", _SKIPPED)
    return meant


def typed(name: str, moment: datetime | None) -> dict[str, str]:
    """The fields of a form that hold this moment already."""
    if moment is None:
        return {}
    there = clock.here(moment)
    values = {"day": there.day, "month": there.month, "year": there.year, "time": f"{there:%H:%M}"}
    return {f"{name}_{field}": str(value) for field, value in values.items()}


def said(moment: datetime) -> str:
    """As people say it: 9:30am on Wednesday 4 March 2026."""
    there = clock.here(moment)
    return f"{wall(moment)} on {there:%A} {there.day} {there:%B %Y}"


def wall(moment: datetime) -> str:
    """Its time of the day alone: 9:30am."""
    there = clock.here(moment)
    minutes = f":{there:%M}" if there.minute else ""
    if not minutes and there.hour % 12 == 0:
        return "midday" if there.hour else "midnight"
    return f"{there.hour % 12 or 12}{minutes}{'am' if there.hour < 12 else 'pm'}"


def _hour(written: str) -> tuple[int, int] | None:
    plain = written.strip().lower().replace("a.m.", "am").replace("p.m.", "pm")
    if plain in _NOON:
        return 12, 0
    found = _TIME.fullmatch(plain)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return (hour, minute) if hour < 24 and minute < 60 else None


def _year(written: str) -> int:
    year = _number(written)
    return year + 2000 if year < 100 else year


def _month(written: str) -> int:
    names = [
        month for month, name in enumerate(_MONTHS) if len(written) > 2 and name.startswith(written.lower())
    ]
    return names[0] if names else _number(written)


def _number(written: str) -> int:
    """Raises ValueError."""
    if not re.fullmatch(r"[0-9]{1,4}", written):
        raise ValueError
    return int(written)
