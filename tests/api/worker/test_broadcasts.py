"""The worker hands a broadcast out, stops when it is cancelled, goes on, and sends what is due."""

import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine

from api import clock
from api.broadcasts import course
from api.broadcasts import service as broadcasts
from api.broadcasts.pace import Pace
from api.broadcasts.tables import BroadcastState
from api.db import transaction
from api.waves.keys import KeyRing
from api.worker import Worker
from tests.api.broadcasts.test_sending import Post, join, state
from tests.patience import until
from tests.people import ROBIN, approved

MEMBERS = 30


@pytest.fixture
def post(engine: Engine, keys: KeyRing, work_url: str) -> Iterator[Post]:
    """What a worker carries to thirty members, ten a second."""
    for number in range(MEMBERS):
        join(engine, keys, number)
    carried = Post()
    worker = Worker(engine, keys, {"telegram": carried}, Pace(10))
    worker.start(work_url)
    yield carried
    worker.stop()


def ready(engine: Engine) -> UUID:
    with transaction(engine) as session:
        return approved(session).id


def test_cancelled_it_stops_within_a_second_and_goes_on_as_new_work(engine: Engine, post: Post) -> None:
    letter = ready(engine)
    with transaction(engine) as session:
        broadcasts.send(session, ROBIN, letter)
    until(lambda: len(post.carried) >= 3)
    with transaction(engine) as session:
        course.cancel(session, ROBIN, letter)
    time.sleep(1)
    left = len(post.carried)
    time.sleep(1.5)
    assert len(post.carried) == left < MEMBERS
    for _ in range(2):  # and once more: each time it has another name
        with transaction(engine) as session:
            course.resume(session, ROBIN, letter)
        until(lambda before=left: len(post.carried) > before)  # type: ignore[misc]
        with transaction(engine) as session:
            course.cancel(session, ROBIN, letter)
        time.sleep(1)
        left = len(post.carried)
    with transaction(engine) as session:
        course.resume(session, ROBIN, letter)
    until(lambda: state(engine, letter) == BroadcastState.SENT)
    assert sorted(post.carried, key=int) == [str(number) for number in range(MEMBERS)]


def test_what_is_due_leaves_by_itself(engine: Engine, post: Post) -> None:
    letter = ready(engine)
    now = clock.now()
    with transaction(engine) as session:
        # Put off by a minute a minute ago.
        course.schedule(
            session, ROBIN, letter, now + timedelta(seconds=2), now + timedelta(seconds=2) - course.SOONEST
        )
    assert state(engine, letter) == BroadcastState.SCHEDULED
    until(lambda: state(engine, letter) == BroadcastState.SENT)
    assert len(post.carried) == len(set(post.carried)) == MEMBERS
