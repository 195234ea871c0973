"""Reports to the partners: all of them, a new one, one by itself, its charts and its papers."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console import listing
from api.console.access import Who
from api.console.fields import line
from api.console.listing import Filter
from api.console.second_person import NOTHING
from api.db import SessionDep
from api.errors import NotFilled
from api.findings import shelf
from api.guidance.shelf import library
from api.listing import Part
from api.papers import printing
from api.reports import beginning, comments, letterheads, service
from api.reports.gathering import Subject
from api.reports.paper import paper
from api.reports.periods import quarters_over, years_over
from api.reports.tables import ReportKind, ReportState
from api.reports.words import months, said
from api.staff import overview
from api.staff.person import Person, Role
from api.staff.writers import LONGEST_REASON, wrote

SORTS = ("-last", "title", "state")
OFFERED = 50
# Of pictures by themselves: their styles stand in them.
FIGURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of reports that are there, and of a new one: it comes before that of one, for `new` is no id."""
    desk = Reports(pages)
    router.add_api_route("/reports", desk.every, methods=["GET"])
    router.add_api_route("/reports/new", desk.blank, methods=["GET"])
    router.add_api_route("/reports/new", desk.begin, methods=["POST"])
    router.add_api_route("/reports/{report_id}", desk.show, methods=["GET"])
    router.add_api_route("/reports/{report_id}/figures/{name}", desk.figure, methods=["GET"])
    router.add_api_route("/reports/{report_id}/papers/{kind}", desk.paper, methods=["GET"])


class Reports:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(self, request: Request, session: SessionDep) -> Response:
        filters = {"kind": Filter(set(ReportKind)), "state": Filter(set(ReportState))}
        asked = listing.read(request, SORTS, filters)
        wanted = asked.search, asked["kind"], asked["state"]
        shown = asked.of(service.count(session, *wanted))
        rows = service.page(session, *wanted, shown.part)
        facts = {"shown": shown, "rows": rows, "kinds": list(ReportKind), "states": list(ReportState)}
        return self.pages.TemplateResponse(request, "console/reports.html", facts)

    def blank(self, request: Request, session: SessionDep, wave: str = "") -> Response:
        return self._form(request, session, {"kind": ReportKind.WAVE, "of": line(wave)}, {})

    def begin(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        kind: Annotated[str, Form()] = "",
        of: Annotated[str, Form()] = "",
    ) -> Response:
        typed = {"kind": line(kind), "of": line(of)}
        try:
            with session.begin_nested():
                row = beginning.begin(session, who, _subject(session, **typed), clock.today())
        except NotFilled as fault:
            return self._form(request, session, typed, {fault.field: str(fault)}, fault.status)
        return to(row.id)

    def show(self, request: Request, session: SessionDep, who: Who, report_id: UUID) -> Response:
        drawn = page(self.pages, request, session, who, report_id)
        audit.viewed(session, who, "partners_opened", report_id)
        return drawn

    def figure(self, session: SessionDep, report_id: UUID, name: str) -> Response:
        row = service.figure(session, report_id, name)
        headers = {"Content-Security-Policy": FIGURE_POLICY}
        return Response(row.svg, media_type="image/svg+xml", headers=headers)

    def paper(self, session: SessionDep, who: Who, report_id: UUID, kind: printing.Kind) -> Response:
        report = service.opened(session, report_id)
        row, figures = report.row, service.figures(session, report_id)
        letterhead = letterheads.data(session) if kind == "docx" else None
        made = paper(row, report.material, partnership(session), figures)
        body = printing.printed(kind, made, letterhead)
        audit.record(session, who, "partners_taken", report_id)
        name = f"{row.kind}-{row.first:%Y-%m}-{row.last:%Y-%m}-{row.version}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=printing.TYPES[kind], headers=headers)

    def _form(
        self,
        request: Request,
        session: Session,
        typed: Mapping[str, str],
        faults: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        facts = {"typed": typed, "faults": faults, "offered": _offered(session, clock.today())}
        return self.pages.TemplateResponse(request, "console/new_report.html", facts, status_code=status)


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
    report = service.opened(session, report_id)
    row, approvers = report.row, overview.holders(session, Role.APPROVER, but=who)
    facts: dict[str, Any] = {
        "report": report,
        "row": row,
        "paper": paper(row, report.material, partnership(session)),
        "mine": wrote(who, row),
        "others": [person for person in approvers if not wrote(person, row)],
        "read": service.mark(row),
        "longest": LONGEST_REASON,
        "longest_comment": comments.LONGEST,
        "faults": faults,
        "typed": typed,
    }
    return pages.TemplateResponse(request, "console/report.html", facts, status_code=status)


def to(report_id: UUID) -> Response:
    """To its page."""
    return RedirectResponse(address(report_id), 303)


def address(report_id: UUID) -> str:
    """Where its page is."""
    return f"/console/reports/{report_id}"


def partnership(session: Session) -> str:
    """In whose name papers are printed."""
    return library(session).pack.partnership.name


def _subject(session: Session, kind: str, of: str) -> Subject:
    """What the form asks for. Raises NotFilled."""
    if kind not in set(ReportKind):
        raise NotFilled(ReportKind.WAVE, "Choose what it is to be about")
    try:
        if kind == ReportKind.WAVE:
            return beginning.on_wave(session, UUID(of))
        return beginning.on_days(ReportKind(kind), date.fromisoformat(of), clock.today())
    except ValueError:
        raise NotFilled(kind, "Choose one of these") from None


def _offered(session: Session, today: date) -> Mapping[str, list[tuple[str, str]]]:
    """What can be chosen, by the name of its field: what the form sends, and words."""
    closed = shelf.listed(session, "", "", Part("closed", down=True, limit=OFFERED))
    quarters = quarters_over(today, beginning.QUARTERS)
    years = years_over(today, beginning.YEARS)
    return {
        "wave": [
            (str(one.wave_id), f"{one.title} (closed on {said(one.closed)})") for one in closed if one.closed
        ],
        "quarter": [(f"{first}", months(first, last)) for first, last in quarters],
        "year": [(f"{first}", months(first, last)) for first, last in years],
    }
