"""SQL of conversations and turns."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, delete, not_, text, true, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Session, col, select

from api.conversation.contracts import Reply
from api.conversation.tables import ConversationRow, TurnRow

TURNS_KEPT = 30
# These run once a turn, where building them anew each time cost more than running them.
_HELD = (
    select(
        ConversationRow,
        select(TurnRow.replies)
        .where(TurnRow.conversation_id == bindparam("id"), TurnRow.key == bindparam("key"))
        .scalar_subquery(),
    )
    .where(ConversationRow.id == bindparam("id"))
    .with_for_update(of=ConversationRow)
)
_FREE = _HELD.with_for_update(of=ConversationRow, skip_locked=True)
_KEEP = text(
    "insert into turn (conversation_id, number, key, replies)"
    " select :id, coalesce(max(number), 0) + 1, :key, :replies from turn where conversation_id = :id"
    " on conflict (conversation_id, key) do nothing returning number"
).bindparams(bindparam("replies", type_=JSONB))


class Twin(Exception):
    """The same turn has just been kept by somebody else."""


def open_once(session: Session, row: ConversationRow) -> None:
    """Adds a conversation unless its id is there already."""
    session.exec(insert(ConversationRow).values(**row.model_dump()).on_conflict_do_nothing())


def lock(
    session: Session, conversation_id: UUID, key: str | None = None
) -> tuple[ConversationRow, list[Reply] | None] | None:
    """A conversation, held until the transaction ends, and what was said to an earlier turn with this key."""
    asked = {"id": conversation_id, "key": key}
    found = session.exec(_FREE, params=asked).one_or_none()
    if found is None and session.exec(_HELD, params=asked).one_or_none() is not None:
        # Somebody else held it: only a statement that begins after the wait sees what they said.
        found = session.exec(_HELD, params=asked, execution_options={"populate_existing": True}).one()
    if found is None:
        return None
    conversation, kept = found
    return conversation, None if kept is None else [Reply.model_validate(reply) for reply in kept]


def run_of_new_turn(session: Session, conversation_id: UUID, key: str | None) -> UUID | None:
    """The run that a conversation is in; None as well when a turn with this key has been kept already."""
    taken = select(TurnRow.number).where(TurnRow.conversation_id == conversation_id, TurnRow.key == key)
    return session.exec(
        select(ConversationRow.run_id).where(
            ConversationRow.id == conversation_id, not_(taken.exists()) if key is not None else true()
        )
    ).one_or_none()


def latest(session: Session, conversation_id: UUID) -> list[Reply]:
    """What was said last."""
    kept = session.exec(
        select(TurnRow.replies)
        .where(TurnRow.conversation_id == conversation_id)
        .order_by(col(TurnRow.number).desc())
        .limit(1)
    ).one_or_none()
    return [Reply.model_validate(reply) for reply in kept or []]


def keep(
    session: Session, conversation: ConversationRow, key: str | None, replies: list[Reply], today: date
) -> None:
    """Keeps what was said; turns far back are forgotten. Raises Twin."""
    said = {
        "id": conversation.id,
        "key": key,
        "replies": [reply.model_dump(mode="json") for reply in replies],
    }
    number = session.connection().execute(_KEEP, said).scalar_one_or_none()
    if number is None:
        raise Twin
    if number % TURNS_KEPT == 0:
        forget_turns(session, conversation.id, before=number - TURNS_KEPT)
    if conversation.day != today:
        conversation.day, conversation.wrong_codes = today, 0


def forget_turns(session: Session, conversation_id: UUID, before: int | None = None) -> None:
    """Removes turns of a conversation: all, or those up to a number."""
    gone = delete(TurnRow).where(col(TurnRow.conversation_id) == conversation_id)
    session.exec(gone if before is None else gone.where(col(TurnRow.number) <= before))


def drop_idle(session: Session, before: date) -> int:
    """Removes conversations that nobody has used since a day; how many."""
    gone = session.exec(delete(ConversationRow).where(col(ConversationRow.day) < before))
    return int(gone.rowcount)


def leave_runs(session: Session, wave_id: UUID, run_ids: Sequence[UUID]) -> None:
    """Takes conversations out of runs, and forgets what was asked in them."""
    theirs = select(ConversationRow.id).where(col(ConversationRow.run_id).in_(run_ids))
    session.exec(delete(TurnRow).where(col(TurnRow.conversation_id).in_(theirs)))
    session.exec(
        update(ConversationRow)
        .where(col(ConversationRow.run_id).in_(run_ids))
        .values(run_id=None, paused=False)
    )
    session.exec(
        update(ConversationRow)
        .where(col(ConversationRow.offered_wave) == wave_id)
        .values(offered_wave=None, starting=False)
    )
