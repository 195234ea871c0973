"""SQL of participation, runs and responses."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, delete, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.runs.tables import ParticipationRow, ResponseRow, RunRow, SignpostRow
from api.waves.tables import WaveRow, WaveState

# Both run once a turn, where building them anew each time cost more than running them.
_RUN = select(RunRow).where(col(RunRow.id) == bindparam("run"))
_SAVE = (
    update(RunRow)
    .where(col(RunRow.id) == bindparam("run"), col(RunRow.progress) == bindparam("before"))
    .values(progress=bindparam("answered"))
)
# What there is only while a wave takes answers.
_OF_OPEN = (RunRow, ParticipationRow, SignpostRow)


class Overtaken(Exception):
    """Somebody else has taken this run on meanwhile."""


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


def save(session: Session, run: RunRow, sealed: bytes) -> None:
    """Keeps how far a run has come, by one plain update: a unit of work costs three times as much.

    Raises Overtaken when it is no longer where it was when it was read.
    """
    said = {"run": run.id, "before": run.progress, "answered": sealed}
    if session.connection().execute(_SAVE, said).rowcount == 0:
        raise Overtaken


def finished(session: Session, wave_id: UUID, *, every: bool) -> Sequence[RunRow]:
    """Finished runs that wait to be settled, locked for this transaction; `every` waits for those in use."""
    return session.exec(
        select(RunRow)
        .where(RunRow.wave_id == wave_id, col(RunRow.finished))
        .with_for_update(of=RunRow, skip_locked=not every)
    ).all()


def every_finished(session: Session) -> Sequence[RunRow]:
    """Finished runs of all waves, locked for this transaction."""
    return session.exec(select(RunRow).where(col(RunRow.finished)).with_for_update(of=RunRow)).all()


def unfinished(session: Session, wave_id: UUID) -> Sequence[RunRow]:
    """Runs that nobody has sent, locked for this transaction."""
    return session.exec(
        select(RunRow).where(RunRow.wave_id == wave_id, ~col(RunRow.finished)).with_for_update(of=RunRow)
    ).all()


def run_ids(session: Session, wave_id: UUID) -> Sequence[UUID]:
    """Runs of a wave that have not been settled."""
    return session.exec(select(RunRow.id).where(RunRow.wave_id == wave_id)).all()


def drop_runs(session: Session, run_ids: Sequence[UUID]) -> None:
    """Removes settled runs."""
    session.exec(delete(RunRow).where(col(RunRow.id).in_(run_ids)))


def drop_wave(session: Session, wave_id: UUID) -> None:
    """Removes unfinished runs, every token, every receipt and the sums of cards of a wave that closes."""
    session.exec(update(ResponseRow).where(col(ResponseRow.wave_id) == wave_id).values(receipt=None))
    session.exec(delete(RunRow).where(col(RunRow.wave_id) == wave_id))
    session.exec(delete(ParticipationRow).where(col(ParticipationRow.wave_id) == wave_id))
    session.exec(delete(SignpostRow).where(col(SignpostRow.wave_id) == wave_id))


def drop_with_receipt(session: Session, digests: Iterable[bytes]) -> bool:
    """Removes the response that a receipt stands for; whether there was one."""
    return session.exec(delete(ResponseRow).where(col(ResponseRow.receipt).in_(digests))).rowcount > 0


def count_tokens(session: Session, wave_id: UUID) -> int:
    """How many have begun."""
    return session.exec(
        select(func.count()).select_from(ParticipationRow).where(ParticipationRow.wave_id == wave_id)
    ).one()


def count_finished(session: Session, wave_id: UUID) -> int:
    """How many have sent their answers."""
    waiting = select(func.count()).select_from(RunRow).where(RunRow.wave_id == wave_id, col(RunRow.finished))
    settled = select(func.count()).select_from(ResponseRow).where(ResponseRow.wave_id == wave_id)
    return session.exec(waiting).one() + session.exec(settled).one()


def drop_of_closed(session: Session) -> int:
    """Removes runs, tokens and sums of closed waves; how many."""
    return sum(session.exec(delete(row).where(_of_closed(row))).rowcount for row in _OF_OPEN)


def count_of_closed(session: Session) -> int:
    """How many runs, tokens and sums closed waves still have."""
    counts = (select(func.count()).select_from(row).where(_of_closed(row)) for row in _OF_OPEN)
    return sum(session.exec(count).one() for count in counts)


def _of_closed(row: type[RunRow] | type[ParticipationRow] | type[SignpostRow]) -> ColumnElement[bool]:
    return col(row.wave_id).in_(select(WaveRow.id).where(WaveRow.state == WaveState.CLOSED))


def set_shown(session: Session, wave_id: UUID, sealed: bytes) -> None:
    """Puts what was summed of a wave in the place of what was there."""
    row = insert(SignpostRow).values(wave_id=wave_id, sealed=sealed)
    session.exec(row.on_conflict_do_update(index_elements=["wave_id"], set_={"sealed": sealed}))


def shown(session: Session, wave_id: UUID) -> bytes | None:
    """What was summed of a wave; locked, so that two who add to it cannot lose a sum."""
    return session.exec(
        select(SignpostRow.sealed).where(SignpostRow.wave_id == wave_id).with_for_update()
    ).one_or_none()


def drop_old(session: Session, closed_before: date) -> int:
    """Removes responses of waves that closed before a day; how many."""
    return session.exec(delete(ResponseRow).where(_old(closed_before))).rowcount


def count_old(session: Session, closed_before: date) -> int:
    """How many responses stand of waves that closed before a day."""
    return session.exec(select(func.count()).select_from(ResponseRow).where(_old(closed_before))).one()


def _old(closed_before: date) -> ColumnElement[bool]:
    return col(ResponseRow.wave_id).in_(_closed(closed_before))


def _closed(before: date) -> SelectOfScalar[UUID]:
    return select(WaveRow.id).where(WaveRow.state == WaveState.CLOSED, col(WaveRow.closed) < before)


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
