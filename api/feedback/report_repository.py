"""SQL of highlight reports."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy
from sqlalchemy import ColumnElement, func, text, true
from sqlmodel import Session, col, select

from api.feedback.report_tables import EntryRow, ReportRow, ReportState
from api.feedback.tables import IssueRow, IssueState
from api.few import Few, few
from api.listing import Part, cut
from api.staff.writers import among

ORDERS: Mapping[str, Sequence[Any]] = {
    "last": (col(ReportRow.last), col(ReportRow.version)),
    "state": (
        func.array_position(list(map(str, ReportState)), ReportRow.state),
        col(ReportRow.last).desc(),
    ),
}

COUNTED = ("kind", "theme", "priority", "lens")


def hold(session: Session) -> None:
    """Nobody else begins a report until this transaction ends: each is held against all others."""
    session.execute(text("lock table highlight_report in share row exclusive mode"))


def get(session: Session, report_id: UUID, *, lock: bool = False) -> ReportRow | None:
    """A report; with `lock`, nobody else moves it meanwhile."""
    return session.get(ReportRow, report_id, with_for_update=lock)


def of_period(session: Session, first: date, last: date) -> Sequence[ReportRow]:
    """The versions of one, the newest first."""
    found = select(ReportRow).where(ReportRow.first == first, ReportRow.last == last)
    return session.exec(found.order_by(col(ReportRow.version).desc())).all()


def every_first(session: Session) -> Sequence[ReportRow]:
    """The first version of each, which holds the numbers of all."""
    return session.exec(select(ReportRow).where(ReportRow.version == 1).order_by(col(ReportRow.last))).all()


def published_within(session: Session, first: date, last: date) -> Sequence[ReportRow]:
    """All published versions whose days lie within these, by their days, the oldest version first."""
    found = select(ReportRow).where(
        ReportRow.state == ReportState.PUBLISHED, ReportRow.first >= first, ReportRow.last <= last
    )
    order = (col(ReportRow.first), col(ReportRow.last), col(ReportRow.version))
    return session.exec(found.order_by(*order)).all()


def last_published(session: Session, before: date) -> ReportRow | None:
    """The newest version of the newest report that ends before a day."""
    found = select(ReportRow).where(ReportRow.state == ReportState.PUBLISHED, ReportRow.last < before)
    return session.exec(found.order_by(col(ReportRow.last).desc(), col(ReportRow.version).desc())).first()


def entries(session: Session, report_id: UUID, *, lock: bool = False) -> Sequence[EntryRow]:
    """What stands in one, in order."""
    found = select(EntryRow).where(EntryRow.report_id == report_id)
    found = found.order_by(col(EntryRow.place), col(EntryRow.id))
    if lock:  # what was read before somebody else wrote is read anew
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.exec(found).all()


def escalated(session: Session, first: date, last: date) -> Sequence[IssueRow]:
    """Issues put down for the partners on these days, but for those that went into another."""
    found = select(IssueRow).where(
        col(IssueRow.escalated).between(first, last), IssueRow.state != IssueState.MERGED
    )
    return session.exec(found.order_by(col(IssueRow.escalated), col(IssueRow.id))).all()


def left_over(session: Session, report_id: UUID, limit: int) -> Sequence[IssueRow]:
    """Issues put down for the partners that have come out in no report and stand not in this one."""
    here = select(EntryRow.issue_id).where(
        EntryRow.report_id == report_id, col(EntryRow.issue_id).is_not(None)
    )
    found = select(IssueRow).where(
        col(IssueRow.escalated).is_not(None),
        col(IssueRow.reported).is_(None),
        IssueRow.state != IssueState.MERGED,
        col(IssueRow.id).not_in(here),
    )
    return session.exec(found.order_by(col(IssueRow.escalated).desc(), col(IssueRow.id)).limit(limit)).all()


def tally(session: Session, first: date, last: date) -> Mapping[tuple[str | None, ...], int]:
    """True counts of what came on these days, by the ways of COUNTED. For `counting` alone."""
    ways: list[Any] = [getattr(IssueRow, name) for name in COUNTED]
    counted = sqlalchemy.select(*ways, func.count())
    found = counted.where(col(IssueRow.came).between(first, last)).group_by(*ways)
    return {tuple(row[:-1]): row[-1] for row in session.execute(found)}


def page(session: Session, state: str, part: Part) -> Sequence[ReportRow]:
    """One page of them, in one state or in all."""
    return session.exec(cut(select(ReportRow).where(_in(state)), part, ORDERS, col(ReportRow.id))).all()


def count(session: Session, state: str) -> int:
    """How many there are of them."""
    return session.exec(select(func.count()).select_from(ReportRow).where(_in(state))).one()


def waiting_from_others(session: Session, who: UUID | None, limit: int) -> Few[ReportRow]:
    """Those before a second person in which somebody has not written."""
    theirs = among(who, ReportRow.writers)
    found = select(ReportRow).where(ReportRow.state == ReportState.WAITING, ~theirs)
    return few(session, found.order_by(col(ReportRow.last), col(ReportRow.id)), limit)


def sent_back(session: Session, who: UUID | None, limit: int) -> Few[ReportRow]:
    """Drafts that came back to whoever has written in them."""
    back = (ReportRow.state == ReportState.DRAFT, col(ReportRow.answer).is_not(None))
    found = select(ReportRow).where(*back, among(who, ReportRow.writers))
    return few(session, found.order_by(col(ReportRow.last), col(ReportRow.id)), limit)


def _in(state: str) -> ColumnElement[bool]:
    return col(ReportRow.state) == state if state else true()
