"""The daily deletion of what is past its clock, which leaves a proof."""

from sqlalchemy import Engine

from api.db import transaction
from api.retention import repository
from api.retention.broom import Broom as Broom
from api.retention.kinds import KINDS as KINDS

STEP = 10


def delete(engine: Engine, name: str, broom: Broom) -> None:
    """Drops what is past its clock, writes its tables anew, counts again and keeps the proof.

    The record begins with what has to go, so that a fault or a crash leaves no proof of what was not done.
    May be done again after either.
    """
    kind = next(one for one in KINDS if one.name == name)
    with transaction(engine) as session:
        last = repository.newest(session).get(name)
        due = max(_up(kind.past(session, broom)), last.overdue if last else 0)
        if due or not kind.daily:
            repository.record(session, broom.today, name, removed=0, overdue=due)
    if due == 0 and not kind.daily:
        return
    if due:
        with transaction(engine) as session:
            removed = kind.forget(session, broom)
            repository.record(session, broom.today, name, removed=removed // STEP * STEP, overdue=due)
    for table in kind.tables:
        with transaction(engine) as session:
            repository.write_anew(session, table)
    with transaction(engine) as session:
        left = _up(kind.past(session, broom))
        repository.record(session, broom.today, name, removed=0, overdue=left)


def _up(number: int) -> int:
    """Rounded up to tens, so that one that is left over is never rounded away."""
    return -(-number // STEP) * STEP
