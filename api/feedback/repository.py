"""SQL of issues, and of those that are being written."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, true
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.feedback.tables import DraftRow, IssueRow, IssueState, Priority
from api.listing import Part, cut, holds


def _in_order_of(column: Any, values: Sequence[str]) -> ColumnElement[int]:
    return func.array_position(list(map(str, values)), column)


# As long lists of the console sort them; states and priorities in the order of their way.
ORDERS: Mapping[str, Sequence[Any]] = {
    "came": (col(IssueRow.came),),
    "theme": (col(IssueRow.theme), col(IssueRow.came).desc()),
    "state": (_in_order_of(IssueRow.state, list(IssueState)), col(IssueRow.came)),
    "priority": (_in_order_of(IssueRow.priority, list(Priority)), col(IssueRow.came)),
}


def draft(session: Session, conversation_id: UUID) -> DraftRow | None:
    """What is being written in a conversation."""
    return session.get(DraftRow, conversation_id)


def drop(session: Session, row: DraftRow | IssueRow) -> None:
    """Removes it."""
    session.delete(row)
    session.flush()


def get(session: Session, issue_id: UUID, *, lock: bool = False) -> IssueRow | None:
    """An issue; with `lock`, nobody else moves it meanwhile."""
    return session.get(IssueRow, issue_id, with_for_update=lock)


def with_receipt(session: Session, digest: bytes) -> IssueRow | None:
    """The issue that a code stands for."""
    return session.exec(select(IssueRow).where(IssueRow.receipt == digest)).one_or_none()


def of_member(session: Session, member_id: UUID, limit: int) -> Sequence[IssueRow]:
    """What a member has sent, the newest first."""
    theirs = select(IssueRow).where(IssueRow.member_id == member_id)
    return session.exec(theirs.order_by(col(IssueRow.came).desc(), col(IssueRow.id)).limit(limit)).all()


def count_of_member(session: Session, member_id: UUID) -> int:
    """How much a member has sent."""
    theirs = select(func.count()).select_from(IssueRow).where(IssueRow.member_id == member_id)
    return session.exec(theirs).one()


def merged_into(session: Session, issue_id: UUID, *, lock: bool = False) -> Sequence[IssueRow]:
    """Those that went into another, the oldest first; with `lock`, nobody else moves them meanwhile."""
    found = select(IssueRow).where(IssueRow.merged_into == issue_id)
    found = found.order_by(col(IssueRow.came), col(IssueRow.id))
    return session.exec(found.with_for_update() if lock else found).all()


def open_ones(session: Session, kind: str, but: UUID, limit: int) -> Sequence[IssueRow]:
    """Of one kind those that another can be merged into, the newest first."""
    going_on = (IssueState.LOOKED_AT, IssueState.ANSWERED, IssueState.ESCALATED)
    found = select(IssueRow).where(
        IssueRow.kind == kind, col(IssueRow.state).in_(going_on), IssueRow.id != but
    )
    return session.exec(found.order_by(col(IssueRow.came).desc(), col(IssueRow.id)).limit(limit)).all()


def unseen() -> SelectOfScalar[IssueRow]:
    """Asks for those that nobody has looked at, the oldest first."""
    found = select(IssueRow).where(IssueRow.state == IssueState.NEW)
    return found.order_by(col(IssueRow.came), col(IssueRow.id))


def page(session: Session, words: str, wanted: Mapping[str, str], part: Part) -> Sequence[IssueRow]:
    """One page of those that hold the words, with these values in the columns of these names."""
    asked = select(IssueRow).where(_fits(words, wanted))
    return session.exec(cut(asked, part, ORDERS, col(IssueRow.id))).all()


def count(session: Session, words: str = "", wanted: Mapping[str, str] | None = None) -> int:
    """How many there are of them."""
    return session.exec(select(func.count()).select_from(IssueRow).where(_fits(words, wanted or {}))).one()


def _fits(words: str, wanted: Mapping[str, str]) -> ColumnElement[bool]:
    values = (getattr(IssueRow, name) == value for name, value in wanted.items() if value)
    return and_(true(), holds(words, col(IssueRow.seen), col(IssueRow.wanted), col(IssueRow.place)), *values)


def drop_past(session: Session, came_before: date) -> int:
    """Removes issues that came before a day, in whatever state; how many."""
    return session.exec(delete(IssueRow).where(col(IssueRow.came) < came_before)).rowcount


def count_past(session: Session, came_before: date) -> int:
    """How many there are of them."""
    found = select(func.count()).select_from(IssueRow).where(IssueRow.came < came_before)
    return session.exec(found).one()


def drop_left(session: Session, before: date) -> int:
    """Removes what nobody has written on since a day; how many."""
    return session.exec(delete(DraftRow).where(col(DraftRow.day) < before)).rowcount


def count_left(session: Session, before: date) -> int:
    """How many there are of them."""
    return session.exec(select(func.count()).select_from(DraftRow).where(DraftRow.day < before)).one()
