"""SQL of what people are told was done with what they said."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, true
from sqlmodel import Session, col, select

from api.actions.said_tables import SaidRow, SaidState, SaidTextRow
from api.few import Few, few
from api.languages import DEFAULT as ENGLISH
from api.listing import Part, cut, holds
from api.staff.writers import among

_STATES = list(map(str, SaidState))
ORDERS: Mapping[str, Sequence[Any]] = {
    "begun": (col(SaidRow.begun),),
    "audience": (col(SaidRow.audience), col(SaidRow.begun).desc()),
    "state": (func.array_position(_STATES, SaidRow.state), col(SaidRow.begun).desc()),
}
_NEWEST = (col(SaidRow.published).desc(), col(SaidRow.begun).desc(), col(SaidRow.id))


def get(session: Session, said_id: UUID, *, lock: bool = False) -> SaidRow | None:
    """An entry; with `lock`, nobody else changes it meanwhile."""
    return session.get(SaidRow, said_id, with_for_update=lock)


def texts(session: Session, said_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, SaidTextRow]]:
    """The words of these entries by language, English first."""
    asked = select(SaidTextRow).where(col(SaidTextRow.said_id).in_(said_ids))
    asked = asked.order_by(col(SaidTextRow.language) != ENGLISH, SaidTextRow.language)
    found: dict[UUID, dict[str, SaidTextRow]] = {one: {} for one in said_ids}
    for text in session.exec(asked.execution_options(populate_existing=True)):
        found[text.said_id][text.language] = text
    return found


def page(session: Session, words: str, wanted: Mapping[str, str], part: Part) -> Sequence[SaidRow]:
    """One page of those that hold the words in any language; `wanted` are state and audience, "" for all."""
    asked = select(SaidRow).where(_fits(words, wanted))
    return session.exec(cut(asked, part, ORDERS, col(SaidRow.id))).all()


def count(session: Session, words: str, wanted: Mapping[str, str]) -> int:
    """How many there are of them."""
    return session.exec(select(func.count()).select_from(SaidRow).where(_fits(words, wanted))).one()


def published(session: Session, audience: str, first: int, many: int) -> Sequence[SaidRow]:
    """What an audience can read, the newest first, from a place on."""
    asked = select(SaidRow).where(*_open_to(audience)).order_by(*_NEWEST)
    return session.exec(asked.offset(first).limit(many)).all()


def confirmed(session: Session, audience: str, language: str, many: int) -> Sequence[SaidRow]:
    """Those of them whose words in a language a speaker has checked (English ones need none), the newest."""
    checked = or_(col(SaidTextRow.checked).is_not(None), col(SaidTextRow.language) == ENGLISH)
    there = exists().where(
        col(SaidTextRow.said_id) == SaidRow.id, col(SaidTextRow.language) == language, checked
    )
    asked = select(SaidRow).where(*_open_to(audience), there).order_by(*_NEWEST)
    return session.exec(asked.limit(many)).all()


def count_published(session: Session, audience: str) -> int:
    """How many of them there are."""
    return session.exec(select(func.count()).select_from(SaidRow).where(*_open_to(audience))).one()


def has_any(session: Session, audience: str) -> bool:
    """Whether there is anything to read for an audience."""
    return bool(session.scalar(select(exists().where(*_open_to(audience)))))


def waiting_from_others(session: Session, who: UUID | None, limit: int) -> Few[SaidRow]:
    """Those before a second person in which somebody has not written, the oldest first."""
    theirs = among(who, SaidRow.writers)
    asked = select(SaidRow).where(SaidRow.state == SaidState.WAITING, ~theirs)
    return few(session, asked.order_by(col(SaidRow.begun), col(SaidRow.id)), limit)


def sent_back(session: Session, who: UUID | None, limit: int) -> Few[SaidRow]:
    """Drafts that came back to whoever has written in them, the oldest first."""
    theirs = among(who, SaidRow.writers)
    asked = select(SaidRow).where(SaidRow.state == SaidState.DRAFT, col(SaidRow.answer).is_not(None), theirs)
    return few(session, asked.order_by(col(SaidRow.begun), col(SaidRow.id)), limit)


def of_action(session: Session, action_id: UUID) -> Sequence[SaidRow]:
    """What tells of an action, the newest first."""
    asked = select(SaidRow).where(SaidRow.action_id == action_id)
    return session.exec(asked.order_by(col(SaidRow.begun).desc(), col(SaidRow.id))).all()


def _open_to(audience: str) -> tuple[ColumnElement[bool], ...]:
    return col(SaidRow.audience) == audience, col(SaidRow.state) == SaidState.PUBLISHED


def _fits(words: str, wanted: Mapping[str, str]) -> ColumnElement[bool]:
    values = (getattr(SaidRow, name) == wanted[name] for name in ("state", "audience") if wanted.get(name))
    parts = [true(), *values]
    if words:
        said = holds(words, col(SaidTextRow.said), col(SaidTextRow.did))
        parts.append(exists().where(col(SaidTextRow.said_id) == SaidRow.id, said))
    return and_(*parts)
