"""Who sits at a browser of the console, and what they may do there."""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a person of the staff is trusted with; one may hold several. `roles.yml` says it for people."""

    AUTHOR = "author"
    APPROVER = "approver"
    SENDER = "sender"
    ANALYST = "analyst"
    SAFETY = "safety"
    SCRUTINEER = "scrutineer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Person:
    """Somebody with an account; without an id, whoever has the machine itself in hand."""

    id: UUID | None
    name: str
    title: str
    roles: Set[Role] = frozenset()

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"

    def is_any(self, roles: Set[Role]) -> bool:
        """Whether they hold one of these."""
        return not self.roles.isdisjoint(roles)
