"""A database on which a right is missing is refused with the mend, before anything is half made."""

import os
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL, Engine, create_engine, text
from sqlalchemy.engine import make_url

from api.db import WrongDatabase
from api.waves.keys import KeyRing
from bot.foundation import CONTENT, prepared

NAME = f"heard_rights_{os.getpid()}"
USER = f"{NAME}_user"
Run = Callable[[str], None]


@pytest.fixture
def admin(database_url: str) -> Iterator[Engine]:
    url = make_url(database_url).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture
def run(admin: Engine) -> Iterator[Run]:
    """Runs SQL as the server's owner; there is a user without rights, who can only sign in."""

    def done(sql: str) -> None:
        with admin.connect() as connection:
            connection.execute(text(sql))

    done(f"create role {USER} login password 'made-up'")
    yield done
    for database in (NAME, f"{NAME}_dbos"):
        done(f"drop database if exists {database} with (force)")
    done(f"drop role {USER}")


@pytest.fixture
def url(admin: Engine) -> str:
    address: URL = admin.url.set(drivername="postgresql", username=USER, password="made-up", database=NAME)
    return address.render_as_string(hide_password=False)


def begin(url: str, keys: KeyRing) -> None:
    with prepared(url, CONTENT / "coventry", keys):
        pass


def test_without_createdb_the_sentence_says_what_to_make_by_hand_and_that_mends_it(
    run: Run, admin: Engine, url: str, keys: KeyRing
) -> None:
    run(f"create database {NAME} owner {USER}")
    by_hand = f"create database {NAME}_dbos owner {USER}"
    with pytest.raises(WrongDatabase, match="CREATEDB") as fault:
        begin(url, keys)
    assert by_hand in str(fault.value)
    assert "\n" not in str(fault.value)
    assert "made-up" not in str(fault.value)

    run(by_hand)
    begin(url, keys)


def test_a_second_database_that_belongs_to_somebody_else_is_no_use(run: Run, url: str, keys: KeyRing) -> None:
    run(f"create database {NAME} owner {USER}")
    run(f"create database {NAME}_dbos")
    with pytest.raises(WrongDatabase, match=f"permission denied for database {NAME}_dbos"):
        begin(url, keys)


def test_a_database_that_belongs_to_somebody_else_is_no_use(run: Run, url: str, keys: KeyRing) -> None:
    run(f"create database {NAME}")
    run(f"create database {NAME}_dbos owner {USER}")
    with pytest.raises(WrongDatabase, match="permission denied for schema public") as fault:
        begin(url, keys)
    assert f"must own {NAME}," in str(fault.value)


def test_createdb_is_enough(run: Run, url: str, keys: KeyRing) -> None:
    run(f"alter role {USER} createdb")
    run(f"create database {NAME} owner {USER}")
    begin(url, keys)
    begin(url, keys)
