"""The door to PostgreSQL: a wrong address is said in a sentence, and nobody waits for ever."""

import socket
import time

import pytest
from sqlalchemy import create_engine
from sqlmodel import text

from api.db import WrongDatabase, connect, transaction
from api.errors import Unavailable


@pytest.mark.parametrize(
    "address",
    [
        "heard",
        "mysql://u@h/db",
        "postgresql://u@h:abc/db",
        "postgresql://[::1/x",
        "postgresql://u@a..b/x",
        "postgresql://u@127.0.0.1:1/x",
        "postgresql://u@127.0.0.1:99999/x",
        "postgresql://u@127.0.0.1:1/x?nosuch=1",
        "postgresql://u@127.0.0.1:1/x?connect_timeout=soon",
    ],
)
def test_a_wrong_address_ends_in_one_sentence(address: str) -> None:
    with pytest.raises(WrongDatabase, match="HEARD_DATABASE_URL") as fault:
        connect(address)
    assert "\n" not in str(fault.value)


def test_the_sentence_says_why_and_keeps_passwords(database_url: str) -> None:
    with pytest.raises(WrongDatabase) as fault:
        connect("postgresql://u:canary@127.0.0.1:1/x?password=canary")
    assert "canary" not in str(fault.value)
    nowhere = f"{database_url.partition('/heard_test')[0]}/nowhere?{database_url.partition('?')[2]}"
    with pytest.raises(WrongDatabase, match='database "nowhere" does not exist'):
        connect(nowhere)


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        begun = time.monotonic()
        with pytest.raises(WrongDatabase, match="No database answers"):
            connect(f"postgresql://u@127.0.0.1:{door.getsockname()[1]}/x")
        assert time.monotonic() - begun < 6


def limits(url: str, *, patient: bool = False) -> tuple[str, str]:
    engine = connect(url, patient=patient)
    with engine.connect() as connection:
        found = [connection.scalar(text(f"show {name}")) for name in ("lock_timeout", "statement_timeout")]
    engine.dispose()
    return str(found[0]), str(found[1])


def test_pages_may_not_keep_the_database_busy_and_the_worker_may(database_url: str) -> None:
    assert limits(database_url) == ("5s", "30s")
    assert limits(database_url, patient=True) == ("0", "0")
    more = "&" if "?" in database_url else "?"
    own = f"{database_url}{more}options=-c%20statement_timeout=7000"
    assert limits(own) == ("5s", "7s")


def test_whoever_finds_no_connection_left_is_told_so(database_url: str) -> None:
    url = database_url.replace("postgresql:", "postgresql+psycopg:", 1)
    engine = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    with engine.connect(), pytest.raises(Unavailable, match="try again"), transaction(engine) as session:
        session.connection()
    engine.dispose()


def test_nobody_waits_half_a_minute_for_a_connection(database_url: str) -> None:
    engine = connect(database_url)
    taken = [engine.connect() for _ in range(30)]
    begun = time.monotonic()
    with pytest.raises(Unavailable), transaction(engine) as session:
        session.connection()
    assert time.monotonic() - begun < 7
    for connection in taken:
        connection.close()
    engine.dispose()
