"""The calendar of a quarter: its weeks, what stands in it, and who sees what."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api import clock
from api.console import quarters
from api.console.agenda import by_day
from api.console.quarters import Quarter
from api.db import transaction
from api.guidance import overview
from api.staff.person import Person, Role
from api.staff.tables import ApiKeyRow
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState
from tests.api.console.conftest import Browser

CALENDAR = "/console/calendar"
CELL = re.compile(r'<td class="([^"]*)"[^>]*>\s*<time datetime="([^"]+)">(.*?)</td>', re.DOTALL)


def who(*roles: Role) -> Person:
    return Person(None, "Any", "Body", frozenset(roles))


def kinds(session: Session, quarter: Quarter, *roles: Role) -> dict[date, list[str]]:
    """What a role sees, by day."""
    seen = by_day(session, who(*roles), quarter)
    return {day: [event.kind for event in events] for day, events in seen.items()}


@pytest.mark.parametrize(
    ("day", "first", "last", "weeks", "monday"),
    [
        (date(2026, 11, 22), date(2026, 10, 1), date(2026, 12, 31), 14, date(2026, 9, 28)),
        (date(2024, 2, 29), date(2024, 1, 1), date(2024, 3, 31), 13, date(2024, 1, 1)),
        (date(2028, 4, 1), date(2028, 4, 1), date(2028, 6, 30), 14, date(2028, 3, 27)),
    ],
)
def test_a_quarter_has_three_months_and_whole_weeks(
    day: date, first: date, last: date, weeks: int, monday: date
) -> None:
    quarter = quarters.of(day)
    assert (quarter.first, quarter.last, len(quarter.weeks)) == (first, last, weeks)
    assert quarter.weeks[0][0] == monday
    days = [one for week in quarter.weeks for one in week]
    assert days == [monday + timedelta(days=number) for number in range(7 * weeks)]


def test_quarters_follow_each_other_through_the_years() -> None:
    quarter = Quarter(2025, 10)
    for by in range(-9, 9):
        there = quarter.step(by)
        assert there.step(-by) == quarter
        assert there.step(1).first == there.last + timedelta(days=1)


def test_what_an_address_means() -> None:
    today = date(2026, 11, 22)
    assert quarters.read("2027-01", today) == Quarter(2027, 1)
    assert quarters.read("2027-12", today) == Quarter(2027, 10)
    for nonsense in ("", "2027", "2027-13", "2027-00", "0001-01", "9999-10", "२०२७-०१", "2027-01-01"):
        assert quarters.read(nonsense, today) == Quarter(2026, 10)


def test_waves_stand_on_the_days_of_the_partnership(
    stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    # Half past eleven in the evening of 30 June, UTC, is 1 July on the wall.
    midnight = datetime(2031, 6, 30, 23, 30, tzinfo=UTC)
    wave = open_wave(opens=midnight, closes=midnight + timedelta(days=100))
    past = open_wave()
    with transaction(stocked) as session:
        row = waves.get(session, past.id)
        row.state, row.opened, row.closed = WaveState.CLOSED, date(2024, 2, 5), date(2024, 2, 20)
    with Session(stocked) as session:
        assert date(2031, 6, 30) not in kinds(session, Quarter(2031, 4), Role.AUTHOR)
        summer = by_day(session, who(Role.AUTHOR), Quarter(2031, 7))
        [opens] = summer[date(2031, 7, 1)]
        assert (opens.kind, opens.title, opens.href) == ("opens", wave.title, f"/console/waves/{wave.id}")
        assert kinds(session, Quarter(2031, 10), Role.AUTHOR)[date(2031, 10, 9)] == ["closes"]
        winter = kinds(session, Quarter(2024, 1), Role.AUTHOR)
        assert (winter[date(2024, 2, 5)], winter[date(2024, 2, 20)]) == (["opens"], ["closes"])


def test_each_sees_what_their_roles_open(stocked: Engine) -> None:
    with transaction(stocked) as session:
        key: dict[str, Any] = {
            "prefix": "heard_1",
            "digest": b"",
            "scopes": [],
            "maker": "R",
            "made": date(2030, 1, 1),
        }
        session.add(ApiKeyRow(name="Dashboard", expires=date(2030, 5, 14), **key))
    with Session(stocked) as session:
        assert kinds(session, Quarter(2030, 4), Role.ADMINISTRATOR)[date(2030, 5, 14)] == ["key"]
        only_holidays = kinds(session, Quarter(2030, 4), Role.SENDER)
        assert set(only_holidays) == {
            date(2030, 4, 19),
            date(2030, 4, 22),
            date(2030, 5, 6),
            date(2030, 5, 27),
        }


def test_reviews_of_one_day_are_one_event(stocked: Engine) -> None:
    with Session(stocked) as session:
        first = min(entry.due for entry in overview.entries(session) if entry.due)
        quarter, reviews = quarters.of(first), []
        for _ in range(12):
            events = by_day(session, who(Role.ANALYST), quarter).values()
            reviews += [event for day in events for event in day if event.kind == "review"]
            quarter = quarter.step(1)
    assert reviews
    assert len({event.day for event in reviews}) == len(reviews)
    assert any(event.count > 1 and event.href == "/console/guidance" for event in reviews)


async def test_the_page_shows_a_table_of_weeks_and_a_list_of_days(
    unit: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    opens = datetime(2030, 11, 13, 9, 30, tzinfo=clock.HERE)
    open_wave(opens=opens, closes=opens + timedelta(days=7))
    page = (await unit.get(f"{CALENDAR}?quarter=2030-11")).text
    assert ">October to December 2030</h1>" in page
    cells = {found[1]: found for found in CELL.findall(page)}
    assert len(cells) == 14 * 7
    said = {day: " ".join(re.sub(r"<[^>]+>", " ", found[2]).split()) for day, found in cells.items()}
    assert said["2030-11-13"] == "13 November Made-up group opens at 9:30am"
    assert said["2030-11-20"] == "20 November Made-up group closes at 9:30am"
    assert said["2030-12-25"] == "25 December Bank holiday: Christmas Day"
    assert cells["2031-01-01"][0] == "heard-calendar__out"
    agenda = " ".join(re.sub(r"<[^>]+>", " ", page[page.index("heard-agenda") :]).split())
    assert "Wednesday 13 November Made-up group opens at 9:30am" in agenda
    assert "31 December" not in agenda  # nothing happens then
    for link in ("2030-07", "2031-01"):
        assert f"{CALENDAR}?quarter={link}" in page
    assert "Back to this quarter" in page


async def test_today_is_marked_and_nonsense_leads_to_now(unit: Browser) -> None:
    for address in (CALENDAR, f"{CALENDAR}?quarter=nonsense"):
        page = (await unit.get(address)).text
        assert page.count('aria-current="date"') >= 1
        assert "Back to this quarter" not in page
    assert 'aria-current="date"' not in (await unit.get(f"{CALENDAR}?quarter=2001-01")).text
