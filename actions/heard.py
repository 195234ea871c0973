"""A message in the middle of a form, as the actions read it."""

from dataclasses import dataclass
from typing import Self

from rasa_sdk.interfaces import Tracker

from actions import typed
from actions.base import meant

# Below this a topic is a guess, and a guess may not throw anybody out of a form.
SURE = 0.5
# Meanings that are no topic of their own.
NO_TOPIC = {"affirm", "deny", "inform", "carry-on", "out-of-scope", "nlu_fallback"}


@dataclass(frozen=True, slots=True)
class Heard:
    """`entities` are what a button carries."""

    words: str
    intent: str
    sure: bool
    entities: dict[str, str]

    @classmethod
    def of(cls, tracker: Tracker) -> Self:
        message = tracker.latest_message
        return cls(
            words=str(message["text"]),
            intent=meant(tracker),
            sure=message["intent"]["confidence"] >= SURE,
            entities={str(found["entity"]): str(found["value"]) for found in message.get("entities", [])},
        )

    @property
    def is_tapped(self) -> bool:
        """Whether it is a button's payload."""
        return self.words.startswith("/")

    @property
    def wants_out(self) -> bool:
        """Whether the form is to be stopped."""
        return self.words == "/stop" or typed.wants_to_stop(self.words)

    def asks_besides(self, *topics: str) -> bool:
        """Whether it is, for certain, about something else than `topics`."""
        return self.sure and self.intent not in NO_TOPIC.union(topics)
