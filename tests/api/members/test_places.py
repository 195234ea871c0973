"""Where members are reached, where two things happen at once or an address is not what it was."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.conversation.membership import Membership, Wishes
from api.conversation.ways_in import Opened, Use, WaysIn
from api.db import transaction
from api.members import links, places, preferences
from api.members import service as members
from api.members.addresses import Address, digest
from api.members.tables import AddressRow, MemberRow
from api.waves.keys import KeyRing
from tests.patience import PATIENCE, until_blocked

MAIL = Address("email", "sam@school.example")
WEB = "http://heard"
Ended = TypeVar("Ended")


def join(engine: Engine, keys: KeyRing, address: Address) -> UUID:
    """A made-up member."""
    with transaction(engine) as session:
        code = members.invite(session, name="Sam Sample", agency="Example School", today=clock.today())
        members.join(session, keys, code, address, clock.today())
    with Session(engine) as session:
        member = members.member_at(session, keys, address)
        assert member is not None
        return member.id


def browser(name: str) -> Address:
    return Address("web", name)


def while_kept(engine: Engine, first: Callable[[Session], object], second: Callable[[], Ended]) -> Ended:
    """What comes of the second, which begins before the first has been kept."""
    with ThreadPoolExecutor(1) as other:
        with transaction(engine) as session:
            first(session)
            session.flush()
            running = other.submit(second)
            until_blocked(engine)
        return running.result(PATIENCE)


def test_of_two_who_make_one_address_theirs_at_once_the_second_is_told(engine: Engine, keys: KeyRing) -> None:
    one, other = (join(engine, keys, browser(name)) for name in ("one", "other"))
    with transaction(engine) as session:
        token = links.to_confirm(session, keys, other, MAIL, clock.now())
    done = while_kept(
        engine,
        lambda session: places.add(session, keys, one, MAIL),
        lambda: WaysIn(engine, keys, WEB).open(token, None, browser("fresh")),
    )
    assert done == (Opened.TAKEN, None)
    with Session(engine) as session:
        held = select(AddressRow.member_id).where(AddressRow.digest == digest(keys, MAIL))
        assert session.exec(held).all() == [one]


def test_of_two_who_join_with_one_address_at_once_one_is_a_member(engine: Engine, keys: KeyRing) -> None:
    with transaction(engine) as session:
        codes = [
            members.invite(session, name=None, agency=f"School {number}", today=clock.today(), places=2)
            for number in (1, 2)
        ]
        found = [members.invitation(session, code) for code in codes]
        ids = [row.id for row in found if row]
        token = links.to_join(session, keys, ids[1], "Sam Sample", MAIL, clock.now())
    done, _ = while_kept(
        engine,
        lambda session: members.join_as(session, keys, ids[0], "Sam Sample", MAIL, clock.today()),
        lambda: WaysIn(engine, keys, WEB).open(token, None, browser("fresh")),
    )
    assert done is Opened.IN
    with Session(engine) as session:
        assert session.exec(select(MemberRow.agency)).all() == ["School 1"]


def test_a_chat_moves_beside_another_of_the_same_member(engine: Engine, keys: KeyRing) -> None:
    member = join(engine, keys, Address("telegram", "11"))
    with transaction(engine) as session:
        places.add(session, keys, member, Address("telegram", "12"))
        assert members.move(session, keys, member, Address("telegram", "-100"))
    with Session(engine) as session:
        there = [members.member_at(session, keys, Address("telegram", chat)) for chat in ("-100", "11", "12")]
    assert sum(one is not None for one in there) == 2
    assert there[0] is not None


def test_a_chat_that_moves_to_where_its_member_is_reached_already_goes(engine: Engine, keys: KeyRing) -> None:
    member = join(engine, keys, Address("telegram", "11"))
    with transaction(engine) as session:
        places.add(session, keys, member, Address("telegram", "12"))
        [first, *_] = preferences.channels_of(session, keys, [member])[member]
        other = {"11": "12", "12": "11"}[first[1]]
        assert members.move(session, keys, member, Address("telegram", other))
    with Session(engine) as session:
        assert preferences.channels_of(session, keys, [member])[member] == [("telegram", other)]
        assert len(places.of(session, member)) == 1


def test_who_leaves_while_they_choose_has_left(engine: Engine, keys: KeyRing) -> None:
    member = join(engine, keys, browser("one"))
    membership = Membership(engine, keys)
    chosen = while_kept(
        engine,
        lambda session: members.leave(session, member),
        lambda: membership.choose(browser("one"), Wishes("Nurse", "pl", [], [], None)),
    )
    assert chosen is False


def test_a_link_that_lets_in_goes_with_the_address(engine: Engine, keys: KeyRing) -> None:
    member = join(engine, keys, MAIL)
    ways, own = WaysIn(engine, keys, WEB), Address("email", "new@school.example")
    with transaction(engine) as session:
        places.add(session, keys, member, browser("own"))
    for _ in range(2):  # taken out, then replaced
        with transaction(engine) as session:
            tokens = [links.to_come_in(session, member, clock.now()) for _ in range(2)]
            confirming = links.to_confirm(session, keys, member, MAIL, clock.now())
            [mail] = [row for row in places.of(session, member) if row.kind == "email"]
            if mail.digest == digest(keys, MAIL):
                places.remove(session, member, mail.id)
                places.add(session, keys, member, own)
            else:
                places.add(session, keys, member, Address("email", "newer@school.example"))
        assert [ways.use_of(token) for token in tokens] == [None, None]
        assert ways.use_of(confirming) is Use.CONFIRM
