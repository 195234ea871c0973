"""A small document that goes with a broadcast: what it is says its content, never its name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session

from api.broadcasts import drafts, letters_repository
from api.broadcasts.tables import DocumentRow
from api.errors import HeardError
from api.staff.person import Person

LARGEST = 1024 * 1024
LONGEST_NAME = 80
# How each of them begins (ISO 32000-1, 7.5.2; ISO/IEC 15948, 5.2; ITU-T T.81, B.1.1.3): what its address ends
# with, and how it is served.
KINDS: Mapping[bytes, tuple[str, str]] = {
    b"%PDF-": ("pdf", "application/pdf"),
    b"\x89PNG\r\n\x1a\n": ("png", "image/png"),
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
}


class NotTaken(HeardError):
    """It is no document that can go with a broadcast."""

    status = 422


@dataclass(frozen=True)
class Document:
    """A document as it is handed out."""

    name: str
    type: str
    data: bytes = field(repr=False)


def put(session: Session, who: Person, broadcast_id: UUID, name: str, data: bytes, read: str) -> None:
    """Gives a draft its document, in place of the one before.

    Raises NotTaken, NotFound, WrongState and Changed.
    """
    if not data:
        raise NotTaken("Choose a file that has something in it")
    if len(data) > LARGEST:
        raise NotTaken("Choose a file of at most 1 MB, or put a link to it into the text")
    kind = next((kind for begins, kind in KINDS.items() if data.startswith(begins)), None)
    if kind is None:
        raise NotTaken("Choose a PDF, or a picture as PNG or JPEG")
    drafts.to_write_in(session, who, broadcast_id, read)
    _drop(session, broadcast_id)
    ending, served_as = kind
    session.add(DocumentRow(broadcast_id=broadcast_id, name=_named(name, ending), type=served_as, data=data))
    session.flush()


def remove(session: Session, who: Person, broadcast_id: UUID, read: str) -> None:
    """Takes the document away from a draft. Raises NotFound, WrongState and Changed."""
    drafts.to_write_in(session, who, broadcast_id, read)
    _drop(session, broadcast_id)


def get(session: Session, broadcast_id: UUID) -> Document | None:
    """The document of a broadcast."""
    row = letters_repository.document(session, broadcast_id)
    return Document(row.name, row.type, row.data) if row else None


def _drop(session: Session, broadcast_id: UUID) -> None:
    if row := letters_repository.document(session, broadcast_id):
        session.delete(row)
        session.flush()


def _named(name: str, ending: str) -> str:
    """Letters and digits that every machine takes, and the ending of what it is."""
    stem = re.sub(r"[^A-Za-z0-9]+", "-", name.rpartition(".")[0] or name).strip("-")
    return f"{stem[:LONGEST_NAME] or 'document'}.{ending}"
