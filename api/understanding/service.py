"""Counts what was guessed and what was chosen instead, so that nobody can be found behind a count."""

import logging
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from api import clock
from api.db import transaction
from api.errors import HeardError
from api.understanding import repository
from api.understanding.tables import MisunderstandingRow as MisunderstandingRow

log = logging.getLogger(__name__)

# So many taps are written at once: a row's transaction number would else name the turn beside it.
TOGETHER = 10
NOT_MEANT = ""
"""What is chosen by whoever only says that the answer was not what they asked."""


class Tally:
    """Holds taps in memory until there are TOGETHER of them. A restart loses the few that wait."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._waiting: Counter[repository.Pair] = Counter()

    def note(self, guessed: str, chosen: str) -> None:
        """One tap. Nothing is written yet."""
        with self._lock:
            self._waiting[clock.today().replace(day=1), guessed, chosen] += 1

    def write(self) -> None:
        """Adds what waits to the sums, once it is enough; to be called in no other transaction."""
        with self._lock:
            if self._waiting.total() < TOGETHER:
                return
            taken, self._waiting = self._waiting, Counter()
        try:
            with transaction(self._engine) as session:
                repository.add(session, taken)
        except (
            HeardError,
            SQLAlchemyError,
        ) as fault:  # a count is no reason for anybody to go without an answer
            log.warning("misunderstandings wait to be counted: %s", type(fault).__name__)
            with self._lock:
                self._waiting += taken


def misunderstandings(session: Session, months: int) -> Sequence[MisunderstandingRow]:
    """The sums of this month and those before it, `months` in all: the newest first, in each the largest."""
    return repository.since(session, _back(clock.today(), months - 1))


def forget_past(session: Session, today: date, months: int) -> int:
    """Drops the sums of months that ended so long ago; how many."""
    return repository.drop_before(session, _back(today, months))


def past(session: Session, today: date, months: int) -> int:
    """How many sums `forget_past` would drop."""
    return repository.count_before(session, _back(today, months))


def _back(today: date, months: int) -> date:
    """The first day of the month so many months ago."""
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(years, month + 1, 1)
