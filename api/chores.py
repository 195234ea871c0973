"""What the worker does over and over: settling, blurring, the safety queue, reminders, snapshots, papers.

A chore that fails is put off and never stands in the way of another.
"""

import logging
import time
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy import Engine

from api import clock
from api.db import transaction
from api.findings import pools
from api.findings import service as findings
from api.findings.rules import FLOOR, Rules
from api.reminders import service as reminders
from api.safety import standing, watch
from api.safety.standing import SafetyState
from api.waves import closing
from api.waves import service as waves
from api.waves.keys import KeyRing

log = logging.getLogger(__name__)

PUT_OFF = 30.0  # seconds


class Chores:
    """Each wave and each paper is a chore by itself.

    `address` is where people reach Heard, `rules` from how many people on numbers are shown.
    """

    def __init__(self, engine: Engine, keys: KeyRing, address: str = "", rules: Rules = FLOOR) -> None:
        self._engine = engine
        self._rules = rules
        self._keys = keys
        self._address = address
        self._safety: SafetyState = "ok"
        self._later: dict[tuple[str, UUID | None], float] = {}
        self._common: str | None = None

    def settle(self, today: date) -> None:
        """Settles open waves, and mixes what has been written since the last time."""
        for wave in self._open_waves():
            settle = partial(closing.settle, self._engine, self._keys, wave, today, closing=False)
            self.attempt("settling", wave, settle)
        self.attempt("blurring", None, self._blur)

    def watch(self, now: datetime) -> None:
        """Finds what is late in the safety queue, and tells the duty member."""
        self.attempt("the roll of the safety queue", None, partial(self._roll, now))
        self.attempt("a call to the duty member", None, partial(self._call, now))

    def remind(self, now: datetime) -> None:
        """Sends the reminders whose morning has come."""
        self.attempt("a reminder", None, partial(self._remind, now))

    def count(self, today: date) -> None:
        """Takes the snapshots that are due."""
        for wave in self._open_waves():
            take = partial(closing.take_snapshot, closing=False, rules=self._rules)
            count = partial(take, self._engine, self._keys, wave, today)
            self.attempt("a snapshot", wave, count)

    def put_together(self, today: date) -> None:
        """Counts the waves that somebody wants together."""
        with transaction(self._engine) as session:
            wanted = pools.uncounted(session)
        for pool in wanted:
            self.attempt("several waves together", pool, partial(self._pool, pool, today))

    def print(self) -> None:
        """Prints the papers that are missing."""
        with transaction(self._engine) as session:
            missing, together = findings.without_papers(session), pools.unprinted(session)
        for pool in together:
            self.attempt("a paper", pool, partial(self._print_pool, pool))
        for snapshot in missing:
            self.attempt("a paper", snapshot, partial(self._print, snapshot))

    def put_off(self) -> list[str]:
        """Kinds of chores that failed a moment ago and will be tried again; never of which wave."""
        lately = time.monotonic() - PUT_OFF  # what is not tried any more is not put off either
        return sorted({chore for (chore, _), until in self._later.items() if until > lately})

    def attempt(self, chore: str, of: UUID | None, do: Callable[[], object]) -> None:
        """Does it, unless it failed a moment ago."""
        if time.monotonic() < self._later.get((chore, of), 0):
            return
        self._later.pop((chore, of), None)
        try:
            do()
        except Exception as fault:  # whatever it is, the other chores go on
            log.error("%s has to wait: %s", chore, type(fault).__name__)
            self._later[chore, of] = time.monotonic() + PUT_OFF

    def _open_waves(self) -> list[UUID]:
        with transaction(self._engine) as session:
            return [wave.id for wave in waves.opened(session)]

    def _blur(self) -> None:
        self._common = closing.blur(self._engine, self._common)

    def _roll(self, now: datetime) -> None:
        with transaction(self._engine) as session:
            watch.roll(session, now)
            state = standing.standing(session, now).state
        if state != self._safety and state in ("overdue", "nobody"):
            log.error("the safety queue: %s", state)
        self._safety = state

    def _call(self, now: datetime) -> None:
        with transaction(self._engine) as session:
            watch.call(session, self._keys, self._address, clock.here(now).date())

    def _remind(self, now: datetime) -> None:
        with transaction(self._engine) as session:
            reminders.send_due(session, now)

    def _print(self, snapshot_id: UUID) -> None:
        with transaction(self._engine) as session:
            findings.store_papers(session, snapshot_id)

    def _pool(self, pool_id: UUID, today: date) -> None:
        with transaction(self._engine) as session:
            pools.count(session, pool_id, today, self._rules)

    def _print_pool(self, pool_id: UUID) -> None:
        with transaction(self._engine) as session:
            pools.store_papers(session, pool_id)
