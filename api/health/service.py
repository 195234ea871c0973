"""Whether surveys can be answered, and what else is up."""

import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

import httpx
from pydantic import BaseModel
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from api import clock
from api.db import transaction
from api.errors import Unavailable
from api.health.tables import HeartbeatRow
from api.safety import standing
from api.safety.standing import SafetyState

log = logging.getLogger(__name__)

PULSE = timedelta(seconds=10)
AssistantState = Literal["ready", "starting", "down"]


class Health(BaseModel):
    """`status` is "ready" when surveys can be answered, whatever else is down.

    `safety` is the worst that is known of the safety queue, None while the database does not answer;
    `alerts_lost` how many alerts could not be kept since this process began. `contacts_refused`: today or the
    day before, more requests to be contacted were sent in an hour than are taken.
    """

    status: Literal["ready", "down"]
    database: Literal["ready", "down"]
    assistant: AssistantState
    worker: Literal["ready", "down"]
    safety: SafetyState | None
    alerts_lost: int
    contacts_refused: bool


def beat(session: Session, role: str, put_off: Sequence[str] = ()) -> None:
    """Says that a role lives, and which kinds of its work failed a moment ago."""
    said = {"seen": clock.now(), "put_off": list(put_off)}
    row = insert(HeartbeatRow).values(role=role, **said)
    session.exec(row.on_conflict_do_update(index_elements=["role"], set_=said))


def look(engine: Engine, assistant: AssistantState, alerts_lost: int) -> Health:
    """The state of every part."""
    now = clock.now()
    lost: SafetyState | None = "lost" if alerts_lost else None
    try:
        with transaction(engine) as session:
            row = session.get(HeartbeatRow, "worker")
            found = standing.standing(session, now)
    except Unavailable:
        log.error("the database does not answer")
        return Health(
            status="down",
            database="down",
            assistant=assistant,
            worker="down",
            safety=lost,
            alerts_lost=alerts_lost,
            contacts_refused=False,
        )
    return Health(
        status="ready",
        database="ready",
        assistant=assistant,
        worker="ready" if row is not None and now - row.seen < 3 * PULSE else "down",
        # What waits unread can still be mended, so it is said first; the number says what is lost.
        safety=found.state if found.state == "overdue" else lost or found.state,
        alerts_lost=alerts_lost,
        contacts_refused=found.refused,
    )


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
