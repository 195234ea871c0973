"""What a deletion needs, and what one kind of data is to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlmodel import Session

from api import clock
from api.retention.clocks import Clocks
from api.waves.keys import KeyRing


class Work(Protocol):
    """The worker's own notes of what it has done; it alone knows where they lie."""

    def forget(self, before: datetime) -> int:
        """Drops notes of work that ended before a moment; how many."""

    def past(self, before: datetime) -> int:
        """How many notes `forget` would drop."""


@dataclass(frozen=True)
class Broom:
    """What a deletion needs beside the database. It is one moment for all that it does."""

    keys: KeyRing
    work: Work
    clocks: Clocks
    now: datetime

    @property
    def today(self) -> date:
        """The day on which it sweeps, on the calendar of the partnership."""
        return clock.here(self.now).date()

    def ago(self, days: int) -> date:
        """The first day that is still kept."""
        return self.today - timedelta(days=days)


@dataclass(frozen=True)
class Kind:
    """One kind of data: what drops all that is past its clock, and what counts it; the tables it lies in.

    `daily`: rows leave between the deletions too, so the tables are written anew every day.
    """

    name: str
    forget: Callable[[Session, Broom], int]
    past: Callable[[Session, Broom], int]
    tables: tuple[str, ...] = ()
    daily: bool = False
