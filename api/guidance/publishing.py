"""A content pack on its way into PostgreSQL."""

import logging
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel

from api.guidance import content, match, repository, tables
from api.guidance.answers import topic_texts
from api.guidance.pack import Indicator, Pack, Topic

logger = logging.getLogger(__name__)


def load(session: Session, folder: Path) -> None:
    """Publishes the pack in the caller's transaction; does nothing when it is published already.

    Raises ContentFault and leaves what was published before.
    """
    repository.lock(session)
    digest = content.digest(folder)
    if repository.digest(session) == digest:
        return
    pack = content.read(folder)
    repository.replace(session, rows(pack, digest))
    logger.info("guidance published: %d topics, %d indicators", len(pack.topics), len(pack.levels.indicators))


def rows(pack: Pack, digest: str) -> dict[type[SQLModel], list[dict[str, Any]]]:
    """The pack as rows of its tables."""
    published = {"key": pack.partnership.key, "digest": digest, "pack": pack.model_dump_json()}
    return {
        tables.GuidancePack: [published],
        tables.Topic: [_topic_row(topic) for topic in pack.topics if topic.menu],
        tables.Indicator: [_indicator_row(place, item) for place, item in enumerate(pack.levels.indicators)],
    }


def _topic_row(topic: Topic) -> dict[str, Any]:
    return {
        "slug": topic.slug,
        "place": topic.place,
        "audiences": topic.audiences,
        "search_title": f"{topic.title} {topic.menu}",
        "search_words": "\n".join(topic.words),
        "search_text": "\n".join(topic_texts(topic)),
    }


def _indicator_row(place: int, indicator: Indicator) -> dict[str, Any]:
    return {
        "key": indicator.key,
        "place": place,
        "ages": indicator.ages,
        "search_words": match.query_of(indicator.words),
    }
