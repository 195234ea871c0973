"""A broadcast in other languages than English: added to a draft, changed, taken out again."""

from uuid import UUID

from sqlmodel import Session

from api import languages
from api.broadcasts import drafts, letters_repository
from api.broadcasts.letters import ENGLISH
from api.broadcasts.tables import TextRow
from api.errors import NotFound
from api.staff.person import Person


def known(language: str) -> str:
    """A language that a broadcast can be written in beside English. Raises NotFound."""
    if language == ENGLISH or language not in languages.NAMES:
        raise NotFound("There is no such language here.")
    return language


def put(
    session: Session, who: Person, broadcast_id: UUID, language: str, title: str, text: str, read: str
) -> None:
    """Writes a draft in one more language, or anew in it.

    Raises NotFilled, NotFound, WrongState and Changed.
    """
    title, text = drafts.readable(title, text)
    drafts.to_write_in(session, who, broadcast_id, read)
    session.merge(TextRow(broadcast_id=broadcast_id, language=known(language), title=title, text=text))
    session.flush()


def remove(session: Session, who: Person, broadcast_id: UUID, language: str, read: str) -> None:
    """Takes a language out of a draft: its readers get English. Raises NotFound, WrongState and Changed."""
    drafts.to_write_in(session, who, broadcast_id, read)
    if row := letters_repository.texts(session, broadcast_id).get(language):
        session.delete(row)
        session.flush()
