"""The one door to PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlmodel import Session, text

from api.errors import HeardError, Unavailable

# Whoever waits for a page is told soon that it has to wait. In seconds, then in milliseconds.
PATIENCE = {"connect_timeout": 3, "tcp_user_timeout": 5000}
# And it wants a few rows by their keys: nothing is known to the planner of columns that stand for people, and
# it would read small tables whole, dead rows and all.
HASTE = "-c lock_timeout=5000 -c statement_timeout=30000 -c enable_seqscan=off"
LONGEST_WAIT_FOR_A_CONNECTION = 5.0  # seconds
SECRET = ("password", "sslpassword")


class WrongDatabase(HeardError):
    """The address of the database is wrong, or nothing answers there."""


def connect(url: str, *, patient: bool = False) -> Engine:
    """An engine that has been tried once. Raises WrongDatabase with the mend.

    `patient` is for work that may take long and that nobody waits for.
    """
    address = _address(url)
    # No ping before each use: it costs a turn a tenth of its time. Who meets a connection that a restart
    # of the database has cut tries again; the desk does so by itself.
    engine = create_engine(
        address,
        pool_size=10,
        max_overflow=20,
        pool_timeout=LONGEST_WAIT_FOR_A_CONNECTION,
        connect_args=_limits(address, patient),
        hide_parameters=True,  # they are people's words, and an error would quote them
    )
    try:
        with engine.connect() as connection:
            connection.execute(text("select 1"))
    except (DBAPIError, ValueError) as fault:  # ValueError: a host that cannot be one
        engine.dispose()
        raise WrongDatabase(_no_answer(address, fault)) from fault
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as fault:
        raise WrongDatabase(
            "HEARD_DATABASE_URL is not an address such as postgresql://user@host/heard."
        ) from fault
    if address.get_backend_name() != "postgresql":
        raise WrongDatabase("Heard needs PostgreSQL: HEARD_DATABASE_URL must begin with postgresql://.")
    return address.set(drivername="postgresql+psycopg")


def _limits(address: URL, patient: bool) -> dict[str, int | str]:
    """What the address itself says goes before ours."""
    limits: dict[str, int | str] = {
        name: value for name, value in PATIENCE.items() if name not in address.query
    }
    if not patient:
        limits["options"] = " ".join([HASTE, *address.normalized_query.get("options", ())])
    return limits


def _no_answer(address: URL, fault: Exception) -> str:
    place = address.set(drivername="postgresql").difference_update_query(SECRET)
    said = str(fault.orig) if isinstance(fault, DBAPIError) else ""
    # What the server itself says stands behind the tale of how it was reached.
    reason = said.partition("FATAL:")[2] if isinstance(fault, OperationalError) else said
    why = f" ({reason.strip().splitlines()[0]})" if reason.strip() else ""
    return (
        f"No database answers at {place.render_as_string(hide_password=True)}{why}: "
        "check HEARD_DATABASE_URL, or leave it out to use the embedded one."
    )


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One unit of work: committed when the block ends well, else rolled back.

    Raises Unavailable when the database does not answer, has no connection left, or cut the work off.
    """
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except (OperationalError, NoConnectionLeft) as fault:
        raise Unavailable("Heard cannot keep answers right now. Please try again in a minute.") from fault


def request_session(request: Request) -> Iterator[Session]:
    """The transaction of one request."""
    with transaction(request.app.state.engine) as session:
        yield session


# The scope commits before the reply leaves; the default one reports success first. It commits even where an
# endpoint tells of a fault on its page: what must not be kept then is done within session.begin_nested().
SessionDep = Annotated[Session, Depends(request_session, scope="function")]
