"""A broadcast on its way to be sent: written, put before a second person, approved or sent back."""

import hashlib
import json
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.broadcasts import letters_repository, repository, wishes
from api.broadcasts.moving import move
from api.broadcasts.service import held
from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.broadcasts.wishes import Wishes
from api.errors import Changed, NotFilled, WrongState
from api.few import Few, few
from api.lengths import units
from api.staff.person import Person
from api.staff.writers import joined, must_be_another, must_say_why

LONGEST_TITLE = 150
# Leaves room for the title, and for what Heard adds, within Telegram's 4,096 signs: those of UTF-16.
LONGEST_TEXT = 3200

UNSENT = (
    BroadcastState.DRAFT,
    BroadcastState.WAITING,
    BroadcastState.APPROVED,
    BroadcastState.SCHEDULED,
)


def write(session: Session, who: Person, title: str, text: str, wanted: Wishes = wishes.NONE) -> BroadcastRow:
    """A new draft. Raises NotFilled."""
    title, text = readable(title, text)
    row = BroadcastRow(title=title, text=text, author=str(who), writers=joined(who, []))
    wishes.put(session, row, wanted)
    session.add(row)
    session.flush()
    audit.record(session, who, "broadcast_written", row.id)
    return row


def change(
    session: Session,
    who: Person,
    broadcast_id: UUID,
    title: str,
    text: str,
    read: str,
    wanted: Wishes = wishes.NONE,
) -> None:
    """Writes a draft anew; `read` is the mark of what stood in the form at first.

    Raises NotFound, NotFilled, WrongState, and Changed where somebody else has written in it meanwhile.
    """
    title, text = readable(title, text)
    row = to_write_in(session, who, broadcast_id, read)
    row.title, row.text = title, text
    wishes.put(session, row, wanted)


def to_write_in(session: Session, who: Person, broadcast_id: UUID, read: str) -> BroadcastRow:
    """A draft, by somebody who writes in it. Raises NotFound, WrongState and Changed."""
    row = held(session, broadcast_id)
    if row.state != BroadcastState.DRAFT:
        raise WrongState(f"This broadcast is {row.state} by now: only a draft can be changed.")
    _as_read(session, row, read)
    row.author, row.editor = row.author or str(who), str(who)
    row.writers = joined(who, row.writers)
    audit.record(session, who, "broadcast_written", row.id)
    return row


def ask(session: Session, who: Person, broadcast_id: UUID) -> None:
    """Puts a draft before a second person. Raises NotFound and WrongState."""
    row = held(session, broadcast_id)
    wishes.check(session, row)
    move(row, BroadcastState.WAITING)
    row.approver, row.answer = None, None
    if row.author is None:  # from before there were accounts: whoever asks answers for it
        row.author, row.writers = str(who), joined(who, row.writers)
    audit.record(session, who, "broadcast_asked", row.id)


def approve(session: Session, who: Person, broadcast_id: UUID, read: str) -> None:
    """It can be sent; `read` is the mark of what the second person has read.

    Raises NotFound, SecondPerson, Changed and WrongState.
    """
    row = held(session, broadcast_id)
    must_be_another(who, row)
    if row.state != BroadcastState.WAITING:
        raise WrongState(f"This broadcast is {row.state}: there is nothing to approve.")
    _as_read(session, row, read)
    wishes.check(session, row)
    move(row, BroadcastState.APPROVED)
    row.approver = str(who)
    audit.record(session, who, "broadcast_approved", row.id)


def refuse(session: Session, who: Person, broadcast_id: UUID, why: str) -> None:
    """Sends it back with a reason. Raises NotFound, NotFilled, SecondPerson and WrongState."""
    row = held(session, broadcast_id)
    must_be_another(who, row)
    must_say_why(why)
    if row.state != BroadcastState.WAITING:
        raise WrongState(f"This broadcast is {row.state}: there is nothing to send back.")
    move(row, BroadcastState.DRAFT)
    row.approver, row.answer = str(who), why
    audit.record(session, who, "broadcast_refused", row.id)


def take_back(session: Session, who: Person, broadcast_id: UUID) -> None:
    """A draft again, to be changed; what was approved is so no more. Raises NotFound and WrongState."""
    row = held(session, broadcast_id)
    move(row, BroadcastState.DRAFT)
    row.approver, row.answer, row.due = None, None, None
    audit.record(session, who, "broadcast_taken_back", row.id)


def discard(session: Session, who: Person, broadcast_id: UUID) -> None:
    """Throws a draft away. Raises NotFound and WrongState."""
    row = held(session, broadcast_id)
    if row.state != BroadcastState.DRAFT:
        raise WrongState(f"This broadcast is {row.state} by now: only a draft can be thrown away.")
    session.delete(row)
    audit.record(session, who, "broadcast_discarded", broadcast_id)


def withdraw(session: Session, who: Person, broadcast_id: UUID) -> None:
    """Throws away what has not been sent, however far it has come. Raises NotFound and WrongState."""
    if held(session, broadcast_id).state != BroadcastState.DRAFT:
        take_back(session, who, broadcast_id)
    discard(session, who, broadcast_id)


def mark(session: Session, row: BroadcastRow) -> str:
    """Stands for what is approved of it, in every language, with its audience and all that goes with it."""
    texts = letters_repository.texts(session, row.id)
    parts = [
        [row.title, row.text],
        [[one.language, one.title, one.text] for one in texts.values()],
        vars(wishes.of(row)),
        letters_repository.document_mark(session, row.id),
    ]
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:32]


def to_approve(session: Session, who: Person, limit: int) -> Few[BroadcastRow]:
    """Those that wait for a second person, where somebody has not written in them; the oldest first."""
    return few(session, repository.by_others(BroadcastState.WAITING, who.id), limit)


def approved(session: Session, limit: int) -> Few[BroadcastRow]:
    """Those that can be sent, the oldest first."""
    return few(session, repository.in_state(BroadcastState.APPROVED), limit)


def sent_back(session: Session, who: Person, limit: int) -> Few[BroadcastRow]:
    """Drafts that somebody has written in and a second person has sent back, the oldest first."""
    return few(session, repository.sent_back_to(who.id), limit)


def readable(title: str, text: str) -> tuple[str, str]:
    """Both without spaces around them. Raises NotFilled."""
    title, text = title.strip(), text.strip()
    if not title:
        raise NotFilled("title", "Write a title")
    if len(title) > LONGEST_TITLE:
        raise NotFilled("title", f"Keep the title under {LONGEST_TITLE} characters")
    if not text:
        raise NotFilled("text", "Write the text of the broadcast")
    if (length := units(text)) > LONGEST_TEXT:
        raise NotFilled("text", f"Keep the text under {LONGEST_TEXT:,} characters: it has {length:,}")
    return title, text


def _as_read(session: Session, row: BroadcastRow, read: str) -> None:
    if read != mark(session, row):
        raise Changed("Somebody has changed this broadcast since you opened it. Read it again as it is now.")
