"""Keys of waves: they lie outside the database and are destroyed when the wave closes."""

import hmac
import json
import os
import secrets
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.errors import WrongState

NONCE = 12  # bytes
# What is sealed is packed, then filled up to one length, which almost everything fits: the exact one would
# tell who wrote the long answer. It keeps a row within the 2,000 bytes that PostgreSQL keeps in one piece.
BOX = 1800  # bytes
HOUSE = "house"
CONTACT: Literal["contact"] = "contact"
STAFF: Literal["staff"] = "staff"
MEMBERS: Literal["members"] = "members"
# What a key serves: a wave, requests to be contacted, second factors of the staff, addresses of members, or
# all else of this house.
Scope = UUID | Literal["contact", "staff", "members"] | None


class KeyRing:
    """A folder with one 32-byte key per wave that is not closed, one for requests to be contacted, which can
    be destroyed alone, one for the second factors of the staff, one for addresses of members, and one for
    talk outside of waves.

    What is kept of an open run is sealed with its wave's key (AES-GCM). Once that is destroyed, every copy,
    in the write-ahead log as in a dump, is noise.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder

    def make(self, wave_id: UUID) -> None:
        """A fresh key for a new wave."""
        _write_new(self._path(wave_id))

    def token(self, scope: Scope, person: str) -> bytes:
        """The digest under which a person takes part in one wave, or a member's address is found.

        Raises WrongState once the key of the wave is gone.
        """
        return hmac.digest(self._derived(scope, b"token"), person.encode(), "sha256")

    def receipt(self, scope: Scope, code: str) -> bytes:
        """The digest of a receipt. Raises WrongState once the key is gone."""
        return hmac.digest(self._derived(scope, b"receipt"), code.encode(), "sha256")

    def seal(self, scope: Scope, kept: Any) -> bytes:
        """JSON that only the key of the wave opens; without a wave, the key of this house."""
        plain = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
        packed = zlib.compress(plain, 1)
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._box(scope).encrypt(nonce, packed.ljust(_filled(len(packed)), b"\0"), None)

    def open(self, scope: Scope, sealed: bytes) -> Any:
        """What was sealed. Raises WrongState when its key is gone."""
        return self.opener(scope)(sealed)

    def opener(self, scope: Scope) -> Callable[[bytes], Any]:
        """`open` for many, with the key read once: to be let go of when they are open."""
        box = self._box(scope)

        def opened(sealed: bytes) -> Any:
            try:
                packed = box.decrypt(sealed[:NONCE], sealed[NONCE:], None)
            except InvalidTag as fault:
                raise WrongState("This survey has closed.") from fault
            return json.loads(zlib.decompressobj().decompress(packed))

        return opened

    def has(self, wave_id: UUID) -> bool:
        """Whether the wave's key is there: until it closes."""
        return self._path(wave_id).exists()

    def held(self) -> set[UUID]:
        """Waves that have a key."""
        others = (HOUSE, CONTACT, STAFF, MEMBERS)
        return {UUID(path.stem) for path in self._folder.glob("*.key") if path.stem not in others}

    def destroy(self, scope: Scope) -> None:
        """Overwrites and removes the key: what it sealed is noise, and so are the tokens of a wave."""
        path = self._path(scope)
        if not path.exists():
            return
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()

    def _box(self, scope: Scope) -> AESGCM:
        return AESGCM(self._derived(scope, b"seal"))

    def _derived(self, scope: Scope, use: bytes) -> bytes:
        """Read anew each time: a key held in memory would outlive the closing of its wave."""
        path = self._path(scope)
        try:
            return hmac.digest(path.read_bytes(), use, "sha256")
        except FileNotFoundError as fault:
            if isinstance(scope, UUID):
                raise WrongState("This survey has closed.") from fault
            with suppress(FileExistsError):
                _write_new(path)
            return hmac.digest(path.read_bytes(), use, "sha256")

    def _path(self, scope: Scope) -> Path:
        return self._folder / f"{scope or HOUSE}.key"


def _write_new(path: Path) -> None:
    """Whole or not at all. Raises FileExistsError."""
    fresh = path.with_suffix(f".{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    finally:
        fresh.unlink()


def _filled(length: int) -> int:
    """BOX, doubled until it holds what is to be sealed."""
    filled = BOX
    while filled < length:
        filled *= 2
    return filled
