"""SQL of several waves together."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, func, select

from api.findings.tables import PoolPaperRow, PoolRow
from api.listing import Part, cut
from api.waves.tables import WaveRow, WaveState


def closed(session: Session, survey: str, first: date, last: date) -> Sequence[WaveRow]:
    """The waves of a survey that closed in these days, in that order."""
    asked = select(WaveRow).where(
        WaveRow.survey == survey, WaveRow.state == WaveState.CLOSED, col(WaveRow.closed).between(first, last)
    )
    return session.exec(asked.order_by(col(WaveRow.closed), col(WaveRow.id))).all()


def of_waves(session: Session, waves: Sequence[UUID]) -> PoolRow | None:
    """The pool of exactly these."""
    return session.exec(select(PoolRow).where(col(PoolRow.waves) == sorted(waves))).one_or_none()


def keep(session: Session, survey: str, first: date, last: date, waves: Sequence[UUID]) -> UUID:
    """The id of the pool of these waves, which is begun if it is not there."""
    fresh = PoolRow(survey=survey, first=first, last=last, waves=sorted(waves))
    values = fresh.model_dump(exclude={"published", "taken"})
    session.exec(insert(PoolRow).values(**values).on_conflict_do_nothing())
    kept = of_waves(session, waves)
    assert kept is not None, "it is there, or was there before"
    return kept.id


def by_id(session: Session, pool_id: UUID) -> PoolRow | None:
    """One pool."""
    return session.get(PoolRow, pool_id)


def held(session: Session, pool_id: UUID) -> PoolRow | None:
    """One pool, which nobody else counts or prints until this transaction ends."""
    return session.exec(
        select(PoolRow)
        .where(PoolRow.id == pool_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def every(session: Session) -> Sequence[PoolRow]:
    """All of them, the newest days first."""
    return session.exec(
        select(PoolRow).order_by(col(PoolRow.last).desc(), col(PoolRow.first), col(PoolRow.id))
    ).all()


def page(session: Session, part: Part) -> Sequence[PoolRow]:
    """One page of them, by the last day."""
    return session.exec(cut(select(PoolRow), part, {"last": [col(PoolRow.last)]}, col(PoolRow.id))).all()


def count(session: Session) -> int:
    """How many there are."""
    return session.exec(select(func.count()).select_from(PoolRow)).one()


def of_survey(session: Session, survey: str) -> Sequence[PoolRow]:
    """Those of a survey that have been counted, the latest first."""
    asked = select(PoolRow).where(PoolRow.survey == survey, col(PoolRow.taken).is_not(None))
    return session.exec(asked.order_by(col(PoolRow.taken).desc(), col(PoolRow.id))).all()


def sharing(session: Session, waves: Collection[UUID], but: UUID) -> Sequence[PoolRow]:
    """Pools with numbers that have one of these waves."""
    asked = select(PoolRow).where(
        col(PoolRow.waves).op("&&")(list(waves)), PoolRow.id != but, col(PoolRow.taken).is_not(None)
    )
    return session.exec(asked.order_by(col(PoolRow.taken), col(PoolRow.id))).all()


def uncounted(session: Session) -> Sequence[UUID]:
    """Pools that wait for their numbers."""
    return session.exec(select(PoolRow.id).where(col(PoolRow.taken).is_(None))).all()


def unprinted(session: Session, kind: str) -> Sequence[UUID]:
    """Pools with numbers that lack a kind of paper."""
    printed = select(PoolPaperRow.pool_id).where(PoolPaperRow.kind == kind)
    asked = select(PoolRow.id).where(col(PoolRow.taken).is_not(None), col(PoolRow.id).not_in(printed))
    return session.exec(asked).all()


def paper(session: Session, pool_id: UUID, kind: str) -> bytes | None:
    """A stored paper."""
    return session.exec(
        select(PoolPaperRow.body).where(PoolPaperRow.pool_id == pool_id, PoolPaperRow.kind == kind)
    ).first()


def keep_paper(session: Session, pool_id: UUID, kind: str, body: bytes) -> None:
    """Stores a paper once; a repeated job changes nothing."""
    row = insert(PoolPaperRow).values(pool_id=pool_id, kind=kind, body=body)
    session.exec(row.on_conflict_do_nothing())
