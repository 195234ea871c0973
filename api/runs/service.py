"""Beginning, finishing and settling runs, so that nothing links a response to a person."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from api.runs import repository
from api.runs.tables import ResponseRow, RunRow
from surveys.model import Progress

# Fewer finished runs than this wait, so that a response never stands alone in time
# (facts measured: a shuffled batch of ten leaves a 10 % chance guess).
SMALLEST_BATCH = 10


def takes_part(session: Session, wave_id: UUID, token: bytes) -> bool:
    """Whether the person behind this token has begun the wave."""
    return repository.takes_part(session, wave_id, token)


def count_in(session: Session, wave_id: UUID, token: bytes) -> None:
    """Counts a person in. To be called in a transaction of its own, which shares its number with nothing."""
    repository.count_in(session, wave_id, token)


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

    Waits for SMALLEST_BATCH unless the wave closes.
    """
    waiting = list(repository.finished(session, wave_id))
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


def forget_wave(session: Session, wave_id: UUID) -> None:
    """At close: unfinished runs and all tokens go."""
    repository.drop_wave(session, wave_id)


def new_responses(session: Session, wave_id: UUID) -> int:
    """True count of responses that no snapshot has; never shown to anybody."""
    return repository.count_new(session, wave_id)


def freeze(session: Session, wave_id: UUID, snapshot_id: UUID) -> None:
    """Adds the new responses to a snapshot."""
    repository.mark_new(session, wave_id, snapshot_id)


def answers(session: Session, wave_id: UUID) -> Iterator[dict[str, Any]]:
    """Every answer that a snapshot holds, streamed."""
    return repository.responses(session, wave_id)


def weeks(session: Session, wave_id: UUID) -> list[date]:
    """Mondays of the weeks with responses."""
    return list(repository.weeks(session, wave_id))
