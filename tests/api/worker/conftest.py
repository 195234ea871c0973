"""A place for DBOS to work in, and patience with a worker."""

import os
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url


@pytest.fixture
def work_url(database_url: str) -> Iterator[str]:
    """DBOS's own database, thrown away."""
    name = f"heard_work_{os.getpid()}"
    url = make_url(database_url).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name}"))
    yield make_url(database_url).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


def until(there: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it is there before the time is over."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if there():
            return True
        time.sleep(0.05)
    return False
