"""Real Rasa on the trained model, calling the real actions on the real guidance."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session

from actions.webhook import create_router
from api.guidance import service
from bot.assistant import Assistant, train_if_changed

ROOT = Path(__file__).parents[2]
SECRET = "known to this test"
CONTENT = ROOT / "api/guidance/content/coventry"


@pytest.fixture(scope="session")
def model() -> Path:
    return train_if_changed(ROOT, ROOT / "var/models", print)


@pytest.fixture(scope="session")
def webhook(shared_engine: Engine) -> Iterator[str]:
    app = FastAPI()
    app.include_router(create_router(SECRET, lambda: Session(shared_engine)))
    server = uvicorn.Server(uvicorn.Config(app, port=0, ws="none", log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, 10)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/actions/webhook"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def assistant(model: Path, webhook: str) -> Iterator[Assistant]:
    running = Assistant(ROOT, model, webhook, SECRET)
    running.start()
    wait_until(lambda: running.state == "ready", 120)
    yield running
    running.stop()


@pytest.fixture
def talk(assistant: Assistant, session: Session) -> "Talk":
    """A new person who talks to Rasa while the guidance is loaded."""
    service.load(session, CONTENT)
    session.commit()
    return Talk(assistant)


class Talk:
    """One conversation, through Rasa's REST channel."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._sender = uuid.uuid4().hex

    def say(self, words: str) -> list[dict[str, Any]]:
        reply = httpx.post(
            f"{self._assistant.url}/webhooks/rest/webhook",
            json={"sender": self._sender, "message": words},
            timeout=30,
            trust_env=False,
        )
        reply.raise_for_status()
        said: list[dict[str, Any]] = reply.json()
        return said

    def answer(self, words: str) -> dict[str, Any]:
        """The whole reply of the turn, where there is exactly one."""
        [said] = self.say(words)
        custom: dict[str, Any] = said["custom"]
        return custom

    def texts(self, words: str) -> str:
        return "\n".join(
            said["text"] if "text" in said else said["custom"]["reply"]["text"] for said in self.say(words)
        )


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, "it took too long"
        time.sleep(0.05)
