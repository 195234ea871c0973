"""Rasa's memory of conversations: in RAM only, bounded, and gone after half an hour of silence."""

import time
from collections import OrderedDict
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker


class Forgetful(OrderedDict[str, Any]):
    """A map of words by conversation that drops what is old, and the oldest when it is full."""

    def __init__(self, most: int, seconds: float) -> None:
        super().__init__()
        self._most = most
        self._seconds = seconds

    def __setitem__(self, key: str, value: str) -> None:
        super().__setitem__(key, (time.monotonic(), value))
        self.move_to_end(key)
        self.sweep()

    def __getitem__(self, key: str) -> str:
        kept: str = super().__getitem__(key)[1]
        return kept

    def __contains__(self, key: object) -> bool:
        self.sweep()
        return super().__contains__(key)

    def sweep(self) -> None:
        """Ordered by last use, so only the front can be too old or too many."""
        before = time.monotonic() - self._seconds
        while self:
            oldest = next(iter(self))
            if len(self) <= self._most and super().__getitem__(oldest)[0] >= before:
                return
            del self[oldest]


class ForgetfulTrackerStore(InMemoryTrackerStore):
    """The in-memory store, which by itself never lets go of anything.

    A conversation is forgotten as soon as an action says that it is over.
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        conversations: int = 2000,
        minutes: float = 30,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self.store: dict[str, str] = Forgetful(conversations, minutes * 60)

    async def save(self, tracker: DialogueStateTracker) -> None:
        if _is_over(tracker):
            self.store.pop(tracker.sender_id, None)
        else:
            await super().save(tracker)


def _is_over(tracker: DialogueStateTracker) -> bool:
    """Whether the last thing said was the last of its journey: then the next one has another name."""
    said = next((event for event in reversed(tracker.events) if isinstance(event, BotUttered)), None)
    custom = (said.data.get("custom") if said else None) or {}
    return custom.get("open") is False
