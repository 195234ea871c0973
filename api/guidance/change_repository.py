"""SQL of the changes that people make in the guidance."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func
from sqlmodel import Session, col, select

from api.guidance.change_tables import ChangeRow, ChangeState


def add(session: Session, changes: Iterable[ChangeRow]) -> None:
    session.add_all(list(changes))
    session.flush()


def get(session: Session, change_id: UUID) -> ChangeRow | None:
    """Held until the transaction ends, so that nobody else decides it meanwhile."""
    return session.get(ChangeRow, change_id, with_for_update=True)


def in_state(session: Session, state: ChangeState) -> Sequence[ChangeRow]:
    """The oldest first."""
    asked = select(ChangeRow).where(ChangeRow.state == state)
    return session.exec(asked.order_by(col(ChangeRow.made), col(ChangeRow.id))).all()


def unseen(session: Session) -> Sequence[ChangeRow]:
    """Urgent ones that no second person has looked at, the oldest first."""
    asked = select(ChangeRow).where(
        col(ChangeRow.urgent), ChangeRow.state == ChangeState.PUBLISHED, ChangeRow.approver == ""
    )
    return session.exec(asked.order_by(col(ChangeRow.decided), col(ChangeRow.id))).all()


def of_item(session: Session, item: str) -> Sequence[ChangeRow]:
    """All of its changes, the newest first."""
    asked = select(ChangeRow).where(ChangeRow.item == item)
    return session.exec(asked.order_by(col(ChangeRow.made).desc(), col(ChangeRow.id))).all()


def decided(session: Session, limit: int) -> Sequence[ChangeRow]:
    """What was decided last, the newest first."""
    asked = select(ChangeRow).where(col(ChangeRow.decided).is_not(None))
    return session.exec(asked.order_by(col(ChangeRow.decided).desc(), col(ChangeRow.id)).limit(limit)).all()


def drop_before(session: Session, moment: datetime) -> int:
    """Removes what was decided before a moment; how many."""
    return session.exec(delete(ChangeRow).where(_before(moment))).rowcount


def count_before(session: Session, moment: datetime) -> int:
    """How many `drop_before` would remove."""
    return session.exec(select(func.count()).select_from(ChangeRow).where(_before(moment))).one()


def _before(moment: datetime) -> ColumnElement[bool]:
    return col(ChangeRow.decided) < moment
