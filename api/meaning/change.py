"""Whether the comments of two waves differ, read off published numbers only."""

from enum import StrEnum
from math import sqrt

from api.findings.protection import HALF_STEP, SYMBOL_UPTO
from api.findings.published import Table
from api.meaning.contracts import ThemeReading, ToneReading

SPREADS = 2


class Change(StrEnum):
    """Unclear: rounding, chance or the scorer alone may have made the difference, or there is none."""

    MORE = "more"
    LESS = "less"
    UNCLEAR = "no clear change"


def changed(before: ToneReading | ThemeReading, after: ToneReading | ThemeReading, value: str) -> Change:
    """Whether the share of comments of one tone, or about one theme, has changed from one reading to another.

    Only where the lowest share that one can stand for lies above the highest of the other.
    """
    old, new = _span(before, value), _span(after, value)
    if old is None or new is None:
        return Change.UNCLEAR
    if new[0] > old[1]:
        return Change.MORE
    return Change.LESS if new[1] < old[0] else Change.UNCLEAR


def _span(reading: ToneReading | ThemeReading, value: str) -> tuple[float, float] | None:
    """The share that lies behind a published number, at least and at most, with the band of the reading."""
    table = reading.table
    rounded = _rounded(table, value)
    if rounded is None or table.base is None:
        return None
    low, high = rounded
    middle = min((low + high) / 2, 1.0)
    # Who writes is a sample of who might have written.
    band = SPREADS * sqrt(max(middle * (1 - middle), 0.01) / (table.base - HALF_STEP))
    if isinstance(reading, ToneReading):
        band += reading.within / 100
    return low - band, high + band


def _rounded(table: Table, value: str) -> tuple[float, float] | None:
    if table.base is None:
        return None
    least, most = table.base - HALF_STEP, table.base + HALF_STEP
    cell = next((one for one in table.cells if one.value == value), None)
    if cell is None or (cell.shown is None and not cell.most):
        # A theme that is not named came up in as few comments as a hidden one.
        return 0.0, SYMBOL_UPTO / least
    number = table.base if cell.most or cell.shown is None else cell.shown
    return (number - HALF_STEP) / most, min((number + HALF_STEP) / least, 1.0)
