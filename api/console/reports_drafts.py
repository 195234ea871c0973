"""A report that is being written: its first page, comments on it, and the second person who looks at it."""

from collections.abc import Callable, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.console.access import Who
from api.console.fields import line, paragraphs
from api.console.reports import page, to
from api.db import SessionDep
from api.errors import WrongState
from api.reports import beginning, comments, service
from api.reports.errors import Changed, NotFilled
from api.reports.service import Written
from api.reports.tables import ReportRow, ReportState
from api.staff.person import Person

Field = Annotated[str, Form()]


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages that change a report."""
    desk = Drafts(pages)
    router.add_api_route("/reports/{report_id}/change", desk.again, methods=["GET"])
    router.add_api_route("/reports/{report_id}/change", desk.change, methods=["POST"])
    router.add_api_route("/reports/{report_id}/discard", desk.sure, methods=["GET"])
    for name, act in (
        ("discard", desk.discard),
        ("version", desk.version),
        ("refresh", desk.refresh),
        ("comments", desk.comment),
        ("ask", desk.ask),
        ("publish", desk.publish),
        ("refuse", desk.refuse),
        ("back", desk.take_back),
    ):
        router.add_api_route(f"/reports/{{report_id}}/{name}", act, methods=["POST"])
    router.add_api_route("/reports/{report_id}/comments/{comment_id}/settle", desk.settle, methods=["POST"])


class Drafts:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

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

    def discard(self, request: Request, session: SessionDep, who: Who, report_id: UUID) -> Response:
        done = self._do(request, session, who, report_id, lambda: service.discard(session, who, report_id))
        if done.status_code == 303:
            done.headers["location"] = "/console/reports"
        return done

    def version(self, request: Request, session: SessionDep, who: Who, report_id: UUID) -> Response:
        made: list[UUID] = []

        def begun() -> None:
            made.append(beginning.again(session, who, report_id).id)

        done = self._do(request, session, who, report_id, begun)
        return to(made[0]) if made else done

    def refresh(self, request: Request, session: SessionDep, who: Who, report_id: UUID) -> Response:
        def taken() -> None:
            beginning.refresh(session, who, report_id, clock.today())

        return self._do(request, session, who, report_id, taken)

    def comment(
        self, request: Request, session: SessionDep, who: Who, report_id: UUID, words: Field = ""
    ) -> Response:
        typed = paragraphs(words)

        def said() -> None:
            comments.say(session, who, report_id, typed, clock.today())

        done = self._do(request, session, who, report_id, said, {"words": typed})
        return to(report_id, "#comments") if done.status_code == 303 else done

    def settle(
        self, request: Request, session: SessionDep, who: Who, report_id: UUID, comment_id: UUID
    ) -> Response:
        def settled() -> None:
            comments.settle(session, who, report_id, comment_id)

        return self._do(request, session, who, report_id, settled)

    def ask(self, request: Request, session: SessionDep, who: Who, report_id: UUID) -> Response:
        return self._do(request, session, who, report_id, lambda: service.ask(session, who, report_id))

    def take_back(self, request: Request, session: SessionDep, who: Who, report_id: UUID) -> Response:
        return self._do(request, session, who, report_id, lambda: service.take_back(session, who, report_id))

    def publish(
        self, request: Request, session: SessionDep, who: Who, report_id: UUID, read: Field = ""
    ) -> Response:
        def published() -> None:
            service.publish(session, who, report_id, read, clock.today())

        return self._do(request, session, who, report_id, published)

    def refuse(
        self, request: Request, session: SessionDep, who: Who, report_id: UUID, reason: Field = ""
    ) -> Response:
        why = line(reason)

        def refused() -> None:
            service.refuse(session, who, report_id, why)

        return self._do(request, session, who, report_id, refused, {"reason": why})

    def _do(
        self,
        request: Request,
        session: Session,
        who: Person,
        report_id: UUID,
        act: Callable[[], None],
        typed: Mapping[str, str] | None = None,
    ) -> Response:
        """Back to the page, or the page with what is wrong. Raises NotFound."""
        try:
            with session.begin_nested():
                act()
        except (NotFilled, WrongState) as fault:
            named = fault.field if isinstance(fault, NotFilled) and fault.field in ("reason", "words") else ""
            faults = {named or "report": str(fault)}
            return page(self.pages, request, session, who, report_id, faults, typed, fault.status)
        return to(report_id)

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
