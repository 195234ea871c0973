"""Signing in to the console by a link that works once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from api.audit import service as audit
from api.errors import SignInNeeded
from api.staff.tables import SignInLinkRow, StaffSessionRow

LINK_LASTS = timedelta(hours=1)
SESSION_LASTS = timedelta(hours=8)
SHORTEST, LONGEST = 2, 80  # letters of a name, and of a job title


@dataclass(frozen=True)
class Person:
    """Who says to sit at a browser. Accounts do not exist yet: nobody has checked it."""

    name: str
    title: str

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"


def make_link(session: Session) -> str:
    """The token of a new sign-in link; links that have run out are dropped."""
    token = secrets.token_urlsafe(32)
    session.exec(delete(SignInLinkRow).where(col(SignInLinkRow.expires) < _now()))
    session.add(SignInLinkRow(digest=_digest(token), expires=_now() + LINK_LASTS))
    return token


def sign_in(session: Session, token: str, person: Person) -> str:
    """Uses a link up; the token of the session it opens. Raises SignInNeeded."""
    link = session.get(SignInLinkRow, _digest(token), with_for_update=True)
    if link is None or link.expires < _now():
        raise SignInNeeded(
            "This sign-in link has been used or has run out. Start ./heard link for a new one."
        )
    session.delete(link)
    opened = secrets.token_urlsafe(32)
    session.exec(delete(StaffSessionRow).where(col(StaffSessionRow.expires) < _now()))
    session.add(
        StaffSessionRow(
            digest=_digest(opened), name=person.name, title=person.title, expires=_now() + SESSION_LASTS
        )
    )
    audit.record(session, str(person), "signed_in", None)
    return opened


def check(session: Session, token: str | None) -> Person:
    """Who is signed in at this browser. Raises SignInNeeded."""
    found = session.get(StaffSessionRow, _digest(token)) if token else None
    if found is None or found.expires < _now():
        raise SignInNeeded("Sign in to open this page.")
    return Person(found.name, found.title)


def sign_out(session: Session, token: str) -> None:
    """Forgets the session."""
    session.exec(delete(StaffSessionRow).where(col(StaffSessionRow.digest) == _digest(token)))


def forget_expired(session: Session, now: datetime) -> int:
    """Drops links and sessions that have run out; how many."""
    gone = [
        session.exec(delete(row).where(col(row.expires) < now)) for row in (SignInLinkRow, StaffSessionRow)
    ]
    return sum(one.rowcount for one in gone)


def expired(session: Session, now: datetime) -> int:
    """How many links and sessions have run out and are still there."""
    left = [
        select(func.count()).select_from(row).where(col(row.expires) < now)
        for row in (SignInLinkRow, StaffSessionRow)
    ]
    return sum(session.exec(one).one() for one in left)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _now() -> datetime:
    return datetime.now(UTC)
