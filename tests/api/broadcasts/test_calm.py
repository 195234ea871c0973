"""When something may come to a member: at night, on days off, and in the nights in which clocks change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from api.broadcasts.calm import NONE, Calm
from api.hours import Hours

LONDON = ZoneInfo("Europe/London")
UTC = ZoneInfo("UTC")
NIGHT = Calm(Hours(19, 8))


def at(written: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-18 12:00", None),  # a Wednesday
        ("2026-11-18 18:59", None),
        ("2026-11-18 19:00", "2026-11-19 08:00"),
        ("2026-11-19 00:30", "2026-11-19 08:00"),
        ("2026-11-19 08:00", None),
        ("2026-11-20 19:30", "2026-11-23 08:00"),  # a Friday
        ("2026-11-21 12:00", "2026-11-23 08:00"),
        ("2026-12-24 20:00", "2026-12-29 08:00"),  # Christmas, Boxing Day given on the Monday
        ("2027-03-25 20:00", "2027-03-30 08:00"),  # Good Friday to Easter Monday, and the clocks change
        ("2026-03-27 20:00", "2026-03-30 08:00"),  # one hour less
        ("2026-10-23 20:00", "2026-10-26 08:00"),  # one hour more
    ],
)
def test_it_waits_for_the_next_working_day(now: str, until: str | None) -> None:
    assert NIGHT.until(at(now), None) == (at(until) if until else None)


def test_in_the_hour_that_comes_twice_it_waits_for_the_clock_on_the_wall() -> None:
    """Sunday 25 October 2026: two o'clock in summer is one o'clock in winter."""
    own, without_days_off = Hours(22, 2), NONE
    for fold in (0, 1):
        assert without_days_off.until(at("2026-10-25 01:30", fold), own) == at("2026-10-25 02:00")
    assert without_days_off.until(at("2026-10-25 02:00"), own) is None


def test_an_hour_that_does_not_come_is_the_one_after_it() -> None:
    """Sunday 29 March 2026: one o'clock is two o'clock."""
    wanted = NONE.until(at("2026-03-28 23:00"), Hours(22, 1))
    assert wanted == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert NONE.until(wanted, Hours(22, 1)) is None


def test_a_members_own_hours_hold_on_working_days_and_days_off_for_everybody() -> None:
    day_sleeper = Hours(9, 17)
    assert NIGHT.until(at("2026-11-18 23:00"), day_sleeper) is None
    assert NIGHT.until(at("2026-11-18 10:00"), day_sleeper) == at("2026-11-18 17:00")
    assert NIGHT.until(at("2026-11-21 10:00"), day_sleeper) == at("2026-11-23 00:00")


def test_without_hours_of_the_partnership_only_members_wait_who_want_to() -> None:
    assert NONE.until(at("2026-11-21 23:00"), None) is None
    assert NONE.until(at("2026-11-21 23:00"), Hours(22, 7)) == at("2026-11-22 07:00")
