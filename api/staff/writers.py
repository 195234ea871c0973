"""Who has written in something: none of these may approve it."""

from typing import Protocol
from uuid import UUID

from api.errors import SecondPerson
from api.staff.person import Person


class Written(Protocol):
    """What several people write in: the accounts of all who have."""

    writers: list[UUID]


def wrote(who: Person, row: Written) -> bool:
    """Whether somebody has written in it."""
    return who.id in row.writers


def joined(who: Person, writers: list[UUID]) -> list[UUID]:
    """One more of those who have written."""
    return writers if who.id is None or who.id in writers else [*writers, who.id]


def must_be_another(who: Person, row: Written) -> None:
    """Raises SecondPerson for whoever has written in it, and for whoever has no account."""
    if who.id is None or wrote(who, row):
        raise SecondPerson("A second person has to look at it: you have written in it yourself.")
