"""Brings calls to the duty member, apart from the broadcasts of the unit: none of those keeps one waiting.

Not by a durable workflow: the notes of those have the second in which they began, and so would tell when an
alert was raised. What is on its way stands in the tables, so a restart loses nothing.
"""

import asyncio
import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from sqlalchemy import Engine

from api.broadcasts import calls
from api.broadcasts.choosing import Office
from api.broadcasts.contracts import Carrier
from api.broadcasts.pace import Pace
from api.broadcasts.sending import HandOut
from api.broadcasts.ways import ways
from api.db import transaction
from api.waves.keys import KeyRing

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0  # seconds
WAIT_AFTER_FAULT = 15.0  # seconds


class Caller:
    """A thread with an event loop of its own, to which `carriers` belong."""

    def __init__(self, engine: Engine, keys: KeyRing, carriers: Mapping[str, Carrier]) -> None:
        self._engine = engine
        self._office = Office(keys)
        self._ways = ways(carriers, Pace(1))
        self._thread = threading.Thread(target=self._run, name="caller")
        self._runs = threading.Event()

    def start(self) -> None:
        """Begins; what was on its way when it ended goes first."""
        self._thread.start()
        self._runs.wait()

    def stop(self) -> None:
        """Ends, also while a channel is waited for."""
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
                    await HandOut(self._engine, self._office, call_id, self._ways).run()
                await asyncio.sleep(LOOK_EVERY)
            except Exception as fault:  # whatever stands in the way, it waits and goes on
                log.error("a call to the duty member has to wait: %s", type(fault).__name__)
                await asyncio.sleep(WAIT_AFTER_FAULT)

    def _on_their_way(self) -> Sequence[UUID]:
        with transaction(self._engine) as session:
            return calls.to_bring(session)
