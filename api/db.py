"""The one door to PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlmodel import Session, text

from api.errors import HeardError, Unavailable


class WrongDatabase(HeardError):
    """The address of the database is wrong, or nothing answers there."""


def connect(url: str) -> Engine:
    """An engine that has been tried once. Raises WrongDatabase with the mend."""
    try:
        address = make_url(url)
    except ArgumentError as fault:
        raise WrongDatabase(
            "HEARD_DATABASE_URL is not an address such as postgresql://user@host/heard."
        ) from fault
    if address.get_backend_name() != "postgresql":
        raise WrongDatabase("Heard needs PostgreSQL: HEARD_DATABASE_URL must begin with postgresql://.")
    # No ping before each use: it costs a turn a tenth of its time. Who meets a connection that a restart
    # of the database has cut tries again; the desk does so by itself.
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_size=10,
        max_overflow=20,
        hide_parameters=True,  # they are people's words, and an error would quote them
    )
    try:
        with engine.connect() as connection:
            connection.execute(text("select 1"))
    except OperationalError as fault:
        engine.dispose()
        raise WrongDatabase(
            f"No database answers at {address.render_as_string(hide_password=True)}: "
            "check HEARD_DATABASE_URL, or leave it out to use the embedded one."
        ) from fault
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One unit of work: committed when the block ends well, else rolled back.

    Raises Unavailable when the database does not answer, or had to cut the work off.
    """
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except OperationalError as fault:
        raise Unavailable("Heard cannot keep answers right now. Please try again in a minute.") from fault


def request_session(request: Request) -> Iterator[Session]:
    """The transaction of one request."""
    with transaction(request.app.state.engine) as session:
        yield session


# The scope commits before the reply leaves; the default one reports success first.
SessionDep = Annotated[Session, Depends(request_session, scope="function")]
