"""SQL of requests to be contacted."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.safety.contact_tables import ContactState, DeskRow, RequestRow

WAITING = (ContactState.NEW, ContactState.TAKEN)


def desk(session: Session) -> DeskRow | None:
    """What has been set; None while nobody has set anything."""
    return session.get(DeskRow, 1)


def set_desk(session: Session, *, is_open: bool, readers: str, times: str, hours: int) -> None:
    """Replaces what was set."""
    said = {"open": is_open, "readers": readers, "times": times, "hours": hours}
    row = insert(DeskRow).values(id=1, **said)
    session.exec(row.on_conflict_do_update(index_elements=["id"], set_=said))


def note_refused(session: Session, day: date) -> None:
    """Notes the last day on which a request was refused; written once a day."""
    late = or_(col(DeskRow.refused).is_(None), col(DeskRow.refused) < day)
    session.exec(update(DeskRow).where(late).values(refused=day))


def add(session: Session, *, code: bytes, day: date, sealed: bytes) -> bool:
    """Adds a request, and says so; where its code is there already, changes nothing."""
    fresh = RequestRow(code=code, day=day, sealed=sealed)
    row = insert(RequestRow).values(**fresh.model_dump())
    added = row.on_conflict_do_nothing(index_elements=["code"]).returning(col(RequestRow.id))
    return session.scalar(added) is not None


def with_code(session: Session, code: bytes) -> RequestRow | None:
    """The request that a code stands for."""
    return session.exec(select(RequestRow).where(RequestRow.code == code)).one_or_none()


def drop_with_code(session: Session, code: bytes) -> bool:
    """Removes the request that a code stands for; whether there was one."""
    return session.exec(delete(RequestRow).where(col(RequestRow.code) == code)).rowcount > 0


def every(session: Session) -> Sequence[RequestRow]:
    """All requests: those that wait first, the oldest of them first; then what has ended, newest first."""
    waits = col(RequestRow.state).in_(WAITING)
    waiting = select(RequestRow).where(waits).order_by(col(RequestRow.day), col(RequestRow.id))
    ended = select(RequestRow).where(~waits).order_by(col(RequestRow.ended).desc(), col(RequestRow.id))
    return [*session.exec(waiting), *session.exec(ended)]


def get(session: Session, request_id: UUID, *, hold: bool = False) -> RequestRow | None:
    """One request; with `hold` nobody else changes it until the transaction ends."""
    return session.get(RequestRow, request_id, with_for_update=True if hold else None)


def is_late(before: date) -> ColumnElement[bool]:
    """Came before a day and nobody has taken it, was taken before it and not finished, or has expired."""
    state = col(RequestRow.state)
    return or_(
        (state == ContactState.NEW) & (col(RequestRow.day) < before),
        (state == ContactState.TAKEN) & (col(RequestRow.taken) < before),
        state == ContactState.EXPIRED,
    )


def count_late(session: Session, before: date) -> int:
    """How many requests are late."""
    return session.exec(select(func.count()).select_from(RequestRow).where(is_late(before))).one()


def expire(session: Session, before: date, today: date) -> int:
    """Takes the words away of whatever came before a day and has not ended; how many."""
    gone = update(RequestRow).where(col(RequestRow.state).in_(WAITING), col(RequestRow.day) < before)
    return session.exec(gone.values(state=ContactState.EXPIRED, sealed=None, code=None, ended=today)).rowcount


def drop_ended(session: Session, before: date) -> int:
    """Removes what ended before a day; how many."""
    return session.exec(delete(RequestRow).where(col(RequestRow.ended) < before)).rowcount


def count_past(session: Session, before: date) -> int:
    """How many came before a day and have not ended, or ended before it."""
    past: ColumnElement[bool] = or_(
        col(RequestRow.ended) < before,
        col(RequestRow.state).in_(WAITING) & (col(RequestRow.day) < before),
    )
    return session.exec(select(func.count()).select_from(RequestRow).where(past)).one()


def count_waiting(session: Session, late: date, expiring: date) -> tuple[int, int]:
    """Of those that have not ended: how many are in time, and how many came before `expiring`."""
    state, began = col(RequestRow.state), func.coalesce(RequestRow.taken, RequestRow.day)
    in_time = func.count().filter(began >= late)
    soon = func.count().filter(col(RequestRow.day) < expiring)
    found = session.exec(select(in_time, soon).select_from(RequestRow).where(state.in_(WAITING))).one()
    return found[0], found[1]
