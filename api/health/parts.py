"""How each part of Heard is, for whoever runs it: kinds and numbers, never of whom."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, text

from api import clock
from api.broadcasts import service as broadcasts
from api.findings import service as findings
from api.guidance import overview
from api.guidance.shelf import library
from api.health.service import PULSE, AssistantState
from api.health.tables import HeartbeatRow
from api.migrations import newest
from api.retention import account as retention
from api.safety import standing
from api.settings import Settings
from api.waves import service as waves

# Less than this and the database may stop before anybody looks again; the numbers are ours.
LITTLE_ROOM, LITTLE_SHARE = 2_000_000_000, 0.05


@dataclass(frozen=True)
class Part:
    """One part: `state` names its words in api/console/health.yml, `facts` fill them.

    `chores`: kinds of work that the worker has put off.
    """

    name: str
    state: str
    facts: Mapping[str, int | str | datetime] = field(default_factory=dict)
    chores: Sequence[str] = ()


def parts(
    session: Session, assistant: AssistantState, lost: int, settings: Settings, now: datetime
) -> list[Part]:
    """Every part, in the order of the page. `lost`: alerts that could not be kept by this process."""
    worker = session.get(HeartbeatRow, "worker")
    copies = sum(broadcasts.tally(session, one.id).waiting for one in broadcasts.to_send(session))
    return [
        _database(session),
        Part("assistant", assistant),
        _worker(worker, now),
        _put_off(worker),
        _waiting("broadcasts", copies),
        _waiting("closing", len(waves.closing(session))),
        _waiting("papers", len(findings.without_papers(session))),
        Part("telegram", "on" if settings.telegram_token else "off"),
        Part("mail", _mail(settings)),
        Part("sms", "on" if settings.notify_key and settings.notify_sms_template else "off"),
        Part("safety", standing.standing(session, now).state),
        Part("lost", "some" if lost else "none", {"count": lost}),
        _deletions(session, settings, now),
        _guidance(session, now),
        _disk(settings.home),
        Part("backups", "unknown"),
    ]


def _mail(settings: Settings) -> str:
    """By what, as bot/carriers.py chooses."""
    if settings.notify_key and settings.notify_email_template:
        return "notify"
    return "server" if settings.smtp_url else "off"


def _database(session: Session) -> Part:
    """It answers, or nobody would ask; whether it is of this program is another matter."""
    revision = str(session.connection().scalar(text("select version_num from alembic_version")))
    size = int(session.connection().scalar(text("select pg_database_size(current_database())")) or 0)
    facts = {"revision": revision, "newest": newest(), "size": _megabytes(size)}
    return Part("database", "ready" if revision == newest() else "other", facts)


def _worker(row: HeartbeatRow | None, now: datetime) -> Part:
    if row is None:
        return Part("worker", "never")
    return Part("worker", "ready" if now - row.seen < 3 * PULSE else "down", {"seen": row.seen})


def _put_off(row: HeartbeatRow | None) -> Part:
    chores = row.put_off if row else []
    return Part("put_off", "some" if chores else "none", chores=chores)


def _waiting(name: str, count: int) -> Part:
    return Part(name, "some" if count else "none", {"count": count})


def _deletions(session: Session, settings: Settings, now: datetime) -> Part:
    account = retention.account(session, settings.clocks, clock.here(now).date())
    return Part("deletions", "sound" if account.sound else "left")


def _guidance(session: Session, now: datetime) -> Part:
    """The worst of it; the pages of guidance tell the rest."""
    entries = overview.entries(session)
    late, _ = overview.due(entries, clock.here(now).date())
    facts: dict[str, int | str | datetime] = {
        "partnership": library(session).pack.partnership.name,
        "items": len(entries),
        "newer": len(overview.newer(session)),
        "late": len(late),
        "unsure": sum(entry.confirmed is False for entry in entries),
    }
    if overview.fault(session):
        return Part("guidance", "fault", facts)
    return Part("guidance", next((one for one in ("newer", "late", "unsure") if facts[one]), "good"), facts)


def _disk(home: Path) -> Part:
    """Room where the embedded database, the keys and the model lie."""
    try:
        room = shutil.disk_usage(home)
    except OSError:
        return Part("disk", "unknown")
    little = room.free < LITTLE_ROOM or room.free < LITTLE_SHARE * room.total
    facts = {"free": _megabytes(room.free), "total": _megabytes(room.total)}
    return Part("disk", "little" if little else "enough", facts)


def _megabytes(size: int) -> str:
    """In megabytes of a million bytes, as people write them."""
    return f"{round(size / 1_000_000):,} MB"
