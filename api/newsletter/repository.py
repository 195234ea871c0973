"""SQL of the newsletter, and of what can be taken into it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from api.broadcasts.tables import BroadcastKind, BroadcastRow
from api.few import Few, few
from api.guidance.change_tables import ChangeRow, ChangeState
from api.newsletter.tables import ItemRow, NewsRow, NewsState
from api.staff.writers import among

TOPIC = "topic/"


def hold(session: Session) -> None:
    """Nobody else begins an issue until this transaction ends."""
    session.execute(text("lock table newsletter in share row exclusive mode"))


def get(session: Session, newsletter_id: UUID, *, lock: bool = False) -> NewsRow | None:
    """An issue; with `lock`, nobody else moves it meanwhile."""
    return session.get(NewsRow, newsletter_id, with_for_update=lock)


def of_quarter(session: Session, quarter: str) -> NewsRow | None:
    """The issue of a quarter."""
    return session.exec(select(NewsRow).where(NewsRow.quarter == quarter)).one_or_none()


def every(session: Session, state: NewsState | None = None) -> Sequence[NewsRow]:
    """All issues, in one state or in any, the newest first: four a year."""
    found = select(NewsRow).where(NewsRow.state == state) if state else select(NewsRow)
    return session.exec(found.order_by(col(NewsRow.quarter).desc())).all()


def waiting_from_others(session: Session, who: UUID | None, limit: int) -> Few[NewsRow]:
    """Those before a second person in which somebody has not written."""
    theirs = among(who, NewsRow.writers)
    found = select(NewsRow).where(NewsRow.state == NewsState.WAITING, ~theirs)
    return few(session, found.order_by(col(NewsRow.quarter)), limit)


def sent_back(session: Session, who: UUID | None, limit: int) -> Few[NewsRow]:
    """Drafts that came back to whoever has written in them."""
    back = (NewsRow.state == NewsState.DRAFT, col(NewsRow.answer).is_not(None))
    found = select(NewsRow).where(*back, among(who, NewsRow.writers))
    return few(session, found.order_by(col(NewsRow.quarter)), limit)


def items(session: Session, newsletter_id: UUID, *, lock: bool = False) -> Sequence[ItemRow]:
    """What stands in one, in order."""
    found = select(ItemRow).where(ItemRow.newsletter_id == newsletter_id)
    found = found.order_by(col(ItemRow.place), col(ItemRow.id))
    if lock:  # what was read before somebody else wrote is read anew
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.exec(found).all()


def changed_topics(
    session: Session, since: datetime, until: datetime
) -> Sequence[tuple[str, str, datetime | None]]:
    """Guidance items of which a change was published between two moments: item, title, the last moment."""
    within = col(ChangeRow.decided).between(since, until)
    found = select(ChangeRow.item, func.max(ChangeRow.title), func.max(ChangeRow.decided)).where(
        ChangeRow.state == ChangeState.PUBLISHED, col(ChangeRow.item).startswith(TOPIC), within
    )
    return session.exec(found.group_by(ChangeRow.item).order_by(func.max(ChangeRow.decided))).all()


def broadcasts_with_a_review(session: Session, since: datetime, until: datetime) -> Sequence[BroadcastRow]:
    """Broadcasts of the unit that were sent between two moments and pass on what a review taught."""
    within = col(BroadcastRow.sent).between(since, until)
    found = select(BroadcastRow).where(
        BroadcastRow.kind == BroadcastKind.UNIT, col(BroadcastRow.review).is_not(None), within
    )
    return session.exec(found.order_by(col(BroadcastRow.sent), col(BroadcastRow.id))).all()
