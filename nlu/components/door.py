"""Rasa's only way in: its REST channel, for who knows the token made at start."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

log = logging.getLogger(__name__)


class GuardedRest(InputChannel):
    """As Rasa's own, and besides: messages say which form is open, and a fault leaves no words behind."""

    @classmethod
    def name(cls) -> str:
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "GuardedRest":
        return cls(str((credentials or {})["token"]))

    def __init__(self, token: str) -> None:
        if not token or token.startswith("$"):  # Rasa leaves a name that stands for nothing as it is
            raise ValueError("HEARD_RASA_TOKEN is not set, so nobody could be let in")
        self._expected = f"Bearer {token}".encode()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        door = Blueprint("door")

        @door.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not secrets.compare_digest(request.headers.get("Authorization", "").encode(), self._expected):
                return json({"error": "This address is for Heard itself."}, 401)
            said, heard = CollectingOutputChannel(), request.json
            try:
                if resume := await _lost(request.app, heard):
                    quiet = CollectingOutputChannel()
                    await on_new_message(
                        UserMessage(resume, quiet, heard["sender"], input_channel=self.name())
                    )
                await on_new_message(
                    UserMessage(
                        heard["message"],
                        said,
                        heard["sender"],
                        input_channel=self.name(),
                        metadata=heard.get("metadata"),
                    )
                )
            except Exception as fault:  # of any kind; its message may hold words
                log.error("a message could not be handled: %s", type(fault).__name__)
            form = await _open_form(request.app, heard["sender"])
            return json([{**message, "form": form} for message in said.messages])

        return door


async def _lost(app: Any, heard: dict[str, Any]) -> str | None:
    """What begins a journey again where it was: it is under way, and this Rasa knows nothing of it."""
    resume = (heard.get("metadata") or {}).get("resume")
    if resume and await app.ctx.agent.tracker_store.exists(heard["sender"]):
        return None
    return str(resume) if resume else None


async def _open_form(app: Any, sender: str) -> str | None:
    tracker = await app.ctx.agent.tracker_store.retrieve(sender)
    return tracker.active_loop_name if tracker else None
