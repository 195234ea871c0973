"""By when an alert is to be looked at, over weekends, bank holidays and the hour."""

from datetime import date, datetime

import pytest

from api import clock
from api.safety.due import due_day, last_day_due
from api.waves.tables import AnswerWithin
from api.working_days import is_working_day


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        (date(2026, 11, 17), date(2026, 11, 18)),  # a Tuesday
        (date(2026, 11, 20), date(2026, 11, 23)),  # a Friday
        (date(2026, 11, 21), date(2026, 11, 23)),  # a Saturday
        (date(2026, 4, 2), date(2026, 4, 7)),  # the Thursday before Easter
        (date(2026, 12, 24), date(2026, 12, 29)),  # Boxing Day is a Saturday: the Monday is free as well
        (date(2026, 8, 28), date(2026, 9, 1)),  # the late summer bank holiday is England's, not Scotland's
    ],
)
def test_the_next_working_day_passes_over_weekends_and_bank_holidays(raised: date, due: date) -> None:
    assert due_day(raised, AnswerWithin.NEXT_WORKING_DAY) == due
    assert is_working_day(due)


@pytest.mark.parametrize("raised", [date(2026, 11, 21), date(2026, 12, 25)])
def test_the_same_day_is_the_same_day_also_when_nobody_works(raised: date) -> None:
    assert due_day(raised, AnswerWithin.SAME_DAY) == raised
    assert not is_working_day(raised)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 15, 59, tzinfo=clock.HERE), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 16, 0, tzinfo=clock.HERE), date(2026, 11, 23)),
        # In summer 15:30 in UTC is 16:30 on the wall.
        (datetime.fromisoformat("2026-07-06T15:30:00+00:00"), date(2026, 7, 6)),
        (datetime.fromisoformat("2026-11-23T15:30:00+00:00"), date(2026, 11, 22)),
    ],
)
def test_a_day_is_over_when_its_hour_has_passed_here(moment: datetime, day: date) -> None:
    assert last_day_due(moment, 16) == day
