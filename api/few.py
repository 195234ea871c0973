"""The first of many rows, and how many there are: what a page needs that tells of them in a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import func
from sqlmodel import Session, SQLModel
from sqlmodel.sql.expression import SelectOfScalar

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class Few(Generic[Row]):
    """How many there are in all, and the first of them."""

    count: int
    rows: Sequence[Row]


def few(session: Session, asked: SelectOfScalar[Row], limit: int) -> Few[Row]:
    """Up to `limit` rows in the order that is asked for; one question to the database."""
    found = session.execute(asked.add_columns(func.count().over()).limit(limit)).all()
    return Few(found[0][1] if found else 0, [row for row, _ in found])
