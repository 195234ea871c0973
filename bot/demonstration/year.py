"""When the waves of a year open and close, as seen from one day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from api import clock
from api.waves.tables import Entry
from api.working_days import DAY, working_day_after
from bot.demonstration.words import words

PAST_QUARTERS = 3
MORNING, AFTERNOON = time(9, tzinfo=clock.HERE), time(16, tzinfo=clock.HERE)
# Of a past wave, from the first day of its quarter: late enough for autumn terms to have begun.
OPENS = timedelta(days=66)
LASTS = 13  # working days: over before the quarter ends


@dataclass(frozen=True)
class Opening:
    """A wave: who is asked, from when to when, and how many answer. A past one is closed by now.

    `again`: it asks the same group as the wave of its survey before it.
    """

    survey: str
    title: str
    opens: datetime
    closes: datetime | None
    people: int
    mood: float
    past: bool = False
    setting_kind: str | None = None
    again: bool = False
    entry: Entry = Entry.LINK
    watched: bool = False
    codes: int = 0


def past(today: date) -> Iterator[Opening]:
    """The waves of the three quarters before this one; things get a little better."""
    said = words()
    for back in range(PAST_QUARTERS, 0, -1):
        first = quarter(today, back)
        day = working_day_after(first + OPENS, 1)
        opens = datetime.combine(day, MORNING)
        closes = datetime.combine(working_day_after(day, LASTS), AFTERNOON)
        asked = [*said["rounds"], *([said["group"]] if back == 1 else [])]
        for what in asked:
            mood = 1.2 + 0.15 * (PAST_QUARTERS - back)
            yield _opening(what, first, opens, closes, mood, past=True, again=True)


def present(today: date) -> Iterator[Opening]:
    """What is open now."""
    said, first = words(), quarter(today, 0)
    began = datetime.combine(today - 9 * DAY, MORNING)
    ends = datetime.combine(working_day_after(today, 3), AFTERNOON)
    yield _opening(said["visit"], first, began, ends, 1.6, entry=Entry.GROUP)
    began, ends = began - 21 * DAY, ends + 14 * DAY
    yield _opening(said["watched"], first, began, ends, 1.4, watched=True)
    yield _opening(said["single_use"], first, began + 25 * DAY, ends, 1.4, entry=Entry.SINGLE_USE)


def planned(today: date) -> Opening:
    """What opens next week."""
    day = working_day_after(today, 4)
    opens = datetime.combine(day, MORNING)
    closes = datetime.combine(working_day_after(day, LASTS), AFTERNOON)
    return _opening(words()["planned"], quarter(today, 0), opens, closes, 1.0)


def quarter(today: date, back: int) -> date:
    """The first day of the calendar's quarter so many quarters ago."""
    years, number = divmod(today.year * 4 + (today.month - 1) // 3 - back, 4)
    return date(years, 3 * number + 1, 1)


def _opening(
    what: Mapping[str, Any],
    first: date,
    opens: datetime,
    closes: datetime,
    mood: float,
    **more: Any,
) -> Opening:
    season = words()["seasons"][first.month // 3]
    named = {**what, "title": what["title"].format(season=season, year=first.year)}
    return Opening(opens=opens, closes=closes, mood=mood, **named, **more)
