"""SQL of the safety queue."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.safety.tables import AlertRow, AlertState


def newest_first(session: Session, limit: int) -> Sequence[AlertRow]:
    """Alerts, unseen ones first."""
    return session.exec(
        select(AlertRow)
        .order_by(col(AlertRow.state), col(AlertRow.day).desc(), col(AlertRow.id))
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
