"""Requests to be contacted: people give up their anonymity in them, and in nothing else.

Nothing here knows of a conversation, a run, an answer or an alert, and none of those knows of a request.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from api import codes
from api.errors import NotFound, WrongState
from api.safety import contact_repository as repository
from api.safety.contact_tables import ContactState, Outcome, RequestRow
from api.safety.due import day_before
from api.waves.keys import CONTACT, KeyRing
from api.working_days import DAY

ALLOWED = {
    ContactState.NEW: {ContactState.TAKEN},
    ContactState.TAKEN: {ContactState.DONE, ContactState.NEW},
    ContactState.DONE: set[ContactState](),
    ContactState.EXPIRED: {ContactState.DONE},
}
HOURS = 24
NO_KEY = (
    "This request cannot be read: the key that opens it is not in the folder of secrets. "
    "Ask whoever runs Heard to bring that folder back."
)


@dataclass(frozen=True)
class Office:
    """Who reads requests and when, in the partnership's own words.

    `hours` is how soon at the latest: hours of working days, day and night.
    """

    is_open: bool
    readers: str
    times: str
    hours: int


CLOSED = Office(is_open=False, readers="", times="", hours=HOURS)


@dataclass(frozen=True)
class Wish:
    """What a person sends. `about` may be empty."""

    name: str
    reach: str
    when: str
    may_leave_message: bool
    may_say_who: bool
    about: str


@dataclass(frozen=True)
class Sent:
    """The code by which a request can be taken back; whether it is a new one, and no form sent twice."""

    code: str
    is_new: bool


@dataclass(frozen=True)
class Line:
    """A request as the list shows it: nothing of it leads to a person."""

    id: UUID
    day: date
    state: ContactState
    outcome: Outcome | None
    is_overdue: bool


@dataclass(frozen=True)
class Opened:
    """A request that somebody has taken. `wish` is None once it has ended, or when its key is lost."""

    line: Line
    wish: Wish | None
    taken_by: str


def office(session: Session) -> Office:
    """What is set; closed while nobody has set anything."""
    row = repository.desk(session)
    return Office(row.open, row.readers, row.times, row.hours) if row else CLOSED


def is_open(session: Session) -> bool:
    """Whether a request can be sent: somebody is named who reads it."""
    return office(session).is_open


def arrange(session: Session, wanted: Office) -> None:
    """Sets who reads requests and when."""
    repository.set_desk(
        session, is_open=wanted.is_open, readers=wanted.readers, times=wanted.times, hours=wanted.hours
    )


def send(session: Session, keys: KeyRing, wish: Wish, code: str, today: date) -> Sent:
    """Keeps a request. Raises WrongState while closed.

    The same wish under the same code is one form sent twice. Another wish under it was mended after it had
    been sent: both are kept, and it gets a code of its own.
    """
    if not is_open(session):
        raise WrongState("Nobody reads requests at the moment.")
    sealed = keys.seal(CONTACT, {"wish": asdict(wish)})
    while not repository.add(session, code=_digest(keys, code), day=today, sealed=sealed):
        row = repository.with_code(session, _digest(keys, code))
        if row is not None and _held(keys, row).get("wish") == asdict(wish):
            return Sent(code, is_new=False)
        code = codes.make(codes.RECEIPT_LENGTH)
    return Sent(code, is_new=True)


def refuse(session: Session, today: date) -> None:
    """Notes the day: more was sent than is taken in an hour."""
    repository.note_refused(session, today)


def has_refused(session: Session, today: date) -> bool:
    """Whether something was refused today or the day before."""
    row = repository.desk(session)
    return row is not None and row.refused is not None and row.refused >= today - DAY


def take_back(session: Session, keys: KeyRing, code: str) -> bool:
    """Deletes the request that a code stands for, until it has ended; whether there was one."""
    return repository.drop_with_code(session, _digest(keys, code))


def every(session: Session, now: datetime) -> list[Line]:
    """What waits, then what has ended."""
    late = late_before(session, now)
    return [line(row, late) for row in repository.every(session)]


def read(session: Session, keys: KeyRing, request_id: UUID, now: datetime) -> Opened:
    """A request; with its words when somebody has taken it. Raises NotFound."""
    row = repository.get(session, request_id)
    if row is None:
        raise NotFound("There is no such request: the person has taken it back, or its time was up.")
    shown = line(row, late_before(session, now))
    held = _held(keys, row) if shown.state == ContactState.TAKEN else {}
    return Opened(shown, Wish(**held["wish"]) if "wish" in held else None, held.get("taken_by", ""))


def take(session: Session, keys: KeyRing, request_id: UUID, who: str, today: date) -> None:
    """Somebody deals with it from here on. Raises NotFound; WrongState when another does, or nobody can."""
    row = _moved(session, request_id, ContactState.TAKEN)
    row.taken = today
    held = _held(keys, row)
    if not held:  # sealed anew it would be lost, also when the key is found again
        raise WrongState(NO_KEY)
    row.sealed = keys.seal(CONTACT, {**held, "taken_by": who})


def hand_back(session: Session, keys: KeyRing, request_id: UUID) -> None:
    """Whoever took it cannot deal with it: it waits again, since its own day. Raises NotFound, WrongState."""
    row = _moved(session, request_id, ContactState.NEW)
    row.taken = None
    if held := _held(keys, row):  # what cannot be opened is left as it is: the key may come back
        row.sealed = keys.seal(CONTACT, {"wish": held["wish"]})


def acknowledge(session: Session, request_id: UUID) -> None:
    """Somebody has seen that its time was up before anybody dealt with it. Raises NotFound, WrongState."""
    row = _moved(session, request_id, ContactState.DONE, since=ContactState.EXPIRED)
    row.outcome = Outcome.TOO_LATE


def finish(session: Session, request_id: UUID, outcome: Outcome, today: date) -> None:
    """It is dealt with: its words go at once; the day and the outcome stay for the count."""
    row = _moved(session, request_id, ContactState.DONE, since=ContactState.TAKEN)
    row.sealed, row.code, row.ended, row.outcome = None, None, today, outcome


def overdue(session: Session, now: datetime) -> int:
    """How many nobody has taken, or finished once taken, within the hours that are set.

    They count from the end of the day. What has expired counts until somebody acknowledges it.
    """
    return repository.count_late(session, late_before(session, now))


def forget_past(session: Session, before: date, today: date) -> int:
    """Takes the words of what came before a day and has not ended, drops what ended before it; how many."""
    return repository.drop_ended(session, before) + repository.expire(session, before, today)


def past(session: Session, before: date) -> int:
    """How many requests `forget_past` would touch."""
    return repository.count_past(session, before)


def late_before(session: Session, now: datetime) -> date:
    """What came before this day is late: the day is all that is known of when it came."""
    return day_before(now, timedelta(hours=office(session).hours))


def _moved(
    session: Session, request_id: UUID, to: ContactState, *, since: ContactState | None = None
) -> RequestRow:
    row = repository.get(session, request_id, hold=True)
    if row is None:
        raise NotFound("There is no such request: the person has taken it back, or its time was up.")
    if to not in ALLOWED[ContactState(row.state)] or row.state != (since or row.state):
        raise WrongState("Somebody else was quicker: look at this request again.")
    row.state = to
    return row


def _held(keys: KeyRing, row: RequestRow) -> dict[str, Any]:
    try:
        return dict(keys.open(CONTACT, row.sealed)) if row.sealed is not None else {}
    except WrongState:  # its key is lost: one that cannot be read must not hide the others
        return {}


def line(row: RequestRow, late: date) -> Line:
    """A request as lists show it; `late` as `late_before` says."""
    return Line(
        id=row.id,
        day=row.day,
        state=ContactState(row.state),
        outcome=Outcome(row.outcome) if row.outcome else None,
        is_overdue=_waits_since(row) < late,
    )


def _waits_since(row: RequestRow) -> date:
    """The day from which its hours count; never, once it has ended."""
    since = {ContactState.NEW: row.day, ContactState.TAKEN: row.taken}.get(ContactState(row.state))
    return since or date.max


def _digest(keys: KeyRing, code: str) -> bytes:
    return keys.receipt(CONTACT, codes.tidy(code))
