"""Months that are over, as forms offer them."""

import calendar
import re
from collections.abc import Sequence
from datetime import date

from api.console import quarters
from api.console.fields import line
from api.feedback.words import months

BACK = 36  # so far back they are offered
_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def read(written: str) -> date | None:
    """The first day of a month as the form names it."""
    found = _WRITTEN.fullmatch(line(written))
    within = found and quarters.EARLIEST <= int(found[1]) <= quarters.LATEST and 1 <= int(found[2]) <= 12
    return date(int(found[1]), int(found[2]), 1) if found and within else None


def end(month: date) -> date:
    """Its last day."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def offered(today: date, *, with_this: bool = False) -> Sequence[tuple[str, str]]:
    """The newest first, by what the form sends; the one that is not over only where it is wanted."""
    newest = today.year * 12 + today.month - (1 if with_this else 2)
    firsts = [date(number // 12, number % 12 + 1, 1) for number in range(newest, newest - BACK, -1)]
    return [(f"{first:%Y-%m}", months(first, first)) for first in firsts]
