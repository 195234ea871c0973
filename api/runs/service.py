"""Beginning, finishing and settling runs, so that nothing links a response to a person."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from api.runs import repository
from api.runs.tables import ResponseRow, RunRow
from surveys.model import Progress

# Fewer finished runs than this wait, so that a response never stands alone in time (measured: a shuffled
# batch of ten leaves a 10 % chance guess). The ten of findings (NEW_LEAST) has another reason, what two
# snapshots give away when they are compared: one may change without the other.
SMALLEST_BATCH = 10


def takes_part(session: Session, wave_id: UUID, token: bytes) -> bool:
    """Whether the person behind this token has begun the wave."""
    return repository.takes_part(session, wave_id, token)


def count_in(session: Session, wave_id: UUID, token: bytes) -> bool:
    """Counts a person in; False when they were in already. To be called in a transaction of its own."""
    return repository.count_in(session, wave_id, token)


def begin(session: Session, wave_id: UUID, progress: Progress) -> RunRow:
    """A new run under a random id."""
    row = RunRow(wave_id=wave_id, progress=progress.to_json())
    session.add(row)
    session.flush()
    return row


def get(session: Session, run_id: UUID) -> RunRow | None:
    """A run in progress; None when its wave has closed."""
    return repository.run(session, run_id)


def save(session: Session, run: RunRow, progress: Progress) -> None:
    """Keeps how far a run has come."""
    repository.save(session, run, progress.to_json())


def settle(session: Session, wave_id: UUID, today: date, *, closing: bool = False) -> int:
    """Turns finished runs into responses, shuffled and under new ids; how many were settled.

    Waits for SMALLEST_BATCH unless the wave closes; then it leaves nobody out.
    """
    waiting = list(repository.finished(session, wave_id, every=closing))
    if not waiting or (len(waiting) < SMALLEST_BATCH and not closing):
        return 0
    random.SystemRandom().shuffle(waiting)
    week = today - timedelta(days=today.weekday())
    session.add_all(
        ResponseRow(wave_id=wave_id, week=week, answers=run.progress["answers"]) for run in waiting
    )
    session.flush()
    repository.drop_runs(session, [run.id for run in waiting])
    return len(waiting)


def run_ids(session: Session, wave_id: UUID) -> Sequence[UUID]:
    """Runs of a wave that have not been settled."""
    return repository.run_ids(session, wave_id)


def forget_wave(session: Session, wave_id: UUID) -> None:
    """At close: unfinished runs and all tokens go."""
    repository.drop_wave(session, wave_id)


def new_responses(session: Session, wave_id: UUID) -> int:
    """True count of responses that no snapshot has; never shown to anybody."""
    return repository.count_new(session, wave_id)


def freeze(session: Session, wave_id: UUID, snapshot_id: UUID) -> int:
    """Adds the new responses to a snapshot; how many they are."""
    return repository.mark_new(session, wave_id, snapshot_id)


def answers(session: Session, wave_id: UUID) -> Iterator[dict[str, Any]]:
    """Every answer that a snapshot holds, streamed."""
    return repository.responses(session, wave_id)


def weeks(session: Session, wave_id: UUID) -> list[date]:
    """Mondays of the weeks with responses."""
    return list(repository.weeks(session, wave_id))
