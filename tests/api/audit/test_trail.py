"""The audit trail is only ever added to, and a change in it is found."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from api import clock
from api.audit import chain, search
from api.audit import service as audit
from api.audit.search import Search
from api.audit.tables import AuditRow
from api.db import transaction
from api.staff.person import Person
from api.staff.tables import AccountRow
from tests import staff
from tests.patience import PATIENCE, until_blocked

ROBIN = Person(uuid4(), "Robin Madeup", "Safeguarding lead")


@pytest.fixture
def five(engine: Engine) -> Engine:
    """A trail of five entries."""
    for _ in range(5):
        with transaction(engine) as session:
            audit.record(session, ROBIN, "alert_opened", uuid4())
    return engine


def checked(engine: Engine) -> tuple[int, int | None]:
    with Session(engine) as session:
        found = chain.check(session)
        return found.entries, found.broken


def force(engine: Engine, statement: str) -> None:
    """As somebody with all rights in the database could."""
    with engine.begin() as connection:
        connection.execute(text("alter table audit disable trigger user"))
        connection.execute(text(statement))
        connection.execute(text("alter table audit enable trigger user"))


def test_an_entry_says_who_did_what_and_when(five: Engine) -> None:
    assert checked(five) == (5, None)
    with Session(five) as session:
        entries = search.found(session, Search(), 50, 0)
    assert [entry.number for entry in entries] == [5, 4, 3, 2, 1]
    assert {entry.who for entry in entries} == {str(ROBIN)}
    assert all(clock.now() - entry.at < timedelta(minutes=1) for entry in entries)


@pytest.mark.parametrize(
    "statement",
    [
        "update audit set who = 'Nobody' where number = 3",
        "delete from audit where number = 3",
        "delete from audit",
        "truncate audit",
    ],
)
def test_the_database_refuses_to_change_it(five: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="only ever added to"), five.begin() as connection:
        connection.execute(text(statement))
    assert checked(five) == (5, None)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("update audit set who = 'Somebody else' where number = 3", (2, 3)),
        ("update audit set what = 'signed_in' where number = 3", (2, 3)),
        ("update audit set subject = null where number = 3", (2, 3)),
        ("update audit set at = at - interval '1 second' where number = 3", (2, 3)),
        ("delete from audit where number = 3", (2, 4)),
        (
            "insert into audit select 0, at, 'Nobody', what, subject, before, digest from audit limit 1",
            (0, 0),
        ),
        (
            "insert into audit select 6, at, who, what, subject, digest, digest from audit where number = 5",
            (5, 6),
        ),
        (
            "update audit one set at = other.at, subject = other.subject, digest = other.digest from"
            " audit other where one.number = 2 and other.number = 3",
            (1, 2),
        ),
    ],
)
def test_what_was_changed_by_force_is_found(five: Engine, statement: str, found: tuple[int, int]) -> None:
    force(five, statement)
    assert checked(five) == found


def test_whoever_waits_for_a_row_does_not_hold_the_trail_meanwhile(five: Engine) -> None:
    with transaction(five) as session:
        kept = staff.account(session, "Kim Example").id

    def act() -> None:
        with transaction(five) as session:
            found = session.get(AccountRow, kept)
            assert found is not None
            found.title = "Manager"
            audit.record(session, ROBIN, "account_changed", kept)

    with ThreadPoolExecutor(1) as pool:
        with transaction(five) as session:
            session.get(AccountRow, kept, with_for_update=True)
            other = pool.submit(act)
            until_blocked(five)
            audit.record(session, ROBIN, "account_changed", kept)
        other.result(PATIENCE)
    assert checked(five) == (7, None)


def test_what_is_not_done_is_not_noted(engine: Engine) -> None:
    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction(engine) as session:
        audit.record(session, ROBIN, "alert_opened", uuid4())
        raise Stop
    assert checked(engine) == (0, None)


def test_two_people_at_once_leave_one_chain(engine: Engine) -> None:
    def many() -> None:
        for _ in range(20):
            with transaction(engine) as session:
                audit.record(session, ROBIN, "signed_in", None)

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert checked(engine) == (80, None)


def test_only_acts_that_have_words_are_noted(session: Session) -> None:
    with pytest.raises(KeyError):
        audit.record(session, ROBIN, "made_up", None)


def test_six_years_later_an_entry_may_go_and_the_rest_is_sound(
    five: Engine, until: Callable[[int], None]
) -> None:
    until(3)
    with transaction(five) as session:
        assert audit.past(session, clock.now() - timedelta(days=6 * 365 + 2)) == 2
        assert audit.forget_past(session, clock.now() - timedelta(days=6 * 365 + 2)) == 2
    with Session(five) as session:
        assert session.exec(select(AuditRow.number)).all() == [3, 4, 5]
    assert checked(five) == (3, None)


def test_a_clock_that_went_wrong_for_a_while_makes_no_hole(five: Engine) -> None:
    force(five, "update audit set at = at - interval '7 years' where number = 3")
    with transaction(five) as session:
        moment = clock.now() - timedelta(days=6 * 365 + 2)
        assert audit.past(session, moment) == 0
        assert audit.forget_past(session, moment) == 0
        assert search.count(session, Search()) == 5


@pytest.fixture
def until(five: Engine) -> Callable[[int], None]:
    """Makes entries below a number seven years old."""

    def older(number: int) -> None:
        force(five, f"update audit set at = at - interval '7 years' where number < {number}")

    return older
