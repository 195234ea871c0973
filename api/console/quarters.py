"""Quarters of the calendar, week by week."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MONTHS = 3
EARLIEST, LATEST = 2000, 2100
_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
# From Monday, as the working week has it.
_CALENDAR = calendar.Calendar(calendar.MONDAY)


@dataclass(frozen=True)
class Quarter:
    """Three months, from January, April, July or October on. `month` is the first of them."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        month = self.month + MONTHS - 1
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def weeks(self) -> Sequence[Sequence[date]]:
        """Every week with a day of it, whole: the first and the last reach into the quarters beside it."""
        months = range(self.month, self.month + MONTHS)
        weeks = (week for month in months for week in _CALENDAR.monthdatescalendar(self.year, month))
        return list(dict.fromkeys(map(tuple, weeks)))

    @property
    def written(self) -> str:
        """As an address names it."""
        return f"{self.year}-{self.month:02}"

    def step(self, by: int) -> "Quarter":
        """The one so many quarters later, or earlier."""
        year, quarter = divmod(self.year * 4 + self.month // MONTHS + by, 4)
        return Quarter(year, quarter * MONTHS + 1)


def of(day: date) -> Quarter:
    """The one that a day lies in."""
    return Quarter(day.year, (day.month - 1) // MONTHS * MONTHS + 1)


def read(written: str, today: date) -> Quarter:
    """The one that an address names by one of its months; of today, where it makes no sense."""
    found = _WRITTEN.fullmatch(written)
    if found and EARLIEST <= int(found[1]) <= LATEST and 1 <= int(found[2]) <= 12:
        return of(date(int(found[1]), int(found[2]), 1))
    return of(today)
