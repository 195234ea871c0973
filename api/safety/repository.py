"""SQL of the safety queue."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.safety.tables import AlertRow, AlertState


def add(session: Session, **alert: Any) -> None:
    """Adds an alert; one whose id is there already changes nothing."""
    session.exec(insert(AlertRow).values(state=AlertState.NEW, **alert).on_conflict_do_nothing())


def waiting(session: Session) -> Sequence[AlertRow]:
    """Every alert that nobody has seen: who has waited longest comes first."""
    return session.exec(
        select(AlertRow).where(AlertRow.state == AlertState.NEW).order_by(col(AlertRow.day), col(AlertRow.id))
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
    """One alert, held until the transaction ends."""
    return session.get(AlertRow, alert_id, with_for_update=True)


def unseen(session: Session) -> int:
    """How many nobody has looked at."""
    return session.exec(
        select(func.count()).select_from(AlertRow).where(AlertRow.state == AlertState.NEW)
    ).one()


def _past(read_before: date, raised_before: date) -> ColumnElement[bool]:
    return or_(col(AlertRow.seen) < read_before, col(AlertRow.day) < raised_before)


def drop_past(session: Session, read_before: date, raised_before: date) -> int:
    """Removes alerts that were read, or raised, before a day; how many."""
    return session.exec(delete(AlertRow).where(_past(read_before, raised_before))).rowcount


def count_past(session: Session, read_before: date, raised_before: date) -> int:
    """How many alerts `drop_past` would remove."""
    return session.exec(
        select(func.count()).select_from(AlertRow).where(_past(read_before, raised_before))
    ).one()
