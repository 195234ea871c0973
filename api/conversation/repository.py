"""SQL of conversations and turns."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.conversation.contracts import Reply
from api.conversation.tables import ConversationRow, TurnRow

TURNS_KEPT = 30


def open_once(session: Session, row: ConversationRow) -> None:
    """Adds a conversation unless its id is there already."""
    session.exec(insert(ConversationRow).values(**row.model_dump()).on_conflict_do_nothing())


def lock(session: Session, conversation_id: UUID) -> ConversationRow | None:
    """A conversation, held until the transaction ends, so that its turns come one after the other."""
    return session.get(ConversationRow, conversation_id, with_for_update=True)


def said(session: Session, conversation_id: UUID, key: str | None) -> list[Reply] | None:
    """What was said to an earlier turn with this key."""
    if key is None:
        return None
    kept = session.exec(
        select(TurnRow.replies).where(TurnRow.conversation_id == conversation_id, TurnRow.key == key)
    ).one_or_none()
    return None if kept is None else [Reply.model_validate(reply) for reply in kept]


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
    newest = select(func.coalesce(func.max(TurnRow.number), 0) + 1).where(
        TurnRow.conversation_id == conversation.id
    )
    number = session.exec(
        insert(TurnRow)
        .values(
            conversation_id=conversation.id,
            number=newest.scalar_subquery(),
            key=key,
            replies=[reply.model_dump(mode="json") for reply in replies],
        )
        .returning(col(TurnRow.number))
    ).scalar_one()
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
