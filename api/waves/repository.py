"""SQL of waves and published surveys."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.waves.tables import PublishedSurveyRow, WaveRow, WaveState


def published(session: Session, key: str, version: str) -> PublishedSurveyRow | None:
    """One version of a survey."""
    return session.get(PublishedSurveyRow, (key, version))


def every_published(session: Session) -> Sequence[PublishedSurveyRow]:
    """Every version of every survey, in no order but that of the keys."""
    return session.exec(select(PublishedSurveyRow).order_by(PublishedSurveyRow.key)).all()


def by_id(session: Session, wave_id: UUID) -> WaveRow | None:
    """A wave in any state."""
    return session.get(WaveRow, wave_id)


def state_held(session: Session, wave_id: UUID) -> str:
    """The state of a wave, which nobody changes until this transaction ends."""
    return session.exec(select(WaveRow.state).where(WaveRow.id == wave_id).with_for_update(read=True)).one()


def count_alone(session: Session, wave_id: UUID) -> None:
    """Waits until nobody else counts this wave; until this transaction ends nobody else begins.

    Not by locking the row of the wave: every person who finishes meanwhile would have to wait for it.
    """
    session.connection().execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(wave_id), 0))))


def by_code(session: Session, code: str) -> WaveRow | None:
    """The wave that a join code opens, in any state."""
    return session.exec(select(WaveRow).where(WaveRow.code == code)).one_or_none()


def newest_first(session: Session) -> Sequence[WaveRow]:
    """Every wave, open ones first."""
    return session.exec(
        select(WaveRow).order_by(col(WaveRow.state).desc(), col(WaveRow.opened).desc(), WaveRow.title)
    ).all()


def in_state(session: Session, state: WaveState) -> Sequence[WaveRow]:
    """Waves in one state."""
    return session.exec(select(WaveRow).where(WaveRow.state == state)).all()
