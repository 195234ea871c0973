"""A content pack on its way into PostgreSQL."""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel

from api import clock
from api.guidance import change_repository, content, items, match, repository, seeding, tables
from api.guidance.answers import topic_texts
from api.guidance.change_tables import ChangeRow, ChangeState
from api.guidance.content import Texts
from api.guidance.pack import Indicator, Pack, Topic
from api.guidance.seeding import Files

logger = logging.getLogger(__name__)


def load(session: Session, folder: Path) -> None:
    """Publishes the pack in the caller's transaction; does nothing when it is published already.

    What was edited in the console goes before the folder (seeding.meet says how). Raises ContentFault where
    the folder is faulty and nothing was edited, and leaves what was published before.
    """
    repository.lock(session)
    seed, held = content.texts(folder), repository.files(session)
    together = seeding.merged(seed, held)
    is_known = _plain(together) == _plain(held)
    is_same = is_known and repository.digest(session) == content.digest(seeding.published(together))
    if is_same and repository.fault(session) == _still(session, held):
        return
    outcome = seeding.meet(seed, held)
    changes = list(_came(held, outcome.files)) + list(_set_aside(outcome))
    _store(session, outcome.files, outcome.pack, outcome.fault or _still(session, outcome.files))
    change_repository.add(session, changes)
    pack = outcome.pack
    logger.info("guidance published: %d topics, %d indicators", len(pack.topics), len(pack.levels.indicators))


def _plain(files: Files) -> list[dict[str, Any]]:
    return [files[name].model_dump() for name in sorted(files)]


def publish(session: Session, texts: Texts) -> None:
    """Publishes files that were edited. The caller holds the lock. Raises ContentFault."""
    held = repository.files(session)
    files = {
        name: tables.FileRow(
            name=name,
            text=texts.get(name),
            seeded=held[name].seeded if name in held else "",
            newer=held[name].newer if name in held else None,
        )
        for name in {*held, *texts}
    }
    kept = {name: file for name, file in files.items() if file.text or file.seeded or file.newer}
    _store(session, kept, content.checked(texts), _still(session, kept))


def _still(session: Session, files: Files) -> str:
    """What did not fit, until a start has taken it in and people have taken up what was set aside."""
    is_left = any(file.newer is not None and not seeding.edited(file) for file in files.values())
    aside = any(not draft.author for draft in change_repository.in_state(session, ChangeState.DRAFT))
    return repository.fault(session) if is_left or aside else ""


def _store(session: Session, files: Files, pack: Pack, fault: str) -> None:
    digest = content.digest(seeding.published(files))
    repository.replace(
        session,
        {
            tables.FileRow: [file.model_dump() for file in files.values()],
            **rows(pack, digest, fault),
        },
    )


def _came(held: Files, files: Files) -> Iterator[ChangeRow]:
    """What a new version of the program has changed in what was published."""
    for name, file in files.items():
        before = held[name].text if name in held else None
        if held and before != file.text:
            yield from _noted(name, before, file.text, ChangeState.PUBLISHED)
    for name in held.keys() - files.keys():
        yield from _noted(name, held[name].text, None, ChangeState.PUBLISHED)


def _set_aside(outcome: seeding.Outcome) -> Iterator[ChangeRow]:
    """Drafts of what this version could not read, so that nothing of it is lost."""
    for name, text in (outcome.aside or {}).items():
        now = outcome.files[name].text if name in outcome.files else None
        yield from _noted(name, now, text, ChangeState.DRAFT)


def _noted(file: str, before: str | None, after: str | None, state: ChangeState) -> Iterator[ChangeRow]:
    now = clock.now()
    for one in items.differences(file, before, after):
        yield ChangeRow(
            file=file,
            item=one.item,
            title=one.title,
            before=items.written(one.before),
            after=items.written(one.after),
            state=state,
            author="",
            reason="",
            made=now,
            decided=now if state is ChangeState.PUBLISHED else None,
        )


def rows(pack: Pack, digest: str, fault: str = "") -> Mapping[type[SQLModel], list[dict[str, Any]]]:
    """The pack as rows of its tables."""
    published = {
        "key": pack.partnership.key,
        "digest": digest,
        "pack": pack.model_dump_json(),
        "fault": fault,
    }
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
