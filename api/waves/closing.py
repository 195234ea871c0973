"""What happens to a wave in the background: settling, snapshots, blurring, and the steps of closing it.

Every step may be done again after a crash and then changes nothing.
"""

import logging
from datetime import date
from functools import partial
from uuid import UUID, uuid4

from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from api.conversation import retention
from api.db import transaction
from api.findings import service as findings
from api.findings.rules import FLOOR, Rules
from api.findings.timing import due
from api.runs import service as runs
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveState
from surveys.engine import is_complete

log = logging.getLogger(__name__)

# Deleted rows stay in a table's pages until it is written anew.
REWRITE = (
    "run",
    "participation",
    "entry_code",
    "alert",
    "turn",
    "conversation",
    "response",
    "contact.request",
    "broadcast",
    "delivery",
    "attempt",
    "reminder",
    "issue",
)
# Rows that stand for one person each, written in the moment of a turn; in the order in which they are locked.
BLURRED = {
    "run": "finished",
    "participation": "true",
    "alert": "true",
    "contact.request": "true",
    "reminder": "true",
    "issue": "true",
    # A call to the duty member follows upon an alert within seconds.
    "broadcast": "kind = 'safety'",
    "delivery": "broadcast_id in (select id from broadcast where kind = 'safety')",
    "attempt": "broadcast_id in (select id from broadcast where kind = 'safety')",
}
_NUMBERS = " union ".join(
    f"select cast(xmin as text) from {table} where {rows}" for table, rows in BLURRED.items()
)


def settle(engine: Engine, keys: KeyRing, wave_id: UUID, today: date, *, closing: bool) -> None:
    """Settles finished runs in batches; whatever there is when the wave closes."""
    if not keys.has(wave_id):
        return  # closing got further than this before a crash
    with transaction(engine) as session:
        asked = catalogue.survey(session, waves.get(session, wave_id)) if closing else None
        runs.settle(session, keys, wave_id, today, closing=partial(is_complete, asked) if asked else None)


def blur(engine: Engine, common: str | None = None) -> str | None:
    """Gives all alerts, tokens and finished runs one transaction number and a random order; that number.

    PostgreSQL numbers its transactions in order and files rows as they come, so a fresh row lies beside the
    turn that made it. `common` is what the last call gave: while all rows carry it, nothing is done.
    """
    with transaction(engine) as session:
        if set(session.scalars(text(_NUMBERS))) <= {common}:
            return common
        # The rows are put down anew, which nobody who writes may see half done. Turns wait for this lock,
        # so it gives up soon when something long is under way; the next round tries again.
        session.execute(text("set local lock_timeout = '2s'"))
        session.execute(text(f"lock table {', '.join(BLURRED)} in exclusive mode"))
        for table, rows in BLURRED.items():
            taken = f"with taken as (delete from {table} where {rows} returning *)"
            columns = ", ".join(f'"{column.name}"' for column in SQLModel.metadata.tables[table].columns)
            session.execute(
                text(
                    f"{taken} insert into {table} ({columns})"
                    f" select {columns} from taken order by gen_random_uuid()"
                )
            )
        number: str = session.scalars(text("select cast(cast(pg_current_xact_id() as xid) as text)")).one()
        return number


def take_snapshot(
    engine: Engine, keys: KeyRing, wave_id: UUID, today: date, *, closing: bool, rules: Rules = FLOOR
) -> None:
    """Freezes the new responses and publishes what may be known of them, when the rule of time allows it."""
    with transaction(engine) as session:
        waves.count_alone(session, wave_id)
        wave = waves.get(session, wave_id)
        # While a wave is open the seven days count from its opening.
        last = findings.last_taken(session, wave_id) or (None if closing else wave.opened)
        if not due(last, runs.new_responses(session, wave_id), today, closing):
            return
        snapshot_id = uuid4()
        new = runs.freeze(session, wave_id, snapshot_id)
        findings.take_snapshot(
            session,
            snapshot_id=snapshot_id,
            wave_id=wave_id,
            survey=catalogue.survey(session, wave),
            answers=runs.answers(session, wave_id),
            invited=wave.invited,
            title=wave.title,
            audience=wave.audience,
            weeks=runs.weeks(session, wave_id),
            new=new,
            today=today,
            closing=closing,
            shown=runs.shown(session, keys, wave_id) if keys.has(wave_id) else {},
            rules=rules,
        )


def forget(engine: Engine, keys: KeyRing, wave_id: UUID) -> None:
    """From here on nobody can say who took part."""
    with transaction(engine) as session:
        retention.forget_wave(session, wave_id, runs.run_ids(session, wave_id))
        runs.forget_wave(session, wave_id)
        waves.drop_codes(session, wave_id)
    keys.destroy(wave_id)


def rewrite(engine: Engine) -> None:
    """Writes the tables anew in the order of their random keys, without what was deleted.

    What is kept gets a common transaction number first: writing anew would keep the old ones.
    """
    blur(engine)
    with transaction(engine) as session:
        session.execute(text("update response set week = week"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Turns would queue behind one that waits, for a dump to end perhaps: it gives up and is tried again.
        connection.execute(text("set lock_timeout = '2s'"))
        try:
            for table in REWRITE:
                connection.execute(text(f"cluster {table} using {table.rpartition('.')[2]}_pkey"))
        finally:
            connection.execute(text("reset lock_timeout"))
        # On a server of somebody else the right may be lacking; its next checkpoint does the same.
        if connection.scalar(text("select pg_has_role('pg_checkpoint', 'member')")):
            connection.execute(text("checkpoint"))
    log.info("the tables of a closed wave have been written anew")


def seal(engine: Engine, wave_id: UUID, today: date) -> None:
    """The wave is closed."""
    with transaction(engine) as session:
        wave = waves.get(session, wave_id)
        if wave.state == WaveState.CLOSING:
            findings.finish(session, wave_id)
            waves.move(wave, WaveState.CLOSED, today)
