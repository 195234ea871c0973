"""The forms of what people are told was done: what was typed, and what it is filled with at first."""

from pydantic import BaseModel
from sqlmodel import Session

from api.actions import said
from api.actions import service as actions
from api.actions.said import About, Entry, Words
from api.actions.said_tables import Outcome, SaidTextRow, Symbol
from api.actions.tables import ActionRow, ActionState, SourceKind
from api.console.action_form import identity
from api.console.fields import line, paragraphs
from api.errors import NotFound
from api.languages import DEFAULT as ENGLISH

# How an action's state is told to those who said it.
_TOLD = {
    ActionState.PLANNED: Outcome.UNDER_WAY,
    ActionState.UNDER_WAY: Outcome.UNDER_WAY,
    ActionState.DONE: Outcome.DONE,
    ActionState.DROPPED: Outcome.NOT_DONE,
}


class Typed(BaseModel):
    """The form of an entry, as it was typed; `action` and `read` are hidden in it."""

    audience: str = ""
    outcome: str = ""
    symbol: str = Symbol.TALK
    said: str = ""
    did: str = ""
    speaker: str = ""
    action: str = ""
    read: str = ""


class TypedWords(BaseModel):
    """The form of its words in another language."""

    said: str = ""
    did: str = ""
    speaker: str = ""
    read: str = ""


def about(session: Session, typed: Typed) -> About:
    """For whom it is, and what it is about; the wave is that of the action's finding."""
    named = identity(typed.action)
    row = actions.get(session, named) if named else None
    return About(
        audience=line(typed.audience),
        outcome=line(typed.outcome),
        symbol=line(typed.symbol),
        action_id=named,
        wave_id=row.source_id if row and row.source == SourceKind.FINDING else None,
    )


def words(typed: Typed | TypedWords) -> Words:
    """What was typed in one language."""
    return Words(paragraphs(typed.said), paragraphs(typed.did), line(typed.speaker))


def begun(session: Session, action: str) -> tuple[Typed, ActionRow | None]:
    """An empty form, or one that knows which action it tells of and what has come of that."""
    named = identity(action)
    try:
        row = actions.get(session, named) if named else None
    except NotFound:
        row = None
    if row is None:
        return Typed(), None
    outcome = _TOLD[ActionState(row.state)]
    return Typed(outcome=outcome, did=row.evidence, action=str(row.id)), row


def filled(entry: Entry) -> Typed:
    """The form as it would have been filled in for an entry."""
    row, english = entry.row, entry.texts[ENGLISH]
    return Typed(
        audience=row.audience,
        outcome=row.outcome,
        symbol=row.symbol,
        said=english.said,
        did=english.did,
        speaker=english.speaker,
        action=str(row.action_id or ""),
        read=said.mark(entry),
    )


def filled_words(entry: Entry, text: SaidTextRow | None) -> TypedWords:
    """The same of its words in another language."""
    if text is None:
        return TypedWords(read=said.mark(entry))
    return TypedWords(said=text.said, did=text.did, speaker=text.speaker, read=said.mark(entry))
