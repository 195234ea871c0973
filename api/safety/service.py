"""The safety queue: answers whose words showed harm, for people of the partnership to read."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session

from api.errors import NotFound, WrongState
from api.safety import repository
from api.safety.tables import AlertRow, AlertState
from nlu.redaction import redact
from nlu.screen import Verdict

# As long as an answer may be; what is not an answer may be longer.
LONGEST = 2000
ALLOWED = {AlertState.NEW: {AlertState.SEEN}, AlertState.SEEN: set()}


def raise_alert(
    session: Session,
    verdict: Verdict,
    words: str,
    *,
    wave_id: UUID,
    audience: str,
    today: date,
    alert_id: UUID | None = None,
) -> None:
    """Puts redacted words in the queue. In a transaction of its own: it must share its number with no run.

    A second alert of the same `alert_id` changes nothing.
    """
    repository.add(
        session,
        id=alert_id or uuid4(),
        wave_id=wave_id,
        audience=audience,
        day=today,
        tier=verdict.tier,
        family=verdict.family,
        text=redact(words).text[:LONGEST],
    )


def queue(session: Session, seen: int = 200) -> Sequence[AlertRow]:
    """Every unseen alert, urgent ones first, then the oldest; after them the newest `seen` ones."""
    return [*repository.waiting(session), *repository.seen(session, seen)]


def unseen(session: Session) -> int:
    """How many wait for somebody."""
    return repository.unseen(session)


def mark_seen(session: Session, alert_id: UUID) -> None:
    """Somebody has read it."""
    alert = repository.get(session, alert_id)
    if alert is None:
        raise NotFound("There is no such alert.")
    if AlertState.SEEN not in ALLOWED[AlertState(alert.state)]:
        raise WrongState("This alert has been seen already.")
    alert.state = AlertState.SEEN
