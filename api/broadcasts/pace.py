"""How fast messages may leave."""

import asyncio
import time
from collections import deque

# Telegram counts by a clock of its own, and a message takes longer to it than the one before it may have.
SECOND = 1.01


class Pace:
    """Even spacing: a bucket of thirty would burst and be refused. Belongs to one event loop.

    Those who were woken late leave at once, but never more of them in a second than evenly spaced ones.
    `give_way` alone may be called from anywhere.
    """

    def __init__(self, per_second: float) -> None:
        self.per_second = per_second
        self._next = 0.0
        self._held = 0.0
        self._left = deque[float](maxlen=int(per_second) + 1)

    async def wait(self) -> None:
        """Until the next message may leave."""
        while True:
            now = time.monotonic()
            place = self._next = max(self._next + 1 / self.per_second, self._held, now)
            await asyncio.sleep(place - now)
            while (early := self._too_early()) > 0:
                await asyncio.sleep(early)
            if place >= self._held:
                break
        self._left.append(time.monotonic())

    def give_way(self) -> None:
        """Something has left that does not wait: whatever does goes one place later."""
        self._next = max(self._next, time.monotonic()) + 1 / self.per_second
        self._left.append(time.monotonic())

    def hold(self, seconds: float) -> None:
        """Nothing leaves for so long, whoever waits already."""
        self._held = max(self._held, time.monotonic() + seconds)

    def _too_early(self) -> float:
        """Seconds until one more may leave within a second."""
        full = len(self._left) == self._left.maxlen
        return self._left[0] + SECOND - time.monotonic() if full else 0.0
