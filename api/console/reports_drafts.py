"""A report that is being written: its first page, comments on it, and the second person who looks at it."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from starlette.templating import Jinja2Templates

from api import clock
from api.console.access import Who
from api.console.fields import line, paragraphs
from api.console.reports import address, page, to
from api.console.second_person import Desk
from api.db import SessionDep
from api.errors import Changed, NotFilled, WrongState
from api.reports import beginning, comments, service
from api.reports.service import Written
from api.reports.tables import ReportRow, ReportState

Field = Annotated[str, Form()]


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages that change a report."""
    second = Desk("/reports", "report_id", service, partial(page, pages))
    second.add_routes(router)
    desk = Drafts(pages, second)
    router.add_api_route("/reports/{report_id}/change", desk.again, methods=["GET"])
    router.add_api_route("/reports/{report_id}/change", desk.change, methods=["POST"])
    router.add_api_route("/reports/{report_id}/discard", desk.sure, methods=["GET"])
    for name, act in (
        ("version", desk.version),
        ("refresh", desk.refresh),
        ("comments", desk.comment),
    ):
        router.add_api_route(f"/reports/{{report_id}}/{name}", act, methods=["POST"])
    router.add_api_route("/reports/{report_id}/comments/{comment_id}/settle", desk.settle, methods=["POST"])


class Drafts:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, desk: Desk) -> None:
        self.pages = pages
        self.desk = desk

    def again(self, request: Request, session: SessionDep, report_id: UUID) -> Response:
        row = service.get(session, report_id)
        if row.state != ReportState.DRAFT:
            return to(report_id)
        typed = {name: getattr(row, name) for name in service.LONGEST}
        return self._form(request, row, typed | {"read": service.mark(row)}, {})

    def change(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        report_id: UUID,
        title: Field = "",
        said: Field = "",
        changed: Field = "",
        asked: Field = "",
        read: Field = "",
    ) -> Response:
        written = Written(line(title), paragraphs(said), paragraphs(changed), paragraphs(asked))
        typed = {**vars(written), "read": read}
        row = service.get(session, report_id)
        try:
            with session.begin_nested():
                service.write(session, who, report_id, written, read)
        except NotFilled as fault:
            return self._form(request, row, typed, {fault.field: str(fault)}, fault.status)
        except WrongState as fault:
            if isinstance(fault, Changed):
                # What stands there now is on the page: whoever saves once more means it.
                typed["read"] = service.mark(row)
            return self._form(request, row, typed, {"now": str(fault)}, fault.status)
        return to(report_id)

    def sure(self, request: Request, session: SessionDep, report_id: UUID) -> Response:
        row = service.get(session, report_id)
        if row.state != ReportState.DRAFT:
            return to(report_id)
        return self.pages.TemplateResponse(request, "console/report_sure.html", {"row": row})

    def version(self, request: Request, session: SessionDep, who: Who, report_id: UUID) -> Response:
        act = partial(beginning.again, session, who, report_id)
        return self.desk.done(request, session, who, report_id, act, to=lambda row: address(row.id))

    def refresh(self, request: Request, session: SessionDep, who: Who, report_id: UUID) -> Response:
        act = partial(beginning.refresh, session, who, report_id, clock.today())
        return self.desk.done(request, session, who, report_id, act)

    def comment(
        self, request: Request, session: SessionDep, who: Who, report_id: UUID, words: Field = ""
    ) -> Response:
        typed = paragraphs(words)
        act = partial(comments.say, session, who, report_id, typed, clock.today())
        to = f"{address(report_id)}#comments"
        return self.desk.done(request, session, who, report_id, act, {"words": typed}, lambda _: to)

    def settle(
        self, request: Request, session: SessionDep, who: Who, report_id: UUID, comment_id: UUID
    ) -> Response:
        act = partial(comments.settle, session, who, report_id, comment_id)
        return self.desk.done(request, session, who, report_id, act)

    def _form(
        self,
        request: Request,
        row: ReportRow,
        typed: Mapping[str, str],
        faults: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        facts = {"row": row, "typed": typed, "faults": faults}
        return self.pages.TemplateResponse(request, "console/report_change.html", facts, status_code=status)
