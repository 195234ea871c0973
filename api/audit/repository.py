"""SQL of the audit trail."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from api.audit.tables import AuditRow

CHUNK = 1000


def hold(session: Session) -> None:
    """Until this transaction ends nobody else adds an entry."""
    session.connection().execute(select(func.pg_advisory_xact_lock(func.hashtextextended("audit", 0))))


def last(session: Session) -> AuditRow | None:
    """The newest entry."""
    return session.exec(select(AuditRow).order_by(col(AuditRow.number).desc()).limit(1)).one_or_none()


def newest(session: Session, what: str | None, below: int | None, limit: int) -> Sequence[AuditRow]:
    """Entries with a number below one, the newest first; of one kind, or of all."""
    query = select(AuditRow).order_by(col(AuditRow.number).desc()).limit(limit)
    if what is not None:
        query = query.where(AuditRow.what == what)
    if below is not None:
        query = query.where(AuditRow.number < below)
    return session.exec(query).all()


def in_order(session: Session) -> Iterator[AuditRow]:
    """All entries, the oldest first."""
    last = 0
    while rows := session.exec(
        select(AuditRow).where(AuditRow.number > last).order_by(col(AuditRow.number)).limit(CHUNK)
    ).all():
        yield from rows
        last = rows[-1].number


def drop_before(session: Session, moment: datetime) -> int:
    """Removes entries made before a moment; how many."""
    return session.exec(delete(AuditRow).where(col(AuditRow.at) < moment)).rowcount


def count_before(session: Session, moment: datetime) -> int:
    """How many entries `drop_before` would remove."""
    return session.exec(select(func.count()).select_from(AuditRow).where(col(AuditRow.at) < moment)).one()
