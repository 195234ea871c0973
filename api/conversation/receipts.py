"""Receipts of the last two minutes, in memory alone, for whoever's line broke when theirs was on its way."""

import hmac
import secrets
import threading
from uuid import UUID

from cachetools import TTLCache

from api.conversation.contracts import Reply

MOST = 1000
MOMENT = 120.0  # seconds


class Receipts:
    """By turn, under names that only this process can make: a copy of its memory joins them to nobody."""

    def __init__(self, moment: float = MOMENT) -> None:
        self._secret = secrets.token_bytes(32)
        self._moment = moment
        self._kept: TTLCache[bytes, list[Reply]] = TTLCache(MOST, moment)
        self._lock = threading.Lock()
        self._swept = False

    def of(self, conversation_id: UUID, key: str | None) -> list[Reply]:
        """The receipt that was said to a turn; empty when there was none, or it is too long ago."""
        with self._lock:
            return self._kept.get(self._name(conversation_id, key), [])

    def keep(self, conversation_id: UUID, key: str | None, receipt: list[Reply]) -> None:
        """For a moment."""
        with self._lock:
            self._kept[self._name(conversation_id, key)] = receipt
            self._sweep_later()

    def _name(self, conversation_id: UUID, key: str | None) -> bytes:
        return hmac.digest(self._secret, conversation_id.bytes + (key or "").encode(), "sha256")

    def _sweep_later(self) -> None:
        # The cache itself lets go only of what somebody asks about.
        if not self._swept:
            self._swept = True
            timer = threading.Timer(self._moment, self._sweep)
            timer.daemon = True
            timer.start()

    def _sweep(self) -> None:
        with self._lock:
            self._kept.expire()
            self._swept = False
            if self._kept:
                self._sweep_later()
