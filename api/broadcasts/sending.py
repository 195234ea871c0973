"""Handing out the copies of a broadcast, evenly paced."""

import asyncio
import logging
import time
from uuid import UUID

from sqlalchemy import Engine

from api.broadcasts import service
from api.broadcasts.contracts import Carrier, Outcome
from api.broadcasts.tables import BroadcastKind, BroadcastRow, DeliveryState
from api.db import transaction

log = logging.getLogger(__name__)

CHUNK = 25


class Pace:
    """Even spacing: a bucket of thirty would burst and be refused."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second
        self._next = 0.0

    async def wait(self) -> None:
        """Until the next message may leave."""
        now = time.monotonic()
        self._next = max(self._next + self._gap, now)
        await asyncio.sleep(self._next - now)


async def send_some(engine: Engine, broadcast_id: UUID, carrier: Carrier | None, pace: Pace) -> int:
    """Hands out up to CHUNK copies, each marked as soon as it has left; how many there were.

    A crash repeats at most the one message in flight: Telegram knows no key that would prevent it.
    """
    row, copies = await asyncio.to_thread(_next, engine, broadcast_id)
    for member_id, chat in copies:
        # Without a chat the inbox on the web is the way; without Telegram it is the only one left. Nobody is
        # rung there, so a call to the duty member has not been brought by it.
        is_read_there = chat is None and row.kind != BroadcastKind.SAFETY
        outcome: Outcome = "sent" if is_read_there else "failed"
        if chat is not None and carrier is not None:
            await pace.wait()
            outcome = await carrier.send(chat, f"{row.title}\n\n{row.text}")
        await asyncio.to_thread(_mark, engine, broadcast_id, member_id, DeliveryState(outcome))
    if not copies:
        await asyncio.to_thread(_finish, engine, broadcast_id)
        log.info("a broadcast has been handed out")
    return len(copies)


def _next(engine: Engine, broadcast_id: UUID) -> tuple[BroadcastRow, list[tuple[UUID, str | None]]]:
    with transaction(engine) as session:
        return service.get(session, broadcast_id), service.next_copies(session, broadcast_id, CHUNK)


def _mark(engine: Engine, broadcast_id: UUID, member_id: UUID, state: DeliveryState) -> None:
    with transaction(engine) as session:
        service.mark(session, broadcast_id, member_id, state)


def _finish(engine: Engine, broadcast_id: UUID) -> None:
    with transaction(engine) as session:
        service.finish(session, broadcast_id)
