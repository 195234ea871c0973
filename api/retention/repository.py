"""SQL of the deletion record, and of writing a table anew."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, text
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlmodel import Session, col, select

from api.retention.tables import DeletionRow


def record(session: Session, day: date, kind: str, *, removed: int, overdue: int) -> None:
    """Adds to what was removed on a day, and says what is left past its clock."""
    row = insert(DeletionRow).values(day=day, kind=kind, removed=removed, overdue=overdue)
    session.exec(
        row.on_conflict_do_update(
            index_elements=["day", "kind"],
            set_={"removed": col(DeletionRow.removed) + removed, "overdue": overdue},
        )
    )


def newest(session: Session) -> dict[str, DeletionRow]:
    """The last deletion of each kind."""
    last = select(DeletionRow).order_by(col(DeletionRow.kind), col(DeletionRow.day).desc())
    return {row.kind: row for row in session.exec(last.ext(distinct_on(col(DeletionRow.kind))))}


def telling(session: Session, limit: int) -> Sequence[DeletionRow]:
    """The newest deletions that removed something, or left something."""
    return session.exec(
        select(DeletionRow)
        .where((col(DeletionRow.removed) > 0) | (col(DeletionRow.overdue) > 0))
        .order_by(col(DeletionRow.day).desc(), col(DeletionRow.kind))
        .limit(limit)
    ).all()


def drop_before(session: Session, day: date) -> int:
    """Removes the record of days long ago; how many rows."""
    return session.exec(delete(DeletionRow).where(col(DeletionRow.day) < day)).rowcount


def count_before(session: Session, day: date) -> int:
    """How many rows `drop_before` would remove."""
    return session.exec(select(func.count()).select_from(DeletionRow).where(DeletionRow.day < day)).one()


def hold(session: Session, table: str) -> None:
    """Waits for whoever is writing to a table; until this transaction ends nobody else begins."""
    session.execute(text(f"lock table {table} in share mode"))


def write_anew(session: Session, table: str) -> None:
    """Puts the rows of a table into a new file, in the order of its key, and drops the old one.

    A cleaned page keeps the bytes of what was deleted (seen: VACUUM alone leaves them readable). Turns wait
    for the table meanwhile, so this gives up soon when something long is under way, such as a dump.
    """
    session.execute(text("set local lock_timeout = '2s'"))
    session.execute(text(f"cluster {table} using {table.rpartition('.')[2]}_pkey"))
