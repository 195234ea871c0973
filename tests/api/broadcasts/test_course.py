"""A broadcast leaves at its moment, on the clocks of the partnership; whoever put it off can take it back."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.audit.tables import AuditRow
from api.broadcasts import course, drafts
from api.broadcasts import service as broadcasts
from api.broadcasts.course import NotThen
from api.broadcasts.tables import BroadcastRow, BroadcastState, DeliveryRow
from api.console import moments
from api.db import transaction
from api.errors import NotFound, WrongState
from api.waves.keys import KeyRing
from tests.api.broadcasts.test_sending import join
from tests.people import ROBIN, approved

NOW = datetime(2026, 10, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def put_off(engine: Engine, due: datetime) -> UUID:
    with transaction(engine) as session:
        row = approved(session)
        course.schedule(session, ROBIN, row.id, due, NOW)
        return row.id


def state(engine: Engine, broadcast: UUID) -> str:
    with transaction(engine) as session:
        return broadcasts.get(session, broadcast).state


def tick(engine: Engine, now: datetime) -> None:
    with transaction(engine) as session:
        course.keep_time(session, now)


def trail(engine: Engine) -> list[tuple[str, str]]:
    with Session(engine) as session:
        rows = session.exec(select(AuditRow).order_by(AuditRow.number)).all()  # type: ignore[arg-type]
    return [(row.who.partition(",")[0], row.what) for row in rows][3:]


# In the night to 25 October 2026 the clocks go back at 2am: 1:30am comes twice, and the first is meant. In
# that to 28 March 2027 they go forward at 1am.
@pytest.mark.parametrize(
    ("day", "time", "moment"),
    [
        (("25", "10", "2026"), "0:30", datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        (("25", "10", "2026"), "1:30am", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (("25", "10", "2026"), "2:30am", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        (("28", "3", "2027"), "9am", datetime(2027, 3, 28, 8, tzinfo=UTC)),
    ],
)
def test_it_leaves_at_the_moment_that_clocks_on_the_wall_show(
    engine: Engine, keys: KeyRing, day: tuple[str, str, str], time: str, moment: datetime
) -> None:
    join(engine, keys, 1)
    broadcast = put_off(engine, moments.read(*day, time))
    tick(engine, moment - timedelta(seconds=1))
    assert state(engine, broadcast) == BroadcastState.SCHEDULED
    tick(engine, moment)
    assert state(engine, broadcast) == BroadcastState.SENDING
    tick(engine, moment + MINUTE)
    with Session(engine) as session:
        assert len(session.exec(select(DeliveryRow)).all()) == 1
    assert trail(engine) == [("Robin Madeup", "broadcast_scheduled"), ("Heard", "broadcast_sent")]


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (NOW - MINUTE, "a time to come"),
        (NOW, "a time to come"),
        (NOW + timedelta(seconds=59), "within the next minute"),
        (NOW + timedelta(days=366), "within a year"),
    ],
)
def test_a_moment_that_is_no_good_is_refused_in_a_sentence(engine: Engine, due: datetime, said: str) -> None:
    with pytest.raises(NotThen, match=said):
        put_off(engine, due)


def test_taken_back_it_is_approved_and_does_not_leave(engine: Engine, keys: KeyRing) -> None:
    join(engine, keys, 1)
    broadcast = put_off(engine, NOW + MINUTE)
    with transaction(engine) as session:
        course.unschedule(session, ROBIN, broadcast)
    tick(engine, NOW + 2 * MINUTE)
    assert state(engine, broadcast) == BroadcastState.APPROVED
    with transaction(engine) as session, pytest.raises(WrongState, match="no time to take back"):
        course.unschedule(session, ROBIN, broadcast)


def test_taken_back_to_be_changed_it_has_no_time_any_more(engine: Engine, keys: KeyRing) -> None:
    join(engine, keys, 1)
    broadcast = put_off(engine, NOW + MINUTE)
    with transaction(engine) as session:
        drafts.take_back(session, ROBIN, broadcast)
    tick(engine, NOW + 2 * MINUTE)
    with transaction(engine) as session:
        row = broadcasts.get(session, broadcast)
    assert (row.state, row.due, row.approver) == (BroadcastState.DRAFT, None, None)


def test_with_nobody_to_read_it_it_is_approved_again_and_holds_up_no_other(
    engine: Engine, keys: KeyRing
) -> None:
    broadcast = put_off(engine, NOW + MINUTE)
    tick(engine, NOW + MINUTE)
    assert state(engine, broadcast) == BroadcastState.APPROVED
    assert trail(engine)[-1] == ("Heard", "broadcast_unscheduled")


def test_the_calendar_has_those_of_its_days(engine: Engine) -> None:
    put_off(engine, datetime(2026, 11, 2, 0, 0, tzinfo=UTC))
    with transaction(engine) as session:
        assert len(course.leaving(session, date(2026, 11, 2), date(2026, 11, 2))) == 1
        assert course.leaving(session, date(2026, 11, 3), date(2026, 11, 30)) == []
        assert course.leaving(session, date(2026, 10, 1), date(2026, 11, 1)) == []


@pytest.mark.parametrize("state", BroadcastState)
def test_only_what_is_on_its_way_is_cancelled_and_only_what_was_cancelled_goes_on(
    session: Session, state: BroadcastState
) -> None:
    row = drafts.write(session, ROBIN, "New guide", "Made-up text")
    row.state = state
    session.flush()
    if state == BroadcastState.SENDING:
        course.cancel(session, ROBIN, row.id)
        assert row.state == "cancelled"
        course.resume(session, ROBIN, row.id)
        assert (row.state, row.rounds) == ("sending", 1)
        return
    with pytest.raises(WrongState):
        course.cancel(session, ROBIN, row.id)
    if state != BroadcastState.CANCELLED:
        with pytest.raises(WrongState):
            course.resume(session, ROBIN, row.id)
    assert row.state == state


@pytest.mark.parametrize("state", BroadcastState)
def test_only_a_draft_is_thrown_away(session: Session, state: BroadcastState) -> None:
    row = drafts.write(session, ROBIN, "New guide", "Made-up text")
    row.state = state
    session.flush()
    if state == BroadcastState.DRAFT:
        drafts.discard(session, ROBIN, row.id)
        assert session.exec(select(BroadcastRow).where(BroadcastRow.id == row.id)).all() == []
        newest_first = select(AuditRow.what).order_by(col(AuditRow.number).desc())
        assert session.exec(newest_first).first() == "broadcast_discarded"
        with pytest.raises(NotFound):
            drafts.discard(session, ROBIN, row.id)
    else:
        with pytest.raises(WrongState):
            drafts.discard(session, ROBIN, row.id)
