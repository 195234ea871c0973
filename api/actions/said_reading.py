"""What anybody reads on the web of what was done with what people said; nothing notes who does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from api.actions import said_repository as repository
from api.actions.said_tables import SaidRow, SaidState, SaidTextRow
from api.db import transaction
from api.languages import DEFAULT as ENGLISH

PATH = "/we-did"
PAGE = 10


@dataclass(frozen=True)
class Told:
    """One entry in the language that was asked for, or in English; `path` is its address on the web.

    `unchecked`: no speaker has confirmed the words.
    """

    audience: str
    outcome: str
    symbol: str
    said: str
    did: str
    speaker: str
    language: str
    unchecked: bool
    day: date | None
    path: str


@dataclass(frozen=True)
class Page:
    """Some of the entries for an audience; `number` counts from 1 to `last`."""

    entries: list[Told]
    number: int
    last: int


@dataclass(frozen=True)
class SaidDesk:
    """Every method is a transaction of its own, and raises Unavailable when the database does not answer."""

    engine: Engine

    def page(self, audience: str, language: str, number: int) -> Page:
        """One page of what an audience can read, the newest first; the last where there are not so many."""
        with transaction(self.engine) as session:
            last = max(1, -(-repository.count_published(session, audience) // PAGE))
            here = min(max(1, number), last)
            return Page(newest(session, audience, language, PAGE, (here - 1) * PAGE), here, last)

    def one(self, said_id: UUID, language: str) -> Told | None:
        """An entry that is published."""
        with transaction(self.engine) as session:
            row = repository.get(session, said_id)
            if row is None or row.state != SaidState.PUBLISHED:
                return None
            return told(row, repository.texts(session, [said_id])[said_id], language)


def newest(session: Session, audience: str, language: str, many: int, first: int = 0) -> list[Told]:
    """So many of what an audience can read, from a place on."""
    return _told(session, repository.published(session, audience, first, many), language)


def confirmed(session: Session, audience: str, language: str, many: int) -> list[Told]:
    """So many of the newest that stand in this very language, and are confirmed by a speaker of it."""
    return _told(session, repository.confirmed(session, audience, language, many), language)


def has_any(session: Session, audience: str) -> bool:
    """Whether there is anything to read for an audience."""
    return repository.has_any(session, audience)


def told(row: SaidRow, texts: Mapping[str, SaidTextRow], language: str) -> Told:
    """An entry as it is read in a language."""
    text = texts.get(language) or texts[ENGLISH]
    return Told(
        audience=row.audience,
        outcome=row.outcome,
        symbol=row.symbol,
        said=text.said,
        did=text.did,
        speaker=text.speaker,
        language=text.language,
        unchecked=text.language != ENGLISH and text.checked is None,
        day=row.published,
        path=place(row, language),
    )


def _told(session: Session, rows: Sequence[SaidRow], language: str) -> list[Told]:
    texts = repository.texts(session, [row.id for row in rows])
    return [told(row, texts[row.id], language) for row in rows]


def place(row: SaidRow, language: str) -> str:
    """Its address on the web, which says how the page looks."""
    return f"{PATH}/{row.id}?{urlencode({'for': row.audience, 'language': language})}"


def address(web: str, audience: str, language: str = "") -> str:
    """Where everything for an audience is read; `web` is where people reach Heard.

    Without a language it is that of whoever opens it.
    """
    asked = {"for": audience} | ({"language": language} if language else {})
    return f"{web.rstrip('/')}{PATH}?{urlencode(asked)}"
