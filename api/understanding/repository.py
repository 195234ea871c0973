"""SQL of the misunderstandings."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.understanding.tables import MisunderstandingRow

Pair = tuple[date, str, str]
"""The first day of the month, what was guessed, what was chosen."""


def add(session: Session, times: Mapping[Pair, int]) -> None:
    """Adds to the sums; in the order of their key, so that two who add at once do not wait for each other."""
    for (month, guessed, chosen), more in sorted(times.items()):
        row = insert(MisunderstandingRow).values(month=month, guessed=guessed, chosen=chosen, times=more)
        session.exec(
            row.on_conflict_do_update(
                index_elements=["month", "guessed", "chosen"],
                set_={"times": col(MisunderstandingRow.times) + more},
            )
        )


def since(session: Session, month: date) -> Sequence[MisunderstandingRow]:
    """The sums from a month on, the newest month first and in it the largest."""
    return session.exec(
        select(MisunderstandingRow)
        .where(MisunderstandingRow.month >= month)
        .order_by(
            col(MisunderstandingRow.month).desc(),
            col(MisunderstandingRow.times).desc(),
            col(MisunderstandingRow.guessed),
            col(MisunderstandingRow.chosen),
        )
    ).all()


def drop_before(session: Session, month: date) -> int:
    """Removes the sums of months long ago; how many."""
    return session.exec(delete(MisunderstandingRow).where(col(MisunderstandingRow.month) < month)).rowcount


def count_before(session: Session, month: date) -> int:
    """How many sums `drop_before` would remove."""
    counted = select(func.count()).select_from(MisunderstandingRow).where(MisunderstandingRow.month < month)
    return session.exec(counted).one()
