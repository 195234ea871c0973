"""Who has written in something: none of these may approve it, and who sends it back says why."""

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, literal
from sqlmodel import col

from api.errors import NotFilled, SecondPerson
from api.staff.person import Person

LONGEST_REASON = 500


class Written(Protocol):
    """What several people write in: the accounts of all who have."""

    writers: list[UUID]


def wrote(who: Person, row: Written) -> bool:
    """Whether somebody has written in it."""
    return who.id in row.writers


def among(who: UUID | None, writers: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column of a table
    """The same in SQL, of the column that holds the writers."""
    return literal(who, Uuid()) == any_(col(writers))


def joined(who: Person, writers: list[UUID]) -> list[UUID]:
    """One more of those who have written."""
    return writers if who.id is None or who.id in writers else [*writers, who.id]


def must_be_another(who: Person, row: Written) -> None:
    """Raises SecondPerson for whoever has written in it, and for whoever has no account."""
    if who.id is None or wrote(who, row):
        raise SecondPerson("A second person has to look at it: you have written in it yourself.")


def must_say_why(why: str) -> None:
    """Raises NotFilled where the words with which something goes back are missing, or too many."""
    if not 0 < len(why) <= LONGEST_REASON:
        raise NotFilled(
            "reason", f"Say in a few words why it goes back, with at most {LONGEST_REASON} letters"
        )
