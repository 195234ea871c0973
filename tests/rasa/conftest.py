"""Real Rasa on the trained model, calling the real actions on the real guidance."""

import subprocess
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session

from actions.webhook import create_router
from api.conversation.rasa import Rasa
from api.conversation.service import Desk
from api.guidance import service
from api.guidance.service import Cards
from api.waves.keys import KeyRing
from bot.assistant import Assistant, Doors, train_if_changed
from tests.patience import until
from tests.rasa.practitioner import Practitioner

ROOT = Path(__file__).parents[2]
SECRET = "known to this test"
TOKEN = "known to this test as well"
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
    until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/actions/webhook"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def assistant(model: Path, webhook: str) -> Iterator[Assistant]:
    running = Assistant(ROOT, model, Doors(webhook, SECRET, TOKEN))
    running.start()
    until(lambda: running.state == "ready")
    yield running
    running.stop()


@pytest.fixture
def talk(assistant: Assistant, session: Session) -> "Talk":
    """A new person who talks to Rasa while the guidance is loaded."""
    service.load(session, CONTENT)
    session.commit()
    return Talk(assistant)


@pytest.fixture
def desk(assistant: Assistant, stocked: Engine, keys: KeyRing, cards: Cards) -> Iterator[Desk]:
    """The desk with the real Rasa behind it."""
    rasa = Rasa(lambda: assistant.url, TOKEN)
    yield Desk(stocked, keys, cards, rasa)
    rasa.close()


@pytest.fixture
def practitioner(desk: Desk) -> Practitioner:
    return Practitioner(desk)


class Talk:
    """One conversation, through Rasa's REST channel."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._sender = uuid.uuid4().hex

    def say(self, words: str, **known: Any) -> list[dict[str, Any]]:
        """What Rasa says; `known` goes along as metadata, as the talk lane sends it."""
        reply = httpx.post(
            f"{self._assistant.url}/webhooks/rest/webhook",
            json={"sender": self._sender, "message": words, "metadata": known},
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=30,
            trust_env=False,
        )
        reply.raise_for_status()
        said: list[dict[str, Any]] = reply.json()
        return said

    def answer(self, words: str, **known: Any) -> dict[str, Any]:
        """The whole reply of the turn, where there is exactly one."""
        [said] = self.say(words, **known)
        custom: dict[str, Any] = said["custom"]
        return custom

    def texts(self, words: str) -> str:
        return "\n".join(
            said["text"] if "text" in said else said["custom"]["reply"]["text"] for said in self.say(words)
        )


def in_rasa(*words: str | Path, given: str | None = None) -> list[str]:
    """The lines that Python prints in Rasa's own environment."""
    done = subprocess.run(
        [ROOT / ".venv-rasa/bin/python", *words],
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false"},
    )
    return done.stdout.splitlines()
