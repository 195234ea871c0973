"""Handing out the copies of a broadcast: several on their way at once, each written down before it leaves."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from threading import Event
from uuid import UUID

from sqlalchemy import Engine

from api import clock
from api.broadcasts import choosing, ledger
from api.broadcasts.choosing import Office, Parcel
from api.broadcasts.contracts import Later, Moved, Outcome
from api.broadcasts.lanes import Lane
from api.broadcasts.ledger import ARRIVED, Fate
from api.broadcasts.tables import AttemptState, DeliveryState
from api.broadcasts.ways import Way
from api.db import transaction
from api.errors import Unavailable

log = logging.getLogger(__name__)

NOTED_EVERY = 0.2  # seconds
READ_AT_ONCE = 50
LOOKED_AT = 0.5  # seconds between two looks whether it has been cancelled
WITHOUT_DATABASE = 1.0  # seconds between two tries
# A copy that is to be tried again after longer waits in the database, and the next broadcast has its turn.
LONGEST_REST = 10.0  # seconds
KEPT = Fate(AttemptState.KEPT, DeliveryState.WAITING)


class HandOut:
    """One broadcast on its way, until every copy has ended or waits for its hour, or somebody cancels it, or
    `stopped` is set.

    A copy is marked as leaving before it leaves. One that is found so marked at the start was cut off: nobody
    knows whether it has arrived. No channel takes a key that would prevent a second one.
    """

    def __init__(
        self,
        engine: Engine,
        office: Office,
        broadcast_id: UUID,
        ways: Mapping[str, Way],
        stopped: Event | None = None,
    ) -> None:
        self._engine = engine
        self._office = office
        self._id = broadcast_id
        self._stopped = stopped or Event()
        self._halts = asyncio.Event()
        self._lanes = {kind: Lane(way, self._halts) for kind, way in ways.items()}
        self._left: list[UUID] = []
        self._tasks: dict[asyncio.Task[Outcome | None], Parcel] = {}
        self._ended: list[tuple[Parcel, Fate, str | None]] = []
        # When those are tried again of whom nobody knows whether they have been reached.
        self._resting: list[tuple[float, UUID]] = []
        self._cancelled = False

    async def run(self) -> None:
        """Raises what a carrier raises, once all other channels have brought theirs; those copies wait."""
        if not await asyncio.to_thread(self._begin):
            return
        try:
            while await self._some():
                pass
        finally:
            for task in self._tasks:  # none is left unless this was cut off
                task.cancel()
            if self._ended:
                await asyncio.to_thread(self._note, {})
            for lane in self._lanes.values():
                await lane.close()
        for lane in self._lanes.values():
            if lane.fault:
                raise lane.fault
        if not self._halts.is_set():
            await asyncio.to_thread(self._finish)
            log.info("a broadcast has been handed out")

    async def _some(self) -> bool:
        """Writes down what has ended and what leaves next, and lets it leave; False when all is done."""
        if self._stopped.is_set():
            self._halts.set()
        self._wake()
        leaving = await self._noted()
        for parcel in leaving:
            self._tasks[self._lanes[parcel.channel].takes(parcel)] = parcel
        if self._tasks:
            done, _ = await asyncio.wait(self._tasks, timeout=NOTED_EVERY)
            for task in done:
                self._look_at(task)
        ready = any(lane.ready for lane in self._lanes.values())
        more = not self._halts.is_set() and bool(self._left or ready or self._resting)
        if more and not (self._tasks or self._left or ready or self._ended):
            await self._rest()
        return bool(self._tasks or self._ended or more)

    def _look_at(self, task: "asyncio.Task[Outcome | None]") -> None:
        parcel, fault = self._tasks.pop(task), task.exception()
        lane = self._lanes[parcel.channel]
        lane.on_the_way -= 1
        if isinstance(fault, Exception):
            lane.shut(fault)
            self._ended.append((parcel, KEPT, None))
        elif (outcome := task.result()) is None:
            self._ended.append((parcel, KEPT, None))
        else:
            to = outcome.address if isinstance(outcome, Moved) else None
            self._ended.append((parcel, self._fate(parcel, outcome), to))

    def _fate(self, parcel: Parcel, outcome: Outcome) -> Fate:
        waits = DeliveryState.WAITING
        if outcome == "sent":
            return ARRIVED
        if not isinstance(outcome, Later):  # by the member's next channel, if there is one
            self._left.insert(0, parcel.member_id)
            return Fate(AttemptState.MOVED if isinstance(outcome, Moved) else AttemptState(outcome), waits)
        if outcome.doubted and not self._letter.resend:
            return Fate(AttemptState.UNCERTAIN, DeliveryState.UNCERTAIN, doubted=True)
        pause = outcome.seconds * 2**parcel.doubts
        state = AttemptState.UNCERTAIN if outcome.doubted else AttemptState.PUT_OFF
        until = None
        if self._letter.rings and not outcome.doubted:  # by the next channel: somebody is needed now
            self._left.insert(0, parcel.member_id)
        elif self._letter.rings or pause <= LONGEST_REST:
            self._resting.append((time.monotonic() + pause, parcel.member_id))
        else:
            until = clock.now() + timedelta(seconds=pause)
        return Fate(state, waits, outcome.doubted, until)

    def _wake(self) -> None:
        now = time.monotonic()
        self._left[:0] = [member_id for at, member_id in self._resting if at <= now]
        self._resting = [one for one in self._resting if one[0] > now]

    async def _rest(self) -> None:
        first = min(at for at, _ in self._resting) - time.monotonic()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._halts.wait(), max(min(first, LOOKED_AT), 0))

    async def _noted(self) -> list[Parcel]:
        """Without the database nothing leaves, and nothing that has left is forgotten."""
        rooms = {kind: lane.room for kind, lane in self._lanes.items() if not lane.fault}
        while True:
            try:
                leaving = await asyncio.to_thread(self._note, rooms)
                break
            except Unavailable:
                if self._stopped.is_set() or not (self._ended or self._tasks):
                    raise
                await asyncio.sleep(WITHOUT_DATABASE)
        if self._cancelled:
            self._halts.set()
        return leaving

    def _note(self, rooms: Mapping[str, int]) -> list[Parcel]:
        """Writes all of it in one transaction; what leaves next, by each channel at most its room."""
        ended, now, read, fresh = list(self._ended), clock.now(), list[UUID](), list[Parcel]()
        leaving = list[Parcel]()
        with transaction(self._engine) as session:
            for channel, some in _by_channel(ended).items():
                ledger.end(session, self._letter, channel, some)
            for parcel, _, to in ended:
                if to:
                    ledger.follow(session, self._office.keys, parcel.member_id, parcel.channel, to)
            goes_on = ledger.goes_on(session, self._letter.id)
            if goes_on and self._left and self._has_room(rooms):
                read = self._left[:READ_AT_ONCE]
                fresh = choosing.parcels(session, self._office, self._letter, read, self._lanes, now)
            heads = self._heads(rooms if goes_on else {}, fresh)
            for channel, parcels in heads.items():
                theirs = [parcel.member_id for parcel in parcels]
                left = ledger.leave(session, self._letter, channel, theirs, now)
                leaving += [parcel for parcel in parcels if parcel.member_id in left]
        # Only now: what could not be written down is written down the next time.
        self._cancelled = not goes_on
        del self._ended[: len(ended)], self._left[: len(read)]
        for parcel in fresh:
            self._lanes[parcel.channel].put(parcel)
        for channel, parcels in heads.items():
            del self._lanes[channel].ready[: len(parcels)]
        return leaving

    def _has_room(self, rooms: Mapping[str, int]) -> bool:
        """Where no channel is left, copies end all the same, or are seen to wait."""
        if self._halts.is_set():
            return False
        return not rooms or any(len(self._lanes[kind].ready) < room for kind, room in rooms.items())

    def _heads(self, rooms: Mapping[str, int], fresh: Sequence[Parcel]) -> dict[str, list[Parcel]]:
        """What leaves next."""
        ready = {kind: list(self._lanes[kind].ready) for kind in rooms}
        for parcel in fresh:
            if parcel.channel in ready:
                ready[parcel.channel].append(parcel)
        return {kind: ready[kind][:room] for kind, room in rooms.items()}

    def _begin(self) -> bool:
        with transaction(self._engine) as session:
            letter = ledger.begin(session, self._id)
            if letter is None:
                return False
            self._letter, self._left = letter, ledger.waiting(session, self._id, clock.now())
        return True

    def _finish(self) -> None:
        with transaction(self._engine) as session:
            ledger.finish(session, self._id)


def _by_channel(
    ended: Sequence[tuple[Parcel, Fate, str | None]],
) -> dict[str, list[tuple[UUID, Fate]]]:
    by_channel: dict[str, list[tuple[UUID, Fate]]] = defaultdict(list)
    for parcel, fate, _ in ended:
        by_channel[parcel.channel].append((parcel.member_id, fate))
    return by_channel
