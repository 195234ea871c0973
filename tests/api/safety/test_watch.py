"""What nobody has looked at is found at the hour, and told: once, again each working day, and never lost."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from api import clock
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastRow, DeliveryRow, DeliveryState
from api.chores import Chores
from api.db import transaction
from api.errors import NotFound
from api.members.tables import MemberRow
from api.safety import duty
from api.safety.duty import Duty
from api.safety.service import Alert
from api.safety.standing import standing
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import AnswerWithin, WaveRow, WaveState
from tests.api.safety.conftest import DAY, ROBIN
from tests.conftest import TODAY

LINK = "https://heard.example/console/alerts"
MONDAY = TODAY + 3 * DAY


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.HERE)


@pytest.fixture
def set_duty(engine: Engine) -> Callable[..., UUID]:
    """Makes somebody the duty member."""

    def somebody(**wanted: int) -> UUID:
        with transaction(engine) as session:
            member = MemberRow(name="Sam Sample", agency="Example School", joined=TODAY)
            session.add_all([member, MemberRow(name="Kim Other", agency="Example Surgery", joined=TODAY)])
            session.flush()
            duty.set_to(session, Duty("The manager", "working days", member=member.id, **wanted), ROBIN)
            return member.id

    return somebody


@pytest.fixture
def look_at(engine: Engine, keys: KeyRing) -> Callable[[datetime], None]:
    """The worker's round at a moment; each by a worker that has just started and remembers nothing."""

    def look(now: datetime) -> None:
        Chores(engine, keys, "https://heard.example").watch(now)

    return look


def told(engine: Engine) -> list[tuple[str, str]]:
    """Title and text of every call, the oldest first."""
    with Session(engine) as session:
        rows = session.exec(select(BroadcastRow)).all()
        return sorted((row.title, row.text) for row in rows)


def state(engine: Engine, now: datetime) -> str:
    with Session(engine) as session:
        return standing(session, now).state


def test_an_urgent_one_is_told_at_once_and_once_through_restarts(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
) -> None:
    member = set_duty()
    raised("my uncle", urgent=True)
    raised("can wait")
    for hour in (9, 9, 10, 15):
        look_at(at(TODAY, hour))
    [(title, said)] = told(stocked)
    assert title == "Urgent: safety queue"
    assert said == (
        f"An alert of the survey “Made-up group” waits in the safety queue since 20 November 2026: {LINK}"
    )
    with Session(stocked) as session:
        assert session.exec(select(DeliveryRow.member_id)).all() == [member]


def test_what_nobody_has_read_in_time_is_told_at_the_hour_and_each_working_day(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
) -> None:
    set_duty()
    raised("words")
    raised("more words")
    for day in (TODAY, TODAY + DAY, TODAY + 2 * DAY):  # Friday and the weekend
        look_at(at(day, 18))
    look_at(at(MONDAY, 15))
    assert told(stocked) == []
    assert state(stocked, at(MONDAY, 15)) == "waiting"
    for hour in (16, 17, 23):
        look_at(at(MONDAY, hour))
    assert state(stocked, at(MONDAY, 16)) == "overdue"
    [(title, said)] = told(stocked)
    assert (title, said.partition(":")[0]) == (
        "Safety queue",
        "2 alerts of the survey “Made-up group” wait in the safety queue since 20 November 2026",
    )
    look_at(at(MONDAY + DAY, 16))
    assert len(told(stocked)) == 2
    for days in range(2, 9):  # Wednesday to the Tuesday after: five working days
        look_at(at(MONDAY + days * DAY, 16))
    assert len(told(stocked)) == 7


def test_christmas_is_no_working_day(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
) -> None:
    set_duty()
    raised("words", day=date(2026, 12, 24))
    for day in (24, 25, 26, 27, 28):
        look_at(at(date(2026, 12, day), 23))
    assert told(stocked) == []
    look_at(at(date(2026, 12, 29), 16))
    assert len(told(stocked)) == 1


def test_an_urgent_one_is_told_again_when_it_is_late(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
    open_wave: Callable[..., WaveRow],
) -> None:
    set_duty()
    raised("words", urgent=True, wave=open_wave(watched=True, answer_within=AnswerWithin.SAME_DAY))
    for hour in (9, 15, 16, 17):
        look_at(at(TODAY, hour))
    assert [title for title, _ in told(stocked)] == ["Urgent: safety queue"] * 2


def test_nothing_tells_whether_an_alert_came_before_the_hour_or_after(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
    open_wave: Callable[..., WaveRow],
) -> None:
    """Whoever asks for the health each second would else learn the second of an alert."""
    set_duty()
    wave = open_wave(watched=True, answer_within=AnswerWithin.SAME_DAY)
    look_at(at(TODAY, 16))
    raised("words after the hour", wave=wave)
    for hour in (16, 18, 23):
        look_at(at(TODAY, hour))
        assert state(stocked, at(TODAY, hour)) == "ok"
    assert told(stocked) == []
    look_at(at(TODAY + DAY, 9))  # a Saturday
    assert state(stocked, at(TODAY + DAY, 9)) == "waiting"
    look_at(at(TODAY + DAY, 16))
    assert state(stocked, at(TODAY + DAY, 16)) == "overdue"
    assert len(told(stocked)) == 1


def test_after_it_has_been_opened_nobody_is_told(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
    look: Callable[..., Alert],
) -> None:
    set_duty()
    raised("words", day=TODAY - 7 * DAY)
    look_at(at(TODAY, 16))
    assert state(stocked, at(TODAY)) == "overdue"
    look("words")
    assert state(stocked, at(TODAY)) == "ok"
    look_at(at(MONDAY, 16))
    assert len(told(stocked)) == 1


def test_waves_that_nobody_watches_call_nobody(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
    open_wave: Callable[..., WaveRow],
) -> None:
    set_duty()
    raised("words", wave=open_wave(), urgent=True, day=TODAY - 7 * DAY)
    look_at(at(TODAY, 16))
    assert told(stocked) == []
    assert state(stocked, at(TODAY)) == "ok"


def test_while_nobody_is_on_duty_it_is_loud_and_nothing_is_forgotten(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    raised("urgent words", urgent=True)
    raised("late words", day=TODAY - 7 * DAY)
    assert state(stocked, at(TODAY, 9)) == "nobody"
    look_at(at(TODAY, 9))
    look_at(at(TODAY, 16))
    assert state(stocked, at(TODAY, 16)) == "overdue"
    assert [one for one in caplog.messages if one.startswith("the safety queue")] == [
        "the safety queue: overdue"
    ] * 2
    assert told(stocked) == []
    set_duty()
    look_at(at(TODAY, 17))
    assert [title for title, _ in told(stocked)] == ["Safety queue", "Urgent: safety queue"]


def test_nobody_on_duty_matters_while_a_watched_wave_is_open(
    stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    open_wave()
    assert state(stocked, at(TODAY)) == "ok"
    wave = open_wave(watched=True)
    assert state(stocked, at(TODAY)) == "nobody"
    with transaction(stocked) as session:
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, TODAY)
    assert state(stocked, at(TODAY)) == "ok"


def test_a_duty_member_who_is_gone_or_cannot_be_reached_is_nobody(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
) -> None:
    member = set_duty()
    raised("words", urgent=True)
    look_at(at(TODAY, 9))
    assert state(stocked, at(TODAY)) == "ok"
    for brought, said in (
        ("waiting", "nobody"),  # Telegram is away
        ("blocked", "nobody"),
        ("failed", "nobody"),
        ("sent", "ok"),
    ):
        with transaction(stocked) as session:
            for copy in session.exec(select(DeliveryRow)):
                copy.state = DeliveryState(brought)
        # To the public from the next day on, to the console at once.
        assert state(stocked, at(TODAY)) == "ok"
        assert state(stocked, at(TODAY + DAY)) == ("waiting" if said == "ok" else said)
        with Session(stocked) as session:
            assert standing(session, at(TODAY)).loud is (said == "nobody")
    with transaction(stocked) as session:
        session.delete(session.get(MemberRow, member))
    assert state(stocked, at(TODAY)) == "nobody"


def test_one_call_that_was_brought_hides_none_that_was_not(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
) -> None:
    set_duty()
    for words, brought in (("words", DeliveryState.SENT), ("more words", DeliveryState.FAILED)):
        raised(words, urgent=True)
        look_at(at(TODAY, 9))
        with transaction(stocked) as session:
            for copy in session.exec(select(DeliveryRow).where(DeliveryRow.state == DeliveryState.WAITING)):
                copy.state = brought
    with Session(stocked) as session:
        assert standing(session, at(TODAY)).loud
    assert state(stocked, at(TODAY + DAY)) == "nobody"


def test_whoever_is_put_on_duty_instead_is_told_of_what_still_waits(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
) -> None:
    first = set_duty()
    raised("words", urgent=True)
    look_at(at(TODAY, 9))
    with transaction(stocked) as session:
        for copy in session.exec(select(DeliveryRow)):
            copy.state = DeliveryState.BLOCKED
    second = set_duty()
    look_at(at(TODAY, 10))
    look_at(at(TODAY, 11))
    with Session(stocked) as session:
        calls = session.exec(
            select(DeliveryRow.member_id, DeliveryRow.state, BroadcastRow.title).join(BroadcastRow)
        ).all()
        title = "Urgent: safety queue"
        assert sorted(calls) == sorted([(first, "blocked", title), (second, "waiting", title)])
        assert standing(session, at(TODAY)).loud  # until it has been brought


def test_who_stays_on_duty_is_not_told_twice(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
) -> None:
    member = set_duty()
    raised("words", urgent=True)
    look_at(at(TODAY, 9))
    with transaction(stocked) as session:
        duty.set_to(session, Duty("Another role", "weekdays", member=member), ROBIN)
    look_at(at(TODAY, 10))
    assert len(told(stocked)) == 1


def test_days_without_a_worker_are_caught_up_before_the_hour(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
) -> None:
    set_duty()
    raised("words")
    look_at(at(TODAY, 9))
    look_at(at(MONDAY + DAY, 9))
    assert state(stocked, at(MONDAY + DAY, 9)) == "overdue"
    assert len(told(stocked)) == 1


def test_what_cannot_be_read_is_told_like_the_others(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
    tmp_path: Path,
) -> None:
    set_duty()
    raised("words", urgent=True)
    (tmp_path / "keys" / "house.key").unlink()
    look_at(at(TODAY, 9))
    assert told(stocked) == []
    for _ in range(2):
        look_at(at(MONDAY, 16))
    assert len(told(stocked)) == 1


def test_a_call_has_no_time_but_its_day_and_stands_in_no_list_of_the_unit(
    stocked: Engine,
    raised: Callable[..., None],
    set_duty: Callable[..., UUID],
    look_at: Callable[[datetime], None],
) -> None:
    member = set_duty()
    raised("words", urgent=True)
    look_at(at(TODAY, 9))
    with Session(stocked) as session:
        [call] = session.exec(select(BroadcastRow)).all()
        assert call.written - at(TODAY, 12) in (timedelta(0), timedelta(hours=1))
        assert broadcasts.count(session, "", None) == 0
        assert broadcasts.to_send(session) == []
        with pytest.raises(NotFound):
            broadcasts.listed(session, call.id)
        session.exec(select(DeliveryRow)).one().state = DeliveryState.SENT
        [letter] = broadcasts.letters(session, member)
        assert (letter.sent, letter.written.date()) == (None, TODAY)
    with stocked.connect() as connection:
        times = "select count(*) from broadcast where written <> date_trunc('hour', written)"
        assert connection.scalar(text(times)) == 0
