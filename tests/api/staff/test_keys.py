"""Keys of other programs: what lets one in, and what is kept of it."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from api import clock
from api.audit.tables import AuditRow
from api.errors import WrongState
from api.staff import keys
from api.staff.keys import KeyNeeded, Scope, WrongScope
from api.staff.person import Person
from api.staff.tables import ApiKeyRow

ADMIN = Person(None, "Robin Madeup", "Administrator")
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, TODAY)


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """The calendar on the wall shows this day."""
    monkeypatch.setattr(clock, "today", lambda: day)


def make(session: Session, *scopes: Scope, days: int = 30) -> str:
    key = keys.make(session, ADMIN, "Data warehouse", scopes or (Scope.FINDINGS,), days)
    session.flush()
    return key


def row(session: Session) -> ApiKeyRow:
    return session.exec(select(ApiKeyRow)).one()


def test_a_key_names_the_program_and_is_kept_as_a_digest(session: Session) -> None:
    key = make(session)
    program = keys.check(session, key, Scope.FINDINGS)
    kept = row(session)
    assert (program.id, program.name) == (kept.id, "Data warehouse")
    assert str(program) == f"Data warehouse, another program, key {key[:14]}"
    assert program.roles == frozenset()
    assert kept.prefix == key[:14]
    assert len(key) > 50
    assert key not in str(kept.model_dump()) and key[14:].encode() not in kept.digest
    assert kept.used == TODAY


def test_two_keys_are_never_the_same(session: Session) -> None:
    assert len({make(session) for _ in range(50)}) == 50


def test_what_is_not_the_key_opens_nothing(session: Session) -> None:
    key = make(session)
    for wrong in (
        "",
        "heard_",
        key[:-1],
        key + "x",
        key[:14],
        key[:14] + "x" * 43,
        key.lower(),
        key + "\x00",
        "ü",
    ):
        with pytest.raises(KeyNeeded):
            keys.check(session, wrong, Scope.FINDINGS)
    assert row(session).used is None


def test_a_key_opens_its_scopes_alone(session: Session) -> None:
    key = make(session, Scope.FINDINGS, Scope.AUDIT)
    keys.check(session, key, Scope.AUDIT)
    with pytest.raises(WrongScope):
        keys.check(session, key, Scope.GUIDANCE)


def test_a_key_is_good_until_its_last_day(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    key = make(session, days=7)
    on(monkeypatch, TODAY + timedelta(days=7))
    keys.check(session, key, Scope.FINDINGS)
    on(monkeypatch, TODAY + timedelta(days=8))
    with pytest.raises(KeyNeeded):
        keys.check(session, key, Scope.FINDINGS)


@pytest.mark.parametrize("days", [-1, 366, 10_000])
def test_no_key_is_good_for_longer_than_a_year(session: Session, days: int) -> None:
    with pytest.raises(WrongState):
        make(session, days=days)


def test_an_ended_key_opens_nothing_more(session: Session) -> None:
    key = make(session)
    keys.revoke(session, ADMIN, row(session))
    session.flush()
    with pytest.raises(KeyNeeded):
        keys.check(session, key, Scope.FINDINGS)


def test_the_trail_tells_who_made_and_ended_it(session: Session) -> None:
    make(session)
    keys.revoke(session, ADMIN, row(session))
    keys.revoke(session, ADMIN, row(session))  # it has ended already
    entries = session.exec(select(AuditRow).order_by("number")).all()
    assert [(one.what, one.who) for one in entries] == [("key_made", str(ADMIN)), ("key_revoked", str(ADMIN))]
    assert {one.subject for one in entries} == {row(session).id}


def test_ended_keys_go_after_a_while_and_others_stay(session: Session) -> None:
    make(session, days=1)
    make(session, days=300)
    make(session, days=300)
    ended = session.exec(select(ApiKeyRow).where(ApiKeyRow.expires > TODAY + timedelta(days=1))).first()
    assert ended is not None
    ended.revoked = TODAY
    session.flush()
    assert keys.past(session, TODAY) == 0
    assert keys.past(session, TODAY + timedelta(days=1)) == 1
    assert keys.forget_past(session, TODAY + timedelta(days=2)) == 2
    assert row(session).expires == TODAY + timedelta(days=300)
