"""Sending a broadcast, and handing out each member's copy."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlmodel import Session

from api import clock
from api.audit import service as audit
from api.broadcasts import letters_repository, repository, wishes
from api.broadcasts.moving import move
from api.broadcasts.tables import BroadcastKind, BroadcastRow, BroadcastState, DeliveryRow, DeliveryState
from api.errors import NotFound, WrongState
from api.listing import Part
from api.members import service as members
from api.staff.person import Person

_NOON = time(12, tzinfo=UTC)


@dataclass(frozen=True)
class Tally:
    """How far a broadcast has come."""

    total: int
    sent: int
    blocked: int
    failed: int
    gone: int = 0
    moved: int = 0
    uncertain: int = 0
    # Of those that were sent: how many may have arrived twice.
    doubled: int = 0
    # Of those that wait: how many do so for their hour, and when the first of them may leave.
    resting: int = 0
    until: datetime | None = None

    @property
    def unreached(self) -> int:
        """Copies that no channel would take."""
        return self.blocked + self.gone + self.moved + self.failed

    @property
    def waiting(self) -> int:
        """Copies that have not ended."""
        return self.total - self.sent - self.uncertain - self.unreached


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


def held(session: Session, broadcast_id: UUID) -> BroadcastRow:
    """A broadcast of the unit, which nobody else moves meanwhile. Raises NotFound."""
    row = repository.get(session, broadcast_id, lock=True)
    if row is None or row.kind != BroadcastKind.UNIT:
        raise NotFound("There is no such broadcast.")
    return row


def count(session: Session, words: str, wanted: Mapping[str, str] | None = None) -> int:
    """How many broadcasts of the unit hold the words in title or author, and are of a state and a review."""
    return repository.count(session, words, wanted)


def page(
    session: Session, words: str, wanted: Mapping[str, str] | None, part: Part
) -> Sequence[BroadcastRow]:
    """One page of them."""
    return repository.page(session, words, wanted, part)


def reviews(session: Session) -> Sequence[str]:
    """The reviews whose learning broadcasts pass on, in the order of the alphabet."""
    return repository.reviews(session)


def send(session: Session, who: Person, broadcast_id: UUID) -> int:
    """Makes a copy of what was approved for each member whom it is for, once; how many there are.

    The worker hands them out. Raises NotFound and WrongState.
    """
    row = held(session, broadcast_id)
    if row.state == BroadcastState.CANCELLED:  # its copies are there already
        raise WrongState("This broadcast was cancelled on its way: it can go on, and is not sent anew.")
    if row.state == BroadcastState.SENT:  # who has not read it can be asked again
        raise WrongState("This broadcast has been sent: it is not sent anew.")
    wishes.check(session, row)
    chosen = wishes.chosen(session, row)
    if not chosen:
        raise WrongState(_nobody(session))
    move(row, BroadcastState.SENDING)
    row.sent = clock.now()
    session.add_all(DeliveryRow(broadcast_id=broadcast_id, member_id=member_id) for member_id in chosen)
    audit.record(session, who, "broadcast_sent", broadcast_id)
    return len(chosen)


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


def to_send(session: Session) -> Sequence[BroadcastRow]:
    """All that the worker still has to hand out, but calls."""
    kinds = set(BroadcastKind) - {BroadcastKind.SAFETY}
    return repository.sending(session, *kinds)


def tally(session: Session, broadcast_id: UUID) -> Tally:
    """How many copies were sent, blocked or given up."""
    found = repository.tally(session, broadcast_id)
    resting, until = repository.resting(session, broadcast_id, clock.now())
    each = Counter[str]()
    for (state, _), count in found.items():
        each[state] += count
    return Tally(
        total=sum(found.values()),
        sent=each[DeliveryState.SENT],
        blocked=each[DeliveryState.BLOCKED],
        failed=each[DeliveryState.FAILED],
        gone=each[DeliveryState.GONE],
        moved=each[DeliveryState.MOVED],
        uncertain=each[DeliveryState.UNCERTAIN],
        doubled=found.get((DeliveryState.SENT, True), 0),
        resting=resting,
        until=until,
    )


def letters(session: Session, member_id: UUID) -> list[BroadcastRow]:
    """What a member has been sent, newest first."""
    return [row for row, _ in letters_repository.copies(session, member_id)]


def _nobody(session: Session) -> str:
    if not members.everyone(session):
        return "Nobody has joined yet: invite members first."
    return "No member is like those whom it is for: take it back, and choose others."


def forget_letters_to(session: Session, member_id: UUID) -> None:
    """Drops what was written to one member alone, but calls: those stay without whom they were for."""
    repository.drop_letters_to(session, member_id)


def forget_past(session: Session, written_before: datetime, kind: BroadcastKind = BroadcastKind.UNIT) -> int:
    """Drops broadcasts of a kind written before a moment, with who was sent them; how many."""
    return repository.drop_past(session, written_before, kind)


def past(session: Session, written_before: datetime, kind: BroadcastKind = BroadcastKind.UNIT) -> int:
    """How many broadcasts `forget_past` would drop."""
    return repository.count_past(session, written_before, kind)
