"""The unit's letterhead: the Word file that its papers are put into."""

import re
from datetime import date

from sqlmodel import Session

from api.audit import service as audit
from api.errors import NotFilled
from api.papers import printing
from api.reports import repository
from api.reports.tables import LetterheadRow
from api.reports.words import words
from api.staff.person import Person

LARGEST = 2 * 1024 * 1024
LONGEST_NAME = 80


def get(session: Session) -> LetterheadRow | None:
    """The one that there is."""
    return repository.letterhead(session)


def data(session: Session) -> bytes | None:
    """Its file, for whoever prints."""
    row = repository.letterhead(session)
    return row.data if row else None


def put(session: Session, who: Person, name: str, file: bytes, today: date) -> None:
    """Takes a file in place of the one before. Raises NotFilled and Unavailable."""
    fault = "too_large" if len(file) > LARGEST else printing.wrong_with(file)
    if fault:
        raise NotFilled("file", words()["letterhead"]["faults"][fault])
    row = repository.letterhead(session, lock=True) or LetterheadRow(name="", data=b"", day=today, author="")
    row.name, row.data, row.day, row.author = _named(name), file, today, str(who)
    session.add(row)
    session.flush()
    audit.record(session, who, "letterhead_put", None)


def remove(session: Session, who: Person) -> None:
    """Papers are plain again."""
    if row := repository.letterhead(session, lock=True):
        session.delete(row)
        audit.record(session, who, "letterhead_removed", None)


def example() -> bytes:
    """A file with every mark, to begin with. Raises Unavailable."""
    return printing.example(words()["letterhead"]["example"])


def _named(name: str) -> str:
    stem = re.sub(r"[^A-Za-z0-9]+", "-", name.rpartition(".")[0] or name).strip("-")
    return f"{stem[:LONGEST_NAME] or 'letterhead'}.docx"
