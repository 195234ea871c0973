"""What a channel, an action or a page can ask of the guidance."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from api import clock
from api.errors import Unavailable
from api.guidance import compare, match, repository, threshold
from api.guidance.answers import of_topic
from api.guidance.cards import ENGLISH as ENGLISH
from api.guidance.cards import Cards as Cards
from api.guidance.cards import cards as cards
from api.guidance.cards import following as following
from api.guidance.cards import published as published
from api.guidance.cards import signpost as signpost
from api.guidance.check import Check as Check
from api.guidance.model import Age, Audience
from api.guidance.model import Answer as Answer
from api.guidance.model import CardKind as CardKind
from api.guidance.model import Link as Link
from api.guidance.model import MenuItem as MenuItem
from api.guidance.model import Reader as Reader
from api.guidance.model import Sign as Sign
from api.guidance.model import SourceRef as SourceRef
from api.guidance.model import Summary as Summary
from api.guidance.publishing import load as load
from api.guidance.rendering import fill
from api.guidance.shelf import NOT_LOADED, Library, library

# Before the key of a part of the menu.
PART = "menu:"


def answer(session: Session, slug: str, now: datetime | None = None) -> Answer | None:
    """The topic of this slug, or a part of it such as "levels-of-need:2-3"; None when there is none."""
    books, now = library(session), now or clock.now()
    topic, _, part = slug.partition(":")
    if part:
        return _PARTS[topic](books, part, now) if topic in _PARTS and topic in books.topics else None
    return _topic_answer(books, slug, now, lead="")


def drawn(books: Library, slug: str) -> Answer | None:
    """The topic as a pack has it that need not be published."""
    return _topic_answer(books, slug, clock.now(), lead="")


def menu(session: Session, audience: Audience, part: str | None = None) -> list[MenuItem]:
    """What is offered to this audience, the most needed first: what stands in a part of the menu, or else
    what stands in none, and then the parts.

    The item of a part is "menu:" and its key.
    """
    pack = library(session).pack
    topics = sorted(pack.topics, key=lambda topic: (topic.place, topic.slug))
    offered = [topic for topic in topics if topic.menu and audience in topic.audiences]
    items = [MenuItem(topic.slug, topic.menu) for topic in offered if topic.menu and topic.group == part]
    if part is not None:
        return items
    filled = {topic.group for topic in offered}
    parts = pack.partnership.menu.items()
    return items + [MenuItem(f"{PART}{key}", label) for key, label in parts if key in filled]


def items(session: Session, slugs: Sequence[str]) -> list[MenuItem]:
    """The topics of these slugs that can be offered, in this order."""
    return library(session).items(slugs)


def themes(session: Session) -> Mapping[str, str]:
    """What practitioners can raise an issue about: words by code, in their order."""
    return library(session).pack.partnership.themes


def lenses(session: Session) -> Mapping[str, str]:
    """How the partnership looks at what it hears: words by code, in their order."""
    return library(session).pack.partnership.lenses


def agency_types(session: Session) -> Mapping[str, str]:
    """What an agency of the action group can be: words by code, in their order."""
    return library(session).pack.partnership.agency_types


def setting_kinds(session: Session) -> Mapping[str, str]:
    """The kinds of places where people are asked: words by code, in their order."""
    return library(session).pack.partnership.setting_kinds


def areas(session: Session) -> Mapping[str, str]:
    """The parts of the partnership's area: words by code, in their order."""
    return library(session).pack.partnership.areas


def comment_themes(session: Session) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What comments can be about in the words of the partnership, and the stems that suggest it, by code."""
    ours = library(session).pack.partnership
    return ours.comment_themes, ours.comment_stems


def search(
    session: Session,
    words: str,
    limit: int = 3,
    audience: Audience | None = None,
    now: datetime | None = None,
) -> list[Summary]:
    """Topics that have the words, best first; empty when none has any of them."""
    books = library(session)
    facts = books.facts(now or clock.now())
    slugs = repository.search(session, match.storable(words), audience, limit)
    found = [books.topics[slug] for slug in slugs if slug in books.topics]
    return [
        Summary(topic.slug, topic.menu, topic.title, fill(topic.text.split("\n", 1)[0], facts))
        for topic in found
        if topic.menu
    ]


def consider(session: Session, check: Check, now: datetime | None = None) -> Answer:
    """A level to consider with its route, or at once the route that a red flag calls for.

    A flag that the pack does not know is danger.
    """
    books, now = library(session), now or clock.now()
    facts = books.facts(now)
    keys = [check.red_flag or ""] if check.is_flagged else list(check.signs or ())
    signs = [books.indicators[key] for key in keys if key in books.indicators]
    for sign in signs:
        if sign.red_flag:
            return _route(books, sign.red_flag, now, lead=threshold.flag_lead(sign, facts))
    if check.is_flagged:
        return _route(books, threshold.DANGER, now)
    frame = books.pack.levels
    found = threshold.Found.of(check, signs, facts)
    return threshold.result(found, frame, books.items(frame.related), facts)


def signs_in(session: Session, worry: str, age: Age | None) -> list[Sign]:
    """The signs that fit a worry in free words, the gravest first. The words never come back."""
    books = library(session)
    return _signs(books, repository.matching(session, match.plain(worry), age))


def signs_called(session: Session, keys: Sequence[str]) -> list[Sign]:
    """The signs of these keys, in the order of the content."""
    books = library(session)
    return _signs(books, [key for key in books.indicators if key in keys])


def signs_offered(session: Session, domains: Sequence[str]) -> list[Sign]:
    """The signs that are put to people whose words fit none, in the order of the content."""
    books = library(session)
    offered = (sign for sign in books.pack.levels.indicators if sign.offered and sign.domain in domains)
    return _signs(books, [sign.key for sign in offered])


def said(session: Session, check: Check) -> list[str]:
    """The answers of a check in a few words each."""
    return threshold.said(check, library(session).facts(clock.now()))


def _signs(books: Library, keys: Sequence[str]) -> list[Sign]:
    facts = books.facts(clock.now())
    found = [books.indicators[key] for key in keys if key in books.indicators]
    return [Sign(sign.key, fill(sign.text, facts), sign.domain, bool(sign.red_flag)) for sign in found]


def _compared(books: Library, pair: str, now: datetime) -> Answer | None:
    title, [check] = books.topics[compare.SLUG].title, books.items([threshold.SLUG])
    return compare.side_by_side(pair, title, books.pack.levels, check, books.facts(now))


# Topics that are answered in parts, and by what.
_PARTS = {compare.SLUG: _compared}


def _route(books: Library, slug: str, now: datetime, lead: str = "") -> Answer:
    found = _topic_answer(books, slug, now, lead)
    if found is None:
        raise Unavailable(NOT_LOADED)
    return found


def _topic_answer(books: Library, slug: str, now: datetime, lead: str) -> Answer | None:
    topic = books.topics.get(slug)
    if topic is None:
        return None
    facts, related = books.facts(now), books.items(topic.related)
    if slug == compare.SLUG:
        related = [*compare.pairs(books.pack.levels, facts), *related]
    return of_topic(topic, related, facts, lead, books.called(topic.duties_of))
