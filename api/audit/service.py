"""The audit trail: entries that each hold the digest of the one before, so that a change in one is found."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from ruamel.yaml import YAML
from sqlmodel import Session

from api import clock
from api.audit import repository
from api.audit.chain import FIRST, digest
from api.audit.repository import Written
from api.audit.tables import AuditRow
from api.staff.person import Person

FILE = Path(__file__).with_name("words.yml")
# Whoever sorts a list, turns its pages and comes back has looked once.
ONE_LOOK = timedelta(minutes=10)


@cache
def kinds() -> Mapping[str, str]:
    """What can stand in the trail, and how people read it."""
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))


def record(session: Session, who: Person, what: str, subject: UUID | None) -> None:
    """Adds an entry, in the transaction of the act itself: both are kept, or neither.

    `what` is one of `kinds()`. Raises KeyError for any other.
    """
    kinds()[what]
    session.flush()  # first: whoever held a row that this waits for would wait for the trail
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
    row.digest = digest(row)
    session.add(row)
    session.flush()


def viewed(session: Session, who: Person, what: str, subject: UUID | None = None) -> None:
    """Notes that somebody opened a page, once within ten minutes.

    The trail is held until the transaction ends: call it when the page has been drawn.
    """
    if not repository.done_since(session, clock.now() - ONE_LOOK, who.id, what, subject):
        record(session, who, what, subject)


def after(session: Session, number: int) -> Sequence[Written]:
    """The next entries above a number, the oldest first, a thousand at most."""
    return repository.written_after(session, number)


def forget_past(session: Session, before: datetime) -> int:
    """Drops entries made before a moment; how many. Younger than six years none can be dropped."""
    return repository.drop_before(session, before)


def past(session: Session, before: datetime) -> int:
    """How many entries `forget_past` would drop."""
    return repository.count_before(session, before)
