"""The safety queue: answers whose words showed harm, for people of the partnership to read."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session

from api.errors import NotFound, WrongState
from api.safety import repository
from api.safety.tables import AlertRow, AlertState
from api.waves.keys import KeyRing
from nlu.redaction import redact
from nlu.screen import Tier, Verdict

# As long as an answer may be; what is not an answer may be longer.
LONGEST = 2000
ALLOWED = {AlertState.NEW: {AlertState.SEEN}, AlertState.SEEN: set()}


@dataclass(frozen=True)
class Alert:
    """An alert as people read it; the words are redacted, and None when the key that opens them is lost."""

    id: UUID
    day: date
    state: AlertState
    audience: str
    tier: str
    family: str
    text: str | None


def raise_alert(
    session: Session,
    keys: KeyRing,
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
        day=today,
        sealed=keys.seal(
            None,
            {
                "audience": audience,
                "tier": verdict.tier,
                "family": verdict.family,
                "text": redact(words).text[:LONGEST],
            },
        ),
    )


def queue(session: Session, keys: KeyRing, seen: int = 200) -> list[Alert]:
    """Every unseen alert, urgent ones first, then the oldest; after them the newest `seen` ones."""
    waiting = [_opened(row, keys) for row in repository.waiting(session)]
    waiting.sort(key=lambda alert: alert.tier != Tier.immediate)
    return [*waiting, *(_opened(row, keys) for row in repository.seen(session, seen))]


def unseen(session: Session) -> int:
    """How many wait for somebody."""
    return repository.unseen(session)


def mark_seen(session: Session, alert_id: UUID, today: date) -> None:
    """Somebody has read it."""
    alert = repository.get(session, alert_id)
    if alert is None:
        raise NotFound("There is no such alert.")
    if AlertState.SEEN not in ALLOWED[AlertState(alert.state)]:
        raise WrongState("This alert has been seen already.")
    alert.state, alert.seen = AlertState.SEEN, today


def forget_past(session: Session, *, read_before: date, raised_before: date) -> int:
    """Drops alerts that were read before a day, and whatever was raised before another; how many."""
    return repository.drop_past(session, read_before, raised_before)


def past(session: Session, *, read_before: date, raised_before: date) -> int:
    """How many alerts `forget_past` would drop."""
    return repository.count_past(session, read_before, raised_before)


def _opened(row: AlertRow, keys: KeyRing) -> Alert:
    try:
        said = keys.open(None, row.sealed)
    except WrongState:  # one that cannot be read must not hide the others
        said = {"audience": "", "tier": "", "family": "", "text": None}
    return Alert(id=row.id, day=row.day, state=AlertState(row.state), **said)
