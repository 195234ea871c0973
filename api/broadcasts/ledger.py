"""What the worker reads and writes while copies leave: a row for each attempt, written before it leaves."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from api import clock
from api.broadcasts import ledger_repository as repository
from api.broadcasts.moving import move
from api.broadcasts.tables import AttemptState, BroadcastKind, BroadcastRow, BroadcastState, DeliveryState
from api.members import service as members
from api.members.addresses import Address
from api.waves.keys import KeyRing

# After these a member is not tried by that channel for some time (api/retention). A member who comes back is
# not noted: what is written while they talk would lead to their conversation.
REFUSED = (AttemptState.BLOCKED, AttemptState.GONE)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Fate:
    """How an attempt has ended, and what its copy comes to: it has ended, or waits for the next attempt."""

    state: AttemptState
    after: DeliveryState
    doubted: bool = False
    not_before: datetime | None = None


ARRIVED = Fate(AttemptState.SENT, DeliveryState.SENT)


@dataclass(frozen=True)
class Letter:
    """A broadcast as it is handed out."""

    id: UUID
    kind: str
    resend: bool
    urgent: bool

    @property
    def to_everybody(self) -> bool:
        """Else to one member: no time but its day is kept of it, no refusal noted, and each one is tried."""
        return self.kind == BroadcastKind.UNIT

    @property
    def rings(self) -> bool:
        """Whether somebody is wanted now, and not only to be told."""
        return self.kind == BroadcastKind.SAFETY

    @property
    def waits(self) -> bool:
        """Whether it leaves in nobody's quiet hours."""
        return not (self.urgent or self.rings)


def begin(session: Session, broadcast_id: UUID) -> Letter | None:
    """Looks after copies that were cut off while they left; None where the broadcast is gone."""
    row = session.get(BroadcastRow, broadcast_id)
    if row is None:
        return None
    after = DeliveryState.WAITING if row.resend else DeliveryState.UNCERTAIN
    repository.doubt(session, broadcast_id, after)
    return Letter(row.id, row.kind, row.resend, row.urgent)


def waiting(session: Session, broadcast_id: UUID, now: datetime) -> list[UUID]:
    """Members whose copy has not left, and whose hour has come."""
    return list(repository.waiting(session, broadcast_id, now))


def goes_on(session: Session, broadcast_id: UUID) -> bool:
    """Whether nobody has cancelled it."""
    return repository.state(session, broadcast_id) == BroadcastState.SENDING


def leave(
    session: Session, letter: Letter, channel: str, member_ids: Sequence[UUID], now: datetime
) -> set[UUID]:
    """Writes down that these copies leave by a channel; those that were still waiting."""
    moment = now if letter.to_everybody else None
    return set(repository.leave(session, letter.id, channel, member_ids, moment)) if member_ids else set()


def end(session: Session, letter: Letter, channel: str, ended: Sequence[tuple[UUID, Fate]]) -> None:
    """Writes down how attempts by one channel have ended."""
    by_fate: dict[Fate, list[UUID]] = defaultdict(list)
    for member_id, fate in ended:
        by_fate[fate].append(member_id)
    for fate, member_ids in by_fate.items():
        until = fate.not_before if letter.to_everybody else _coarse(fate.not_before)
        repository.end(session, letter.id, member_ids, fate.state, fate.after, until, doubted=fate.doubted)
        if fate.state in REFUSED and letter.to_everybody:
            repository.refuse(session, letter.id, channel, member_ids, fate.state, clock.today())


def follow(session: Session, keys: KeyRing, member_id: UUID, channel: str, address: str) -> bool:
    """The member's chat has become another; False where that is somebody else's already."""
    return members.move(session, keys, member_id, Address(channel, address))


def finish(session: Session, broadcast_id: UUID) -> None:
    """Every copy has ended, or waits for its hour: then the worker begins anew when that has come."""
    count, first = repository.rest(session, broadcast_id)
    row = session.get(BroadcastRow, broadcast_id, with_for_update=True)
    if row is None:
        return
    row.again = None
    if row.state != BroadcastState.SENDING:
        return
    if count == 0:
        move(row, BroadcastState.SENT)
    else:
        row.again, row.rounds = first, row.rounds + 1


def put_by(session: Session, broadcast_id: UUID) -> None:
    """Something stands in the way: what goes on later is new work."""
    row = session.get(BroadcastRow, broadcast_id, with_for_update=True)
    if row is not None:
        row.rounds += 1


def forget_unreachable(session: Session, since_before: date) -> int:
    """Lets those be tried again whom a channel refused before a day; how many."""
    return repository.drop_unreachable(session, since_before)


def unreachable(session: Session, since_before: date) -> int:
    """How many `forget_unreachable` would drop."""
    return repository.count_unreachable(session, since_before)


def _coarse(moment: datetime | None) -> datetime | None:
    """The next whole hour: what goes to one member has no finer time than it needs."""
    return moment and moment.replace(minute=0, second=0, microsecond=0) + HOUR
