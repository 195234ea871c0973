"""Whether surveys can be answered, and what else is up."""

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Literal

import httpx
from pydantic import BaseModel
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from api.db import transaction
from api.errors import Unavailable
from api.health.tables import HeartbeatRow

log = logging.getLogger(__name__)

PULSE = timedelta(seconds=10)
AssistantState = Literal["ready", "starting", "down"]


class Health(BaseModel):
    """`status` is "ready" when surveys can be answered, whatever else is down."""

    status: Literal["ready", "down"]
    database: Literal["ready", "down"]
    assistant: AssistantState
    worker: Literal["ready", "down"]


def beat(session: Session, role: str) -> None:
    """Says that a role lives."""
    now = datetime.now(UTC)
    session.exec(
        insert(HeartbeatRow)
        .values(role=role, seen=now)
        .on_conflict_do_update(index_elements=["role"], set_={"seen": now})
    )


def look(engine: Engine, assistant: AssistantState) -> Health:
    """The state of every part."""
    try:
        with transaction(engine) as session:
            row = session.get(HeartbeatRow, "worker")
    except Unavailable:
        log.error("the database does not answer")
        return Health(status="down", database="down", assistant=assistant, worker="down")
    alive = row is not None and datetime.now(UTC) - row.seen < 3 * PULSE
    return Health(status="ready", database="ready", assistant=assistant, worker="ready" if alive else "down")


class RemoteAssistant:
    """The state of a Rasa that runs elsewhere; asked at most every few seconds."""

    def __init__(self, url: str, *, every: float = 5.0) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=2.0, trust_env=False)
        self._every = every
        self._asked = float("-inf")
        self._state: AssistantState = "starting"

    @property
    def state(self) -> AssistantState:
        """ready when it answers."""
        if time.monotonic() - self._asked > self._every:
            self._asked = time.monotonic()
            self._state = self._ask()
        return self._state

    def _ask(self) -> AssistantState:
        try:
            return "ready" if self._http.get("/").is_success else "starting"
        except httpx.HTTPError:
            return "down"
