"""Looking for entries of the audit trail, and taking them away as a file."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session

from api import clock
from api.audit import repository
from api.audit.repository import Written
from api.audit.service import kinds
from api.audit.tables import AuditRow
from api.cells import harmless

COLUMNS = ("number", "at", "who", "account", "what", "words", "subject", "before", "digest")
DAY = timedelta(days=1)
LINES = 1000


@dataclass(frozen=True)
class Search:
    """What is looked for; what is empty or None asks for nothing.

    who: letters of a name or job title. since, until: days by the clock on the wall, both in it.
    subject: the name of what an entry is about, or how it begins.
    """

    who: str = ""
    what: str | None = None
    since: date | None = None
    until: date | None = None
    subject: str = ""

    @property
    def fits(self) -> Sequence[ColumnElement[bool]]:
        """The same for the database."""
        since = _begin(self.since) if self.since else None
        until = _begin(self.until + DAY) if self.until and self.until < date.max else None
        return repository.fitting(self.who, self.what, since, until, self.subject.lower())


def found(session: Session, search: Search, limit: int, offset: int) -> Sequence[AuditRow]:
    """Entries that fit, the newest first."""
    return repository.found(session, search.fits, limit, offset)


def count(session: Session, search: Search) -> int:
    """How many entries fit."""
    return repository.count(session, search.fits)


def lines(session: Session, search: Search) -> Iterator[bytes]:
    """Entries that fit as CSV, the newest first, in pieces; moments in UTC, digests in hexadecimal.

    The mark by which Excel knows UTF-8 comes first.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    yield "\ufeff".encode()
    for place, row in enumerate(repository.each(session, search.fits), start=1):
        writer.writerow([harmless(cell) for cell in _cells(row)])
        if place % LINES == 0:
            yield _taken(out)
    yield _taken(out)


def _cells(row: Written) -> tuple[str, ...]:
    return (
        str(row.number),
        row.at.isoformat(timespec="microseconds"),
        row.who,
        str(row.account or ""),
        row.what,
        kinds().get(row.what, row.what),
        str(row.subject or ""),
        row.before.hex(),
        row.digest.hex(),
    )


def _taken(out: io.StringIO) -> bytes:
    said = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return said


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.HERE)
