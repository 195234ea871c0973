"""Letters to whoever has set an action down: a week before its day, and once it has passed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from api.actions import repository
from api.actions.tables import ActionRow
from api.actions.words import words
from api.broadcasts.contracts import Button, Message
from api.staff import accounts

BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class Letter:
    """One mail, about an action."""

    action_id: UUID
    to: str
    message: Message


def next_letter(session: Session, today: date, address: str, but: Collection[UUID] = ()) -> Letter | None:
    """The next one to be written, noted down as written; None where nobody is left to be told.

    `address` is where people reach Heard, `but` are actions that are not written about now. Whoever
    has no mail address is told by the first page alone.
    """
    while (row := repository.to_write_about(session, today, BEFORE, but)) is not None:
        is_over = row.due < today
        if is_over:
            row.chased = today
        else:
            row.reminded = today
        session.flush()
        account = accounts.get(session, row.author_id) if row.author_id else None
        if account is not None and account.email and account.closed is None:
            return Letter(row.id, account.email, _message(row, address, is_over=is_over))
    return None


def take_back(session: Session, letter: Letter) -> None:
    """It could not leave: it is to be written again."""
    row = repository.get(session, letter.action_id, lock=True)
    if row is not None:
        row.reminded = row.chased = None


def _message(row: ActionRow, address: str, *, is_over: bool) -> Message:
    said = words()["letters"]
    kind = said["overdue" if is_over else "soon"]
    facts = {
        "day": f"{row.due.day} {row.due:%B %Y}",
        "title": row.title,
        "agency": row.agency,
        "owner": row.owner,
    }
    return Message(
        title=kind["title"].format(**facts),
        text=kind["text"].strip().format(**facts),
        button=Button(said["page"], ""),
        page=f"{address.rstrip('/')}/console/actions/{row.id}",
    )
