"""Requests to be contacted as a long list, looked at and never changed."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, true
from sqlmodel import Session, col, select

from api.listing import Part, cut
from api.safety import contact
from api.safety.contact import Line
from api.safety.contact_repository import WAITING, is_late
from api.safety.contact_tables import ContactState, RequestRow

TO_DO, OVERDUE = "open", "overdue"
_TO_DO = col(RequestRow.state).in_((*WAITING, ContactState.EXPIRED))
_ORDERS = {
    # What somebody has to do something about, the oldest first; then what has ended, the newest first.
    "waiting": (case((_TO_DO, 0), else_=1), case((_TO_DO, RequestRow.day)), col(RequestRow.ended).desc()),
    "day": (col(RequestRow.day),),
}


def requests(session: Session, state: str, now: datetime, part: Part) -> list[Line]:
    """One page of the requests in a state: one of ContactState, TO_DO, OVERDUE, or "" for all.

    Ordered by day, or by "waiting": those that somebody has to do something about first.
    """
    late = contact.late_before(session, now)
    asked = select(RequestRow).where(_fits(state, late))
    return [contact.line(row, late) for row in session.exec(cut(asked, part, _ORDERS, col(RequestRow.id)))]


def count(session: Session, state: str, now: datetime) -> int:
    """How many there are of them."""
    fits = _fits(state, contact.late_before(session, now))
    return session.exec(select(func.count()).select_from(RequestRow).where(fits)).one()


def _fits(state: str, late: date) -> ColumnElement[bool]:
    if state == OVERDUE:
        return is_late(late)
    if state == TO_DO:
        return _TO_DO
    return col(RequestRow.state) == ContactState(state) if state else true()
