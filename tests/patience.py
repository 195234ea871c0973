"""Waiting for what comes in its own time: no order of events is left to a nap of the right length."""

import time
from collections.abc import Callable

from sqlalchemy import Engine, text

PATIENCE = 180.0  # seconds; only what never comes takes as long, however busy the machine is


def comes(there: Callable[[], bool], seconds: float, every: float = 0.1) -> bool:
    """Whether it is there before the time is over."""
    give_up = time.monotonic() + seconds
    while not there():
        if time.monotonic() > give_up:
            return False
        time.sleep(every)
    return True


def until(there: Callable[[], bool], seconds: float = PATIENCE, every: float = 0.1) -> None:
    """Waits until it is there; AssertionError where it does not come in time."""
    assert comes(there, seconds, every), f"it did not come within {seconds:g} s"


def until_blocked(engine: Engine, count: int = 1) -> None:
    """Waits until so many in this database wait for what somebody else holds there."""
    blocked = text(
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and wait_event_type = 'Lock'"
    )

    def there() -> bool:
        with engine.connect() as connection:
            return bool(connection.execute(blocked).scalar_one() >= count)

    until(there)
