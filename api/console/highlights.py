"""Highlight reports to the partners: all of them, a new one, one by itself, and its papers."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console import listing, quarters
from api.console.access import Who
from api.console.fields import line
from api.console.listing import Filter
from api.console.months import end, offered, read
from api.console.second_person import NOTHING
from api.db import SessionDep
from api.errors import NotFilled
from api.feedback import beginning, printing, reports
from api.feedback.paper import paper
from api.feedback.report_tables import ReportState
from api.feedback.words import months
from api.guidance.shelf import library
from api.papers.printing import TYPES, Kind
from api.staff import overview
from api.staff.person import Person, Role
from api.staff.writers import LONGEST_REASON, wrote

SORTS = ("-last", "state")


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of reports that are there, and of a new one: it comes before that of one, for `new` is no id."""
    desk = Highlights(pages)
    router.add_api_route("/highlights", desk.every, methods=["GET"])
    router.add_api_route("/highlights/new", desk.blank, methods=["GET"])
    router.add_api_route("/highlights/new", desk.begin, methods=["POST"])
    router.add_api_route("/highlights/{report_id}", desk.show, methods=["GET"])
    router.add_api_route("/highlights/{report_id}/papers/{kind}", desk.paper, methods=["GET"])


class Highlights:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(self, request: Request, session: SessionDep) -> Response:
        asked = listing.read(request, SORTS, {"state": Filter(set(ReportState))})
        shown = asked.of(reports.count(session, asked["state"]))
        rows = reports.page(session, asked["state"], shown.part)
        facts = {"shown": shown, "rows": rows, "states": list(ReportState), "months": months}
        return self.pages.TemplateResponse(request, "console/highlights.html", facts)

    def blank(self, request: Request) -> Response:
        usual = quarters.of(clock.today()).step(-1)
        typed = {"since": f"{usual.first:%Y-%m}", "until": f"{usual.last:%Y-%m}"}
        return self._form(request, typed, {})

    def begin(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        since: Annotated[str, Form()] = "",
        until: Annotated[str, Form()] = "",
    ) -> Response:
        typed, today = {"since": line(since), "until": line(until)}, clock.today()
        first, last = read(since), read(until)
        try:
            if first is None or last is None:
                raise NotFilled("since" if first is None else "until", "Choose a month")
            row = beginning.begin(session, who, first, end(last), today)
        except NotFilled as fault:
            return self._form(request, typed, {fault.field: str(fault)}, fault.status)
        return to(row.id)

    def show(self, request: Request, session: SessionDep, who: Who, report_id: UUID) -> Response:
        drawn = page(self.pages, request, session, who, report_id)
        audit.viewed(session, who, "report_opened", report_id)
        return drawn

    def paper(self, session: SessionDep, who: Who, report_id: UUID, kind: Kind) -> Response:
        report = reports.opened(session, report_id)
        row = report.row
        body = printing.printed(kind, paper(row, report.entries, _partnership(session)))
        audit.record(session, who, "report_taken", report_id)
        name = f"highlights-{row.first:%Y-%m}-{row.last:%Y-%m}-{row.version}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=TYPES[kind], headers=headers)

    def _form(
        self, request: Request, typed: Mapping[str, str], faults: Mapping[str, str], status: int = 200
    ) -> Response:
        facts = {"typed": typed, "faults": faults, "offered": offered(clock.today())}
        return self.pages.TemplateResponse(request, "console/new_highlights.html", facts, status_code=status)


def page(
    pages: Jinja2Templates,
    request: Request,
    session: Session,
    who: Person,
    report_id: UUID,
    faults: Mapping[str, str] = NOTHING,
    typed: Mapping[str, str] = NOTHING,
    status: int = 200,
) -> Response:
    """The page of one report; with what is wrong, and what was typed. Raises NotFound."""
    report = reports.opened(session, report_id)
    row, approvers = report.row, overview.holders(session, Role.APPROVER, but=who)
    facts: dict[str, Any] = {
        "report": report,
        "row": row,
        "paper": paper(row, report.entries, _partnership(session)),
        "mine": wrote(who, row),
        "others": [person for person in approvers if not wrote(person, row)],
        "unsaid": sum(not one.words for one in report.entries),
        "read": reports.mark(row, report.entries),
        "typed": typed,
        "longest": LONGEST_REASON,
        "faults": faults,
    }
    return pages.TemplateResponse(request, "console/highlight.html", facts, status_code=status)


def to(report_id: UUID) -> Response:
    """To its page."""
    return RedirectResponse(address(report_id), 303)


def address(report_id: UUID) -> str:
    """Where its page is."""
    return f"/console/highlights/{report_id}"


def _partnership(session: Session) -> str:
    return library(session).pack.partnership.name
