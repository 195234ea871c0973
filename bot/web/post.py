"""Letters of our own, sent straight from the pages: the links in them are kept nowhere."""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Callable, Mapping

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool

from api.conversation.ways_in import Carrier, Later, Parcel

log = logging.getLogger(__name__)

# Of all people together, for where they come from is not kept; and to one address, whoever asks.
OF_ALL = RateLimitItemPerMinute(30)
OF_ONE = RateLimitItemPerHour(5)
TRIES = 3
LONGEST_WAIT = 20.0  # seconds, between two of them


class Post:
    """Sends by the carriers that there are; one for each process."""

    def __init__(self, carriers: Mapping[str, Carrier]) -> None:
        self._carriers = carriers
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._secret = secrets.token_bytes(32)

    def carries(self, kind: str) -> bool:
        """Whether anything can be sent to this kind of address."""
        return kind in self._carriers

    def may_send(self, value: str) -> bool:
        """Whether one more may go to an address now; it counts, whether or not anybody is known there."""
        name = hmac.digest(self._secret, value.encode(), "sha256").hex()
        # First it is only looked at: who asks again and again for one address uses up nobody else's share,
        # and who asks for thousands fills no memory.
        return (
            self._limiter.test(OF_ONE, name) and self._limiter.hit(OF_ALL) and self._limiter.hit(OF_ONE, name)
        )

    async def send(self, make: Callable[[], Parcel | None]) -> None:
        """Makes a letter and sends it, once its page has been shown: nothing about that page tells of it."""
        try:
            parcel = await run_in_threadpool(make)
            if parcel is not None:
                await self._send(parcel)
        except Exception as fault:  # whose page is gone: nobody else could be told
            log.error("a link could not be sent: %s", type(fault).__name__)

    async def _send(self, parcel: Parcel) -> None:
        carrier = self._carriers[parcel.to.kind]
        try:
            for _ in range(TRIES):
                outcome = await carrier.send(parcel.to.value, parcel.message)
                if not isinstance(outcome, Later) or outcome.doubted:
                    break
                await asyncio.sleep(min(outcome.seconds, LONGEST_WAIT))
            if outcome != "sent":
                log.warning("a link was not sent by %s", parcel.to.kind)
        finally:
            await carrier.close()  # minutes pass until the next one
