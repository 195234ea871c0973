"""What people read of the newsletter on the web: issues that are published, and all their items."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session

from api.db import transaction
from api.guidance import service as guidance
from api.newsletter import quarters, repository
from api.newsletter.tables import ItemRow, NewsRow, NewsState
from api.newsletter.words import words


@dataclass(frozen=True)
class Item:
    """One item; `kind` in words, strings empty where there is none. `topic` is what a chat is asked for."""

    kind: str
    title: str
    words: str
    link: str
    topic: str
    day: date | None


@dataclass(frozen=True)
class Issue:
    """An issue; `path` is its address on the web."""

    title: str
    opening: str
    period: str
    path: str
    published: date | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class NewsDesk:
    """Every method is a transaction of its own, and raises Unavailable when the database does not answer."""

    engine: Engine

    def issues(self) -> list[Issue]:
        """All that are published, the newest first, without their items."""
        with transaction(self.engine) as session:
            return [drawn(session, row, []) for row in repository.every(session, NewsState.PUBLISHED)]

    def issue(self, quarter: str) -> Issue | None:
        """The one of a quarter, if it is published."""
        with transaction(self.engine) as session:
            row = repository.of_quarter(session, quarter) if quarters.is_one(quarter) else None
            if row is None or row.state != NewsState.PUBLISHED:
                return None
            return drawn(session, row, repository.items(session, row.id))


def drawn(session: Session, row: NewsRow, items: Sequence[ItemRow]) -> Issue:
    """An issue as it is read; a topic that is gone since is not named."""
    kinds = words()["kinds"]
    topics = {
        one.slug: one.label for one in guidance.items(session, [one.topic for one in items if one.topic])
    }
    return Issue(
        title=row.title,
        opening=row.opening,
        period=quarters.said(row.quarter),
        path=f"/newsletter/{row.quarter}",
        published=row.published,
        items=tuple(
            Item(
                kinds[one.kind],
                one.title,
                one.words,
                one.link or "",
                topics.get(one.topic or "", ""),
                one.day,
            )
            for one in items
        ),
    )
