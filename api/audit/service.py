"""The audit trail: entries that each hold the digest of the one before, so that a change in one is found."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from ruamel.yaml import YAML
from sqlmodel import Session

from api import clock
from api.audit import repository
from api.audit.tables import AuditRow
from api.staff.person import Person

FILE = Path(__file__).with_name("words.yml")
PAGE = 50
FIRST = b"\0" * 32


@dataclass(frozen=True)
class Check:
    """How many entries there are, and the number of the first that is not what was written, if any."""

    entries: int
    broken: int | None


@cache
def kinds() -> Mapping[str, str]:
    """What can stand in the trail, and how people read it."""
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))


def record(session: Session, who: Person, what: str, subject: UUID | None) -> None:
    """Adds an entry, in the transaction of the act itself: both are kept, or neither.

    `what` is one of `kinds()`. Raises KeyError for any other.
    """
    kinds()[what]
    repository.hold(session)
    last = repository.last(session)
    row = AuditRow(
        number=last.number + 1 if last else 1,
        at=clock.now(),
        who=str(who),
        account=who.id,
        what=what,
        subject=subject,
        before=last.digest if last else FIRST,
        digest=b"",
    )
    row.digest = _digest(row)
    session.add(row)
    session.flush()


def page(session: Session, what: str | None, below: int | None) -> tuple[Sequence[AuditRow], int | None]:
    """Up to PAGE entries, the newest first, and the number below which the next page begins."""
    found = repository.newest(session, what, below, PAGE + 1)
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None


def check(session: Session) -> Check:
    """Reads the whole trail and compares each entry with its digest and with the entry before.

    The oldest may have gone after their time: the first that is left is taken at its word. Whether the newest
    are missing no chain can say.
    """
    entries, last = 0, None
    for row in repository.in_order(session):
        follows = last is None or (row.number == last.number + 1 and row.before == last.digest)
        if not follows or row.digest != _digest(row):
            return Check(entries, row.number)
        entries, last = entries + 1, row
    return Check(entries, None)


def forget_past(session: Session, before: datetime) -> int:
    """Drops entries made before a moment; how many. Younger than six years none can be dropped."""
    return repository.drop_before(session, before)


def past(session: Session, before: datetime) -> int:
    """How many entries `forget_past` would drop."""
    return repository.count_before(session, before)


def _digest(row: AuditRow) -> bytes:
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
