"""SQL of the safety queue."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, or_, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.safety.tables import AlertRow, AlertState, DutyRow
from api.waves.tables import WaveRow, WaveState

_NEW = col(AlertRow.state) == AlertState.NEW


def add(session: Session, **alert: Any) -> None:
    """Adds an alert; one whose id is there already changes nothing."""
    row = insert(AlertRow).values(state=AlertState.NEW, late=False, call=False, **alert)
    session.exec(row.on_conflict_do_nothing())


def in_states(
    session: Session, states: Collection[AlertState], wave_id: UUID | None = None
) -> Sequence[tuple[AlertRow, WaveRow]]:
    """Alerts in some states with their waves, those that have waited longest first."""
    query = (
        select(AlertRow, WaveRow)
        .join(WaveRow, col(WaveRow.id) == AlertRow.wave_id)
        .where(col(AlertRow.state).in_(states))
        .order_by(col(AlertRow.day), col(AlertRow.id))
    )
    return session.exec(query if wave_id is None else query.where(AlertRow.wave_id == wave_id)).all()


def sealed(session: Session) -> Sequence[tuple[UUID, bytes]]:
    """The id of every alert, and what it seals."""
    return session.exec(select(AlertRow.id, AlertRow.sealed)).all()


def with_wave(session: Session, alert_id: UUID) -> tuple[AlertRow, WaveRow]:
    """An alert that is there, and its wave."""
    both = select(AlertRow, WaveRow).join(WaveRow, col(WaveRow.id) == AlertRow.wave_id)
    return session.exec(both.where(AlertRow.id == alert_id)).one()


def watched_new(session: Session, *, lock: bool = False) -> Sequence[tuple[AlertRow, WaveRow]]:
    """Unseen alerts of watched waves; with `lock`, read anew and held until the transaction ends."""
    query = (
        select(AlertRow, WaveRow)
        .join(WaveRow, col(WaveRow.id) == AlertRow.wave_id)
        .where(_NEW, WaveRow.watched)
        .order_by(col(AlertRow.day), col(AlertRow.id))
    )
    if lock:
        query = query.with_for_update(of=AlertRow).execution_options(populate_existing=True)
    return session.exec(query).all()


def call_again(session: Session) -> None:
    """Of every unseen alert of a watched wave the duty member is still to be told."""
    watched = select(WaveRow.id).where(WaveRow.watched)
    session.exec(update(AlertRow).where(_NEW, col(AlertRow.wave_id).in_(watched)).values(call=True))


def hold_still(session: Session) -> None:
    """Waits until alerts are not being mixed; until this transaction ends they are not."""
    session.execute(text("lock table alert in row share mode"))


def hold(session: Session, alert: AlertRow) -> None:
    """Reads an alert anew; nobody else changes it until this transaction ends."""
    session.refresh(alert, with_for_update=True)


def waves(session: Session) -> Sequence[WaveRow]:
    """Waves that have alerts."""
    return session.exec(
        select(WaveRow)
        .where(exists().where(col(AlertRow.wave_id) == WaveRow.id))
        .order_by(col(WaveRow.opens).desc(), WaveRow.title)
    ).all()


def count(session: Session, state: AlertState) -> int:
    """How many are in a state."""
    return session.exec(select(func.count()).select_from(AlertRow).where(AlertRow.state == state)).one()


def standing(session: Session, today: date) -> tuple[int, int, bool]:
    """Of unseen alerts of watched waves: how many are late, how many wait since an earlier day in time.

    And whether a watched wave is open.
    """
    late = func.count().filter(col(AlertRow.late))
    waiting = func.count().filter(~col(AlertRow.late), col(AlertRow.day) < today)
    open_one = exists().where(col(WaveRow.watched), col(WaveRow.state) == WaveState.OPEN)
    found = session.exec(
        select(late, waiting)
        .select_from(AlertRow)
        .join(WaveRow, col(WaveRow.id) == AlertRow.wave_id)
        .where(_NEW, WaveRow.watched)
    ).one()
    return found[0], found[1], session.exec(select(open_one)).one()


def duty(session: Session, *, lock: bool = False) -> DutyRow | None:
    """Who watches the queue; with `lock`, nobody else changes it until this transaction ends."""
    return session.get(DutyRow, 1, with_for_update=lock)


def duty_held(session: Session) -> DutyRow:
    """The same, made if it is not there."""
    session.exec(insert(DutyRow).values(**DutyRow().model_dump()).on_conflict_do_nothing())
    held = duty(session, lock=True)
    assert held is not None
    return held


def _past(handled_before: date, raised_before: date) -> ColumnElement[bool]:
    return or_(col(AlertRow.handled) < handled_before, col(AlertRow.day) < raised_before)


def drop_past(session: Session, handled_before: date, raised_before: date) -> int:
    """Removes alerts that were dealt with, or raised, before a day; how many."""
    return session.exec(delete(AlertRow).where(_past(handled_before, raised_before))).rowcount


def count_past(session: Session, handled_before: date, raised_before: date) -> int:
    """How many alerts `drop_past` would remove."""
    return session.exec(
        select(func.count()).select_from(AlertRow).where(_past(handled_before, raised_before))
    ).one()
