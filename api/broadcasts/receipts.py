"""Who has seen a broadcast, and has said that they have read and understood it.

Members have chosen to be known, and are asked as the agency's people: these are no answers, and their
numbers are exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from api.broadcasts import receipts_repository as repository
from api.broadcasts.links import Copy
from api.broadcasts.tables import BroadcastRow, DeliveryState


class Noted(StrEnum):
    """noted: now. already: before. not_asked: nobody has asked for it. gone: there is no such copy."""

    NOTED = "noted"
    ALREADY = "already"
    NOT_ASKED = "not_asked"
    GONE = "gone"


@dataclass(frozen=True)
class Agency:
    """How far a broadcast has come with the members of one agency."""

    name: str
    copies: int
    sent: int
    opened: int
    understood: int


def opened(session: Session, member_id: UUID, broadcast_ids: Sequence[UUID], today: date) -> None:
    """A member has these before their eyes; the first day counts."""
    repository.open_copies(session, member_id, broadcast_ids, today)


def understood(session: Session, copy: Copy, today: date) -> Noted:
    """A member says that they have read and understood it; the first day counts."""
    delivery = repository.held(session, copy.broadcast_id, copy.member_id)
    row = session.get(BroadcastRow, copy.broadcast_id)
    if delivery is None or row is None:
        return Noted.GONE
    if not row.asks:
        return Noted.NOT_ASKED
    if delivery.understood is not None:
        return Noted.ALREADY
    delivery.understood, delivery.opened = today, delivery.opened or today
    if delivery.state == DeliveryState.WAITING:  # to be asked again: there is nothing left to ask
        delivery.state = DeliveryState.SENT
    return Noted.NOTED


def by_agency(session: Session, broadcast_id: UUID) -> list[Agency]:
    """The agencies whose members have copies, in the order of the alphabet."""
    return [Agency(*found) for found in repository.by_agency(session, broadcast_id)]
