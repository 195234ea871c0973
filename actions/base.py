"""What every action shares: whom it asks, how it speaks, and a kind word when it fails."""

import logging
from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias, TypeVar

import anyio
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict
from sqlmodel import Session

from api.conversation.contracts import Option, Reply

log = logging.getLogger(__name__)

Events: TypeAlias = list[dict[str, Any]]
Domain: TypeAlias = DomainDict
Found = TypeVar("Found")

# As many as the database pool can spare: beyond it, actions queue among themselves.
THREADS = 4


class Desk:
    """Guidance, asked in threads of its own: turns that wait for Rasa can fill the common ones."""

    def __init__(self, sessions: Callable[[], Session]) -> None:
        self._sessions = sessions
        self._threads = anyio.CapacityLimiter(THREADS)

    async def ask(self, question: Callable[[Session], Found]) -> Found:
        def asked() -> Found:
            with self._sessions() as session:
                return question(session)

        return await anyio.to_thread.run_sync(asked, limiter=self._threads)


class KindAction(Action):
    """An action that always answers: on an error Rasa would write the whole conversation to its log."""

    apology: ClassVar[str] = "utter_failed"

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        try:
            return await self.act(dispatcher, tracker, domain)
        except Exception as fault:  # of any kind; its message may hold words, so only the kind is logged
            log.error("%s failed: %s", self.name(), type(fault).__name__)
            dispatcher.messages.clear()
            self.apologise(dispatcher, tracker, domain)
            return self.after_failure(tracker)

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        raise NotImplementedError

    def apologise(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> None:
        dispatcher.utter_message(response=self.apology)

    def after_failure(self, tracker: Tracker) -> Events:
        return []


def say(dispatcher: CollectingDispatcher, reply: Reply, *, still_open: bool = False) -> None:
    """A whole reply; `still_open` keeps the conversation in Rasa's memory for the next turn."""
    dispatcher.utter_message(json_message={"reply": reply.model_dump(mode="json"), "open": still_open})


def has_words(domain: Domain, response: str) -> bool:
    return response in domain["responses"]


def worded(domain: Domain, response: str, choices: list[Option]) -> Reply:
    """The domain's words, with choices that were found just now."""
    return Reply(text=domain["responses"][response][0]["text"], choices=choices)


def meant(tracker: Tracker) -> str:
    """The intent of the latest message."""
    return str(tracker.latest_message["intent"]["name"])


def guesses(tracker: Tracker) -> dict[str, float]:
    """How likely each intent is, the likeliest first; that none may be right is no guess."""
    ranking = tracker.latest_message["intent_ranking"]
    return {guess["name"]: guess["confidence"] for guess in ranking if guess["name"] != "nlu_fallback"}


def buttons(domain: Domain, response: str) -> list[Option]:
    """The buttons that the domain gives to a response."""
    named = domain["responses"][response][0].get("buttons", [])
    return [Option(label=button["title"], value=button["payload"]) for button in named]


def without_twins(choices: list[Option]) -> list[Option]:
    """Each choice once, at its first place."""
    once: dict[str, Option] = {}
    for choice in choices:
        once.setdefault(choice.value, choice)
    return list(once.values())
