"""Days and times as people type and read them."""

from datetime import UTC, datetime

import pytest

from api.console import moments
from api.console.moments import Unclear


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("4", "3", "2026", "9:30"), datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
        (("04", "03", "26", "09.30"), datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
        (("4", "March", "2026", "9:30 AM"), datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
        (("4", "sept", "2026", "2pm"), datetime(2026, 9, 4, 13, tzinfo=UTC)),
        (("1", "1", "2027", "12am"), datetime(2027, 1, 1, 0, tzinfo=UTC)),
        (("1", "7", "2027", "12:05pm"), datetime(2027, 7, 1, 11, 5, tzinfo=UTC)),
        (("4", "3", "2026", "9"), datetime(2026, 3, 4, 9, tzinfo=UTC)),
        (("4", "3", "2026", "09"), datetime(2026, 3, 4, 9, tzinfo=UTC)),
        (("4", "3", "2026", "9am"), datetime(2026, 3, 4, 9, tzinfo=UTC)),
        (("4", "3", "2026", "4 p.m."), datetime(2026, 3, 4, 16, tzinfo=UTC)),
        (("4", "3", "2026", "16.30"), datetime(2026, 3, 4, 16, 30, tzinfo=UTC)),
        (("4", "3", "2026", "16"), datetime(2026, 3, 4, 16, tzinfo=UTC)),
        (("4", "3", "2026", "12"), datetime(2026, 3, 4, 12, tzinfo=UTC)),
        (("4", "3", "2026", "12 noon"), datetime(2026, 3, 4, 12, tzinfo=UTC)),
        (("4", "3", "2026", " Noon "), datetime(2026, 3, 4, 12, tzinfo=UTC)),
        (("4", "3", "2026", "midday"), datetime(2026, 3, 4, 12, tzinfo=UTC)),
        (("25", "10", "2026", "1:30"), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_on_the_clocks_of_the_place(typed: tuple[str, ...], meant: datetime) -> None:
    assert moments.read(*typed) == meant


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (("29", "2", "2027", "9:30"), "day"),
        (("", "2", "2027", "9:30"), "day"),
        (("4", "ma", "2027", "9:30"), "day"),
        (("4", "3", "20270", "9:30"), "day"),
        (("4", "3", "³", "9:30"), "day"),
        (("4", "3", "2027", ""), "time"),
        (("4", "3", "2027", "3"), "time"),
        (("4", "3", "2027", "24"), "time"),
        (("4", "3", "2027", "0pm"), "time"),
        (("4", "3", "2027", "11 noon"), "time"),
        (("4", "3", "2027", "24:00"), "time"),
        (("4", "3", "2027", "13:00pm"), "time"),
        (("4", "3", "2027", "9:60"), "time"),
        (("28", "3", "2027", "1:30"), "time"),
    ],
)
def test_what_is_no_moment_is_blamed_on_its_field(typed: tuple[str, ...], field: str) -> None:
    with pytest.raises(Unclear) as refusal:
        moments.read(*typed)
    assert refusal.value.field == field


def test_a_bare_hour_of_the_night_is_asked_about() -> None:
    with pytest.raises(Unclear, match="such as 3am or 3pm"):
        moments.read("4", "3", "2027", "3")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 3, 4, 9, 30, tzinfo=UTC), "9:30am on Wednesday 4 March 2026"),
        (datetime(2026, 7, 1, 11, tzinfo=UTC), "midday on Wednesday 1 July 2026"),
        (datetime(2026, 7, 1, 23, tzinfo=UTC), "midnight on Thursday 2 July 2026"),
        (datetime(2026, 12, 1, 12, 5, tzinfo=UTC), "12:05pm on Tuesday 1 December 2026"),
    ],
)
def test_a_moment_is_said_as_people_say_it(moment: datetime, said: str) -> None:
    assert moments.said(moment) == said


def test_what_a_form_holds_already_is_read_as_the_same_moment() -> None:
    moment = datetime(2026, 8, 4, 14, 5, tzinfo=UTC)
    assert moments.read(*moments.typed("closes", moment).values()) == moment
