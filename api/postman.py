"""Hands broadcasts out, one after the other; what something stands in the way of lets the others pass."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Mapping
from threading import Event
from uuid import UUID

from sqlalchemy import Engine

from api.broadcasts import ledger
from api.broadcasts.choosing import Office
from api.broadcasts.sending import HandOut
from api.broadcasts.ways import Way
from api.db import transaction

log = logging.getLogger(__name__)

WAIT_AFTER_FAULT = 15.0  # seconds, after the first of them
LONGEST_WAIT = 300.0


class Postman:
    """Belongs to the event loop of its `ways`. `stopped` ends it with the program."""

    def __init__(self, engine: Engine, office: Office, ways: Mapping[str, Way], stopped: Event) -> None:
        self._engine = engine
        self._office = office
        self._ways = ways
        self._stopped = stopped
        # Of broadcasts that something stood in the way of: how often, and when each has its turn again.
        self._faults: Counter[UUID] = Counter()
        self._later: dict[UUID, float] = {}

    async def hand_out(self, letter: UUID) -> bool:
        """False where it has to be done once more at once: there is no database to note it in."""
        try:
            await HandOut(self._engine, self._office, letter, self._ways, stopped=self._stopped).run()
        except Exception as fault:  # whatever stands in the way, the broadcast waits and goes on
            log.error("a broadcast has to wait: %s", type(fault).__name__)
            try:
                await asyncio.to_thread(self._put_by, letter)
            except Exception:
                await asyncio.sleep(WAIT_AFTER_FAULT)
                return False
        if self._stopped.is_set():
            # A step that returns is written down as done; the next program shall begin it anew.
            await asyncio.Event().wait()
        return True

    def waits(self, letter: UUID) -> bool:
        """Whether it has no turn yet."""
        return self._later.get(letter, 0) > time.monotonic()

    def _put_by(self, letter: UUID) -> None:
        pause = min(WAIT_AFTER_FAULT * 2 ** min(self._faults[letter], 9), LONGEST_WAIT)
        self._faults[letter] += 1
        self._later[letter] = time.monotonic() + pause
        with transaction(self._engine) as session:
            ledger.put_by(session, letter)
