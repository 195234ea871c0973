"""One administrator always stays, also when two of them act at the same moment."""

import threading

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api.db import transaction
from api.errors import NotFound, WrongState
from api.staff import accounts, sessions
from api.staff.accounts import Wanted
from api.staff.person import Role
from tests import staff


def test_two_administrators_who_close_each_other_leave_one(engine: Engine) -> None:
    with transaction(engine) as session:
        ids = [staff.account(session, name, roles=[Role.ADMINISTRATOR]).id for name in ("Robin", "Sam")]
    together, refused = threading.Barrier(2), []

    def close(mine: int) -> None:
        try:
            with transaction(engine) as session:
                who = sessions.person(accounts.get(session, ids[mine]))
                other = accounts.get(session, ids[1 - mine])
                together.wait(10)
                accounts.close(session, who, other)
        except WrongState as refusal:
            refused.append(str(refusal))

    people = [threading.Thread(target=close, args=(mine,)) for mine in (0, 1)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with Session(engine) as session:
        assert accounts.has_administrator(session)
    assert len(refused) == 1


def test_two_who_are_first_at_the_same_moment_do_not_both_take_all_roles(engine: Engine) -> None:
    together = threading.Barrier(2)

    def come(name: str) -> None:
        with transaction(engine) as session:
            together.wait(10)
            accounts.make_first(session, Wanted(name, "Lead", f"{name}@example.org", list(Role)))

    people = [threading.Thread(target=come, args=(name,)) for name in ("robin", "sam")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with Session(engine) as session:
        held = sorted(len(account.roles) for account in accounts.every(session))
    assert held == [1, len(Role)]


def test_a_link_from_the_machine_is_for_an_open_account(session: Session) -> None:
    account = staff.account(session)
    account.email = "robin@example.org"
    session.flush()
    assert accounts.known(session, " Robin@example.org ").id == account.id
    with pytest.raises(NotFound):
        accounts.known(session, "nobody@example.org")
    account.closed = account.made
    session.flush()
    with pytest.raises(NotFound):
        accounts.known(session, "robin@example.org")
