"""What happens to a wave in the background: settling, snapshots, and the steps of closing it.

Every step may be done again after a crash and then changes nothing.
"""

import logging
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Engine, text

from api.db import transaction
from api.findings import service as findings
from api.findings.timing import due
from api.runs import service as runs
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveState

log = logging.getLogger(__name__)

# Deleted rows stay in a table's pages until it is written anew.
REWRITE = ("run", "participation", "turn", "conversation", "response")


def settle_all(engine: Engine, today: date) -> None:
    """Settles open waves in batches, and takes the snapshots that are due."""
    with transaction(engine) as session:
        open_waves = [wave.id for wave in waves.opened(session)]
    for wave_id in open_waves:
        with transaction(engine) as session:
            runs.settle(session, wave_id, today)
        take_snapshot(engine, wave_id, today, closing=False)


def settle(engine: Engine, wave_id: UUID, today: date) -> None:
    """Settles whatever is finished, for the last time."""
    with transaction(engine) as session:
        runs.settle(session, wave_id, today, closing=True)


def take_snapshot(engine: Engine, wave_id: UUID, today: date, *, closing: bool) -> None:
    """Freezes the new responses and publishes what may be known of them, when the rule of time allows it."""
    with transaction(engine) as session:
        wave = waves.get(session, wave_id)
        new = runs.new_responses(session, wave_id)
        last = findings.last_taken(session, wave_id)
        if not due(last, new, today, closing):
            return
        snapshot_id = uuid4()
        runs.freeze(session, wave_id, snapshot_id)
        findings.take_snapshot(
            session,
            snapshot_id=snapshot_id,
            wave_id=wave_id,
            survey=waves.survey(session, wave),
            answers=runs.answers(session, wave_id),
            invited=wave.invited,
            title=wave.title,
            audience=wave.audience,
            weeks=runs.weeks(session, wave_id),
            new=new,
            today=today,
            closing=closing,
        )


def forget(engine: Engine, keys: KeyRing, wave_id: UUID) -> None:
    """From here on nobody can say who took part."""
    with transaction(engine) as session:
        runs.forget_wave(session, wave_id)
    keys.destroy(wave_id)


def rewrite(engine: Engine) -> None:
    """Writes the tables anew in the order of their random keys, without what was deleted."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in REWRITE:
            connection.execute(text(f"cluster {table} using {table}_pkey"))
        connection.execute(text("checkpoint"))
    log.info("the tables of a closed wave have been written anew")


def seal(engine: Engine, wave_id: UUID, today: date) -> None:
    """The wave is closed."""
    with transaction(engine) as session:
        wave = waves.get(session, wave_id)
        if wave.state == WaveState.CLOSING:
            waves.move(wave, WaveState.CLOSED, today)
