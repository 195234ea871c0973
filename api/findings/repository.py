"""SQL of snapshots and papers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.findings.tables import PaperRow, SnapshotRow


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
    """Snapshots that have no papers yet."""
    printed = select(PaperRow.snapshot_id)
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
