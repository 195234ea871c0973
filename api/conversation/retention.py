"""How long a conversation is remembered."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from api.conversation import repository

CONVERSATIONS_LAST = timedelta(days=60)


def forget_idle(session: Session, today: date) -> int:
    """Drops conversations that nobody has used for CONVERSATIONS_LAST; how many."""
    return repository.drop_idle(session, today - CONVERSATIONS_LAST)


def idle(session: Session, today: date) -> int:
    """How many conversations `forget_idle` would drop."""
    return repository.count_idle(session, today - CONVERSATIONS_LAST)


def forget_wave(session: Session, wave_id: UUID, run_ids: Sequence[UUID]) -> None:
    """When a wave closes, nothing may say who was in it or what they were asked."""
    repository.leave_runs(session, wave_id, run_ids)
