"""Whoever has not said that they have read a broadcast is asked again by the same engine, and nobody else."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine

from api.broadcasts import asking, course, drafts, letters, receipts, texts, trial
from api.broadcasts import receipts_repository as lists
from api.broadcasts import service as broadcasts
from api.broadcasts.contracts import Message, Outcome
from api.broadcasts.links import Copy
from api.broadcasts.receipts_repository import Which
from api.broadcasts.tables import BroadcastState
from api.broadcasts.wishes import Wishes
from api.conversation.service import Address, Desk, Turn
from api.db import transaction
from api.members import addresses
from api.members.tables import MemberRow
from api.waves.keys import KeyRing
from tests.api.broadcasts.test_sending import hand_out, state, tally
from tests.conftest import TODAY
from tests.people import ROBIN, approved

CHATS = {"ana": "en", "ola": "pl", "ben": "en"}


class Post:
    """A carrier that keeps what it has carried."""

    def __init__(self) -> None:
        self.carried: dict[str, Message] = {}

    async def send(self, address: str, message: Message) -> Outcome:
        assert address not in self.carried
        self.carried[address] = message
        return "sent"

    async def close(self) -> None:
        pass


@pytest.fixture
def group(stocked: Engine, keys: KeyRing) -> dict[str, UUID]:
    """Three members in Telegram, one of whom reads Polish."""
    with transaction(stocked) as session:
        found = {}
        for name, language in CHATS.items():
            about = {"agency": "Hill School", "joined": TODAY, "language": language}
            row = MemberRow(name=name, guest=name != "ben", **about)  # type: ignore[arg-type]
            session.add(row)
            session.flush()
            session.add(addresses.row(keys, row.id, Address("telegram", name)))
            found[name] = row.id
        return found


async def test_it_leaves_once_more_in_their_language_to_those_who_are_missing(
    stocked: Engine, keys: KeyRing, desk: Desk, group: dict[str, UUID]
) -> None:
    with transaction(stocked) as session:
        row = drafts.write(session, ROBIN, "New guide", "Made-up text", Wishes(asks=True))
        texts.put(session, ROBIN, row.id, "pl", "Nowy poradnik", "Tekst", drafts.mark(session, row))
        row.state = BroadcastState.APPROVED
        session.flush()
        broadcasts.send(session, ROBIN, row.id)
        broadcast = row.id
    first, second = Post(), Post()
    await hand_out(stocked, keys, broadcast, first)
    assert {who: (one.title, one.text) for who, one in first.carried.items()} == {
        "ana": ("New guide", "Made-up text"),
        "ben": ("New guide", "Made-up text"),
        "ola": ("Nowy poradnik", "Tekst"),
    }
    # Ana taps the button that her copy has.
    button = first.carried["ana"].button
    assert button is not None
    desk.take(desk.open("telegram"), Turn(choice=button.value, address=Address("telegram", "ana")))
    with transaction(stocked) as session:
        assert asking.again(session, ROBIN, broadcast, TODAY) == 2
    await hand_out(stocked, keys, broadcast, second)
    assert set(second.carried) == {"ben", "ola"}
    line = letters.say("again", "pl")
    assert second.carried["ola"].text == f"{line}\n\nTekst"
    assert second.carried["ben"].text.startswith("You have not said yet")
    assert (state(stocked, broadcast), tally(stocked, broadcast).sent) == ("sent", 3)
    with transaction(stocked) as session:  # it was asked once: nothing more is on its way
        assert list(broadcasts.to_send(session)) == []
        receipts.understood(session, Copy(broadcast, group["ben"]), TODAY)
        assert asking.again(session, ROBIN, broadcast, TODAY + timedelta(days=1)) == 1


async def test_a_test_leaves_by_the_same_engine_to_the_guests_alone(
    stocked: Engine, keys: KeyRing, group: dict[str, UUID]
) -> None:
    with transaction(stocked) as session:
        row = drafts.write(session, ROBIN, "New guide", "Made-up text", Wishes(asks=True))
        trial.send(session, ROBIN, row.id)
        session.flush()
        [test] = broadcasts.to_send(session)
        number = test.id
    post = Post()
    await hand_out(stocked, keys, number, post)
    assert {who: one.title for who, one in post.carried.items()} == {
        "ana": "Test: New guide",
        "ola": "Test: New guide",
    }
    assert {one.button for one in post.carried.values()} == {None}
    assert len(group) == 3


async def test_what_is_cancelled_while_it_asks_again_can_go_on(
    stocked: Engine, keys: KeyRing, group: dict[str, UUID]
) -> None:
    with transaction(stocked) as session:
        broadcast = approved(session, wanted=Wishes(asks=True)).id
        broadcasts.send(session, ROBIN, broadcast)
    await hand_out(stocked, keys, broadcast, Post())
    with transaction(stocked) as session:
        asking.again(session, ROBIN, broadcast, TODAY)
        course.cancel(session, ROBIN, broadcast)
    assert state(stocked, broadcast) == "cancelled"
    with transaction(stocked) as session:
        course.resume(session, ROBIN, broadcast)
    post = Post()
    await hand_out(stocked, keys, broadcast, post)
    assert set(post.carried) == set(group)


async def test_who_says_it_while_they_are_about_to_be_asked_again_is_not(
    stocked: Engine, keys: KeyRing, group: dict[str, UUID]
) -> None:
    broadcast = await asked_again(stocked, keys)
    with transaction(stocked) as session:
        receipts.understood(session, Copy(broadcast, group["ana"]), TODAY)
    post = Post()
    await hand_out(stocked, keys, broadcast, post)
    assert set(post.carried) == {"ben", "ola"}
    assert (state(stocked, broadcast), tally(stocked, broadcast).sent) == ("sent", 3)


async def test_what_has_arrived_once_has_arrived_whatever_becomes_of_asking_again(
    stocked: Engine, keys: KeyRing, group: dict[str, UUID]
) -> None:
    class Shut(Post):
        async def send(self, address: str, message: Message) -> Outcome:
            return "blocked" if address == "ana" else await super().send(address, message)

    broadcast = await asked_again(stocked, keys)
    with transaction(stocked) as session:
        assert [one.sent for one in receipts.by_agency(session, broadcast)] == [len(group)]
    await hand_out(stocked, keys, broadcast, Shut())
    with transaction(stocked) as session:
        assert [one.sent for one in receipts.by_agency(session, broadcast)] == [len(group)]
        assert lists.count(session, broadcast, Which.UNREACHED) == 0
    after = tally(stocked, broadcast)
    assert (after.sent, after.unreached) == (len(group), 0)


async def asked_again(engine: Engine, keys: KeyRing) -> UUID:
    """One that all have got and nobody has confirmed, about to leave once more."""
    with transaction(engine) as session:
        broadcast = approved(session, wanted=Wishes(asks=True)).id
        broadcasts.send(session, ROBIN, broadcast)
    await hand_out(engine, keys, broadcast, Post())
    with transaction(engine) as session:
        asking.again(session, ROBIN, broadcast, TODAY)
    return broadcast
