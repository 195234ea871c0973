"""SQL of actions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.actions.contracts import OVERDUE, SOON, SOON_DAYS
from api.actions.moving import OPEN
from api.actions.tables import ActionNoteRow, ActionRow, ActionState, Urgency
from api.few import Few, few
from api.listing import Part, cut, holds

_OPEN = col(ActionRow.state).in_(OPEN)


def _in_order_of(column: Any, values: Sequence[str]) -> ColumnElement[int]:
    return func.array_position(list(map(str, values)), column)


ORDERS: Mapping[str, Sequence[Any]] = {
    "due": (col(ActionRow.due),),
    "agency": (func.lower(col(ActionRow.agency)), col(ActionRow.due)),
    "priority": (_in_order_of(ActionRow.priority, list(Urgency)), col(ActionRow.due)),
    "state": (_in_order_of(ActionRow.state, list(ActionState)), col(ActionRow.due)),
}


def get(session: Session, action_id: UUID, *, lock: bool = False) -> ActionRow | None:
    """An action; with `lock`, nobody else changes it meanwhile."""
    return session.get(ActionRow, action_id, with_for_update=lock)


def notes(session: Session, action_ids: Sequence[UUID]) -> Sequence[ActionNoteRow]:
    """What was noted of these, the oldest first."""
    found = select(ActionNoteRow).where(col(ActionNoteRow.action_id).in_(action_ids))
    return session.exec(found.order_by(col(ActionNoteRow.at), col(ActionNoteRow.id))).all()


def page(
    session: Session, words: str, wanted: Mapping[str, str], today: date, part: Part
) -> Sequence[ActionRow]:
    """One page of those that hold the words and are as `wanted`: state, lens, agency and when."""
    asked = select(ActionRow).where(_fits(words, wanted, today))
    return session.exec(cut(asked, part, ORDERS, col(ActionRow.id))).all()


def count(session: Session, words: str, wanted: Mapping[str, str], today: date) -> int:
    """How many there are of them."""
    found = select(func.count()).select_from(ActionRow).where(_fits(words, wanted, today))
    return session.exec(found).one()


def due(session: Session, first: date | None, last: date, limit: int) -> Few[ActionRow]:
    """Open ones whose day is one of these, or (None) any up to the last, the nearest first."""
    within = [_OPEN, col(ActionRow.due) <= last]
    within += [] if first is None else [col(ActionRow.due) >= first]
    return few(session, select(ActionRow).where(*within).order_by(col(ActionRow.due), ActionRow.title), limit)


def of_period(session: Session, first: date, last: date) -> Sequence[ActionRow]:
    """All that were there and not closed before the first day, the nearest due first."""
    there = col(ActionRow.made) <= last, or_(col(ActionRow.closed).is_(None), col(ActionRow.closed) >= first)
    return session.exec(select(ActionRow).where(*there).order_by(col(ActionRow.due), ActionRow.title)).all()


def agencies(session: Session) -> Sequence[str]:
    """Those that look after one, by name."""
    found = select(ActionRow.agency).distinct()
    return sorted(session.exec(found).all(), key=str.casefold)


def to_write_about(
    session: Session, today: date, before: timedelta, but: Collection[UUID]
) -> ActionRow | None:
    """One of whose day its author has not been told: soon, or overdue. Held; others pass it over."""
    soon = and_(
        col(ActionRow.due).between(today, today + before),
        col(ActionRow.reminded).is_(None),
    )
    over = and_(col(ActionRow.due) < today, col(ActionRow.chased).is_(None))
    found: SelectOfScalar[ActionRow] = select(ActionRow).where(
        _OPEN, col(ActionRow.author_id).is_not(None), col(ActionRow.id).not_in(but), or_(soon, over)
    )
    found = found.order_by(col(ActionRow.due), col(ActionRow.id)).limit(1)
    return session.exec(found.with_for_update(skip_locked=True)).first()


def _fits(words: str, wanted: Mapping[str, str], today: date) -> ColumnElement[bool]:
    values = (
        getattr(ActionRow, name) == wanted[name] for name in ("state", "lens", "agency") if wanted.get(name)
    )
    days = {
        OVERDUE: and_(_OPEN, col(ActionRow.due) < today),
        SOON: and_(_OPEN, col(ActionRow.due).between(today, today + timedelta(days=SOON_DAYS))),
    }
    when = days.get(wanted.get("when", ""), true())
    searched = (ActionRow.title, ActionRow.measure, ActionRow.agency, ActionRow.owner, ActionRow.origin)
    return and_(true(), holds(words, *map(col, searched)), when, *values)
