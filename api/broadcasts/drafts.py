"""A broadcast on its way to be sent: written, put before a second person, approved or sent back."""

import hashlib
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.broadcasts import repository
from api.broadcasts.moving import move
from api.broadcasts.tables import BroadcastKind, BroadcastRow, BroadcastState
from api.errors import HeardError, NotFound, SecondPerson, WrongState
from api.few import Few, few
from api.staff.person import Person

LONGEST_TITLE = 150
LONGEST_TEXT = 3500  # leaves room for the title within Telegram's 4,096 characters
LONGEST_REASON = 500


class NotWritable(HeardError):
    """A broadcast needs a title and a text of bearable length; `field` is the one to mend."""

    status = 422

    def __init__(self, field: str, mend: str) -> None:
        super().__init__(mend)
        self.field = field


class Changed(WrongState):
    """It reads differently by now from what somebody had before their eyes."""


def write(session: Session, who: Person, title: str, text: str) -> BroadcastRow:
    """A new draft. Raises NotWritable."""
    title, text = _readable(title, text)
    row = BroadcastRow(title=title, text=text, author=str(who), writers=_with(who, []))
    session.add(row)
    session.flush()
    audit.record(session, who, "broadcast_written", row.id)
    return row


def change(session: Session, who: Person, broadcast_id: UUID, title: str, text: str, read: str) -> None:
    """Writes a draft anew; `read` is the mark of what stood in the form at first.

    Raises NotFound, NotWritable, WrongState, and Changed where somebody else has written in it meanwhile.
    """
    title, text = _readable(title, text)
    row = _held(session, broadcast_id)
    if row.state != BroadcastState.DRAFT:
        raise WrongState(f"This broadcast is {row.state} by now: only a draft can be changed.")
    _as_read(row, read)
    row.title, row.text = title, text
    row.author, row.editor = row.author or str(who), str(who)
    row.writers = _with(who, row.writers)
    audit.record(session, who, "broadcast_written", row.id)


def ask(session: Session, who: Person, broadcast_id: UUID) -> None:
    """Puts a draft before a second person. Raises NotFound and WrongState."""
    row = _held(session, broadcast_id)
    move(row, BroadcastState.WAITING)
    row.approver, row.answer = None, None
    if row.author is None:  # from before there were accounts: whoever asks answers for it
        row.author, row.writers = str(who), _with(who, row.writers)
    audit.record(session, who, "broadcast_asked", row.id)


def approve(session: Session, who: Person, broadcast_id: UUID, read: str) -> None:
    """It can be sent; `read` is the mark of what the second person has read.

    Raises NotFound, SecondPerson, Changed and WrongState.
    """
    row = _held(session, broadcast_id)
    _second(who, row)
    if row.state == BroadcastState.WAITING:
        _as_read(row, read)  # first: a refusal has a page, and what was moved until then would be kept
    move(row, BroadcastState.APPROVED)
    row.approver = str(who)
    audit.record(session, who, "broadcast_approved", row.id)


def refuse(session: Session, who: Person, broadcast_id: UUID, why: str) -> None:
    """Sends it back with a reason. Raises NotFound, SecondPerson and WrongState."""
    row = _held(session, broadcast_id)
    _second(who, row)
    if row.state != BroadcastState.WAITING:
        raise WrongState(f"This broadcast is {row.state}: there is nothing to send back.")
    move(row, BroadcastState.DRAFT)
    row.approver, row.answer = str(who), why
    audit.record(session, who, "broadcast_refused", row.id)


def take_back(session: Session, who: Person, broadcast_id: UUID) -> None:
    """A draft again, to be changed; what was approved is so no more. Raises NotFound and WrongState."""
    row = _held(session, broadcast_id)
    move(row, BroadcastState.DRAFT)
    row.approver, row.answer = None, None
    audit.record(session, who, "broadcast_taken_back", row.id)


def mark(row: BroadcastRow) -> str:
    """Stands for its words: other words, another mark."""
    return hashlib.sha256(f"{row.title}\0{row.text}".encode()).hexdigest()[:16]


def wrote(who: Person, row: BroadcastRow) -> bool:
    """Whether somebody has written in it."""
    return who.id in row.writers


def to_approve(session: Session, who: Person, limit: int) -> Few[BroadcastRow]:
    """Those that wait for a second person, where somebody has not written in them; the oldest first."""
    return few(session, repository.by_others(BroadcastState.WAITING, who.id), limit)


def approved(session: Session, limit: int) -> Few[BroadcastRow]:
    """Those that can be sent, the oldest first."""
    return few(session, repository.in_state(BroadcastState.APPROVED), limit)


def sent_back(session: Session, who: Person, limit: int) -> Few[BroadcastRow]:
    """Drafts that somebody has written in and a second person has sent back, the oldest first."""
    return few(session, repository.sent_back_to(who.id), limit)


def _held(session: Session, broadcast_id: UUID) -> BroadcastRow:
    """A broadcast of the unit, which nobody else moves meanwhile. Raises NotFound."""
    row = repository.get(session, broadcast_id, lock=True)
    if row is None or row.kind != BroadcastKind.UNIT:
        raise NotFound("There is no such broadcast.")
    return row


def _readable(title: str, text: str) -> tuple[str, str]:
    title, text = title.strip(), text.strip()
    if not title:
        raise NotWritable("title", "Write a title")
    if len(title) > LONGEST_TITLE:
        raise NotWritable("title", f"Keep the title under {LONGEST_TITLE} characters")
    if not text:
        raise NotWritable("text", "Write the text of the broadcast")
    if len(text) > LONGEST_TEXT:
        raise NotWritable("text", f"Keep the text under {LONGEST_TEXT:,} characters: it has {len(text):,}")
    return title, text


def _as_read(row: BroadcastRow, read: str) -> None:
    if read != mark(row):
        raise Changed("Somebody has changed this broadcast since you opened it. Read it again as it is now.")


def _second(who: Person, row: BroadcastRow) -> None:
    if who.id is None or wrote(who, row):
        raise SecondPerson("A second person has to look at it: you have written in it yourself.")


def _with(who: Person, writers: list[UUID]) -> list[UUID]:
    """One more of those who have written."""
    return writers if who.id is None or who.id in writers else [*writers, who.id]
