"""Who can be reached at a moment: by London's clock, over midnight, bank holidays and clock changes."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from api import clock
from api.guidance.contact import Contact, Outside
from api.guidance.hours import Standing, in_words, now_in_words, standing
from api.working_days import is_bank_holiday
from tests.api.guidance.conftest import PACK

WORDS = PACK.phrases.hours
OFFICE = [
    {"days": "mon-thu", "opens": "08:30", "closes": "17:00"},
    {"days": "fri", "opens": "08:30", "closes": "16:30"},
]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPRING, AUTUMN = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)


def contact(key: str, hours: Any) -> Contact:
    known = {"key": key, "label": key.upper(), "phone": "0100", "open": hours, "owner": "-", "source": "a"}
    return Contact.model_validate(known | {"verified": None, "expires": None, "confirmed": False})


def book(hours: Any) -> Mapping[str, Contact]:
    """MASH with these hours, and the night service outside of them."""
    return {"mash": contact("mash", hours), "edt": contact("edt", {"outside": "mash"})}


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=clock.HERE)


def now(hours: Any, written: str) -> str:
    contacts = book(hours)
    how = standing(contacts["mash"], at(written), contacts)
    return f"{how.state}: {now_in_words(how, at(written), WORDS)}"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-11-26T08:29", "closed: closed now, opens 8.30am"),
        ("2026-11-26T08:30", "open: open now until 5pm"),
        ("2026-11-26T16:59", "open: open now until 5pm"),
        ("2026-11-26T17:00", "closed: closed now, opens Friday 8.30am"),
        ("2026-11-27T16:30", "closed: closed now, opens Monday 8.30am"),
        # Christmas Day is a Friday, and the Monday stands for Boxing Day.
        ("2026-12-24T18:00", "closed: closed now, opens Tuesday 8.30am"),
        ("2026-12-28T10:00", "closed: closed now, opens Tuesday 8.30am"),
        # Easter Monday and the late summer bank holiday are England's and not all of Britain's.
        ("2026-04-06T10:00", "closed: closed now, opens Tuesday 8.30am"),
        ("2026-08-31T10:00", "closed: closed now, opens Tuesday 8.30am"),
        # St Andrew's Day is Scotland's alone.
        ("2026-11-30T10:00", "open: open now until 5pm"),
    ],
)
def test_an_office_on_a_day_of_london(written: str, said: str) -> None:
    assert now(OFFICE, written) == said


@pytest.mark.parametrize(
    ("days", "opens", "closes", "written", "said"),
    [
        # The night of a Friday lasts until the Saturday morning, which has no hours of its own.
        ("fri", "22:00", "06:00", "2026-11-28T05:59", "open: open now until 6am"),
        ("fri", "22:00", "06:00", "2026-11-28T06:00", "closed: closed now, opens Friday 10pm"),
        ("fri", "22:00", "06:00", "2026-11-27T03:00", "closed: closed now, opens 10pm"),
        # From a Saturday to a Monday, and what follows on without a gap is one time.
        ("sat-mon", "00:00", "00:00", "2026-11-28T12:00", "open: open now until Monday midnight"),
        ("mon-fri", "12:00", "00:00", "2026-11-26T13:00", "open: open now until midnight"),
        ("thu", "09:00", "12:00", "2026-11-26T12:00", "closed: closed now, opens Thursday 3 December 9am"),
        # One day a week, and it is Christmas and New Year's Day.
        ("fri", "09:00", "12:00", "2026-12-18T13:00", "closed: closed now, opens Friday 8 January 9am"),
    ],
)
def test_other_hours(days: str, opens: str, closes: str, written: str, said: str) -> None:
    assert now([{"days": days, "opens": opens, "closes": closes}], written) == said


def test_always_and_nobody_knows() -> None:
    assert now("always", "2026-12-25T03:00") == "open: "
    assert now(None, "2026-11-26T12:00") == "unknown: "


def test_hours_in_words() -> None:
    contacts = book(OFFICE)
    assert in_words(contacts["mash"], contacts, WORDS) == (
        "Monday to Thursday 8.30am to 5pm, Friday 8.30am to 4.30pm, not on bank holidays"
    )
    assert in_words(contacts["edt"], contacts, WORDS) == "when MASH is closed"
    assert in_words(contact("any", "always"), {}, WORDS) == ""


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_when_the_clocks_change_the_wall_counts(change: datetime) -> None:
    """Hours from 9 to 5 on that Sunday are eight hours from nine by the wall, whatever came before."""
    contacts = book([{"days": "sun", "opens": "09:00", "closes": "17:00"}])
    day = clock.here(change).date()
    opens = datetime(day.year, day.month, day.day, 9, tzinfo=clock.HERE).astimezone(UTC)
    moment = change - timedelta(minutes=30)
    assert standing(contacts["mash"], moment, contacts) == Standing("closed", opens)
    assert standing(contacts["mash"], opens, contacts) == Standing("open", opens + timedelta(hours=8))


def test_a_night_that_has_the_hour_twice_is_an_hour_longer() -> None:
    contacts = book([{"days": "sat", "opens": "22:00", "closes": "06:00"}])
    begins = at("2026-10-24T22:00").astimezone(UTC)
    assert standing(contacts["mash"], begins, contacts) == Standing("open", begins + timedelta(hours=9))
    for minutes in range(0, 9 * 60, 10):
        moment = begins + timedelta(minutes=minutes)
        assert standing(contacts["mash"], moment, contacts).state == "open"


clocks = st.times().map(lambda time: f"{time:%H:%M}")
openings = st.fixed_dictionaries(
    {
        "days": st.sampled_from([*DAYS, "mon-fri", "mon-sun", "fri-mon", "tue-thu"]),
        "opens": clocks,
        "closes": clocks,
    }
)
minutes = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)
near_a_change = st.builds(
    lambda change, shift: change + timedelta(minutes=shift),
    st.sampled_from([SPRING, AUTUMN]),
    st.integers(-180, 180),
)
moments = minutes | near_a_change
NIGHT = {"days": "sat", "opens": "22:00", "closes": "02:00"}


def by_the_wall(hours: list[dict[str, str]], moment: datetime) -> bool:
    """The rule as people read it: what the wall shows lies in hours that begin today or began yesterday."""
    wall = clock.here(moment)

    def begins_on(day: date) -> list[dict[str, str]]:
        return [
            one for one in hours if not is_bank_holiday(day) and DAYS[day.weekday()] in days_of(one["days"])
        ]

    shown = f"{wall:%H:%M}"
    today, yesterday = begins_on(wall.date()), begins_on(wall.date() - timedelta(days=1))
    return any(
        one["opens"] <= shown and (shown < one["closes"] or one["closes"] <= one["opens"]) for one in today
    ) or any(one["closes"] <= one["opens"] and shown < one["closes"] for one in yesterday)


def days_of(days: str) -> set[str]:
    first, _, last = days.partition("-")
    at, count = DAYS.index(first), (DAYS.index(last or first) - DAYS.index(first)) % 7
    return {DAYS[(at + on) % 7] for on in range(count + 1)}


def in_the_shift(moment: datetime) -> bool:
    """In a day on which the clocks change, an hour of the wall is twice or not there: see the tests above."""
    return any(abs(moment - change) < timedelta(hours=3) for change in (SPRING, AUTUMN))


@given(st.lists(openings, min_size=1, max_size=3), moments)
@example([NIGHT], SPRING - timedelta(minutes=200))
def test_open_is_what_the_wall_and_the_list_say(hours: list[dict[str, str]], moment: datetime) -> None:
    assume(not in_the_shift(moment) and moment.year < 2028)
    contacts = book(hours)
    assert (standing(contacts["mash"], moment, contacts).state == "open") == by_the_wall(hours, moment)


@given(st.lists(openings, min_size=1, max_size=3), moments)
@example([NIGHT], SPRING - timedelta(minutes=90))
@example([NIGHT], AUTUMN)
def test_what_is_promised_comes_true(hours: list[dict[str, str]], moment: datetime) -> None:
    """Until it changes it stays, and then it is the other; and outside is always the other of it."""
    contacts = book(hours)
    how, night = (standing(contacts[key], moment, contacts) for key in ("mash", "edt"))
    assert {how.state, night.state} == {"open", "closed"}
    assert how.changes == night.changes
    if how.changes is None or how.changes - moment > timedelta(days=20):
        return  # what lies so far ahead is not looked at
    assert how.changes > moment
    just_before = how.changes - timedelta(seconds=1)
    assert standing(contacts["mash"], just_before, contacts).state == how.state
    assert standing(contacts["mash"], how.changes, contacts).state == night.state


@given(moments)
def test_what_is_not_confirmed_is_never_guessed(moment: datetime) -> None:
    contacts = book(None)
    assert standing(contacts["mash"], moment, contacts) == Standing("unknown")
    assert standing(contacts["edt"], moment, contacts) == Standing("unknown")


def test_coventrys_hours_are_confirmed_by_nobody_yet() -> None:
    contacts = {one.key: one for one in PACK.contacts}
    assert contacts["mash"].open is None
    assert contacts["edt"].open == Outside(outside="mash")
    states = {key: standing(one, clock.now(), contacts).state for key, one in contacts.items()}
    assert {state for key, state in states.items() if contacts[key].open != "always"} == {"unknown"}
