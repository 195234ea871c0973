"""People of the staff who are signed in already, for tests of everything behind the sign-in."""

from collections.abc import Iterable

from sqlalchemy import Engine
from sqlmodel import Session

from api import clock
from api.db import transaction
from api.staff import sessions
from api.staff.person import Role
from api.staff.tables import AccountRow, Stage


def account(
    session: Session,
    name: str = "Robin Madeup",
    title: str = "Designated safeguarding lead",
    roles: Iterable[Role] = Role,
) -> AccountRow:
    """One more account, with every role unless told."""
    row = AccountRow(name=name, title=title, roles=list(roles), made=clock.today())
    session.add(row)
    session.flush()
    return row


def cookie(
    engine: Engine,
    name: str = "Robin Madeup",
    title: str = "Designated safeguarding lead",
    roles: Iterable[Role] = Role,
) -> str:
    """What the browser of a new account holds once it is signed in."""
    with transaction(engine) as session:
        return sessions.start(session, account(session, name, title, roles), Stage.IN, clock.now())
