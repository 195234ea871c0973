"""Taking answers back by a receipt; not too many tries, each opens what waits to be settled."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Engine

from api.db import transaction
from api.errors import TooMany
from api.runs import service as runs
from api.waves.keys import KeyRing

# Of all people together: nothing of them is known by which to tell them apart.
ALLOWED = RateLimitItemPerMinute(60)


class Withdrawals:
    """One for all channels."""

    def __init__(self, engine: Engine, keys: KeyRing) -> None:
        self._engine = engine
        self._keys = keys
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def take_back(self, receipt: str) -> bool:
        """Deletes the answers that a receipt stands for; whether there were any. Raises TooMany.

        In a transaction of its own: what is deleted must not share its number with a conversation.
        """
        if not self._limiter.hit(ALLOWED):
            raise TooMany("Many codes are being tried just now. Please try again in a minute.")
        with transaction(self._engine) as session:
            return runs.take_back(session, self._keys, receipt)
