"""An issue of the newsletter: begun, put together, looked at by a second person, published."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.errors import Changed, NotFilled, NotFound, WrongState
from api.few import Few
from api.guidance import service as guidance
from api.newsletter import quarters, repository
from api.newsletter.tables import ItemKind, ItemRow, NewsRow, NewsState
from api.newsletter.words import words
from api.staff.person import Person
from api.staff.writers import joined

LONGEST_TITLE = 120
LONGEST_OPENING = 1500
LONGEST_WORDS = 1500
LONGEST_LINK = 500
MOST_ITEMS = 30
# Nobody's name and password before the place, and no signs that look like others in it.
_WHOLE = re.compile(r"https://[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?")


@dataclass(frozen=True)
class Item:
    """What is typed of an item; empty where nothing is."""

    kind: str
    title: str
    words: str = ""
    link: str = ""
    topic: str = ""
    day: date | None = None


def get(session: Session, newsletter_id: UUID) -> NewsRow:
    """Raises NotFound."""
    row = repository.get(session, newsletter_id)
    if row is None:
        raise NotFound("There is no such issue of the newsletter.")
    return row


def items(session: Session, newsletter_id: UUID) -> Sequence[ItemRow]:
    """What stands in an issue, in order."""
    return repository.items(session, newsletter_id)


def item(session: Session, newsletter_id: UUID, item_id: UUID) -> ItemRow:
    """Raises NotFound."""
    return _one(repository.items(session, newsletter_id), item_id)


def every(session: Session) -> Sequence[NewsRow]:
    """All issues, the newest first."""
    return repository.every(session)


def to_publish(session: Session, who: Person, limit: int) -> Few[NewsRow]:
    """Those that wait for a second person, where somebody has not written in them."""
    return repository.waiting_from_others(session, who.id, limit)


def sent_back(session: Session, who: Person, limit: int) -> Few[NewsRow]:
    """Drafts that came back to somebody who has written in them."""
    return repository.sent_back(session, who.id, limit)


def free_quarters(session: Session, today: date) -> Sequence[str]:
    """Those near today that have no issue yet, this one first."""
    taken = {row.quarter for row in repository.every(session)}
    now = quarters.of(today)
    return [one for by in (0, -1, 1) if (one := quarters.step(now, by)) not in taken]


def begin(session: Session, who: Person, quarter: str, today: date) -> NewsRow:
    """An empty issue. Raises NotFilled."""
    repository.hold(session)
    if quarter not in free_quarters(session, today):
        raise NotFilled("quarter", "Choose a quarter that has no issue yet")
    title = words()["title"].format(quarter=quarters.said(quarter))
    row = NewsRow(quarter=quarter, title=title, author=str(who), writers=joined(who, []))
    session.add(row)
    session.flush()
    audit.record(session, who, "newsletter_begun", row.id)
    return row


def head(session: Session, who: Person, newsletter_id: UUID, title: str, opening: str, read: str) -> None:
    """Gives it a title and opening words; `read` is the mark of what stood there at first.

    Raises NotFound, NotFilled, WrongState, and Changed where somebody else has written in it meanwhile.
    """
    row, found = held(session, newsletter_id, NewsState.DRAFT)
    if read != mark(row, found):
        raise Changed("Somebody has changed this issue since you opened it. Read it again as it is now.")
    _filled("title", title, LONGEST_TITLE, "Write a title")
    _filled("opening", opening, LONGEST_OPENING)
    row.title, row.opening = title, opening
    _wrote(session, who, row)


def put(
    session: Session, who: Person, newsletter_id: UUID, item_id: UUID | None, typed: Item, read: str = ""
) -> None:
    """A new item at the end, or other words for one, of which `read` is the mark as it stood at first.

    Raises NotFound, NotFilled, WrongState, and Changed where somebody else has changed the item meanwhile.
    """
    row, found = held(session, newsletter_id, NewsState.DRAFT)
    _check(session, typed)
    if item_id is None:
        add(session, row, found, typed)
    else:
        one = _one(found, item_id)
        if read != item_mark(one):
            raise Changed("Somebody has changed this item since you opened it. Compare it with the issue.")
        one.kind, one.title, one.words = typed.kind, typed.title, typed.words
        one.link, one.topic = typed.link or None, typed.topic or None
        one.day = typed.day if typed.kind == ItemKind.TRAINING else None
    _wrote(session, who, row)


def add(
    session: Session, row: NewsRow, found: Sequence[ItemRow], typed: Item, source: str | None = None
) -> ItemRow:
    """One more at the end. Raises NotFilled where it is full."""
    if len(found) >= MOST_ITEMS:
        raise NotFilled("title", f"An issue has at most {MOST_ITEMS} items: nobody reads more")
    one = ItemRow(
        newsletter_id=row.id,
        place=max((one.place for one in found), default=-1) + 1,
        kind=typed.kind,
        title=typed.title,
        words=typed.words,
        link=typed.link or None,
        topic=typed.topic or None,
        day=typed.day if typed.kind == ItemKind.TRAINING else None,
        source=source,
    )
    session.add(one)
    session.flush()
    return one


def shift(session: Session, who: Person, newsletter_id: UUID, item_id: UUID, by: int) -> None:
    """Moves an item up (-1) or down (1); at the end of the list nothing moves.

    Raises NotFound and WrongState.
    """
    row, found = held(session, newsletter_id, NewsState.DRAFT)
    ordered = list(found)
    here = ordered.index(_one(found, item_id))
    there = here + by
    if 0 <= there < len(ordered):
        ordered[here], ordered[there] = ordered[there], ordered[here]
        for place, one in enumerate(ordered):
            one.place = place
        _wrote(session, who, row)


def drop(session: Session, who: Person, newsletter_id: UUID, item_id: UUID) -> None:
    """Takes an item out. Raises NotFound and WrongState."""
    row, found = held(session, newsletter_id, NewsState.DRAFT)
    session.delete(_one(found, item_id))
    _wrote(session, who, row)


def mark(row: NewsRow, found: Sequence[ItemRow]) -> str:
    """Stands for what is approved of it: other words or another order, another mark."""
    return _short([row.title, row.opening, *map(item_mark, found)])


def item_mark(one: ItemRow) -> str:
    """Likewise of one item, wherever it stands."""
    return _short([one.kind, one.title, one.words, str(one.link), str(one.topic), str(one.day)])


def held(
    session: Session, newsletter_id: UUID, state: NewsState | None = None
) -> tuple[NewsRow, Sequence[ItemRow]]:
    """Nobody else changes it meanwhile. Raises NotFound, and WrongState where it has to be in a state."""
    row = repository.get(session, newsletter_id, lock=True)
    if row is None:
        raise NotFound("There is no such issue of the newsletter.")
    if state is not None and row.state != state:
        raise WrongState(f"This issue is {row.state} by now. Look at it again.")
    return row, repository.items(session, newsletter_id, lock=True)


def _check(session: Session, typed: Item) -> None:
    """Raises NotFilled."""
    if typed.kind not in list(ItemKind):
        raise NotFilled("kind", "Choose what it is")
    _filled("title", typed.title, LONGEST_TITLE, "Write a title")
    _filled("words", typed.words, LONGEST_WORDS)
    if typed.link:
        _filled("link", typed.link, LONGEST_LINK)
        if not _WHOLE.fullmatch(typed.link):
            raise NotFilled("link", "Write a whole web address that begins with https://")
    if typed.topic and not guidance.items(session, [typed.topic]):
        raise NotFilled("topic", "Choose one of the topics")
    if typed.kind == ItemKind.TRAINING and typed.day is None:
        raise NotFilled("day", "Write the day of the training")


def _short(said: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


def _filled(field: str, words: str, longest: int, missing: str = "") -> None:
    if missing and not words:
        raise NotFilled(field, missing)
    if len(words) > longest:
        raise NotFilled(field, f"Keep it under {longest:,} characters: it has {len(words):,}")


def _one(found: Sequence[ItemRow], item_id: UUID) -> ItemRow:
    for one in found:
        if one.id == item_id:
            return one
    raise NotFound("There is no such item any more.")


def _wrote(session: Session, who: Person, row: NewsRow) -> None:
    row.writers = joined(who, row.writers)
    audit.record(session, who, "newsletter_written", row.id)
