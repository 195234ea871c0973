"""Actions: set down only when they are SMART, changed, listed, and told to reports."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api import clock
from api.actions import repository
from api.actions.contracts import ActionLine, Moved
from api.actions.moving import OPEN
from api.actions.smart import Typed, check
from api.actions.tables import ActionNoteRow, ActionRow, ActionState
from api.actions.words import words
from api.audit import service as audit
from api.errors import Changed, NotFound, WrongState
from api.few import Few
from api.guidance import service as guidance
from api.listing import Part
from api.members import lists
from api.staff.person import Person

MOST_AGENCIES = 500


@dataclass(frozen=True)
class Action:
    """One with what was noted of it, the newest first."""

    row: ActionRow
    notes: Sequence[ActionNoteRow]


def get(session: Session, action_id: UUID) -> ActionRow:
    """Raises NotFound."""
    row = repository.get(session, action_id)
    if row is None:
        raise NotFound("There is no such action.")
    return row


def opened(session: Session, action_id: UUID) -> Action:
    """An action for its page. Raises NotFound."""
    row = get(session, action_id)
    return Action(row, repository.notes(session, [action_id])[::-1])


def write(session: Session, who: Person, typed: Typed, today: date) -> ActionRow:
    """A new one, planned. Raises NotFilled."""
    check(typed, guidance.lenses(session), since=today)
    row = ActionRow.model_validate({**_fields(typed), "author": str(who), "author_id": who.id, "made": today})
    session.add(row)
    session.flush()
    noted(session, who, row, ActionState.PLANNED, "")
    audit.record(session, who, "action_written", row.id)
    return row


def change(session: Session, who: Person, action_id: UUID, typed: Typed, read: str) -> None:
    """Other words for it; `read` is the mark of what stood in the form at first.

    With another day it is reminded of anew. Raises NotFound, NotFilled, WrongState once it is closed, and
    Changed where somebody else has changed it meanwhile.
    """
    row = held(session, action_id)
    if row.state not in OPEN:
        raise WrongState("It is closed. Take it up again first.")
    if read != mark(row):
        raise Changed("Somebody has changed this action since you opened it. Compare it with what you wrote.")
    # A day that has passed may stay as it is: it is overdue, and that is known.
    lenses = dict(guidance.lenses(session)) | ({row.lens: ""} if row.lens else {})
    check(typed, lenses, since=None if typed.due == row.due else clock.today())
    if typed.due != row.due:
        row.reminded = row.chased = None
        noted(session, who, row, None, words()["due_was"].format(day=f"{row.due.day} {row.due:%B %Y}"))
    for name, value in _fields(typed).items():
        setattr(row, name, value)
    audit.record(session, who, "action_changed", row.id)


def page(
    session: Session, search: str, wanted: Mapping[str, str], today: date, part: Part
) -> Sequence[ActionRow]:
    """One page of them; `wanted` holds values of state, lens, agency and when, "" for all."""
    return repository.page(session, search, wanted, today, part)


def count(session: Session, search: str, wanted: Mapping[str, str], today: date) -> int:
    """How many there are of them."""
    return repository.count(session, search, wanted, today)


def due(session: Session, first: date | None, last: date, limit: int) -> Few[ActionRow]:
    """Open ones whose day is one of these, or (None) any up to the last, the nearest first."""
    return repository.due(session, first, last, limit)


def of_period(session: Session, first: date, last: date) -> Sequence[ActionLine]:
    """What reports tell of: all actions that were open at some time in the period, or closed in it.

    The nearest due come first. States and evidence are those of today.
    """
    rows, lenses, today = repository.of_period(session, first, last), guidance.lenses(session), clock.today()
    moved: dict[UUID, list[Moved]] = {row.id: [] for row in rows}
    for one in repository.notes(session, list(moved)):
        day = clock.here(one.at).date()
        if first <= day <= last:
            moved[one.action_id].append(Moved(day, ActionState(one.state) if one.state else None, one.words))
    return [_line(row, lenses, tuple(moved[row.id]), today) for row in rows]


def agencies(session: Session) -> Sequence[str]:
    """Those that can be offered for an action: of the action group's members, and of other actions."""
    there = lists.agencies(session, "", "", Part("agency", limit=MOST_AGENCIES))
    return sorted({one.name for one in there} | set(repository.agencies(session)), key=str.casefold)


def owners(session: Session) -> Sequence[str]:
    """Agencies that look after an action, by name."""
    return repository.agencies(session)


def is_overdue(row: ActionRow, today: date) -> bool:
    """Whether its day has passed and it is not closed: it is escalated to the partners."""
    return row.state in OPEN and row.due < today


def mark(row: ActionRow) -> str:
    """Stands for what a form changes of it: other words, another mark."""
    said = [str(value) for value in astuple(typed(row))]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


def typed(row: ActionRow) -> Typed:
    """The form as it would have been filled in for it."""
    return Typed(
        title=row.title,
        measure=row.measure,
        agency=row.agency,
        owner=row.owner,
        lens=row.lens or "",
        priority=row.priority,
        due=row.due,
        source=row.source,
        source_id=row.source_id,
        question=row.question or "",
        origin=row.origin,
    )


def held(session: Session, action_id: UUID) -> ActionRow:
    """One that nobody else changes meanwhile. Raises NotFound."""
    row = repository.get(session, action_id, lock=True)
    if row is None:
        raise NotFound("There is no such action.")
    return row


def noted(session: Session, who: Person, row: ActionRow, state: ActionState | None, words: str) -> None:
    """One more line of what happened to it; with `state`, that it came there."""
    session.add(ActionNoteRow(action_id=row.id, at=clock.now(), who=str(who), state=state, words=words))


def _fields(typed: Typed) -> dict[str, object]:
    return vars(typed) | {"lens": typed.lens or None, "question": typed.question or None}


def _line(row: ActionRow, lenses: Mapping[str, str], moved: tuple[Moved, ...], today: date) -> ActionLine:
    return ActionLine(
        id=row.id,
        title=row.title,
        measure=row.measure,
        agency=row.agency,
        owner=row.owner,
        lens=lenses.get(row.lens or "", row.lens or ""),
        priority=row.priority,
        state=ActionState(row.state),
        due=row.due,
        origin=row.origin,
        evidence=row.evidence,
        evidence_link=row.evidence_link or "",
        moved=moved,
        to_escalate=is_overdue(row, today),
    )
