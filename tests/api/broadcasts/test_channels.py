"""A copy goes by its member's channels one after the other, and no channel holds another up."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.broadcasts import calls, ledger
from api.broadcasts import service as broadcasts
from api.broadcasts.calm import Calm
from api.broadcasts.contracts import Later, Moved, Outcome
from api.broadcasts.service import Tally
from api.broadcasts.tables import BroadcastRow, BroadcastState, DeliveryState
from api.db import transaction
from api.hours import Hours
from api.members import addresses
from api.members import service as members
from api.members.service import Address
from api.members.tables import MemberRow
from api.waves.keys import KeyRing
from tests.patience import until

from .test_sending import Post, attempts, copies, hand_out, join, on_its_way, state, tally

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday


def reached_also_by(engine: Engine, keys: KeyRing, *ways: Address, first: tuple[str, ...] = ()) -> None:
    """The one member there is."""
    with transaction(engine) as session:
        member = session.exec(select(MemberRow)).one()
        member.channels = list(first)
        session.add_all(addresses.row(keys, member.id, way) for way in ways)


def tried(engine: Engine) -> list[tuple[int, str, str]]:
    return [(row.number, row.channel, row.state) for row in attempts(engine)]


REFUSALS: tuple[Outcome, ...] = ("blocked", "gone", "failed")


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_refused_copy_goes_by_the_next_channel(
    engine: Engine, keys: KeyRing, refusal: Outcome
) -> None:
    join(engine, keys, 1)
    reached_also_by(engine, keys, Address("email", "a@example.org"), Address("phone", "+447700900001"))
    post, mail, sms = Post({"1": [refusal]}), Post({"a@example.org": ["gone"]}), Post()
    letter = on_its_way(engine)
    await hand_out(engine, keys, letter, post, email=mail, phone=sms)
    assert (post.carried, mail.carried, sms.carried) == (["1"], ["a@example.org"], ["+447700900001"])
    assert tried(engine) == [(1, "telegram", refusal), (2, "email", "gone"), (3, "phone", "sent")]
    assert [(row.state, row.channel) for row in copies(engine)] == [("sent", "phone")]
    assert tally(engine, letter) == Tally(total=1, sent=1, blocked=0, failed=0)
    await hand_out(engine, keys, on_its_way(engine), post, email=mail, phone=sms)
    # What refused for good is not asked again by the next broadcast; what only failed is.
    assert len(post.carried) == 1 + (refusal == "failed")
    assert (len(mail.carried), len(sms.carried)) == ((1, 1) if refusal == "failed" else (1, 2))


async def test_the_channel_that_a_member_wants_comes_first(engine: Engine, keys: KeyRing) -> None:
    join(engine, keys, 1)
    reached_also_by(engine, keys, Address("email", "a@example.org"), first=("email",))
    post, mail = Post(), Post()
    await hand_out(engine, keys, on_its_way(engine), post, email=mail)
    assert (post.carried, mail.carried) == ([], ["a@example.org"])


async def test_the_inbox_ends_the_way_and_without_it_the_first_refusal_stands(
    engine: Engine, keys: KeyRing
) -> None:
    join(engine, keys, 1)
    post = Post({"1": ["blocked"] * 2})
    await hand_out(engine, keys, on_its_way(engine), post)
    assert [row.state for row in copies(engine)] == ["blocked"]
    reached_also_by(engine, keys, Address("web", "browser"))
    second = on_its_way(engine)
    await hand_out(engine, keys, second, post)
    assert tally(engine, second).sent == 1
    assert {row.channel for row in copies(engine)} == {"telegram", "web"}


async def test_an_uncertain_copy_does_not_go_by_another_channel_where_that_was_chosen(
    engine: Engine, keys: KeyRing
) -> None:
    join(engine, keys, 1)
    reached_also_by(engine, keys, Address("email", "a@example.org"))
    post, mail = Post({"1": [Later(0.01, doubted=True)]}), Post()
    letter = on_its_way(engine, resend=False)
    await hand_out(engine, keys, letter, post, email=mail)
    assert mail.carried == []
    assert tally(engine, letter).uncertain == 1


async def test_each_try_has_a_row_of_its_own(engine: Engine, keys: KeyRing) -> None:
    join(engine, keys, 1)
    post = Post({"1": [Later(0.01, doubted=True), Later(0.01), "sent"]})
    letter = on_its_way(engine)
    await hand_out(engine, keys, letter, post)
    assert tried(engine) == [
        (1, "telegram", "uncertain"),
        (2, "telegram", "put_off"),
        (3, "telegram", "sent"),
    ]
    assert tally(engine, letter) == Tally(total=1, sent=1, blocked=0, failed=0, doubled=1)


async def test_a_slow_mail_server_does_not_hold_telegram_up(engine: Engine, keys: KeyRing) -> None:
    for number in range(10):
        join(engine, keys, number)
    for number in range(10, 16):
        join(engine, keys, number, kind="email")
    post, mail = Post(), Post()
    mail.takes = 1.0
    work = asyncio.create_task(hand_out(engine, keys, on_its_way(engine), post, rate=30, email=mail))
    await asyncio.to_thread(until, lambda: len(post.carried) == 10)
    assert len(mail.carried) < 6
    await work
    assert len(mail.carried) == 6


async def test_a_wrong_password_fails_nobody_and_holds_nobody_else_up(engine: Engine, keys: KeyRing) -> None:
    join(engine, keys, 1)
    join(engine, keys, 2, kind="email")
    letter, post, mail = on_its_way(engine), Post(), Post(fails_at=0)
    for _ in range(12):  # more often than a channel is tried before it is given up
        with pytest.raises(ConnectionError):
            await hand_out(engine, keys, letter, post, email=mail)
    assert post.carried == ["1"]
    assert (tally(engine, letter).sent, tally(engine, letter).waiting) == (1, 1)
    mail.fails_at = None
    await hand_out(engine, keys, letter, post, email=mail)
    assert tally(engine, letter).sent == 2


async def test_what_a_server_wants_to_have_later_waits_and_lets_the_next_broadcast_pass(
    engine: Engine, keys: KeyRing
) -> None:
    join(engine, keys, 1, kind="email")
    letter, mail = on_its_way(engine), Post({"1": [Later(60)]})
    await hand_out(engine, keys, letter, Post(), email=mail)
    assert state(engine, letter) == BroadcastState.SENDING
    with Session(engine) as session:
        row = session.exec(select(BroadcastRow)).one()
        assert row.again is not None
        assert timedelta(seconds=50) < row.again - clock.now() <= timedelta(seconds=60)
        assert row.rounds == 1
        assert broadcasts.to_send(session) == []


async def test_a_chat_that_has_become_another_is_followed(engine: Engine, keys: KeyRing) -> None:
    join(engine, keys, 1)
    post, letter = Post({"1": [Moved("-100500")]}), on_its_way(engine)
    await hand_out(engine, keys, letter, post)
    assert post.carried == ["1", "-100500"]
    assert tally(engine, letter) == Tally(total=1, sent=1, blocked=0, failed=0)
    with Session(engine) as session:
        assert members.member_at(session, keys, Address("telegram", "-100500")) is not None
        assert members.member_at(session, keys, Address("telegram", "1")) is None


async def test_a_chat_that_has_become_another_members_is_given_up(engine: Engine, keys: KeyRing) -> None:
    for number in (1, 2):
        join(engine, keys, number)
    post, letter = Post({"1": [Moved("2")] * 5}), on_its_way(engine)
    await hand_out(engine, keys, letter, post)
    assert post.carried.count("1") == 3
    assert tally(engine, letter) == Tally(total=2, sent=1, blocked=0, failed=0, gone=1)


async def test_a_call_goes_beyond_an_inbox_in_quiet_hours_and_to_the_next_channel_at_once(
    engine: Engine, keys: KeyRing
) -> None:
    join(engine, keys, 1)
    ways = Address("email", "a@example.org"), Address("web", "browser")
    reached_also_by(engine, keys, *ways, first=("web", "email"))
    post, mail = Post(), Post({"a@example.org": [Later(60)]})
    with transaction(engine) as session:
        calls.call(session, members.everyone(session)[0], "Safety queue", "Something waits", NOW.date())
        [call] = calls.to_bring(session)
    await hand_out(engine, keys, call, post, calm=ALWAYS, email=mail)
    assert (mail.carried, post.carried) == (["a@example.org"], ["1"])
    assert [(row.state, row.left) for row in attempts(engine)] == [("put_off", None), ("sent", None)]


ALWAYS = Calm(Hours(0, 24))  # every hour of every day


async def test_in_quiet_hours_copies_wait_and_what_is_urgent_does_not(engine: Engine, keys: KeyRing) -> None:
    join(engine, keys, 1)
    join(engine, keys, 2, kind="web")
    hour = clock.here(clock.now()).hour
    quiet = Calm(Hours(hour, (hour + 2) % 24))
    post, letter, urgent = Post(), on_its_way(engine), on_its_way(engine)
    with transaction(engine) as session:
        broadcasts.get(session, urgent).urgent = True
    await hand_out(engine, keys, letter, post, calm=quiet)
    assert post.carried == []
    assert state(engine, letter) == BroadcastState.SENDING
    theirs = {row.state: row.not_before for row in copies(engine) if row.broadcast_id == letter}
    assert theirs.keys() == {DeliveryState.WAITING, DeliveryState.SENT}  # the inbox disturbs nobody
    assert theirs[DeliveryState.SENT] is None
    with Session(engine) as session:
        row = broadcasts.get(session, letter)
        assert row.again is not None
        assert row.again == theirs[DeliveryState.WAITING]
        assert row.again > clock.now()
        assert [one.id for one in broadcasts.to_send(session)] == [urgent]
    await hand_out(engine, keys, urgent, post, calm=quiet)
    assert post.carried == ["1"]
    morning(engine, letter)
    with Session(engine) as session:
        assert [(one.id, one.rounds) for one in broadcasts.to_send(session)] == [(letter, 1)]
    await hand_out(engine, keys, letter, post)
    assert post.carried == ["1", "1"]
    assert state(engine, letter) == BroadcastState.SENT


def morning(engine: Engine, letter: UUID) -> None:
    """Their hour has come."""
    with transaction(engine) as session:
        row, passed = broadcasts.get(session, letter), clock.now() - timedelta(seconds=1)
        row.again = passed
        for copy in copies(engine):
            if copy.not_before is not None:
                copy.not_before = passed
                session.merge(copy)


async def test_a_members_own_hours_hold_in_place_of_the_partnerships(engine: Engine, keys: KeyRing) -> None:
    hour = clock.here(clock.now()).hour
    for number, hours in enumerate(((hour, (hour + 1) % 24), ((hour + 2) % 24, (hour + 3) % 24))):
        join(engine, keys, number)
        with transaction(engine) as session:
            found = members.member_at(session, keys, Address("telegram", str(number)))
            assert found is not None
            found.quiet_from, found.quiet_until = hours
    post = Post()
    await hand_out(engine, keys, on_its_way(engine), post)
    assert post.carried == ["1"]


async def test_cancelled_copies_that_wait_for_the_morning_stay_here(engine: Engine, keys: KeyRing) -> None:
    join(engine, keys, 1)
    hour = clock.here(clock.now()).hour
    letter, post = on_its_way(engine), Post()
    await hand_out(engine, keys, letter, post, calm=Calm(Hours(hour, (hour + 2) % 24)))
    with transaction(engine) as session:
        ledger.put_by(session, letter)
        broadcasts.get(session, letter).state = BroadcastState.CANCELLED
    morning(engine, letter)
    with Session(engine) as session:
        assert broadcasts.to_send(session) == []
    await hand_out(engine, keys, letter, post)
    assert post.carried == []
