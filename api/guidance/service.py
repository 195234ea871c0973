"""What a channel, an action or a page can ask of the guidance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import get_args

from sqlmodel import Session

from api import clock
from api.errors import Unavailable
from api.guidance import content, match, repository, threshold
from api.guidance.answers import of_card, of_topic
from api.guidance.model import Age, Audience
from api.guidance.model import Answer as Answer
from api.guidance.model import CardKind as CardKind
from api.guidance.model import Link as Link
from api.guidance.model import MenuItem as MenuItem
from api.guidance.model import Reader as Reader
from api.guidance.model import SourceRef as SourceRef
from api.guidance.model import Summary as Summary
from api.guidance.pack import CardBook, Pack
from api.guidance.publishing import load as load
from api.guidance.rendering import Facts, fill
from api.guidance.shelf import NOT_LOADED, Library, library

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Cards:
    """The signpost cards, held in memory so that they need no database."""

    pack: Pack


def cards(folder: Path) -> Cards:
    """Raises ContentFault."""
    return Cards(content.read(folder))


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
    pack = cards.pack
    if kind == "reported" and reader != "practitioner":
        kind = "support"
    for spoken in (language or ENGLISH, ENGLISH):
        book = pack.cards.get(spoken)
        for card in book.cards if book else ():
            if book and (card.audience, card.kind) == (reader, kind):
                return of_card(card, _facts_of(pack, book, today or clock.today(), watched), spoken)
    raise AssertionError("English has every card: the pack was checked when it was read")


def _facts_of(pack: Pack, book: CardBook, today: date, watched: bool) -> Facts:
    own = {"by_text": book.by_text, "expired_contact": book.expired_contact}
    return replace(
        _facts(Library.of(pack), today),
        phrases=pack.phrases.model_copy(update={name: words for name, words in own.items() if words}),
        limits=book.watched if watched else book.unwatched,
        right_to_left=book.direction == "rtl",
    )


def answer(session: Session, slug: str, today: date | None = None) -> Answer | None:
    """The topic of this slug, or None when there is none."""
    return _topic_answer(library(session), slug, today or clock.today(), lead="")


def menu(session: Session, audience: Audience) -> list[MenuItem]:
    """Every topic that is offered to this audience, the most needed first."""
    topics = sorted(library(session).pack.topics, key=lambda topic: (topic.place, topic.slug))
    return [
        MenuItem(topic.slug, topic.menu) for topic in topics if topic.menu and audience in topic.audiences
    ]


def search(
    session: Session, words: str, limit: int = 3, audience: Audience | None = None, today: date | None = None
) -> list[Summary]:
    """Topics that have the words, best first; empty when none has any of them."""
    books = library(session)
    facts = _facts(books, today or clock.today())
    slugs = repository.search(session, match.storable(words), audience, limit)
    found = [books.topics[slug] for slug in slugs if slug in books.topics]
    return [
        Summary(topic.slug, topic.menu, topic.title, fill(topic.text.split("\n", 1)[0], facts))
        for topic in found
        if topic.menu
    ]


def consider_level(
    session: Session,
    worry: str,
    age: str | None,
    immediate_danger: bool,
    staff: bool,
    today: date | None = None,
) -> Answer:
    """A level to consider, or the route that a red flag calls for. The worry's words never come back."""
    books, day = library(session), today or clock.today()
    if immediate_danger or staff:
        return _route(books, "immediate-danger" if immediate_danger else "staff-allegation", day)
    known_age: Age | None = next((known for known in get_args(Age) if known == age), None)
    keys = repository.matching(session, match.plain(worry), known_age)
    found = [books.indicators[key] for key in keys if key in books.indicators]
    facts = _facts(books, day)
    if (flag := threshold.flagged(found)) and flag.red_flag:
        return _route(books, flag.red_flag, day, lead=threshold.flag_lead(flag, facts))
    frame = books.pack.levels
    return threshold.result(found, known_age, frame, _menu_items(books, frame.related), facts)


def _route(books: Library, slug: str, day: date, lead: str = "") -> Answer:
    found = _topic_answer(books, slug, day, lead)
    if found is None:
        raise Unavailable(NOT_LOADED)
    return found


def _topic_answer(books: Library, slug: str, day: date, lead: str) -> Answer | None:
    topic = books.topics.get(slug)
    if topic is None:
        return None
    return of_topic(topic, _menu_items(books, topic.related), _facts(books, day), lead)


def _menu_items(books: Library, slugs: Sequence[str]) -> list[MenuItem]:
    """In the order of `slugs`."""
    topics = (books.topics[slug] for slug in slugs if slug in books.topics)
    return [MenuItem(topic.slug, topic.menu) for topic in topics if topic.menu]


def _facts(books: Library, today: date) -> Facts:
    return Facts(
        today=today,
        partnership=books.pack.partnership,
        phrases=books.pack.phrases,
        contacts=books.contacts,
        sources=books.sources,
        levels=books.pack.levels.levels,
        stages=books.pack.stages,
    )
