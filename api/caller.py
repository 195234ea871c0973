"""Brings calls to the duty member, apart from the broadcasts of the unit: none of those keeps one waiting.

Not by a durable workflow: the notes of those have the second in which they began, and so would tell when an
alert was raised. What is on its way stands in the tables, so a restart loses nothing.
"""

import asyncio
import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from sqlalchemy import Engine

from api.broadcasts import calls
from api.broadcasts.contracts import Carrier
from api.broadcasts.sending import Pace, send_some
from api.db import transaction

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0  # seconds
WAIT_AFTER_FAULT = 15.0  # seconds


class Caller:
    """A thread with an event loop of its own, to which `carrier` belongs."""

    def __init__(self, engine: Engine, carrier: Carrier | None) -> None:
        self._engine = engine
        self._carrier = carrier
        self._pace = Pace(1)
        self._thread = threading.Thread(target=self._run, name="caller")
        self._runs = threading.Event()

    def start(self) -> None:
        """Begins; what was on its way when it ended goes first."""
        self._thread.start()
        self._runs.wait()

    def stop(self) -> None:
        """Ends, also while Telegram is waited for."""
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner() as runner, suppress(asyncio.CancelledError):
            self._loop = runner.get_loop()
            self._task = self._loop.create_task(self._bring_on())
            self._runs.set()
            self._loop.run_until_complete(self._task)

    async def _bring_on(self) -> None:
        while True:
            try:
                for call_id in await asyncio.to_thread(self._on_their_way):
                    while await send_some(self._engine, call_id, self._carrier, self._pace):
                        pass
                await asyncio.sleep(LOOK_EVERY)
            except Exception as fault:  # whatever stands in the way, it waits and goes on
                log.error("a call to the duty member has to wait: %s", type(fault).__name__)
                await asyncio.sleep(WAIT_AFTER_FAULT)

    def _on_their_way(self) -> Sequence[UUID]:
        with transaction(self._engine) as session:
            return calls.to_bring(session)
