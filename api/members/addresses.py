"""Addresses of members as they are kept: sealed under a key outside the database, and found by a digest."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from api.errors import WrongState
from api.members.tables import AddressRow
from api.waves.keys import MEMBERS, KeyRing

TELEGRAM, EMAIL, PHONE, WEB = "telegram", "email", "phone", "web"
KINDS = (TELEGRAM, EMAIL, PHONE, WEB)
# In place of an address whose key has been lost: nobody is reached there.
LOST = ""


@dataclass(frozen=True)
class Address:
    """A Telegram chat id, an e-mail address, a telephone number, or the token of a browser.

    Kept only for members, and printed nowhere.
    """

    kind: str
    value: str = field(repr=False)


def digest(keys: KeyRing, address: Address) -> bytes:
    """Under which an address is found; all but a browser's token can be guessed, so theirs needs the key."""
    if address.kind == WEB:
        return hashlib.sha256(address.value.encode()).digest()
    return keys.token(MEMBERS, f"{address.kind} {address.value}")


def row(keys: KeyRing, member_id: UUID, address: Address) -> AddressRow:
    """What is stored: of a browser's token the digest alone."""
    sealed = None if address.kind == WEB else keys.seal(MEMBERS, address.value)
    return AddressRow(member_id=member_id, kind=address.kind, digest=digest(keys, address), sealed=sealed)


def opener(keys: KeyRing) -> Callable[[bytes], str]:
    """What opens sealed addresses, with the key read once; LOST where it is not the key that sealed them."""
    open_one = keys.opener(MEMBERS)

    def opened(sealed: bytes) -> str:
        try:
            return str(open_one(sealed))
        except WrongState:
            return LOST

    return opened
