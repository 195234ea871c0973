"""SQL of what copies say: texts in other languages, documents, whose copy it is."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from api.broadcasts.tables import BroadcastRow, DeliveryRow, DeliveryState, DocumentRow, TextRow

_ON_THE_WAY = (DeliveryState.WAITING, DeliveryState.LEAVING)


def texts(session: Session, broadcast_id: UUID) -> dict[str, TextRow]:
    """A broadcast in its other languages, by their codes."""
    found = select(TextRow).where(TextRow.broadcast_id == broadcast_id).order_by(TextRow.language)
    return {row.language: row for row in session.exec(found)}


def texts_in(session: Session, broadcast_ids: Sequence[UUID], language: str) -> dict[UUID, TextRow]:
    """Broadcasts in one language, those that have it."""
    these = col(TextRow.broadcast_id).in_(broadcast_ids)
    found = session.exec(select(TextRow).where(these, TextRow.language == language))
    return {row.broadcast_id: row for row in found}


def document(session: Session, broadcast_id: UUID) -> DocumentRow | None:
    """The document of a broadcast."""
    return session.get(DocumentRow, broadcast_id)


def document_name(session: Session, broadcast_id: UUID) -> str | None:
    """What it is called, if there is one; its bytes are not read."""
    return document_names(session, [broadcast_id]).get(broadcast_id)


def document_names(session: Session, broadcast_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What the documents of these broadcasts are called, of those that have one."""
    these = col(DocumentRow.broadcast_id).in_(broadcast_ids)
    return dict(session.exec(select(DocumentRow.broadcast_id, DocumentRow.name).where(these)).all())


def document_mark(session: Session, broadcast_id: UUID) -> str | None:
    """Stands for the document as it is, its name and its bytes; they are not read."""
    digest = func.encode(func.sha256(DocumentRow.data), "hex")
    asked = select(func.concat(digest, DocumentRow.name)).where(DocumentRow.broadcast_id == broadcast_id)
    return session.exec(asked).one_or_none()


def reminded(session: Session, broadcast_id: UUID, member_ids: Sequence[UUID]) -> dict[UUID, date]:
    """Those of these members who are asked once more, and since which day."""
    theirs = DeliveryRow.broadcast_id == broadcast_id, col(DeliveryRow.member_id).in_(member_ids)
    asked = select(DeliveryRow).where(*theirs, col(DeliveryRow.understood).is_(None))
    return {row.member_id: row.reminded for row in session.exec(asked) if row.reminded}


def copies(
    session: Session, member_id: UUID, broadcast_id: UUID | None = None
) -> Sequence[tuple[BroadcastRow, DeliveryRow]]:
    """A member's copies that have ended once, newest first; or the one of a broadcast, whatever its state."""
    theirs = [col(DeliveryRow.member_id) == member_id]
    if broadcast_id is None:
        ended = col(DeliveryRow.state).not_in(_ON_THE_WAY)
        theirs.append(or_(ended, col(DeliveryRow.reminded).is_not(None)))
    else:
        theirs.append(col(DeliveryRow.broadcast_id) == broadcast_id)
    return session.exec(
        select(BroadcastRow, DeliveryRow)
        .join(DeliveryRow, col(DeliveryRow.broadcast_id) == BroadcastRow.id)
        .where(*theirs)
        .order_by(func.coalesce(BroadcastRow.sent, BroadcastRow.written).desc())
    ).all()
