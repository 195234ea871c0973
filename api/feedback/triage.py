"""What the unit does with an issue: looks at it, merges, answers, escalates, and says what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastKind, BroadcastRow
from api.errors import NotFilled, NotFound, WrongState
from api.feedback import repository
from api.feedback.moving import can, move
from api.feedback.tables import IssueRow, IssueState, Priority
from api.feedback.words import letter
from api.few import Few, few
from api.guidance import service as guidance
from api.listing import Part
from api.members import service as members
from api.members.tables import MemberRow
from api.staff.person import Person

LONGEST = 2000  # of an answer
# So many others are offered to merge an issue into.
OFFERED = 100
WHICH = "Choose the one that it goes into"


@dataclass(frozen=True)
class Issue:
    """One with what belongs to it. `sender` is None where nobody can be written to.

    `about` is the broadcast that it answers. `readers` is how many members an answer goes to, with those of
    issues that were merged into it.
    """

    row: IssueRow
    sender: MemberRow | None
    merged: Sequence[IssueRow]
    into: IssueRow | None
    others: Sequence[IssueRow]
    readers: int
    about: BroadcastRow | None


def get(session: Session, issue_id: UUID) -> IssueRow:
    """Raises NotFound."""
    row = repository.get(session, issue_id)
    if row is None:
        raise NotFound("There is no such issue.")
    return row


def opened(session: Session, issue_id: UUID) -> Issue:
    """An issue for its page. Raises NotFound."""
    row = get(session, issue_id)
    merged = repository.merged_into(session, issue_id)
    others = repository.open_ones(session, row.kind, issue_id, OFFERED) if can(row, IssueState.MERGED) else []
    return Issue(
        row=row,
        sender=members.member(session, row.member_id) if row.member_id else None,
        merged=merged,
        into=repository.get(session, row.merged_into) if row.merged_into else None,
        others=others,
        readers=len(_readers([row, *merged])),
        about=broadcasts.get(session, row.about) if row.about else None,
    )


def tag(session: Session, who: Person, issue_id: UUID, *, theme: str, lens: str, priority: str) -> None:
    """Says how soon somebody goes after it, what it is about and through which lens it is seen.

    The first time, somebody has looked at it. Raises NotFound, NotFilled and WrongState.
    """
    row = _held(session, issue_id)
    if priority not in list(Priority):
        raise NotFilled("priority", "Choose how soon it is to be dealt with")
    if lens and lens not in guidance.lenses(session):
        raise NotFilled("lens", "Choose one of the lenses")
    if theme and theme != row.theme and theme not in guidance.themes(session):
        raise NotFilled("theme", "Choose one of the themes")
    if row.state == IssueState.NEW:
        move(row, IssueState.LOOKED_AT)
    elif not can(row, IssueState.CLOSED) or row.state == IssueState.MERGED:
        raise WrongState("Somebody has dealt with this meanwhile. Look at it again.")
    row.priority, row.lens, row.theme = priority, lens or None, theme or None
    audit.record(session, who, "issue_looked_at", row.id)


def merge(session: Session, who: Person, issue_id: UUID, into: UUID | None) -> None:
    """It goes on as part of another of its kind, with all that was merged into it.

    Raises NotFound, NotFilled and WrongState.
    """
    if into is None or into == issue_id:
        raise NotFilled("into", WHICH)
    # In one order, so that two people who merge crosswise do not wait for each other for ever.
    held = {one: _held(session, one) for one in sorted((issue_id, into))}
    row, other = held[issue_id], held[into]
    if other.kind != row.kind or not can(other, IssueState.MERGED):
        raise NotFilled("into", WHICH)
    move(row, IssueState.MERGED)
    row.merged_into = other.id
    for one in repository.merged_into(session, row.id, lock=True):
        one.merged_into = other.id
    audit.record(session, who, "issue_merged", row.id)


def answer(session: Session, who: Person, issue_id: UUID, words: str, today: date) -> int:
    """Writes to its sender, and to those of what was merged into it; how many letters are on their way.

    Raises NotFound, NotFilled and WrongState.
    """
    row, said = _held(session, issue_id), _said("answer", words)
    move(row, IssueState.ANSWERED)
    row.answer = said
    audit.record(session, who, "issue_answered", row.id)
    return _write(session, "answer", [row, *repository.merged_into(session, row.id, lock=True)], said, today)


def escalate(session: Session, who: Person, issue_id: UUID, today: date) -> None:
    """It is to stand in the highlight report. Raises NotFound and WrongState."""
    row = _held(session, issue_id)
    move(row, IssueState.ESCALATED)
    row.escalated = today
    audit.record(session, who, "issue_escalated", row.id)


def close(session: Session, who: Person, issue_id: UUID, words: str, today: date) -> int:
    """Says what became of it, also of all that was merged into it; how many letters are on their way.

    Raises NotFound, NotFilled and WrongState.
    """
    row, said = _held(session, issue_id), _said("became", words)
    if row.state == IssueState.MERGED:
        raise WrongState("It is closed together with the one that it went into.")
    rows = [row, *repository.merged_into(session, row.id, lock=True)]
    for one in rows:
        move(one, IssueState.CLOSED)
        one.became, one.closed = said, today
    audit.record(session, who, "issue_closed", row.id)
    return _write(session, "became", rows, said, today)


def unseen(session: Session, limit: int) -> Few[IssueRow]:
    """Those that nobody has looked at, the oldest first."""
    return few(session, repository.unseen(), limit)


def page(session: Session, words: str, wanted: dict[str, str], part: Part) -> Sequence[IssueRow]:
    """One page of them; `wanted` holds values of kind, theme, state and priority, "" for all."""
    return repository.page(session, words, wanted, part)


def count(session: Session, words: str, wanted: dict[str, str]) -> int:
    """How many there are of them."""
    return repository.count(session, words, wanted)


def _held(session: Session, issue_id: UUID) -> IssueRow:
    """Nobody else moves it meanwhile. Raises NotFound."""
    row = repository.get(session, issue_id, lock=True)
    if row is None:
        raise NotFound("There is no such issue.")
    return row


def _said(field: str, words: str) -> str:
    if not words:
        raise NotFilled(field, "Write what the sender is to read")
    if len(words) > LONGEST:
        raise NotFilled(field, f"Keep it under {LONGEST:,} characters: it has {len(words):,}")
    return words


def _readers(rows: Sequence[IssueRow]) -> dict[UUID, IssueRow]:
    """Members who sent one of them, each with the first of theirs."""
    return {row.member_id: row for row in reversed(rows) if row.member_id}


def _write(
    session: Session, name: Literal["answer", "became"], rows: Sequence[IssueRow], said: str, today: date
) -> int:
    readers = _readers(rows)
    for member_id, row in readers.items():
        title, text = letter(name, row.came, said)
        broadcasts.send_to_one(session, member_id, title, text, BroadcastKind.ANSWER, today)
    return len(readers)
