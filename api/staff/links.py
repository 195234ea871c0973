"""Sign-in links: one makes the account of an administrator, others open an account that is there."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from api.errors import SignInNeeded
from api.staff.sessions import digest
from api.staff.tables import SignInLinkRow

LASTS = timedelta(hours=1)
INVITATION_LASTS = timedelta(days=3)


def make(session: Session, now: datetime, account_id: UUID | None = None) -> str:
    """The token of a new link. Without an account it is for whoever has the machine in hand."""
    token = secrets.token_urlsafe(32)
    forget_past(session, now)
    if account_id is not None:  # a new one takes the place of the last
        session.exec(delete(SignInLinkRow).where(col(SignInLinkRow.account_id) == account_id))
    lasts = LASTS if account_id is None else INVITATION_LASTS
    session.add(SignInLinkRow(digest=digest(token), expires=now + lasts, account_id=account_id))
    return token


def look(session: Session, token: str, now: datetime, *, hold: bool = False) -> SignInLinkRow:
    """A link that still works; held, nobody else can spend it meanwhile. Raises SignInNeeded."""
    link = session.get(SignInLinkRow, digest(token), with_for_update=hold)
    if link is None or link.expires < now:
        raise SignInNeeded("This link has been used or has run out.")
    return link


def forget_past(session: Session, now: datetime) -> int:
    """Drops links that have run out; how many."""
    return session.exec(delete(SignInLinkRow).where(col(SignInLinkRow.expires) < now)).rowcount


def past(session: Session, now: datetime) -> int:
    """How many links have run out and are still there."""
    return session.exec(
        select(func.count()).select_from(SignInLinkRow).where(col(SignInLinkRow.expires) < now)
    ).one()
