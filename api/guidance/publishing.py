"""A content pack on its way into PostgreSQL."""

import logging
from pathlib import Path
from typing import Any

from pydantic import BaseModel
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
    threshold = pack.levels.model_dump(mode="json", exclude={"levels", "indicators"})
    return {
        tables.GuidancePack: [
            {
                "key": pack.partnership.key,
                "digest": digest,
                "partnership": pack.partnership.model_dump(mode="json"),
                "phrases": pack.phrases.model_dump(mode="json"),
                "threshold": threshold,
            }
        ],
        tables.GuidanceSource: _plain_rows(pack.sources),
        tables.Contact: _plain_rows(pack.contacts),
        tables.Topic: [_topic_row(topic) for topic in pack.topics],
        tables.Level: _plain_rows(pack.levels.levels),
        tables.Indicator: [_indicator_row(place, item) for place, item in enumerate(pack.levels.indicators)],
        tables.EscalationStage: [{"place": at, **stage.model_dump()} for at, stage in enumerate(pack.stages)],
    }


def _plain_rows(items: list[Any]) -> list[dict[str, Any]]:
    rows: list[BaseModel] = items
    return [row.model_dump() for row in rows]


def _topic_row(topic: Topic) -> dict[str, Any]:
    return {
        **topic.model_dump(),
        "search_words": "\n".join(topic.words),
        "search_text": "\n".join(topic_texts(topic)),
    }


def _indicator_row(place: int, indicator: Indicator) -> dict[str, Any]:
    return {**indicator.model_dump(), "place": place, "search_words": match.query_of(indicator.words)}
