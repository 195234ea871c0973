"""A session is a row: it ends by itself, by signing out, and with its account."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from api import clock
from api.errors import SignInNeeded
from api.staff import sessions
from api.staff.person import Role
from api.staff.tables import Stage
from tests import staff


def test_who_signs_in_is_known_until_signing_out(session: Session) -> None:
    now = clock.now()
    token = sessions.start(session, staff.account(session, roles=[Role.SENDER]), Stage.IN, now)
    person = sessions.check(session, token, now)
    assert (person.name, person.roles) == ("Robin Madeup", {Role.SENDER})
    sessions.end(session, token)
    with pytest.raises(SignInNeeded):
        sessions.check(session, token, now)


def test_it_ends_when_nobody_does_anything_and_after_a_working_day(session: Session) -> None:
    now = clock.now()
    account = staff.account(session)
    idle = sessions.start(session, account, Stage.IN, now)
    with pytest.raises(SignInNeeded):
        sessions.check(session, idle, now + sessions.IDLE + timedelta(seconds=1))
    busy = sessions.start(session, account, Stage.IN, now)
    for minutes in range(0, 480, 30):
        sessions.check(session, busy, now + timedelta(minutes=minutes))
    with pytest.raises(SignInNeeded):
        sessions.check(session, busy, now + sessions.LASTS + timedelta(seconds=1))
    assert sessions.past(session, now + sessions.LASTS + timedelta(seconds=1)) == 2


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(session: Session) -> None:
    now = clock.now()
    token = sessions.start(session, staff.account(session), Stage.IN, now)
    for minutes in range(0, 60, 5):
        sessions.check(session, token, now + timedelta(minutes=minutes), by_itself=True)
    with pytest.raises(SignInNeeded):
        sessions.check(session, token, now + timedelta(minutes=61), by_itself=True)


def test_halfway_is_not_in(session: Session) -> None:
    now = clock.now()
    token = sessions.start(session, staff.account(session), Stage.CODE, now)
    with pytest.raises(SignInNeeded):
        sessions.check(session, token, now)
    assert sessions.at(session, token, Stage.CODE, now)[1].name == "Robin Madeup"
    with pytest.raises(SignInNeeded):
        sessions.at(session, token, Stage.FACTOR, now)


def test_a_closed_account_is_signed_out(session: Session) -> None:
    now = clock.now()
    account = staff.account(session)
    token = sessions.start(session, account, Stage.IN, now)
    account.closed = now.date()
    session.flush()
    with pytest.raises(SignInNeeded):
        sessions.check(session, token, now)


def test_one_can_sign_out_everywhere_else(session: Session) -> None:
    now = clock.now()
    account = staff.account(session)
    here, there = (sessions.start(session, account, Stage.IN, now) for _ in range(2))
    assert sessions.end_all(session, account.id, but=here) == 1
    assert sessions.check(session, here, now).id == account.id
    with pytest.raises(SignInNeeded):
        sessions.check(session, there, now)


@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_nobody_else_gets_in(session: Session, token: str | None) -> None:
    with pytest.raises(SignInNeeded):
        sessions.check(session, token, clock.now())
