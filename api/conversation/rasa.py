"""The client of Rasa's REST channel: words in, replies out, two errors."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from api.conversation.contracts import Option, Reply

# Rasa answers in about 30 ms; longer than this and the person is better served by the search.
PATIENCE = 5.0  # seconds
# After it has let somebody wait in vain nobody else shall: threads that wait would be missing for surveys.
REST = 5.0  # seconds
# Rasa reads one message after the other; more that wait would only hold threads.
AT_ONCE = 8
LONGEST_QUEUE = 0.5  # seconds


class AssistantDown(Exception):
    """Rasa cannot be reached, or said nothing: its REST channel answers 200 [] when an action failed."""


@dataclass(frozen=True)
class Talk:
    """What Rasa said, and whether its journey (a form) goes on."""

    replies: list[Reply]
    open: bool


class Rasa:
    """Asks Rasa under a random name; never with a person's raw words."""

    def __init__(self, url: Callable[[], str]) -> None:
        """`url` is asked anew for each turn: a Rasa that was restarted may listen elsewhere."""
        self._url = url
        self._http = httpx.Client(timeout=PATIENCE, trust_env=False)
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._hangs = False
        self._rests_until = 0.0

    def ask(self, talk_id: UUID, words: str) -> Talk:
        """The replies to redacted words or to a button's payload. Raises AssistantDown."""
        if not self._slots.acquire(timeout=LONGEST_QUEUE):
            raise AssistantDown
        try:
            return self._ask(talk_id, words)
        finally:
            self._slots.release()

    def _ask(self, talk_id: UUID, words: str) -> Talk:
        if time.monotonic() < self._rests_until:
            raise AssistantDown
        if self._hangs:
            # One may try again; whoever comes meanwhile is answered by the search at once.
            self._rests_until = time.monotonic() + REST
        message = {"sender": str(talk_id), "message": words}
        try:
            answer = self._http.post(f"{self._url()}/webhooks/rest/webhook", json=message)
            answer.raise_for_status()
            messages = answer.json()
        except (httpx.HTTPError, ValueError) as fault:
            self._hangs = isinstance(fault, httpx.TimeoutException)
            self._rests_until = time.monotonic() + REST if self._hangs else 0.0
            raise AssistantDown from fault
        self._hangs, self._rests_until = False, 0.0
        if not messages:
            raise AssistantDown
        return Talk([_reply(message) for message in messages], open=_goes_on(messages[-1]))

    def close(self) -> None:
        """Ends the connections."""
        self._http.close()


def _reply(message: dict[str, Any]) -> Reply:
    if "custom" in message:
        return Reply.model_validate(message["custom"]["reply"])
    buttons = message.get("buttons", [])
    return Reply(
        text=message.get("text", ""),
        choices=[Option(label=button["title"], value=button["payload"]) for button in buttons],
    )


def _goes_on(message: dict[str, Any]) -> bool:
    return bool(message["custom"].get("open")) if "custom" in message else True
