"""SQL of reports, their comments and charts, and the letterhead."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, true
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from api.few import Few, few
from api.listing import Part, cut, holds
from api.reports.tables import CommentRow, FigureRow, LetterheadRow, ReportRow, ReportState
from api.staff.writers import among

ORDERS: Mapping[str, Sequence[Any]] = {
    "last": (col(ReportRow.last), func.lower(ReportRow.title), col(ReportRow.version).desc()),
    "title": (func.lower(ReportRow.title), col(ReportRow.version).desc()),
    "state": (
        func.array_position(list(map(str, ReportState)), ReportRow.state),
        col(ReportRow.last).desc(),
    ),
}

# Half a megabyte each: lists do without it.
_WITHOUT_MATERIAL = defer(ReportRow.material)  # type: ignore[arg-type]


def hold(session: Session, about: str) -> None:
    """Nobody else begins a report on the same until this transaction ends."""
    session.connection().execute(select(func.pg_advisory_xact_lock(func.hashtextextended(about, 2))))


def get(session: Session, report_id: UUID, *, lock: bool = False) -> ReportRow | None:
    """A report; with `lock`, nobody else moves it meanwhile."""
    return session.get(ReportRow, report_id, with_for_update=lock)


def versions(session: Session, about: str) -> Sequence[ReportRow]:
    """All versions of one, the newest first."""
    found = select(ReportRow).where(ReportRow.about == about)
    return session.exec(found.order_by(col(ReportRow.version).desc())).all()


def last_published(
    session: Session, kind: str, before: date, abouts: Collection[str] | None = None
) -> ReportRow | None:
    """The newest version of the last one of a kind that is published on days before one.

    `abouts`: of those on one of these things only.
    """
    found = select(ReportRow).where(
        ReportRow.kind == kind, ReportRow.state == ReportState.PUBLISHED, ReportRow.last < before
    )
    if abouts is not None:
        found = found.where(col(ReportRow.about).in_(abouts))
    order = (col(ReportRow.last).desc(), col(ReportRow.version).desc(), col(ReportRow.id))
    return session.exec(found.order_by(*order).limit(1)).first()


def page(session: Session, search: str, kind: str, state: str, part: Part) -> Sequence[ReportRow]:
    """One page of them, of one kind and in one state or ("") of all."""
    found = select(ReportRow).where(_fitting(search, kind, state)).options(_WITHOUT_MATERIAL)
    return session.exec(cut(found, part, ORDERS, col(ReportRow.id))).all()


def count(session: Session, search: str, kind: str, state: str) -> int:
    """How many there are of them."""
    found = select(func.count()).select_from(ReportRow).where(_fitting(search, kind, state))
    return session.exec(found).one()


def waiting_from_others(session: Session, who: UUID | None, limit: int) -> Few[ReportRow]:
    """Those before a second person in which somebody has not written."""
    theirs = among(who, ReportRow.writers)
    found = select(ReportRow).where(ReportRow.state == ReportState.WAITING, ~theirs)
    found = found.options(_WITHOUT_MATERIAL)
    return few(session, found.order_by(col(ReportRow.last), col(ReportRow.id)), limit)


def sent_back(session: Session, who: UUID | None, limit: int) -> Few[ReportRow]:
    """Drafts that came back to whoever has written in them."""
    theirs = among(who, ReportRow.writers)
    back = (ReportRow.state == ReportState.DRAFT, col(ReportRow.answer).is_not(None), theirs)
    found = select(ReportRow).where(*back).options(_WITHOUT_MATERIAL)
    return few(session, found.order_by(col(ReportRow.last), col(ReportRow.id)), limit)


def comments(session: Session, report_id: UUID) -> Sequence[CommentRow]:
    """What was said of one, the oldest first."""
    found = select(CommentRow).where(CommentRow.report_id == report_id)
    return session.exec(found.order_by(col(CommentRow.place), col(CommentRow.id))).all()


def open_comments(session: Session, report_id: UUID) -> int:
    """How many of them nobody has settled."""
    found = select(func.count()).select_from(CommentRow)
    return session.exec(
        found.where(CommentRow.report_id == report_id, col(CommentRow.settled).is_(False))
    ).one()


def comment(session: Session, report_id: UUID, comment_id: UUID) -> CommentRow | None:
    """One of them."""
    return session.exec(
        select(CommentRow).where(CommentRow.id == comment_id, CommentRow.report_id == report_id)
    ).first()


def figures(session: Session, report_id: UUID) -> Mapping[str, FigureRow]:
    """The charts of one, by name."""
    found = session.exec(select(FigureRow).where(FigureRow.report_id == report_id)).all()
    return {row.name: row for row in found}


def figure(session: Session, report_id: UUID, name: str) -> FigureRow | None:
    """One of them."""
    return session.get(FigureRow, (report_id, name))


def drop_figures(session: Session, report_id: UUID) -> None:
    """Before others are drawn."""
    session.exec(delete(FigureRow).where(col(FigureRow.report_id) == report_id))


def letterhead(session: Session, *, lock: bool = False) -> LetterheadRow | None:
    """The one that there is."""
    return session.get(LetterheadRow, True, with_for_update=lock)


def _fitting(search: str, kind: str, state: str) -> ColumnElement[bool]:
    return and_(
        holds(search, ReportRow.title),
        col(ReportRow.kind) == kind if kind else true(),
        col(ReportRow.state) == state if state else true(),
    )
