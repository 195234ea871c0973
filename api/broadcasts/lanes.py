"""One channel of a broadcast on its way: what is ready for it, and what it has taken."""

import asyncio
import math

from api.broadcasts.choosing import Parcel
from api.broadcasts.contracts import Later, Outcome
from api.broadcasts.ways import Way
from api.errors import HeardError

AHEAD = 0.4  # seconds: what leaves within them has been written down
LONGEST_HOLD = 60.0  # seconds


class Shut(HeardError):
    """Nothing leaves by this channel for so long that nobody should wait for it here."""


class Lane:
    """Lets copies leave by one channel, until its carrier raises a fault: then it takes no more."""

    def __init__(self, way: Way, halts: asyncio.Event) -> None:
        self._way, self._halts = way, halts
        self.ready: list[Parcel] = []
        self.on_the_way = 0
        self._at_gate = 0
        self.fault: Exception | None = None

    @property
    def room(self) -> int:
        """How many more may be written down as leaving."""
        if self.fault or self._halts.is_set():
            return 0
        ahead = math.ceil(AHEAD * self._way.pace.per_second) - self._at_gate
        return max(min(ahead, self._way.at_once - self.on_the_way), 0)

    def shut(self, fault: Exception) -> None:
        """What is ready waits for another time."""
        self.fault = fault
        self.ready.clear()

    def put(self, parcel: Parcel) -> None:
        """It leaves when there is room."""
        if not self.fault:
            self.ready.append(parcel)

    def takes(self, parcel: Parcel) -> "asyncio.Task[Outcome | None]":
        """Brings a copy that has been written down."""
        self.on_the_way += 1
        self._at_gate += 1
        return asyncio.create_task(self._bring(parcel))

    async def close(self) -> None:
        """Nothing more leaves for now."""
        await self._way.carrier.close()

    async def _bring(self, parcel: Parcel) -> Outcome | None:
        """How one attempt has ended; None where it has not left after all. Raises what the carrier raises."""
        while True:
            await self._way.pace.wait()
            self._at_gate -= 1
            if self.fault or self._halts.is_set():
                return None
            outcome = await self._way.carrier.send(parcel.address, parcel.message)
            if not isinstance(outcome, Later) or not outcome.everybody:
                return outcome
            if outcome.seconds > LONGEST_HOLD:
                raise Shut
            self._way.pace.hold(outcome.seconds)
            self._at_gate += 1
