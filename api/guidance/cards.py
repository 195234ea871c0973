"""The help cards, held in memory so that they need no database, and kept up with what is published."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from api import clock
from api.db import transaction
from api.guidance import content
from api.guidance.answers import of_card
from api.guidance.model import Answer, CardKind, Reader
from api.guidance.pack import CardBook, Pack
from api.guidance.rendering import Facts
from api.guidance.shelf import Library, library

log = logging.getLogger(__name__)

ENGLISH = "en"
# Seconds: a changed number has to reach every process soon, and a look costs one row.
EVERY = 15.0


class Cards:
    """The cards of a pack, which may be followed by another one while they are in use."""

    def __init__(self, books: Library) -> None:
        self.books = books

    @property
    def pack(self) -> Pack:
        return self.books.pack

    def follow(self, session: Session) -> None:
        """Takes what is published now. Raises Unavailable before anything was."""
        self.books = library(session)


def cards(folder: Path) -> Cards:
    """Those of a folder. Raises ContentFault."""
    return Cards(Library.of(content.read(folder)))


def published(engine: Engine) -> Cards:
    """Those that are published. Raises Unavailable before anything was."""
    with transaction(engine) as session:
        return Cards(library(session))


@contextmanager
def following(engine: Engine, cards: Cards, every: float = EVERY) -> Iterator[None]:
    """Looks every so many seconds what is published; while the database is away the last cards stay."""
    over = threading.Event()

    def look() -> None:
        lost = False
        while not over.wait(every):
            try:
                with transaction(engine) as session:
                    cards.follow(session)
                lost = False
            except Exception as fault:  # whatever it is, somebody may need a card meanwhile
                if not lost:
                    log.warning("the help cards stay as they are: %s", type(fault).__name__)
                lost = True

    thread = threading.Thread(target=look, name="cards", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def signpost(
    cards: Cards,
    reader: Reader,
    kind: CardKind,
    language: str | None = None,
    today: date | None = None,
    *,
    watched: bool = False,
) -> Answer:
    """The help card, in English where the language has none; its slug is the topic that says more.

    `reported` is written for practitioners alone; to others it is `support`. `watched`: somebody reads what
    the card answers.
    """
    books = cards.books
    if kind == "reported" and reader != "practitioner":
        kind = "support"
    for spoken in (language or ENGLISH, ENGLISH):
        book = books.pack.cards.get(spoken)
        for card in book.cards if book else ():
            if book and (card.audience, card.kind) == (reader, kind):
                now = datetime.combine(today, time(12), clock.HERE) if today else clock.now()
                return of_card(card, _facts_of(books, book, now, watched), spoken)
    raise AssertionError("English has every card: the pack was checked when it was read")


def _facts_of(books: Library, book: CardBook, now: datetime, watched: bool) -> Facts:
    own = {"by_text": book.by_text, "expired_contact": book.expired_contact}
    return replace(
        books.facts(now),
        phrases=books.pack.phrases.model_copy(update={name: words for name, words in own.items() if words}),
        limits=book.watched if watched else book.unwatched,
        right_to_left=book.direction == "rtl",
    )
