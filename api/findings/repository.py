"""SQL of snapshots and papers."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func
from sqlalchemy import select as columns
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlmodel import Session, col, select

from api.findings.tables import PaperRow, SnapshotRow
from api.listing import Part, cut, holds
from api.waves.tables import WaveRow

_NEWEST = (
    select(SnapshotRow.id)
    .ext(distinct_on(col(SnapshotRow.wave_id)))
    .order_by(col(SnapshotRow.wave_id), col(SnapshotRow.number).desc())
)
_SURVEY = col(SnapshotRow.published)["survey"].astext
_ANSWERED = col(SnapshotRow.published)["answered"].as_integer()
# Papers of a snapshot are kept together, and earlier Heards did not make this one.
_LAST_MADE = "json"
_PRINTED = exists().where(col(PaperRow.snapshot_id) == SnapshotRow.id, col(PaperRow.kind) == _LAST_MADE)
_ORDERS: dict[str, Sequence[ColumnElement[Any]]] = {
    "closed": [
        func.coalesce(WaveRow.closed, date.max),
        func.lower(WaveRow.title),
    ],  # open ones are the newest
    "title": [func.lower(WaveRow.title)],
    "survey": [func.lower(_SURVEY), func.coalesce(WaveRow.closed, date.max).desc()],
    "answered": [_ANSWERED],
}


def of_wave(session: Session, wave_id: UUID) -> Sequence[SnapshotRow]:
    """All snapshots of a wave, in order."""
    return session.exec(
        select(SnapshotRow).where(SnapshotRow.wave_id == wave_id).order_by(col(SnapshotRow.number))
    ).all()


def newest(session: Session, wave_id: UUID) -> SnapshotRow | None:
    """The last snapshot of a wave."""
    return session.exec(
        select(SnapshotRow)
        .where(SnapshotRow.wave_id == wave_id)
        .order_by(col(SnapshotRow.number).desc())
        .limit(1)
    ).first()


def by_id(session: Session, snapshot_id: UUID) -> SnapshotRow | None:
    """One snapshot."""
    return session.get(SnapshotRow, snapshot_id)


def held(session: Session, snapshot_id: UUID) -> SnapshotRow | None:
    """One snapshot, which nobody else prints or marks until this transaction ends."""
    return session.exec(
        select(SnapshotRow)
        .where(SnapshotRow.id == snapshot_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def drop_papers(session: Session, snapshot_id: UUID) -> None:
    """Removes printed papers, so that they are printed again."""
    session.exec(delete(PaperRow).where(col(PaperRow.snapshot_id) == snapshot_id))


def without_papers(session: Session) -> Sequence[UUID]:
    """Snapshots that lack papers."""
    printed = select(PaperRow.snapshot_id).where(PaperRow.kind == _LAST_MADE)
    return session.exec(select(SnapshotRow.id).where(col(SnapshotRow.id).not_in(printed))).all()


def paper(session: Session, snapshot_id: UUID, kind: str) -> bytes | None:
    """A stored paper."""
    return session.exec(
        select(PaperRow.body).where(PaperRow.snapshot_id == snapshot_id, PaperRow.kind == kind)
    ).first()


def keep_paper(session: Session, snapshot_id: UUID, kind: str, body: bytes) -> None:
    """Stores a paper once; a repeated job changes nothing."""
    session.exec(
        insert(PaperRow).values(snapshot_id=snapshot_id, kind=kind, body=body).on_conflict_do_nothing()
    )


def fitting(words: str, survey: str) -> list[ColumnElement[bool]]:
    """The conditions of a search among waves with findings; what is empty asks for nothing."""
    wanted: list[ColumnElement[bool]] = [col(SnapshotRow.id).in_(_NEWEST), holds(words, WaveRow.title)]
    if survey:
        wanted.append(col(WaveRow.survey) == survey)
    return wanted


def shelved(session: Session, fits: Sequence[ColumnElement[bool]], part: Part) -> Sequence[tuple[Any, ...]]:
    """Waves and their newest snapshot: id, title, state, closed; survey, taken, answered, whether printed."""
    of_wave = (col(WaveRow.id), col(WaveRow.title), col(WaveRow.state), col(WaveRow.closed))
    published = (_SURVEY, col(SnapshotRow.taken), _ANSWERED, _PRINTED)
    every = columns(*of_wave, *published).join(SnapshotRow, col(SnapshotRow.wave_id) == WaveRow.id)
    return [tuple(row) for row in session.execute(cut(every.where(*fits), part, _ORDERS, col(WaveRow.id)))]


def count_shelved(session: Session, fits: Sequence[ColumnElement[bool]]) -> int:
    """How many waves with findings fit."""
    both = select(func.count()).select_from(SnapshotRow).join(WaveRow, col(WaveRow.id) == SnapshotRow.wave_id)
    return session.exec(both.where(*fits)).one()


def surveys(session: Session) -> Sequence[tuple[str, str]]:
    """Key and title of every survey that has findings, by title."""
    title = func.max(_SURVEY)
    joined = select(WaveRow.survey, title).join(SnapshotRow, col(SnapshotRow.wave_id) == WaveRow.id)
    return session.exec(joined.where(*fitting("", "")).group_by(WaveRow.survey).order_by(title)).all()
