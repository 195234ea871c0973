"""Addresses that lead to one member's copy, or out of the group: no name, number or id can be read in them.

They are sealed under the key of members, the same one for a copy whenever it is made, and kept nowhere. One
for a copy ends with the copy, one for leaving with the member, and all of them with the key.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from api.waves.keys import MEMBERS, KeyRing

_PAGE, _LEAVE = b"page", b"leave"
_ID = 16  # bytes


@dataclass(frozen=True)
class Copy:
    """One member's copy of a broadcast."""

    broadcast_id: UUID
    member_id: UUID


def writer(keys: KeyRing) -> Callable[[Copy], tuple[str, str]]:
    """What makes both tokens, to read and to leave, with the key read once."""
    box = _box(keys)

    def written(copy: Copy) -> tuple[str, str]:
        ids = copy.broadcast_id.bytes + copy.member_id.bytes
        return _seal(box, _PAGE, ids), _seal(box, _LEAVE, copy.member_id.bytes)

    return written


def page_of(keys: KeyRing, token: str) -> Copy | None:
    """The copy that a token leads to; None where it is none of ours. The copy may be gone."""
    ids = _open(keys, _PAGE, token)
    return Copy(UUID(bytes=ids[:_ID]), UUID(bytes=ids[_ID:])) if len(ids) == 2 * _ID else None


def who_leaves(keys: KeyRing, token: str) -> UUID | None:
    """The member whom a token lets out; None where it is none of ours. They may have left."""
    ids = _open(keys, _LEAVE, token)
    return UUID(bytes=ids) if len(ids) == _ID else None


def _box(keys: KeyRing) -> AESSIV:
    return AESSIV(keys.token(MEMBERS, "links"))


def _seal(box: AESSIV, use: bytes, ids: bytes) -> str:
    return urlsafe_b64encode(box.encrypt(ids, [use])).rstrip(b"=").decode()


def _open(keys: KeyRing, use: bytes, token: str) -> bytes:
    try:
        return _box(keys).decrypt(urlsafe_b64decode(token + "=" * (-len(token) % 4)), [use])
    except (InvalidTag, ValueError):
        return b""
