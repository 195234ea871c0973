"""SQL of quotes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, true
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.few import Few, few
from api.listing import Part, cut
from api.meaning.tables import QuoteRow, QuoteState
from api.staff.writers import among
from api.waves.tables import WaveRow

ORDERS: Mapping[str, Sequence[Any]] = {
    "state": (func.array_position(list(map(str, QuoteState)), QuoteRow.state), func.lower(WaveRow.title)),
    "wave": (func.lower(WaveRow.title), col(QuoteRow.theme)),
    "theme": (col(QuoteRow.theme), func.lower(WaveRow.title)),
}


def get(session: Session, quote_id: UUID, *, lock: bool = False) -> QuoteRow | None:
    """A quote; with `lock`, nobody else moves it meanwhile."""
    return session.get(QuoteRow, quote_id, with_for_update=lock)


def of_wave(session: Session, wave_id: UUID, state: QuoteState | None = None) -> Sequence[QuoteRow]:
    """The quotes of a wave, in one state or in all."""
    found = select(QuoteRow).where(QuoteRow.wave_id == wave_id)
    if state is not None:
        found = found.where(QuoteRow.state == state)
    return session.exec(found.order_by(QuoteRow.question, QuoteRow.theme, col(QuoteRow.id))).all()


def of_response(session: Session, response_id: UUID, question: str) -> QuoteRow | None:
    """What is proposed of one comment."""
    mine = (QuoteRow.response_id == response_id, QuoteRow.question == question)
    return session.exec(select(QuoteRow).where(*mine)).first()


def put(session: Session, row: QuoteRow) -> bool:
    """Keeps a proposal; False where its comment has one by now."""
    kept = insert(QuoteRow).values(row.model_dump()).on_conflict_do_nothing()
    return session.exec(kept.returning(col(QuoteRow.id))).first() is not None


def page(session: Session, state: str, part: Part) -> Sequence[tuple[QuoteRow, str]]:
    """One page of quotes with the titles of their waves, in one state or ("") in all."""
    asked = select(QuoteRow, WaveRow.title).join(WaveRow, col(WaveRow.id) == QuoteRow.wave_id)
    return session.exec(cut(asked.where(_in(state)), part, ORDERS, col(QuoteRow.id))).all()


def count(session: Session, state: str) -> int:
    """How many there are of them."""
    return session.exec(select(func.count()).select_from(QuoteRow).where(_in(state))).one()


def waiting_from_others(session: Session, who: UUID | None, limit: int) -> Few[QuoteRow]:
    """Those before a second person that somebody has not written in."""
    theirs = among(who, QuoteRow.writers)
    found = select(QuoteRow).where(QuoteRow.state == QuoteState.PROPOSED, ~theirs)
    return few(session, found.order_by(col(QuoteRow.id)), limit)


def sent_back(session: Session, who: UUID | None, limit: int) -> Few[QuoteRow]:
    """Those that came back to whoever has written in them."""
    theirs = among(who, QuoteRow.writers)
    found = select(QuoteRow).where(QuoteRow.state == QuoteState.REFUSED, theirs)
    return few(session, found.order_by(col(QuoteRow.id)), limit)


def drop(session: Session, row: QuoteRow) -> None:
    """Nothing of it is kept."""
    session.delete(row)
    session.flush()


def _in(state: str) -> ColumnElement[bool]:
    return col(QuoteRow.state) == state if state else true()
