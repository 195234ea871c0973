"""SQL of the changes that people make in the guidance."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

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


def waiting_by_others(account: UUID | None, name: str) -> SelectOfScalar[ChangeRow]:
    """Asks for those that wait and that an account has not written, the oldest first."""
    asked = select(ChangeRow).where(ChangeRow.state == ChangeState.WAITING, ~_written_by(account, name))
    return asked.order_by(col(ChangeRow.made), col(ChangeRow.id))


def unseen_by_others(account: UUID | None, name: str) -> SelectOfScalar[ChangeRow]:
    """Asks for urgent ones that no second person has looked at, likewise."""
    asked = select(ChangeRow).where(
        col(ChangeRow.urgent), ChangeRow.state == ChangeState.PUBLISHED, ChangeRow.approver == ""
    )
    return asked.where(~_written_by(account, name)).order_by(col(ChangeRow.decided), col(ChangeRow.id))


def refused_to(account: UUID | None, since: datetime) -> SelectOfScalar[ChangeRow]:
    """Asks for an account's that were sent back since a moment, where none of the item was made later."""
    later = aliased(ChangeRow)
    again = exists().where(col(later.item) == ChangeRow.item, col(later.made) > ChangeRow.decided)
    asked = select(ChangeRow).where(
        ChangeRow.state == ChangeState.REFUSED, ChangeRow.author_account == account, ~again
    )
    return asked.where(col(ChangeRow.decided) >= since).order_by(col(ChangeRow.decided), col(ChangeRow.id))


def _written_by(account: UUID | None, name: str) -> ColumnElement[bool]:
    """Of what was written before there were accounts the name tells."""
    named = func.lower(ChangeRow.author).startswith(f"{name},".lower(), autoescape=True)
    nobody = col(ChangeRow.author_account).is_(None)
    return or_(col(ChangeRow.author_account).is_not_distinct_from(account) & ~nobody, nobody & named)


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
