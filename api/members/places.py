"""Where a member is reached: more addresses, other ones, and fewer; never none."""

from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from api.errors import NotFound
from api.members import addresses, repository, service
from api.members.addresses import EMAIL, PHONE, Address
from api.members.tables import AddressRow
from api.waves.keys import KeyRing

# Of these one is kept: another takes its place.
_ONE_OF_THEM = (EMAIL, PHONE)


class Added(StrEnum):
    """How it ended to add an address. taken: it is another member's; whose, nobody is told."""

    ADDED = "added"
    TAKEN = "taken"


class Removed(StrEnum):
    """How it ended to remove one. last: without it nothing would reach the member, who can leave instead."""

    REMOVED = "removed"
    LAST = "last"
    NOT_THERE = "not_there"


def of(session: Session, member_id: UUID) -> list[AddressRow]:
    """Everywhere that a member is reached."""
    return list(repository.places(session, [member_id]))


def add(session: Session, keys: KeyRing, member_id: UUID, address: Address) -> Added:
    """Reaches a member at one address more; an e-mail address or a number takes the place of the one before.

    Raises NotFound where they have left.
    """
    if repository.hold(session, member_id) is None:
        raise NotFound("You are not a member any more.")
    owner = service.member_at(session, keys, address)
    if owner is not None:
        return Added.ADDED if owner.id == member_id else Added.TAKEN
    before = [row for row in of(session, member_id) if row.kind == address.kind and row.kind in _ONE_OF_THEM]
    if not repository.put(session, addresses.row(keys, member_id, address)):
        return Added.TAKEN  # by somebody who was faster
    for row in before:
        _drop(session, row)
    return Added.ADDED


def end_mail(session: Session, member_id: UUID) -> Removed:
    """Writes a member no more mail."""
    repository.hold(session, member_id)
    mail = next((row for row in of(session, member_id) if row.kind == EMAIL), None)
    return remove(session, member_id, mail.id) if mail else Removed.NOT_THERE


def remove(session: Session, member_id: UUID, address_id: UUID) -> Removed:
    """Reaches a member at one address less."""
    repository.hold(session, member_id)
    row = repository.place(session, member_id, address_id)
    if row is None:
        return Removed.NOT_THERE
    if len(of(session, member_id)) == 1:
        return Removed.LAST
    _drop(session, row)
    return Removed.REMOVED


def _drop(session: Session, row: AddressRow) -> None:
    """With the links that may have gone there: whoever reads it now is perhaps not the member."""
    repository.drop_ways_in(session, row.member_id)
    session.delete(row)
    session.flush()
