"""Random secrets, made at first use: in files beside the database, or for as long as the program runs."""

import os
import secrets
from pathlib import Path

from pydantic import SecretStr


def keep(folder: Path, name: str) -> bytes:
    """The 32 bytes under this name, made once and readable by the owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()


def given(secret: SecretStr | None) -> str:
    """The secret that the settings give, else one that lasts as long as the program."""
    return secret.get_secret_value() if secret else secrets.token_urlsafe(32)
