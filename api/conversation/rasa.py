"""The client of Rasa's REST channel: words in, replies out, two errors."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from api.conversation.contracts import Option, Reply

log = logging.getLogger(__name__)

# Rasa answers in about 30 ms; longer than this and the person is better served by the search.
PATIENCE = 5.0  # seconds
# An urgent card waits no longer for the page below it: it has 200 ms in all.
HASTE = 0.15  # seconds
# After it has let somebody wait in vain nobody else shall: threads that wait would be missing for surveys.
REST = 5.0  # seconds
# Journeys, in which Rasa asks the questions: the topic of each by the name of its form.
JOURNEYS = {"threshold_form": "threshold-check", "escalation_form": "escalation"}
# Rasa reads one message after the other; more that wait would only hold threads.
AT_ONCE = 8
LONGEST_QUEUE = 0.5  # seconds


class AssistantDown(Exception):
    """Rasa cannot be reached, or said nothing: its REST channel answers 200 [] when an action failed."""


@dataclass(frozen=True)
class Talk:
    """What Rasa said, and whether its journey (a form) goes on.

    `command`: the words stand for this button, which Rasa knows nothing of.
    """

    replies: list[Reply]
    open: bool
    command: str | None = None


class Rasa:
    """Asks Rasa under a random name; never with a person's raw words."""

    def __init__(self, url: Callable[[], str], token: str | None = None) -> None:
        """`url` is asked anew for each turn: a Rasa that was restarted may listen elsewhere.

        `token` is what its door asks for, if it has one.
        """
        self._url = url
        known = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(timeout=PATIENCE, trust_env=False, headers=known)
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._hangs = False
        self._rests_until = 0.0

    def ask(self, talk_id: UUID, words: str, known: Mapping[str, object], patience: float = PATIENCE) -> Talk:
        """The replies to redacted words or to a button's payload, after `patience` seconds at the most.

        The actions are told what is `known`: "audience", and "tier" and "reported" where the screen saw harm.
        Raises AssistantDown.
        """
        if not self._slots.acquire(timeout=min(LONGEST_QUEUE, patience)):
            raise AssistantDown
        try:
            return self._ask(talk_id, words, known, patience)
        finally:
            self._slots.release()

    def _ask(self, talk_id: UUID, words: str, known: Mapping[str, object], patience: float) -> Talk:
        if time.monotonic() < self._rests_until:
            raise AssistantDown
        if self._hangs:
            # One may try again; whoever comes meanwhile is answered by the search at once.
            self._rests_until = time.monotonic() + REST
        message = {"sender": str(talk_id), "message": words, "metadata": dict(known)}
        try:
            place = f"{self._url()}/webhooks/rest/webhook"
            answer = self._http.post(place, json=message, timeout=patience)
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                log.error("Rasa asks for another token: HEARD_RASA_TOKEN must be the same on both sides")
            answer.raise_for_status()
            messages = answer.json()
        except (httpx.HTTPError, ValueError) as fault:
            is_late = isinstance(fault, httpx.TimeoutException)
            if not is_late or patience == PATIENCE:  # who waits in haste cannot tell whether it hangs
                self._hangs = is_late
                self._rests_until = time.monotonic() + REST if is_late else 0.0
            raise AssistantDown from fault
        self._hangs, self._rests_until = False, 0.0
        if not messages:
            raise AssistantDown
        return _talk(messages)

    def close(self) -> None:
        """Ends the connections."""
        self._http.close()


def _talk(messages: list[dict[str, Any]]) -> Talk:
    commands = [
        message["custom"]["command"] for message in messages if "command" in message.get("custom", {})
    ]
    said = [message for message in messages if "command" not in message.get("custom", {})]
    return Talk(
        [_reply(message) for message in said],
        open=_goes_on(messages[-1]),
        command=commands[0] if commands else None,
    )


def _reply(message: dict[str, Any]) -> Reply:
    if "custom" in message:
        return Reply.model_validate(message["custom"]["reply"])
    buttons = message.get("buttons", [])
    return Reply(
        text=message.get("text", ""),
        topic=JOURNEYS.get(message.get("form") or ""),
        choices=[Option(label=button["title"], value=button["payload"]) for button in buttons],
    )


def _goes_on(message: dict[str, Any]) -> bool:
    return bool(message["custom"].get("open")) if "custom" in message else True
