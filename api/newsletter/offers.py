"""What has come out in a quarter and can be taken into its issue by a tick."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session

from api import clock
from api.audit import service as audit
from api.errors import NotFilled
from api.guidance import service as guidance
from api.newsletter import quarters, repository
from api.newsletter.service import LONGEST_TITLE, LONGEST_WORDS, Item, add, held
from api.newsletter.tables import ItemKind, ItemRow, NewsRow, NewsState
from api.newsletter.words import words
from api.staff.person import Person
from api.staff.writers import joined


@dataclass(frozen=True)
class Offer:
    """Something that can be taken in; `source` names it."""

    source: str
    day: date
    item: Item


def offers(session: Session, row: NewsRow, items: Sequence[ItemRow]) -> list[Offer]:
    """What came out in the quarter and is not in the issue yet."""
    there = {one.source for one in items}
    return [one for one in _all(session, row.quarter) if one.source not in there]


def take(session: Session, who: Person, newsletter_id: UUID, sources: Sequence[str]) -> None:
    """Takes in what was ticked, in the order in which it came out.

    Raises NotFound, NotFilled and WrongState.
    """
    row, items = held(session, newsletter_id, NewsState.DRAFT)
    chosen = [one for one in offers(session, row, items) if one.source in sources]
    if not chosen:
        raise NotFilled("sources", "Tick what is to be taken in")
    found = list(items)
    for one in chosen:
        found.append(add(session, row, found, one.item, one.source))
    row.writers = joined(who, row.writers)
    audit.record(session, who, "newsletter_written", row.id)


def _all(session: Session, quarter: str) -> Iterator[Offer]:
    since, until = _midnight(quarters.first(quarter)), _midnight(quarters.last(quarter) + timedelta(days=1))
    said = words()["offers"]
    for name, title, decided in repository.changed_topics(session, since, until):
        slug = name.removeprefix(repository.TOPIC)
        if decided and guidance.items(session, [slug]):  # it has not been removed since
            item = Item(ItemKind.POLICY, title[:LONGEST_TITLE], said["topic"], topic=slug)
            yield Offer(name, clock.here(decided).date(), item)
    for row in repository.broadcasts_with_a_review(session, since, until):
        text = row.text if len(row.text) <= LONGEST_WORDS else f"{row.text[: LONGEST_WORDS - 2]} …"
        item = Item(ItemKind.LEARNING, row.title[:LONGEST_TITLE], text)
        yield Offer(f"broadcast/{row.id}", clock.here(row.sent or row.written).date(), item)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.HERE)
