"""What members prefer, and by what they are written to for it."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session

from api.members import addresses, preferences
from api.members.addresses import LOST, Address
from api.members.preferences import Hours, Wishes
from api.members.tables import MemberRow
from api.waves.keys import KeyRing
from tests.conftest import TODAY

CHAT = Address("telegram", "7301944820")
MAIL = Address("email", "sam@school.example")
PHONE = Address("phone", "+447700900123")
BROWSER = Address("web", "made-up-token")


def reached(session: Session, keys: KeyRing, *where: Address, wanted: Sequence[str] = ()) -> UUID:
    """A member who is reached there."""
    member = MemberRow(name="Sam Sample", agency="Example School", joined=TODAY, channels=list(wanted))
    session.add(member)
    session.flush()
    session.add_all(addresses.row(keys, member.id, one) for one in where)
    session.flush()
    return member.id


@pytest.mark.parametrize(
    ("where", "wanted", "ways"),
    [
        ((BROWSER, PHONE, MAIL, CHAT), (), [CHAT, MAIL, PHONE, BROWSER]),
        ((BROWSER, PHONE, MAIL, CHAT), ("email",), [MAIL, CHAT, PHONE, BROWSER]),
        ((BROWSER, PHONE, MAIL, CHAT), ("phone", "web", "telegram"), [PHONE, BROWSER]),
        ((BROWSER, CHAT), ("web",), [BROWSER]),
        ((MAIL,), ("telegram", "web"), [MAIL]),
        ((), ("telegram",), []),
    ],
)
def test_members_are_written_to_in_their_order(
    session: Session, keys: KeyRing, where: list[Address], wanted: Sequence[str], ways: list[Address]
) -> None:
    member = reached(session, keys, *where, wanted=wanted)
    # What stands in the inbox needs no address, and nothing comes after it.
    expected = [(way.kind, "" if way is BROWSER else way.value) for way in ways]
    assert preferences.channels_of(session, keys, [member]) == {member: expected}


def test_an_address_whose_key_is_lost_is_told_apart(session: Session, keys: KeyRing, tmp_path: Path) -> None:
    member = reached(session, keys, CHAT, BROWSER)
    found = preferences.channels_of(session, KeyRing(tmp_path / "another folder"), [member])
    assert found == {member: [("telegram", LOST), ("web", LOST)]}


def test_everybody_has_their_own_ways(session: Session, keys: KeyRing) -> None:
    one, other = reached(session, keys, MAIL, wanted=["email"]), reached(session, keys, CHAT)
    stranger = UUID(int=7)
    assert preferences.channels_of(session, keys, [one, other, stranger]) == {
        one: [("email", MAIL.value)],
        other: [("telegram", CHAT.value)],
    }
    assert preferences.channels_of(session, keys, []) == {}


def test_what_is_chosen_is_kept(session: Session, keys: KeyRing) -> None:
    row = session.get_one(MemberRow, reached(session, keys, MAIL))
    assert preferences.quiet(row) is None
    wanted = Wishes("Designated lead", "pl", ["training"], ["email", "web"], Hours(20, 7))
    preferences.keep(row, wanted)
    session.flush()
    session.expire(row)
    assert preferences.wishes(row) == wanted
    assert preferences.quiet(row) == Hours(20, 7)


def test_what_there_is_not_is_not_kept(session: Session, keys: KeyRing) -> None:
    row = session.get_one(MemberRow, reached(session, keys, MAIL))
    preferences.keep(row, Wishes("", "tlh", ["online", "online"], ["pigeon", "email"], Hours(9, 9)))
    assert preferences.wishes(row) == Wishes(None, "en", ["online"], ["email"], None)
