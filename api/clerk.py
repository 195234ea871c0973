"""Writes to the staff by e-mail about actions that are due, apart from all other letters; by day alone."""

import asyncio
import logging
import threading
from contextlib import suppress
from datetime import time
from time import monotonic
from uuid import UUID

from sqlalchemy import Engine

from api import clock
from api.actions import reminding
from api.actions.reminding import Letter
from api.broadcasts.contracts import Carrier, Later
from api.db import transaction

log = logging.getLogger(__name__)

LOOK_EVERY = 60.0  # seconds
WAIT_AFTER_FAULT = 300.0
MORNING = time(9)


class Clerk:
    """A thread with an event loop of its own, to which `carrier` belongs. Without one it does nothing.

    `address` is where people reach Heard.
    """

    def __init__(self, engine: Engine, carrier: Carrier | None, address: str) -> None:
        self._engine = engine
        self._carrier = carrier
        self._address = address
        self._thread = threading.Thread(target=self._run, name="clerk")
        self._runs = threading.Event()
        # Until when somebody's mailbox is left alone, by action; others are written to meanwhile.
        self._resting: dict[UUID, float] = {}

    def start(self) -> None:
        """Begins, where mail is set up."""
        if self._carrier is not None:
            self._thread.start()
            self._runs.wait()

    def stop(self) -> None:
        """Ends, also while the mail server is waited for."""
        if self._runs.is_set():
            self._loop.call_soon_threadsafe(self._task.cancel)
            self._thread.join()

    async def write_all(self, carrier: Carrier) -> None:
        """Every letter that is due today, one after the other; none before the morning."""
        while clock.here(clock.now()).time() >= MORNING:
            letter = self._next()
            if letter is None:
                return
            try:
                await asyncio.sleep(0)  # whoever ended it meanwhile is heard here, and not on the way
            except asyncio.CancelledError:
                self._take_back(letter)
                raise
            try:
                outcome = await carrier.send(letter.to, letter.message)
            except Exception:
                self._take_back(letter)
                raise
            # What may have arrived is not sent a second time.
            if isinstance(outcome, Later) and not outcome.doubted:
                self._take_back(letter)
                if outcome.everybody:
                    await asyncio.sleep(max(outcome.seconds, LOOK_EVERY))
                else:
                    self._resting[letter.action_id] = monotonic() + outcome.seconds

    def _run(self) -> None:
        with asyncio.Runner() as runner, suppress(asyncio.CancelledError):
            self._loop = runner.get_loop()
            self._task = self._loop.create_task(self._write_on())
            self._runs.set()
            self._loop.run_until_complete(self._task)

    async def _write_on(self) -> None:
        while self._carrier is not None:
            try:
                try:
                    await self.write_all(self._carrier)
                finally:
                    await self._carrier.close()  # hours pass until the next one
                await asyncio.sleep(LOOK_EVERY)
            except Exception as fault:  # whatever stands in the way, it waits and goes on
                log.error("a letter about an action has to wait: %s", type(fault).__name__)
                await asyncio.sleep(WAIT_AFTER_FAULT)

    # These two wait for the database where nothing else runs: a thread of its own could note a letter
    # as written when nobody is left to send it.

    def _next(self) -> Letter | None:
        now = monotonic()
        self._resting = {action_id: until for action_id, until in self._resting.items() if until > now}
        with transaction(self._engine) as session:
            return reminding.next_letter(session, clock.today(), self._address, self._resting.keys())

    def _take_back(self, letter: Letter) -> None:
        with transaction(self._engine) as session:
            reminding.take_back(session, letter)
