"""Practitioners who raise an issue, and those of the unit who look at it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, select

from api import clock
from api.broadcasts.tables import DeliveryRow, DeliveryState
from api.conversation.contracts import Reply
from api.conversation.service import Address, Desk, Turn
from api.db import transaction
from api.feedback.tables import IssueRow
from api.members import service as members
from api.waves.keys import KeyRing

ISSUE, PRACTICE = ":raise issue", ":raise practice"


@dataclass
class Practitioner:
    """Somebody in a conversation, reached at an address or at none; `heard` is what was said last."""

    desk: Desk
    conversation: UUID
    address: Address | None
    heard: list[Reply] = field(default_factory=list)

    def taps(self, choice: str, **more: Any) -> list[Reply]:
        return self._says(Turn(choice=choice, address=self.address, **more))

    def writes(self, text: str, **more: Any) -> list[Reply]:
        return self._says(Turn(text=text, address=self.address, **more))

    @property
    def asked(self) -> str | None:
        """The key of the question that waits."""
        question = self.heard[-1].question
        return question.key if question else None

    @property
    def offered(self) -> list[str]:
        """What can be tapped now."""
        return [one.value for one in self.heard[-1].choices]

    @property
    def text(self) -> str:
        """All that was said last."""
        return "\n".join(reply.text for reply in self.heard)

    def raises(self, seen: str = "Letters arrive late", kind: str = ISSUE, theme: str = "referrals") -> str:
        """All of it, to the end; the code."""
        self.taps(kind)
        self.taps(theme)
        self.writes(seen)
        for _ in range(3):
            self.taps(":skip")
        self.taps(":send")
        return str(self.heard[0].receipt)

    def _says(self, turn: Turn) -> list[Reply]:
        self.heard = self.desk.take(self.conversation, turn)
        return self.heard


def handed_out(engine: Engine) -> None:
    """As the worker leaves what waits."""
    with transaction(engine) as session:
        session.execute(update(DeliveryRow).values(state=DeliveryState.SENT))


@pytest.fixture
def join(stocked: Engine, keys: KeyRing) -> Callable[[str], Address]:
    """Somebody becomes a member, reached in Telegram."""

    def joined(value: str) -> Address:
        address = Address(kind="telegram", value=value)
        with transaction(stocked) as session:
            code = members.invite(
                session, name=f"Member {value}", agency="Example School", today=clock.today()
            )
            members.join(session, keys, code, address, clock.today())
        return address

    return joined


@pytest.fixture
def someone(stocked: Engine, desk: Desk) -> Callable[..., Practitioner]:
    """A practitioner, no member unless an address of one is given."""

    def came(address: Address | None = None) -> Practitioner:
        return Practitioner(desk, desk.open("telegram", "practitioner"), address)

    return came


@pytest.fixture
def issues(stocked: Engine) -> Callable[[], list[IssueRow]]:
    """All that has been sent."""

    def kept() -> list[IssueRow]:
        with Session(stocked) as session:
            return list(session.exec(select(IssueRow)).all())

    return kept
