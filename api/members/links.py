"""Links that work once: they let a member in, make an address theirs, or make somebody a member."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from api import codes
from api.errors import WrongState
from api.members import repository
from api.members.addresses import Address
from api.members.tables import LinkRow
from api.waves.keys import MEMBERS, KeyRing

LASTS = timedelta(minutes=30)


def to_come_in(session: Session, member_id: UUID, now: datetime) -> str:
    """The token of a link by which a browser becomes this member's."""
    return _make(session, LinkRow(digest=b"", member_id=member_id, expires=now + LASTS))


def to_type(session: Session, member_id: UUID, now: datetime) -> str:
    """One that is short enough to be typed, as a code: the chat in which it is becomes theirs as well."""
    row = LinkRow(digest=b"", member_id=member_id, expires=now + LASTS)
    return _make(session, row, codes.make(codes.INVITATION_LENGTH))


def to_confirm(session: Session, keys: KeyRing, member_id: UUID, address: Address, now: datetime) -> str:
    """One by which an address becomes theirs: whoever opens it is reached there."""
    sealed = keys.seal(MEMBERS, [address.kind, address.value])
    return _make(session, LinkRow(digest=b"", member_id=member_id, sealed=sealed, expires=now + LASTS))


def to_join(
    session: Session, keys: KeyRing, invitation_id: UUID, name: str | None, address: Address, now: datetime
) -> str:
    """One by which whoever is reached at an address becomes a member."""
    sealed = keys.seal(MEMBERS, [address.kind, address.value])
    row = LinkRow(digest=b"", invitation_id=invitation_id, name=name, sealed=sealed, expires=now + LASTS)
    return _make(session, row)


def look(session: Session, token: str, now: datetime) -> LinkRow | None:
    """What a link is for; None where it has been used, or is too old. It can be used after this."""
    return _good(repository.link(session, _digest(token)), now)


def spend(session: Session, token: str, now: datetime) -> LinkRow | None:
    """The same, and it cannot be used any more."""
    row = repository.link(session, _digest(token), hold=True)
    if row is not None:
        session.delete(row)
        session.flush()
    return _good(row, now)


def address_of(keys: KeyRing, row: LinkRow) -> Address | None:
    """The address that it is about, if it is about one; None as well where its key has been lost."""
    try:
        return Address(*keys.open(MEMBERS, row.sealed)) if row.sealed is not None else None
    except WrongState:
        return None


def forget_past(session: Session, now: datetime) -> int:
    """Drops links that have run out; how many."""
    return repository.drop_links(session, now)


def past(session: Session, now: datetime) -> int:
    """How many there are of them."""
    return repository.count_links(session, now)


def _make(session: Session, row: LinkRow, short: str | None = None) -> str:
    token = short or secrets.token_urlsafe(24)
    row.digest = _digest(token)
    session.add(row)
    session.flush()
    return token


def _good(row: LinkRow | None, now: datetime) -> LinkRow | None:
    return row if row is not None and row.expires >= now else None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
