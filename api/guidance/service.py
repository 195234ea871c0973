"""What a channel, an action or a page can ask of the guidance."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

from sqlmodel import Session

from api import clock
from api.errors import Unavailable
from api.guidance import content, match, repository, threshold
from api.guidance.answers import of_card, of_topic, topic_texts
from api.guidance.frame import Partnership, Phrases
from api.guidance.model import Age, Audience
from api.guidance.model import Answer as Answer
from api.guidance.model import CardKind as CardKind
from api.guidance.model import Link as Link
from api.guidance.model import MenuItem as MenuItem
from api.guidance.model import Reader as Reader
from api.guidance.model import SourceRef as SourceRef
from api.guidance.model import Summary as Summary
from api.guidance.pack import (
    CardBook,
    Contact,
    Indicator,
    Level,
    Levels,
    Pack,
    Source,
    SourceUse,
    Stage,
    Topic,
)
from api.guidance.publishing import load as load
from api.guidance.rendering import Facts, fill

ENGLISH = "en"
NOT_LOADED = "The guidance is not loaded yet: start Heard again. If anyone is in danger, ring the police."


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
    return Facts(
        today=today,
        partnership=pack.partnership,
        phrases=pack.phrases.model_copy(update={name: words for name, words in own.items() if words}),
        contacts={contact.key: contact for contact in pack.contacts},
        sources={source.key: source for source in pack.sources},
        limits=book.watched if watched else book.unwatched,
        right_to_left=book.direction == "rtl",
    )


def answer(session: Session, slug: str, today: date | None = None) -> Answer | None:
    """The topic of this slug, or None when there is none."""
    return _topic_answer(session, slug, today or clock.today(), lead="")


def menu(session: Session, audience: Audience) -> list[MenuItem]:
    """Every topic that is offered to this audience, the most needed first."""
    return repository.menu(session, audience)


def search(
    session: Session, words: str, limit: int = 3, audience: Audience | None = None, today: date | None = None
) -> list[Summary]:
    """Topics that have the words, best first; empty when none has any of them."""
    found = repository.search(session, match.storable(words), audience, limit)
    if not found:
        return []
    facts = _facts(session, [], today or clock.today())
    return [Summary(row.slug, row.menu, row.title, fill(row.text.split("\n", 1)[0], facts)) for row in found]


def consider_level(
    session: Session,
    worry: str,
    age: str | None,
    immediate_danger: bool,
    staff: bool,
    today: date | None = None,
) -> Answer:
    """A level to consider, or the route that a red flag calls for. The worry's words never come back."""
    day = today or clock.today()
    if immediate_danger or staff:
        return _route(session, "immediate-danger" if immediate_danger else "staff-allegation", day)
    known_age: Age | None = next((known for known in get_args(Age) if known == age), None)
    found = [Indicator(**row._mapping) for row in repository.matching(session, match.plain(worry), known_age)]
    frame = _frame(session)
    facts = _facts(session, frame.sources, day, levels=frame.levels)
    if (flag := threshold.flagged(found)) and flag.red_flag:
        return _route(session, flag.red_flag, day, lead=threshold.flag_lead(flag, facts))
    related = repository.menu_items(session, frame.related)
    return threshold.result(found, known_age, frame, related, facts)


def _route(session: Session, slug: str, day: date, lead: str = "") -> Answer:
    found = _topic_answer(session, slug, day, lead)
    if found is None:
        raise Unavailable(NOT_LOADED)
    return found


def _topic_answer(session: Session, slug: str, day: date, lead: str) -> Answer | None:
    row = repository.topic(session, slug)
    if row is None:
        return None
    topic = Topic(**row._mapping)
    texts = topic_texts(topic)
    facts = _facts(
        session,
        topic.sources,
        day,
        levels=_levels(session) if any("{levels}" in text for text in texts) else [],
        stages=_stages(session) if any("{stages}" in text for text in texts) else [],
    )
    return of_topic(topic, repository.menu_items(session, topic.related), facts, lead)


def _facts(
    session: Session,
    uses: list[SourceUse],
    today: date,
    levels: list[Level] | None = None,
    stages: list[Stage] | None = None,
) -> Facts:
    row = _pack(session)
    sources = repository.sources(session, {use.source for use in uses}) if uses else []
    return Facts(
        today=today,
        partnership=Partnership(**row.partnership),
        phrases=Phrases(**row.phrases),
        contacts={found.key: Contact(**found._mapping) for found in repository.contacts(session)},
        sources={found.key: Source(**found._mapping) for found in sources},
        levels=levels or [],
        stages=stages or [],
    )


def _pack(session: Session) -> repository.Found:
    row = repository.pack(session)
    if row is None:
        raise Unavailable(NOT_LOADED)
    return row


def _frame(session: Session) -> Levels:
    """levels.yml without its indicators, which are matched in the database."""
    return Levels(**_pack(session).threshold, levels=_levels(session), indicators=[])


def _levels(session: Session) -> list[Level]:
    return [Level(**row._mapping) for row in repository.levels(session)]


def _stages(session: Session) -> list[Stage]:
    return [Stage(**row._mapping) for row in repository.stages(session)]
