"""By which of a member's channels a copy leaves next, and when; the copy ends where none is left."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from api.broadcasts import calm, letters
from api.broadcasts import ledger_repository as repository
from api.broadcasts.calm import Calm
from api.broadcasts.contracts import Message
from api.broadcasts.ledger import Letter
from api.broadcasts.tables import AttemptState, BroadcastRow, DeliveryState
from api.members import audience, preferences
from api.members.addresses import LOST, WEB
from api.waves.keys import KeyRing

# A channel that has left so many doubts, or has put a copy off so often, is given up.
TRIES, OF_A_CALL = 8, 3
MOVES = 3
GIVEN_UP = (AttemptState.BLOCKED, AttemptState.GONE, AttemptState.FAILED)


@dataclass(frozen=True)
class Office:
    """What the copies of every broadcast are made with. `address` is where the pages are."""

    keys: KeyRing
    address: str = ""
    calm: Calm = calm.NONE


@dataclass(frozen=True)
class Parcel:
    """A copy with the way that it takes; `doubts`: how often it has been tried there and is not known to
    have arrived.
    """

    member_id: UUID
    channel: str
    address: str
    message: Message
    doubts: int


@dataclass(frozen=True)
class _End:
    """No carrier is given it any more."""

    state: DeliveryState
    channel: str | None = None


@dataclass(frozen=True)
class _Way:
    channel: str
    address: str
    doubts: int


@dataclass(frozen=True)
class _Known:
    """What is known of some members, read at once."""

    tried: Mapping[tuple[UUID, str], Mapping[str, int]]
    refused: Mapping[tuple[UUID, str], str]
    kinds: Collection[str]
    rings: bool


def parcels(
    session: Session,
    office: Office,
    letter: Letter,
    member_ids: Sequence[UUID],
    kinds: Collection[str],
    now: datetime,
) -> list[Parcel]:
    """Those of these members' copies that leave now. The others end, or wait for their hour.

    Who has left the theme since it was sent has no copy any more.
    """
    row = session.get(BroadcastRow, letter.id)
    if row is None:
        return []
    if row.theme and (left := audience.have_left(session, member_ids, row.theme)):
        repository.drop(session, letter.id, left)
        member_ids = [member_id for member_id in member_ids if member_id not in left]
    channels = preferences.channels_of(session, office.keys, member_ids, beyond_web=letter.rings)
    known = _Known(
        _tried(session, letter, member_ids),
        repository.unreachable(session, member_ids) if letter.to_everybody else {},
        kinds,
        letter.rings,
    )
    found = {member_id: _next(member_id, theirs, known) for member_id, theirs in channels.items()}
    _close(session, letter, found)
    chosen = {member_id: way for member_id, way in found.items() if isinstance(way, _Way)}
    if letter.waits:
        for member_id in _put_off(session, office, letter, list(chosen), now):
            del chosen[member_id]
    made = letters.messages(session, office.keys, row, list(chosen), office.address) if chosen else {}
    return [
        Parcel(member_id, way.channel, way.address, made[member_id], way.doubts)
        for member_id, way in chosen.items()
    ]


def _tried(
    session: Session, letter: Letter, member_ids: Sequence[UUID]
) -> dict[tuple[UUID, str], dict[str, int]]:
    tried: dict[tuple[UUID, str], dict[str, int]] = defaultdict(dict)
    for member_id, channel, state, count in repository.tried(session, letter.id, member_ids):
        tried[member_id, channel][state] = count
    return tried


def _next(member_id: UUID, channels: Sequence[tuple[str, str]], known: _Known) -> _Way | _End:
    """Without any other way the inbox on the web is one; but nobody is rung there: it brings no call."""
    first_refusal: _End | None = None
    for channel, address in channels:
        if channel == WEB:
            if not known.rings:
                return _End(DeliveryState.SENT, WEB)
            continue
        if channel not in known.kinds or address == LOST:
            continue
        tried = known.tried.get((member_id, channel), {})
        state = _refusal(tried, known.rings) or known.refused.get((member_id, channel))
        if state is None:
            return _Way(channel, address, _doubts(tried))
        first_refusal = first_refusal or _End(DeliveryState(state), channel)
    return first_refusal or _End(DeliveryState.FAILED)


def _refusal(tried: Mapping[str, int], rings: bool) -> str | None:
    for state in GIVEN_UP:
        if state in tried:
            return state
    if tried.get(AttemptState.MOVED, 0) >= MOVES:
        return AttemptState.GONE
    # Somebody is waited for who is needed now: the next channel may be quicker.
    if _doubts(tried) >= (OF_A_CALL if rings else TRIES) or (rings and AttemptState.PUT_OFF in tried):
        return AttemptState.FAILED
    return None


def _doubts(tried: Mapping[str, int]) -> int:
    return tried.get(AttemptState.UNCERTAIN, 0) + tried.get(AttemptState.PUT_OFF, 0)


def _close(session: Session, letter: Letter, found: Mapping[UUID, _Way | _End]) -> None:
    ended: dict[_End, list[UUID]] = defaultdict(list)
    for member_id, end in found.items():
        if isinstance(end, _End):
            ended[end].append(member_id)
    for end, member_ids in ended.items():
        repository.close(session, letter.id, member_ids, end.state, end.channel)


def _put_off(
    session: Session, office: Office, letter: Letter, member_ids: Sequence[UUID], now: datetime
) -> Iterator[UUID]:
    """Those who are not to be written to now."""
    own, later = preferences.quiet_of(session, member_ids), defaultdict(list)
    for member_id in member_ids:
        if until := office.calm.until(now, own.get(member_id)):
            later[until].append(member_id)
    for until, some in later.items():
        repository.put_off(session, letter.id, some, until)
        yield from some
