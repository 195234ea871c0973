"""Each member gets one copy, whatever happens on the way."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import Engine

from api.broadcasts import service as broadcasts
from api.broadcasts.contracts import Outcome
from api.broadcasts.sending import CHUNK, Pace, send_some
from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.db import transaction
from api.errors import WrongState
from api.members import service as members
from api.members.service import Address
from tests.people import ROBIN, approved

TODAY = date(2026, 11, 20)


class Post:
    """A carrier that writes down what it carried; chats listed in `shut` have blocked it."""

    def __init__(self, shut: frozenset[str] = frozenset(), fails_at: int | None = None) -> None:
        self.carried: list[str] = []
        self.shut = shut
        self.fails_at = fails_at

    async def send(self, address: str, text: str) -> Outcome:
        if self.fails_at is not None and len(self.carried) == self.fails_at:
            raise ConnectionError
        self.carried.append(address)
        return "blocked" if address in self.shut else "sent"


def join(engine: Engine, number: int, kind: str = "telegram") -> None:
    with transaction(engine) as session:
        code = members.invite(session, name=f"Member {number}", agency="Example", today=TODAY)
        members.join(session, code, Address(kind=kind, value=str(number)), TODAY)


def ready(engine: Engine) -> BroadcastRow:
    with transaction(engine) as session:
        return approved(session)


async def hand_out(engine: Engine, broadcast: BroadcastRow, post: Post) -> None:
    while await send_some(engine, broadcast.id, post, Pace(10_000)):
        pass


async def test_everybody_gets_one_copy_and_blocked_ones_are_counted(engine: Engine) -> None:
    for number in range(CHUNK + 5):
        join(engine, number)
    join(engine, 999, kind="web")
    broadcast, post = ready(engine), Post(shut=frozenset({"3"}))
    with transaction(engine) as session:
        assert broadcasts.send(session, ROBIN, broadcast.id) == CHUNK + 6
    await hand_out(engine, broadcast, post)
    assert sorted(post.carried, key=int) == [str(number) for number in range(CHUNK + 5)]
    with transaction(engine) as session:
        tally = broadcasts.tally(session, broadcast.id)
        assert (tally.total, tally.sent, tally.blocked, tally.waiting) == (CHUNK + 6, CHUNK + 5, 1, 0)
        assert broadcasts.get(session, broadcast.id).state == BroadcastState.SENT


async def test_what_was_cut_off_goes_on_without_repeating(engine: Engine) -> None:
    for number in range(10):
        join(engine, number)
    broadcast, post = ready(engine), Post(fails_at=4)
    with transaction(engine) as session:
        broadcasts.send(session, ROBIN, broadcast.id)
    with pytest.raises(ConnectionError):
        await hand_out(engine, broadcast, post)
    post.fails_at = None
    await hand_out(engine, broadcast, post)
    assert len(post.carried) == len(set(post.carried)) == 10


async def test_sending_twice_is_refused(engine: Engine) -> None:
    join(engine, 1)
    broadcast = ready(engine)
    with transaction(engine) as session:
        broadcasts.send(session, ROBIN, broadcast.id)
    with transaction(engine) as session, pytest.raises(WrongState):
        broadcasts.send(session, ROBIN, broadcast.id)


def test_without_members_nothing_is_sent(engine: Engine) -> None:
    broadcast = ready(engine)
    with transaction(engine) as session, pytest.raises(WrongState, match="invite"):
        broadcasts.send(session, ROBIN, broadcast.id)


async def test_the_pace_is_even() -> None:
    pace, loop = Pace(50), asyncio.get_running_loop()
    began = loop.time()
    for _ in range(11):
        await pace.wait()
    assert loop.time() - began >= 0.19
