"""Each member gets one copy, whatever happens on the way."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from api import clock
from api.broadcasts import calls, choosing, course, ledger
from api.broadcasts import service as broadcasts
from api.broadcasts.calm import NONE, Calm
from api.broadcasts.choosing import Office
from api.broadcasts.contracts import Carrier, Later, Message, Outcome
from api.broadcasts.ledger import Fate
from api.broadcasts.pace import Pace
from api.broadcasts.sending import HandOut
from api.broadcasts.service import Tally
from api.broadcasts.tables import (
    AttemptRow,
    AttemptState,
    BroadcastState,
    DeliveryRow,
    DeliveryState,
)
from api.broadcasts.ways import ways
from api.broadcasts.wishes import Wishes
from api.db import transaction
from api.errors import WrongState
from api.members import service as members
from api.members.service import Address
from api.members.tables import MemberRow
from api.waves.keys import KeyRing
from tests.conftest import TODAY
from tests.patience import until
from tests.people import ROBIN, approved, chats

MANY = 35


class Post:
    """A carrier that writes down what it carried; `answers` says how a chat's next tries end."""

    def __init__(self, answers: dict[str, list[Outcome]] | None = None, fails_at: int | None = None) -> None:
        self.carried: list[str] = []
        self.answers = answers or {}
        self.fails_at = fails_at
        self.takes = 0.0
        self.most = self.now = 0
        self.seen: Callable[[str], None] = lambda _: None

    async def close(self) -> None:
        pass

    async def send(self, address: str, message: Message) -> Outcome:
        if self.fails_at is not None and len(self.carried) >= self.fails_at:
            raise ConnectionError
        self.seen(address)
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(self.takes)
        self.now -= 1
        self.carried.append(address)
        left = self.answers.get(address)
        return left.pop(0) if left else "sent"


def join(engine: Engine, keys: KeyRing, number: int, kind: str = "telegram") -> None:
    with transaction(engine) as session:
        code = members.invite(session, name=f"Member {number}", agency="Example", today=TODAY)
        members.join(session, keys, code, Address(kind=kind, value=str(number)), TODAY)


def on_its_way(engine: Engine, *, resend: bool = True) -> UUID:
    """A broadcast that everybody who has joined is sent."""
    with transaction(engine) as session:
        row = approved(session)
        row.resend = resend
        broadcasts.send(session, ROBIN, row.id)
        return row.id


async def hand_out(
    engine: Engine,
    keys: KeyRing,
    broadcast: UUID,
    post: Carrier,
    rate: float = 10_000,
    calm: Calm = NONE,
    **others: Carrier,
) -> None:
    """By Telegram, and by the others that are named."""
    found = ways({"telegram": post} | others, Pace(rate))
    await HandOut(engine, Office(keys, "https://heard.example", calm), broadcast, found).run()


def tally(engine: Engine, broadcast: UUID) -> Tally:
    with transaction(engine) as session:
        return broadcasts.tally(session, broadcast)


def state(engine: Engine, broadcast: UUID) -> str:
    with transaction(engine) as session:
        return broadcasts.get(session, broadcast).state


def attempts(engine: Engine) -> Sequence[AttemptRow]:
    with Session(engine) as session:
        return session.exec(select(AttemptRow).order_by(col(AttemptRow.number))).all()


def copies(engine: Engine) -> Sequence[DeliveryRow]:
    with Session(engine) as session:
        return session.exec(select(DeliveryRow)).all()


async def test_everybody_gets_one_copy_and_those_not_reached_are_told_apart(
    engine: Engine, keys: KeyRing
) -> None:
    for number in range(MANY):
        join(engine, keys, number)
    join(engine, keys, 999, kind="web")
    broadcast = on_its_way(engine)
    post = Post({"3": ["blocked"], "4": ["gone"], "6": ["failed"]})
    await hand_out(engine, keys, broadcast, post)
    assert sorted(post.carried, key=int) == [str(number) for number in range(MANY)]
    assert tally(engine, broadcast) == Tally(total=MANY + 1, sent=MANY - 2, blocked=1, gone=1, failed=1)
    assert state(engine, broadcast) == BroadcastState.SENT


async def test_who_was_refused_for_good_is_not_tried_again_for_some_time(
    engine: Engine, keys: KeyRing
) -> None:
    for number in range(4):
        join(engine, keys, number)
    post = Post({"1": ["blocked"], "2": ["gone"], "3": ["failed"]})
    await hand_out(engine, keys, on_its_way(engine), post)
    post.carried.clear()
    second = on_its_way(engine)
    await hand_out(engine, keys, second, post)
    assert sorted(post.carried) == ["0", "3"]
    assert tally(engine, second) == Tally(total=4, sent=2, blocked=1, gone=1, failed=0)
    with transaction(engine) as session:
        tomorrow = clock.today() + timedelta(days=1)
        assert ledger.unreachable(session, clock.today()) == 0
        assert ledger.unreachable(session, tomorrow) == ledger.forget_unreachable(session, tomorrow) == 2
    post.carried.clear()
    await hand_out(engine, keys, on_its_way(engine), post)
    assert sorted(post.carried) == ["0", "1", "2", "3"]


async def test_of_a_call_to_the_duty_member_no_refusal_is_noted_and_the_next_is_tried(
    engine: Engine, keys: KeyRing
) -> None:
    """What is noted would keep a transaction number that tells when the call was made."""
    join(engine, keys, 1)
    post, tomorrow = Post({"1": ["blocked"] * 3}), clock.today() + timedelta(days=1)
    await hand_out(engine, keys, on_its_way(engine), post)
    with transaction(engine) as session:
        assert ledger.forget_unreachable(session, tomorrow) == 1
    for _ in range(2):
        with transaction(engine) as session:
            calls.call(session, members.everyone(session)[0], "Safety queue", "Something waits", TODAY)
        with transaction(engine) as session:
            [call] = calls.to_bring(session)
        await hand_out(engine, keys, call, post)
    with transaction(engine) as session:
        assert ledger.unreachable(session, tomorrow) == 0
    assert len(post.carried) == 3
    assert sorted(row.left is None for row in attempts(engine)) == [False, True, True]


async def test_what_was_cut_off_goes_on_without_repeating(engine: Engine, keys: KeyRing) -> None:
    for number in range(MANY):
        join(engine, keys, number)
    broadcast, post = on_its_way(engine), Post(fails_at=4)
    for _ in range(2):
        with pytest.raises(ConnectionError):
            await hand_out(engine, keys, broadcast, post)
    assert tally(engine, broadcast).waiting == MANY - len(post.carried) > 0
    post.fails_at = None
    await hand_out(engine, keys, broadcast, post)
    assert len(post.carried) == len(set(post.carried)) == MANY


async def test_each_copy_is_written_down_before_it_leaves(engine: Engine, keys: KeyRing) -> None:
    join(engine, keys, 1)
    post, found = Post(), list[tuple[str, bool]]()
    post.seen = lambda _: found.extend((row.state, row.left is not None) for row in attempts(engine))
    await hand_out(engine, keys, on_its_way(engine), post)
    assert found == [("leaving", True)]


async def cut_off(engine: Engine, keys: KeyRing, broadcast: UUID, post: Post) -> None:
    """As a crash leaves it: nothing of what was on its way is written down any more."""

    class Crash(BaseException):
        pass

    hand_out = HandOut(engine, Office(keys), broadcast, ways({"telegram": post}, Pace(10_000)))

    def crashed(_: object) -> None:
        raise Crash

    post.seen = lambda _: setattr(hand_out, "_note", crashed)
    with pytest.raises(Crash):
        await hand_out.run()
    post.seen = lambda _: None


async def test_after_a_crash_those_on_their_way_are_sent_again_and_counted(
    engine: Engine, keys: KeyRing
) -> None:
    for number in range(3):
        join(engine, keys, number)
    broadcast, post = on_its_way(engine), Post()
    await cut_off(engine, keys, broadcast, post)
    await hand_out(engine, keys, broadcast, post)
    assert set(Counter(post.carried).values()) == {2}
    assert tally(engine, broadcast) == Tally(total=3, sent=3, blocked=0, failed=0, doubled=3)


async def test_those_in_doubt_are_left_alone_where_that_was_chosen(engine: Engine, keys: KeyRing) -> None:
    for number in range(3):
        join(engine, keys, number)
    broadcast, post = on_its_way(engine, resend=False), Post()
    await cut_off(engine, keys, broadcast, post)
    await hand_out(engine, keys, broadcast, post)
    assert sorted(post.carried) == ["0", "1", "2"]
    assert tally(engine, broadcast) == Tally(total=3, sent=0, blocked=0, failed=0, uncertain=3)
    assert state(engine, broadcast) == BroadcastState.SENT


@pytest.mark.parametrize("resend", [True, False])
async def test_a_lost_answer_is_a_doubt_and_a_refusal_for_haste_is_none(
    engine: Engine, keys: KeyRing, resend: bool
) -> None:
    for number in range(2):
        join(engine, keys, number)
    post = Post({"0": [Later(0.01, doubted=True)], "1": [Later(0.05, everybody=True)]})
    broadcast = on_its_way(engine, resend=resend)
    await hand_out(engine, keys, broadcast, post)
    assert Counter(post.carried) == {"0": 1 + resend, "1": 2}
    found = tally(engine, broadcast)
    assert (found.sent, found.doubled, found.uncertain) == ((2, 1, 0) if resend else (1, 0, 1))


async def test_what_never_ends_is_given_up(
    engine: Engine, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "TRIES", 3)
    join(engine, keys, 1)
    post, broadcast = Post({"1": [Later(0.01, doubted=True)] * 9}), on_its_way(engine)
    await hand_out(engine, keys, broadcast, post)
    assert (len(post.carried), tally(engine, broadcast).failed) == (3, 1)


async def test_nothing_leaves_while_telegram_asks_everybody_to_wait(engine: Engine, keys: KeyRing) -> None:
    for number in range(12):
        join(engine, keys, number)
    post, times = Post({"3": [Later(0.5, everybody=True)]}), list[float]()
    post.seen = lambda _: times.append(time.monotonic())
    broadcast = on_its_way(engine)
    await hand_out(engine, keys, broadcast, post, rate=50)
    longest = max(after - before for before, after in zip(times, times[1:], strict=False))
    assert longest >= 0.45
    assert tally(engine, broadcast).sent == 12


async def test_a_slow_telegram_does_not_slow_the_pace(engine: Engine, keys: KeyRing) -> None:
    for number in range(20):
        join(engine, keys, number)
    post = Post()
    post.takes, began = 0.5, time.monotonic()
    await hand_out(engine, keys, on_its_way(engine), post, rate=40)
    assert post.most > 3
    assert time.monotonic() - began < 5  # one after the other they would take ten


async def test_cancelled_it_stops_at_once_and_goes_on_where_it_was(engine: Engine, keys: KeyRing) -> None:
    for number in range(MANY):
        join(engine, keys, number)
    broadcast, post = on_its_way(engine), Post()
    work = asyncio.create_task(hand_out(engine, keys, broadcast, post, rate=20))
    await asyncio.to_thread(until, lambda: bool(post.carried))
    with transaction(engine) as session:
        course.cancel(session, ROBIN, broadcast)
    await asyncio.wait_for(work, 1)
    left = len(post.carried)
    assert 0 < left < MANY
    assert (tally(engine, broadcast).sent, tally(engine, broadcast).waiting) == (left, MANY - left)
    assert state(engine, broadcast) == BroadcastState.CANCELLED
    with transaction(engine) as session:
        course.resume(session, ROBIN, broadcast)
    await hand_out(engine, keys, broadcast, post)
    assert len(post.carried) == len(set(post.carried)) == MANY
    assert state(engine, broadcast) == BroadcastState.SENT


async def test_a_program_that_ends_leaves_the_rest_for_the_next_one(engine: Engine, keys: KeyRing) -> None:
    for number in range(MANY):
        join(engine, keys, number)
    broadcast, post, stopped = on_its_way(engine), Post(), Event()
    work = asyncio.create_task(
        HandOut(engine, Office(keys), broadcast, ways({"telegram": post}, Pace(20)), stopped).run()
    )
    await asyncio.to_thread(until, lambda: bool(post.carried))
    stopped.set()
    await asyncio.wait_for(work, 1)
    assert state(engine, broadcast) == BroadcastState.SENDING
    await hand_out(engine, keys, broadcast, post)
    assert len(post.carried) == len(set(post.carried)) == MANY
    assert tally(engine, broadcast).doubled == 0


async def test_who_leaves_the_group_meanwhile_stops_nothing(engine: Engine, keys: KeyRing) -> None:
    for number in range(6):
        join(engine, keys, number)
    post, broadcast = Post({"1": ["blocked"]}), on_its_way(engine)

    def leave(address: str) -> None:
        if address == "1":
            with transaction(engine) as session:
                session.delete(members.member_at(session, keys, Address("telegram", "1")))

    post.seen = leave
    await hand_out(engine, keys, broadcast, post)
    assert tally(engine, broadcast) == Tally(total=5, sent=5, blocked=0, failed=0)


async def test_sending_twice_is_refused(engine: Engine, keys: KeyRing) -> None:
    join(engine, keys, 1)
    broadcast = on_its_way(engine)
    with transaction(engine) as session, pytest.raises(WrongState):
        broadcasts.send(session, ROBIN, broadcast)


@pytest.mark.parametrize("tried", [False, True], ids=["at-first", "after-a-try"])
async def test_who_leaves_the_theme_meanwhile_gets_no_copy(
    engine: Engine, keys: KeyRing, tried: bool
) -> None:
    for number in (1, 2):
        join(engine, keys, number)
    with transaction(engine) as session:
        broadcast = approved(session, wanted=Wishes(theme="training")).id
        broadcasts.send(session, ROBIN, broadcast)
    with transaction(engine) as session:
        leaver = next(member for member, chat in chats(session, keys).items() if chat == "2")
        if tried and (letter := ledger.begin(session, broadcast)):
            ledger.leave(session, letter, "telegram", [leaver], clock.now())
            fate = Fate(AttemptState.PUT_OFF, DeliveryState.WAITING)
            ledger.end(session, letter, "telegram", [(leaver, fate)])
        row = session.get_one(MemberRow, leaver)
        row.left_themes = ["training"]
    post = Post()
    await hand_out(engine, keys, broadcast, post)
    assert post.carried == ["1"]
    assert state(engine, broadcast) == BroadcastState.SENT
    assert len(copies(engine)) == len(attempts(engine)) == 1


def test_without_members_nothing_is_sent(engine: Engine) -> None:
    with transaction(engine) as session:
        broadcast = approved(session).id
    with transaction(engine) as session, pytest.raises(WrongState, match="invite"):
        broadcasts.send(session, ROBIN, broadcast)


def test_the_inbox_shows_what_was_sent_and_not_what_was_cancelled_before(
    engine: Engine, keys: KeyRing
) -> None:
    join(engine, keys, 1)
    broadcast = on_its_way(engine)
    with transaction(engine) as session:
        [member] = members.everyone(session)
        letter = ledger.begin(session, broadcast)
        ledger.leave(session, letter, "telegram", [member], clock.now()) if letter else None
        assert letter is not None
        assert broadcasts.letters(session, member) == []
        for shown in (DeliveryState.SENT, DeliveryState.BLOCKED, DeliveryState.UNCERTAIN):
            session.exec(update(AttemptRow).values(state=AttemptState.LEAVING))
            ledger.end(session, letter, "telegram", [(member, Fate(AttemptState(shown), shown))])
            assert len(broadcasts.letters(session, member)) == 1


async def test_the_pace_is_even() -> None:
    pace, loop = Pace(50), asyncio.get_running_loop()
    began = loop.time()
    for _ in range(11):
        await pace.wait()
    assert loop.time() - began >= 0.19
