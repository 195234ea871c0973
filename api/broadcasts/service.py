"""Sending a broadcast, and handing out each member's copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlmodel import Session

from api import clock
from api.audit import service as audit
from api.broadcasts import repository
from api.broadcasts.moving import move
from api.broadcasts.tables import BroadcastKind, BroadcastRow, BroadcastState, DeliveryRow, DeliveryState
from api.errors import NotFound, WrongState
from api.listing import Part
from api.members import service as members
from api.staff.person import Person

_NOON = time(12, tzinfo=UTC)


@dataclass(frozen=True)
class Letter:
    """A broadcast as a member reads it."""

    title: str
    text: str
    sent: date


@dataclass(frozen=True)
class Tally:
    """How far a broadcast has come."""

    total: int
    sent: int
    blocked: int
    failed: int

    @property
    def waiting(self) -> int:
        """Copies that have not been tried."""
        return self.total - self.sent - self.blocked - self.failed


def get(session: Session, broadcast_id: UUID) -> BroadcastRow:
    """A broadcast, or NotFound."""
    row = repository.get(session, broadcast_id)
    if row is None:
        raise NotFound("There is no such broadcast.")
    return row


def listed(session: Session, broadcast_id: UUID) -> BroadcastRow:
    """A broadcast of the unit, which alone has a page. Raises NotFound."""
    row = get(session, broadcast_id)
    if row.kind != BroadcastKind.UNIT:
        raise NotFound("There is no such broadcast.")
    return row


def count(session: Session, words: str, state: BroadcastState | None) -> int:
    """How many broadcasts of the unit hold the words in title or author, in one state or in all."""
    return repository.count(session, words, state)


def page(session: Session, words: str, state: BroadcastState | None, part: Part) -> Sequence[BroadcastRow]:
    """One page of them."""
    return repository.page(session, words, state, part)


def send(session: Session, who: Person, broadcast_id: UUID) -> int:
    """Makes every member's copy of what was approved, once; how many there are. The worker hands them out.

    Raises NotFound and WrongState.
    """
    row = repository.get(session, broadcast_id, lock=True)
    if row is None:
        raise NotFound("There is no such broadcast.")
    everyone = members.everyone(session)
    if not everyone:
        raise WrongState("Nobody has joined yet: invite members first.")
    move(row, BroadcastState.SENDING)
    row.sent = clock.now()
    session.add_all(DeliveryRow(broadcast_id=broadcast_id, member_id=member_id) for member_id in everyone)
    audit.record(session, who, "broadcast_sent", broadcast_id)
    return len(everyone)


def send_to_one(
    session: Session, member_id: UUID, title: str, text: str, kind: BroadcastKind, today: date
) -> None:
    """A message to one member, on its way from now on. It has no time but its day."""
    row = BroadcastRow(
        title=title,
        text=text,
        kind=kind,
        state=BroadcastState.SENDING,
        written=datetime.combine(today, _NOON),
    )
    session.add(row)
    session.flush()
    session.add(DeliveryRow(broadcast_id=row.id, member_id=member_id))


def to_send(session: Session) -> Sequence[UUID]:
    """Broadcasts of the unit, and reminders, that the worker still has to hand out."""
    return repository.sending(session, BroadcastKind.UNIT, BroadcastKind.REMINDER)


def next_copies(session: Session, broadcast_id: UUID, limit: int) -> list[tuple[UUID, str | None]]:
    """Members whose copy has not left, with their Telegram chat when they have one."""
    waiting = repository.waiting(session, broadcast_id, limit)
    chats = members.telegram_chats(session, waiting)
    return [(member_id, chats.get(member_id)) for member_id in waiting]


def mark(session: Session, broadcast_id: UUID, member_id: UUID, state: DeliveryState) -> None:
    """Writes how a copy fared."""
    repository.mark(session, broadcast_id, member_id, state)


def finish(session: Session, broadcast_id: UUID) -> None:
    """Every copy has ended."""
    row = repository.get(session, broadcast_id, lock=True)
    if row is not None and row.state == BroadcastState.SENDING:
        move(row, BroadcastState.SENT)


def tally(session: Session, broadcast_id: UUID) -> Tally:
    """How many copies were sent, blocked or given up."""
    found = repository.tally(session, broadcast_id)
    return Tally(
        total=sum(found.values()),
        sent=found.get(DeliveryState.SENT, 0),
        blocked=found.get(DeliveryState.BLOCKED, 0),
        failed=found.get(DeliveryState.FAILED, 0),
    )


def letters(session: Session, member_id: UUID) -> list[Letter]:
    """What a member has been sent, newest first."""
    return [
        Letter(row.title, row.text, (row.sent or row.written).date())
        for row in repository.letters(session, member_id)
    ]


def forget_past(session: Session, written_before: datetime, kind: BroadcastKind = BroadcastKind.UNIT) -> int:
    """Drops broadcasts of a kind written before a moment, with who was sent them; how many."""
    return repository.drop_past(session, written_before, kind)


def past(session: Session, written_before: datetime, kind: BroadcastKind = BroadcastKind.UNIT) -> int:
    """How many broadcasts `forget_past` would drop."""
    return repository.count_past(session, written_before, kind)
