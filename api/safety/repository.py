"""SQL of the safety queue."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.safety.tables import AlertRow, AlertState


def add(session: Session, **alert: Any) -> None:
    """Adds an alert; one whose id is there already changes nothing."""
    session.exec(insert(AlertRow).values(state=AlertState.NEW, **alert).on_conflict_do_nothing())


def waiting(session: Session) -> Sequence[AlertRow]:
    """Every alert that nobody has seen: urgent ones first, then who has waited longest."""
    return session.exec(
        select(AlertRow)
        .where(AlertRow.state == AlertState.NEW)
        .order_by((col(AlertRow.tier) == "immediate").desc(), col(AlertRow.day), col(AlertRow.id))
    ).all()


def seen(session: Session, limit: int) -> Sequence[AlertRow]:
    """The newest alerts that somebody has seen."""
    return session.exec(
        select(AlertRow)
        .where(AlertRow.state == AlertState.SEEN)
        .order_by(col(AlertRow.day).desc(), col(AlertRow.id))
        .limit(limit)
    ).all()


def get(session: Session, alert_id: UUID) -> AlertRow | None:
    """One alert."""
    return session.get(AlertRow, alert_id)


def unseen(session: Session) -> int:
    """How many nobody has looked at."""
    return session.exec(
        select(func.count()).select_from(AlertRow).where(AlertRow.state == AlertState.NEW)
    ).one()
