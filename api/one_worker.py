"""One worker at a time: two would both resume the same work, and members would get letters twice."""

import logging

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import func

log = logging.getLogger(__name__)

# Any number would do that nobody else locks in this database.
LOCK = 0x48656172  # "Hear"


class OneWorker:
    """A lock that lasts as long as its connection: a process that dies gives it up."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: Connection | None = None

    def mine(self) -> bool:
        """Whether this process is the worker; takes the place when it is free. Does not wait."""
        if self._held is not None:
            try:
                self._held.execute(select(1))
            except DBAPIError:  # the database went away, and with it the lock
                self.give_up()
        if self._held is None:
            self._held = self._take()
        return self._held is not None

    def give_up(self) -> None:
        """Leaves the place to another."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def _take(self) -> Connection | None:
        # No transaction stays open behind the lock: it would keep deleted rows alive.
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            connection.detach()  # a connection of its own: one of the pool would outlive its closing
            if connection.scalar(select(func.pg_try_advisory_lock(LOCK))):
                return connection
        except BaseException:
            connection.close()
            raise
        connection.close()
        return None
