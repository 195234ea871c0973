"""Keys of waves: they lie outside the database and are destroyed when the wave closes."""

import hmac
import os
import secrets
from pathlib import Path
from uuid import UUID

from api.errors import WrongState


class KeyRing:
    """A folder with one 32-byte key per open wave."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder

    def make(self, wave_id: UUID) -> None:
        """A fresh key for a wave that opens."""
        handle = os.open(self._path(wave_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())

    def token(self, wave_id: UUID, person: str) -> bytes:
        """The digest under which a person takes part in one wave. Raises WrongState once the key is gone."""
        try:
            key = self._path(wave_id).read_bytes()
        except FileNotFoundError as fault:
            raise WrongState("This survey has closed.") from fault
        return hmac.digest(key, person.encode(), "sha256")

    def destroy(self, wave_id: UUID) -> None:
        """Overwrites and removes the key: from now on nobody can say who took part."""
        path = self._path(wave_id)
        if not path.exists():
            return
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()

    def _path(self, wave_id: UUID) -> Path:
        return self._folder / f"{wave_id}.key"
