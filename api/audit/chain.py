"""The chain of the audit trail: whether each entry is what was written, after the one before it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlmodel import Session

from api.audit import repository
from api.audit.repository import Written
from api.audit.tables import AuditRow

FIRST = b"\0" * 32
BEFORE_ALL = -(2**63)  # they are numbered from 1, and whoever slips in a number below is found


@dataclass(frozen=True)
class Check:
    """How far the trail is sound.

    entries: how many are. gone: how many came before them and are there no more.
    broken: the number of the first that is not what was written, if any.
    first, last: the moments of the first and of the last sound one; newest: the digest of that one.
    place: the number of the entry with the digest that was looked for, once it has been met.
    """

    entries: int = 0
    gone: int = 0
    broken: int | None = None
    first: datetime | None = None
    last: datetime | None = None
    newest: bytes = FIRST
    place: int | None = None


class Walk:
    """One check of the whole trail, a thousand entries at a time, each in whichever transaction is open.

    The oldest may have gone after their time: the first that is left is taken at its word, and how many
    have gone is said. Whether the newest are missing is told only by a digest that somebody kept elsewhere:
    `wanted` is looked for.
    """

    def __init__(self, wanted: bytes | None = None) -> None:
        self.known = Check()
        self.done = False
        self._wanted = wanted
        self._number: int | None = None

    def step(self, session: Session) -> None:
        """Reads on, and knows more afterwards."""
        rows = repository.written_after(session, BEFORE_ALL if self._number is None else self._number)
        for row in rows:
            follows = row.number > 0 if self._number is None else self._continues(row)
            if not follows or row.digest != digest(row):
                self.known = replace(self.known, broken=row.number)
                break
            self._add(row)
        self.done = self.known.broken is not None or not rows

    def _continues(self, row: Written) -> bool:
        return row.number == (self._number or 0) + 1 and row.before == self.known.newest

    def _add(self, row: Written) -> None:
        known = self.known
        self.known = Check(
            entries=known.entries + 1,
            gone=known.gone if known.entries else row.number - 1,
            first=known.first or row.at,
            last=row.at,
            newest=row.digest,
            place=row.number if row.digest == self._wanted else known.place,
        )
        self._number = row.number


def digest(row: Written | AuditRow) -> bytes:
    """What an entry's digest has to be: SHA-256 of all that it says and of the digest before."""
    said = [
        row.number,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.who,
        row.what,
        str(row.subject) if row.subject else None,
        row.before.hex(),
    ]
    if row.account is not None:  # the digests of entries from before there were accounts stay true
        said.append(str(row.account))
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).digest()


def length(session: Session) -> int:
    """How many entries there are."""
    return repository.count(session, ())


def check(session: Session) -> Check:
    """The whole walk at once."""
    walk = Walk()
    for _ in steps(walk, session):
        pass
    return walk.known


def steps(walk: Walk, session: Session) -> Iterator[int]:
    """Walks to the end; how many entries are known to be sound after each step."""
    while not walk.done:
        walk.step(session)
        yield walk.known.entries
