"""What waits for the morning goes on by itself, and what something stands in the way of lets others pass."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, select

from api import clock, postman
from api.broadcasts import service as broadcasts
from api.broadcasts.calm import Calm
from api.broadcasts.pace import Pace
from api.broadcasts.tables import BroadcastRow, BroadcastState, DeliveryRow
from api.db import transaction
from api.hours import Hours
from api.members.tables import MemberRow
from api.waves.keys import KeyRing
from api.worker import Worker
from tests.api.broadcasts.test_sending import Post, join, on_its_way, state, tally
from tests.patience import until


def waits(engine: Engine, letter: UUID) -> bool:
    with Session(engine) as session:
        row = broadcasts.get(session, letter)
        return row.state == BroadcastState.SENDING and row.again is not None


def test_copies_that_wait_for_the_morning_outlive_the_worker_and_leave_by_themselves(
    engine: Engine, keys: KeyRing, work_url: str
) -> None:
    for number in range(3):
        join(engine, keys, number)
    hour, post = clock.here(clock.now()).hour, Post()
    calm = Calm(Hours(hour, (hour + 2) % 24))
    first = Worker(engine, keys, {"telegram": post}, Pace(30), calm=calm)
    first.start(work_url)
    letter = on_its_way(engine)
    until(lambda: waits(engine, letter))
    first.stop()
    assert post.carried == []
    with transaction(engine) as session:
        # The hour comes: for these members it is past theirs.
        session.exec(update(MemberRow).values(quiet_from=(hour + 5) % 24, quiet_until=(hour + 6) % 24))
        session.exec(update(DeliveryRow).values(not_before=clock.now()))
        soon = clock.now() + timedelta(seconds=2)
        session.exec(update(BroadcastRow).values(again=soon))
        seen = broadcasts.tally(session, letter)
    assert (seen.waiting, seen.sent) == (3, 0)
    second = Worker(engine, keys, {"telegram": post}, Pace(30), calm=Calm(None))
    second.start(work_url)
    try:
        until(lambda: state(engine, letter) == BroadcastState.SENT)
    finally:
        second.stop()
    assert sorted(post.carried) == ["0", "1", "2"]
    assert clock.now() >= soon
    with Session(engine) as session:
        assert session.exec(select(BroadcastRow.again)).all() == [None]


def test_a_broadcast_whose_mails_cannot_leave_lets_the_next_one_pass(
    engine: Engine, keys: KeyRing, work_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postman, "WAIT_AFTER_FAULT", 1.0)
    join(engine, keys, 1)
    join(engine, keys, 2, kind="email")
    post, mail = Post(), Post(fails_at=0)
    worker = Worker(engine, keys, {"telegram": post, "email": mail}, Pace(30))
    worker.start(work_url)
    try:
        letters = [on_its_way(engine) for _ in range(2)]
        until(lambda: [tally(engine, letter).sent for letter in letters] == [1, 1])
        assert post.carried == ["1", "1"]
        assert [tally(engine, letter).waiting for letter in letters] == [1, 1]
        mail.fails_at = None
        until(lambda: [state(engine, letter) for letter in letters] == [BroadcastState.SENT] * 2)
    finally:
        worker.stop()
    assert mail.carried == ["2", "2"]
    assert post.carried == ["1", "1"]
