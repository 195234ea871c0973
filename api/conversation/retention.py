"""How long a conversation is remembered."""

from datetime import date, timedelta

from sqlmodel import Session

from api.conversation import repository

CONVERSATIONS_LAST = timedelta(days=60)


def forget_idle(session: Session, today: date) -> int:
    """Drops conversations that nobody has used for CONVERSATIONS_LAST; how many."""
    return repository.drop_idle(session, today - CONVERSATIONS_LAST)
