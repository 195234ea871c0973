"""SQL of the audit trail."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, delete, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from api.audit.tables import AuditRow
from api.listing import holds

CHUNK = 1000


class Written(NamedTuple):
    """What one entry says, and its place in the chain."""

    number: int
    at: datetime
    who: str
    account: UUID | None
    what: str
    subject: UUID | None
    before: bytes
    digest: bytes


_WRITTEN = columns(*(col(getattr(AuditRow, name)) for name in Written.__annotations__))


def hold(session: Session) -> None:
    """Until this transaction ends nobody else adds an entry."""
    session.connection().execute(select(func.pg_advisory_xact_lock(func.hashtextextended("audit", 0))))


def last(session: Session) -> AuditRow | None:
    """The newest entry."""
    return session.exec(select(AuditRow).order_by(col(AuditRow.number).desc()).limit(1)).one_or_none()


def done_since(
    session: Session, moment: datetime, account: UUID | None, what: str, subject: UUID | None
) -> bool:
    """Whether somebody has done the same after a moment."""
    same = (
        col(AuditRow.at) > moment,
        col(AuditRow.what) == what,
        col(AuditRow.account).is_not_distinct_from(account),
        col(AuditRow.subject).is_not_distinct_from(subject),
    )
    return session.exec(select(AuditRow.number).where(*same).limit(1)).first() is not None


def fitting(
    who: str, what: str | None, since: datetime | None, until: datetime | None, subject: str
) -> list[ColumnElement[bool]]:
    """The conditions of a search; what is empty or None asks for nothing. `until` itself is not in it."""
    fits: list[ColumnElement[bool]] = [holds(who, AuditRow.who)]
    if what:
        fits.append(col(AuditRow.what) == what)
    if since:
        fits.append(col(AuditRow.at) >= since)
    if until:
        fits.append(col(AuditRow.at) < until)
    if subject:
        fits.append(cast(AuditRow.subject, String).startswith(subject, autoescape=True))
    return fits


def found(
    session: Session, fits: Sequence[ColumnElement[bool]], limit: int, offset: int
) -> Sequence[AuditRow]:
    """Entries that fit, the newest first."""
    newest = select(AuditRow).where(*fits).order_by(col(AuditRow.number).desc())
    return session.exec(newest.limit(limit).offset(offset)).all()


def count(session: Session, fits: Sequence[ColumnElement[bool]]) -> int:
    """How many entries fit."""
    return session.exec(select(func.count()).select_from(AuditRow).where(*fits)).one()


def each(session: Session, fits: Sequence[ColumnElement[bool]]) -> Iterator[Written]:
    """Every entry that fits, the newest first; asked for a thousand at a time."""
    below: tuple[ColumnElement[bool], ...] = ()
    while rows := _written(session, _WRITTEN.where(*fits, *below).order_by(col(AuditRow.number).desc())):
        yield from rows
        below = (col(AuditRow.number) < rows[-1].number,)


def written_after(session: Session, number: int) -> Sequence[Written]:
    """The thousand entries that follow a number, the oldest first."""
    return _written(session, _WRITTEN.where(col(AuditRow.number) > number).order_by(col(AuditRow.number)))


def drop_before(session: Session, moment: datetime) -> int:
    """Removes entries made before a moment, and before any younger one; how many."""
    return session.exec(delete(AuditRow).where(_oldest(moment))).rowcount


def count_before(session: Session, moment: datetime) -> int:
    """How many entries `drop_before` would remove."""
    return session.exec(select(func.count()).select_from(AuditRow).where(_oldest(moment))).one()


def _oldest(moment: datetime) -> ColumnElement[bool]:
    """Only from the beginning of the chain: an entry of a day when the clock was wrong would leave a hole."""
    number, at = col(AuditRow.number), col(AuditRow.at)
    stays = select(func.min(number)).where(at >= moment).scalar_subquery()
    return and_(at < moment, or_(stays.is_(None), number < stays))


def _written(session: Session, asked: Select[Any]) -> Sequence[Written]:
    return [Written(*row) for row in session.execute(asked.limit(CHUNK))]
