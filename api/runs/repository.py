"""SQL of participation, runs and responses."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Session, col, select

from api.runs.tables import ParticipationRow, ResponseRow, RunRow

# Both run once a turn, where building them anew each time cost more than running them.
_RUN = select(RunRow).where(col(RunRow.id) == bindparam("run"))
_SAVE = (
    update(RunRow)
    .where(col(RunRow.id) == bindparam("run"))
    .values(progress=bindparam("answered", type_=JSONB))
)


def takes_part(session: Session, wave_id: UUID, token: bytes) -> bool:
    """Whether this token is counted already."""
    return session.get(ParticipationRow, (wave_id, token)) is not None


def count_in(session: Session, wave_id: UUID, token: bytes) -> bool:
    """Counts a token once; whether it is new."""
    row = insert(ParticipationRow).values(wave_id=wave_id, token=token).on_conflict_do_nothing()
    return session.exec(row.returning(col(ParticipationRow.wave_id))).first() is not None


def run(session: Session, run_id: UUID) -> RunRow | None:
    """A run that has not been settled."""
    return session.exec(_RUN, params={"run": run_id}).one_or_none()


def save(session: Session, run: RunRow, progress: dict[str, Any]) -> None:
    """Keeps how far a run has come, by one plain update: a unit of work costs three times as much."""
    session.connection().execute(_SAVE, {"run": run.id, "answered": progress})


def finished(session: Session, wave_id: UUID, *, every: bool) -> Sequence[RunRow]:
    """Finished runs that wait to be settled, locked for this transaction; `every` waits for those in use."""
    return session.exec(
        select(RunRow)
        .where(RunRow.wave_id == wave_id, col(RunRow.finished))
        .with_for_update(of=RunRow, skip_locked=not every)
    ).all()


def run_ids(session: Session, wave_id: UUID) -> Sequence[UUID]:
    """Runs of a wave that have not been settled."""
    return session.exec(select(RunRow.id).where(RunRow.wave_id == wave_id)).all()


def drop_runs(session: Session, run_ids: Sequence[UUID]) -> None:
    """Removes settled runs."""
    session.exec(delete(RunRow).where(col(RunRow.id).in_(run_ids)))


def drop_wave(session: Session, wave_id: UUID) -> None:
    """Removes unfinished runs and every token of a wave that closes."""
    session.exec(delete(RunRow).where(col(RunRow.wave_id) == wave_id))
    session.exec(delete(ParticipationRow).where(col(ParticipationRow.wave_id) == wave_id))


def mark_new(session: Session, wave_id: UUID, snapshot_id: UUID) -> int:
    """Puts the responses that are in no snapshot yet into this one; how many."""
    marked = session.exec(
        update(ResponseRow)
        .where(col(ResponseRow.wave_id) == wave_id, col(ResponseRow.snapshot_id).is_(None))
        .values(snapshot_id=snapshot_id)
    )
    return marked.rowcount


def count_new(session: Session, wave_id: UUID) -> int:
    """Responses that are in no snapshot yet."""
    return session.exec(
        select(func.count())
        .select_from(ResponseRow)
        .where(ResponseRow.wave_id == wave_id, col(ResponseRow.snapshot_id).is_(None))
    ).one()


def responses(session: Session, wave_id: UUID) -> Iterator[dict[str, Any]]:
    """The answers of every response in a snapshot, streamed."""
    yield from session.exec(
        select(col(ResponseRow.answers))
        .where(ResponseRow.wave_id == wave_id, col(ResponseRow.snapshot_id).is_not(None))
        .execution_options(yield_per=1000)
    )


def weeks(session: Session, wave_id: UUID) -> Sequence[date]:
    """The weeks in which responses were settled, in order."""
    return session.exec(
        select(col(ResponseRow.week))
        .where(ResponseRow.wave_id == wave_id)
        .distinct()
        .order_by(col(ResponseRow.week))
    ).all()
