"""Signed-in browsers: a random token in a cookie, its digest in a row that can be deleted."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, update
from sqlmodel import Session, col, select

from api.errors import SignInNeeded
from api.staff.person import Person, Role
from api.staff.tables import AccountRow, StaffSessionRow, Stage

# OWASP's session guidance asks for both limits; the hours are ours.
LASTS = timedelta(hours=8)
IDLE = timedelta(hours=1)
HALFWAY = timedelta(minutes=15)  # to find the telephone with the second factor on it
NOTED_EVERY = timedelta(minutes=1)


def digest(token: str) -> bytes:
    """What is kept of a random token."""
    return hashlib.sha256(token.encode()).digest()


def start(session: Session, account: AccountRow, stage: Stage, now: datetime) -> str:
    """Opens a session at a stage; its token, for a cookie."""
    token = secrets.token_urlsafe(32)
    expires = now + (LASTS if stage is Stage.IN else HALFWAY)
    row = StaffSessionRow(
        digest=digest(token), account_id=account.id, stage=stage, opened=now, seen=now, expires=expires
    )
    session.add(row)
    if stage is Stage.IN:
        account.seen = now.date()
    return token


def check(session: Session, token: str | None, now: datetime, *, by_itself: bool = False) -> Person:
    """Who is signed in at this browser. What a page asks `by_itself` is no sign of anybody there.

    Raises SignInNeeded.
    """
    row, account = at(session, token, Stage.IN, now)
    if not by_itself and now - row.seen > NOTED_EVERY:
        _note(session, row, now)
    return person(account)


def at(
    session: Session, token: str | None, stage: Stage, now: datetime
) -> tuple[StaffSessionRow, AccountRow]:
    """The session of a browser at a stage of signing in, and whose it is. Raises SignInNeeded."""
    if token:
        asked = (
            select(StaffSessionRow, AccountRow)
            .join(AccountRow, col(AccountRow.id) == StaffSessionRow.account_id)
            .where(StaffSessionRow.digest == digest(token), StaffSessionRow.stage == stage)
            .where(~_over(now), col(AccountRow.closed).is_(None))
            .execution_options(populate_existing=True)
        )
        if found := session.exec(asked).one_or_none():
            return found
    raise SignInNeeded("Sign in to open this page.")


def held(
    session: Session, token: str | None, stage: Stage, now: datetime
) -> tuple[StaffSessionRow, AccountRow]:
    """As `at`, and whoever does the same meanwhile waits, and then finds what this one has left of it."""
    _, account = at(session, token, stage, now)
    session.refresh(account, with_for_update=True)
    return at(session, token, stage, now)


def person(account: AccountRow) -> Person:
    """Who an account is."""
    return Person(account.id, account.name, account.title, frozenset(map(Role, account.roles)))


def end(session: Session, token: str) -> None:
    """Forgets one."""
    session.exec(delete(StaffSessionRow).where(col(StaffSessionRow.digest) == digest(token)))


def end_all(session: Session, account_id: UUID, but: str | None = None) -> int:
    """Signs an account out everywhere, one browser aside; how many."""
    gone = delete(StaffSessionRow).where(col(StaffSessionRow.account_id) == account_id)
    if but is not None:
        gone = gone.where(col(StaffSessionRow.digest) != digest(but))
    return session.exec(gone).rowcount


def of(session: Session, account_id: UUID, now: datetime) -> Sequence[StaffSessionRow]:
    """The browsers in which somebody is signed in, the last one used first."""
    mine = select(StaffSessionRow).where(
        StaffSessionRow.account_id == account_id, StaffSessionRow.stage == Stage.IN, ~_over(now)
    )
    return session.exec(mine.order_by(col(StaffSessionRow.seen).desc())).all()


def end_one(session: Session, account_id: UUID, kept: bytes) -> None:
    """Signs out one browser of an account, by what is kept of its token."""
    mine = col(StaffSessionRow.account_id) == account_id
    session.exec(delete(StaffSessionRow).where(mine, col(StaffSessionRow.digest) == kept))


def forget_past(session: Session, now: datetime) -> int:
    """Drops those whose time is up; how many."""
    return session.exec(delete(StaffSessionRow).where(_over(now))).rowcount


def past(session: Session, now: datetime) -> int:
    """How many `forget_past` would drop."""
    return session.exec(select(func.count()).select_from(StaffSessionRow).where(_over(now))).one()


def _note(session: Session, row: StaffSessionRow, now: datetime) -> None:
    # Another page of this browser may be noting it, and be slow; or somebody signs it out at this moment.
    free = select(StaffSessionRow.digest).where(StaffSessionRow.digest == row.digest)
    here = col(StaffSessionRow.digest).in_(free.with_for_update(skip_locked=True))
    session.exec(update(StaffSessionRow).where(here).values(seen=now))


def _over(now: datetime) -> ColumnElement[bool]:
    return or_(col(StaffSessionRow.expires) < now, col(StaffSessionRow.seen) < now - IDLE)
