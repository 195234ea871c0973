"""SQL of conversations and turns."""

from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, delete, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Session, col, select

from api.conversation.contracts import Reply
from api.conversation.tables import ConversationRow, TurnRow

TURNS_KEPT = 30
# Both run once a turn, where building them anew each time cost more than running them.
_LOCK = (
    select(
        ConversationRow,
        select(TurnRow.replies)
        .where(TurnRow.conversation_id == bindparam("id"), TurnRow.key == bindparam("key"))
        .scalar_subquery(),
    )
    .where(ConversationRow.id == bindparam("id"))
    .with_for_update(of=ConversationRow)
)
_KEEP = text(
    "insert into turn (conversation_id, number, key, replies)"
    " select :id, coalesce(max(number), 0) + 1, :key, :replies from turn where conversation_id = :id"
    " returning number"
).bindparams(bindparam("replies", type_=JSONB))


def open_once(session: Session, row: ConversationRow) -> None:
    """Adds a conversation unless its id is there already."""
    session.exec(insert(ConversationRow).values(**row.model_dump()).on_conflict_do_nothing())


def lock(
    session: Session, conversation_id: UUID, key: str | None = None
) -> tuple[ConversationRow, list[Reply] | None] | None:
    """A conversation, held until the transaction ends, and what was said to an earlier turn with this key.

    A twin of the turn that is under way at the same time is not seen here: keeping the second one
    breaks the rule that a key is kept once, and who catches that asks again.
    """
    found = session.exec(_LOCK, params={"id": conversation_id, "key": key}).one_or_none()
    if found is None:
        return None
    conversation, kept = found
    return conversation, None if kept is None else [Reply.model_validate(reply) for reply in kept]


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
    """Keeps what was said; turns far back are forgotten."""
    said = {
        "id": conversation.id,
        "key": key,
        "replies": [reply.model_dump(mode="json") for reply in replies],
    }
    number = session.connection().execute(_KEEP, said).scalar_one()
    if number % TURNS_KEPT == 0:
        forget_turns(session, conversation.id, before=number - TURNS_KEPT)
    if conversation.day != today:
        conversation.day = today


def forget_turns(session: Session, conversation_id: UUID, before: int | None = None) -> None:
    """Removes turns of a conversation: all, or those up to a number."""
    gone = delete(TurnRow).where(col(TurnRow.conversation_id) == conversation_id)
    session.exec(gone if before is None else gone.where(col(TurnRow.number) <= before))


def drop_idle(session: Session, before: date) -> int:
    """Removes conversations that nobody has used since a day; how many."""
    gone = session.exec(delete(ConversationRow).where(col(ConversationRow.day) < before))
    return int(gone.rowcount)
