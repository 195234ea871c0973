"""The safety queue as a long list, looked at and never changed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from api.listing import Part, cut
from api.safety import service
from api.safety.service import Alert
from api.safety.tables import AlertRow, AlertState
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from nlu.screen import Tier

URGENT, OVERDUE, TO_DO = "urgent", "overdue", "open"
_ORDERS = {
    "day": (col(AlertRow.day), func.lower(WaveRow.title)),
    "wave": (func.lower(WaveRow.title), col(AlertRow.day)),
}


def alerts(session: Session, keys: KeyRing, state: str, wave_id: UUID | None, part: Part) -> list[Alert]:
    """One page of the alerts in a state, of one wave or of all.

    `state` is one of AlertState, TO_DO (not dealt with), OVERDUE, or "" for all. Ordered by day, by wave, or
    URGENT: those first, then who has waited longest. How urgent one is lies sealed in it, so for that order
    all of them are opened.
    """
    asked = (
        select(AlertRow, WaveRow)
        .join(WaveRow, col(WaveRow.id) == AlertRow.wave_id)
        .where(*_fits(state, wave_id))
    )
    if part.order == URGENT:
        ids = _urgent_first(session, keys, state, wave_id, part)
        rows = {row.id: (row, wave) for row, wave in session.exec(asked.where(col(AlertRow.id).in_(ids)))}
        return [service.opened(*rows[one], keys) for one in ids if one in rows]
    found = session.exec(cut(asked, part, _ORDERS, col(AlertRow.id))).all()
    return [service.opened(row, wave, keys) for row, wave in found]


def _urgent_first(
    session: Session, keys: KeyRing, state: str, wave_id: UUID | None, part: Part
) -> Sequence[UUID]:
    """Which alerts stand on a page in that order."""
    asked = select(AlertRow.id, AlertRow.sealed).where(*_fits(state, wave_id))
    waited = session.exec(asked.order_by(col(AlertRow.day), col(AlertRow.id)))
    ranked = [
        ((said["tier"] == Tier.immediate) is part.down, alert_id)
        for alert_id, said in service.all_said(keys, waited)
    ]
    ranked.sort(key=lambda ranks: ranks[0])
    return [alert_id for _, alert_id in ranked[part.offset :][: part.limit]]


def count_alerts(session: Session, state: str, wave_id: UUID | None) -> int:
    """How many there are of them."""
    return session.exec(select(func.count()).select_from(AlertRow).where(*_fits(state, wave_id))).one()


def _fits(state: str, wave_id: UUID | None) -> list[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = []
    if state == OVERDUE:
        fits.append(and_(col(AlertRow.state) == AlertState.NEW, col(AlertRow.late)))
    elif state:
        fits.append(col(AlertRow.state).in_(service.OPEN if state == TO_DO else (AlertState(state),)))
    if wave_id is not None:
        fits.append(col(AlertRow.wave_id) == wave_id)
    return fits
