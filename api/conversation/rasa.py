"""The client of Rasa's REST channel: words in, replies out, two errors."""

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
        self._rests_until = 0.0

    def ask(self, talk_id: UUID, words: str) -> Talk:
        """The replies to redacted words or to a button's payload. Raises AssistantDown."""
        if time.monotonic() < self._rests_until:
            raise AssistantDown
        try:
            message = {"sender": str(talk_id), "message": words}
            answer = self._http.post(f"{self._url()}/webhooks/rest/webhook", json=message)
            answer.raise_for_status()
            messages = answer.json()
        except (httpx.HTTPError, ValueError) as fault:
            if isinstance(fault, httpx.TimeoutException):
                self._rests_until = time.monotonic() + REST
            raise AssistantDown from fault
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
