"""A highlight report that is being written: its words, its issues, and the second person who looks at it."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.templating import Jinja2Templates

from api.console.access import Who
from api.console.fields import paragraphs
from api.console.highlights import address, page, to
from api.console.second_person import Desk
from api.db import SessionDep
from api.errors import Changed, NotFilled, WrongState
from api.feedback import beginning, reports
from api.feedback.report_tables import EntryRow, ReportState
from api.feedback.reports import Written
from api.feedback.words import months

Field = Annotated[str, Form()]
ON = "yes"


async def _fields(request: Request) -> Mapping[str, str]:
    """What was typed, by the name of its field: which there are hangs on the issues of the report."""
    form = await request.form()
    return {name: paragraphs(value) for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[Mapping[str, str], Depends(_fields)]


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages that change a report."""
    second = Desk("/highlights", "report_id", reports, partial(page, pages))
    second.add_routes(router)
    desk = Drafts(pages, second)
    router.add_api_route("/highlights/{report_id}/change", desk.again, methods=["GET"])
    router.add_api_route("/highlights/{report_id}/change", desk.change, methods=["POST"])
    router.add_api_route("/highlights/{report_id}/discard", desk.sure, methods=["GET"])
    for name, act in (
        ("version", desk.version),
        ("issues", desk.add),
    ):
        router.add_api_route(f"/highlights/{{report_id}}/{name}", act, methods=["POST"])
    router.add_api_route("/highlights/{report_id}/issues/{entry_id}/out", desk.leave_out, methods=["POST"])


class Drafts:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, desk: Desk) -> None:
        self.pages = pages
        self.desk = desk

    def again(self, request: Request, session: SessionDep, report_id: UUID) -> Response:
        report = reports.opened(session, report_id)
        if report.row.state != ReportState.DRAFT:
            return to(report_id)
        typed = {"opening": report.row.opening, "read": reports.mark(report.row, report.entries)}
        for one in report.entries:
            typed |= {f"{name}_{one.id}": getattr(one, name) for name in ("words", "asked", "became")}
            typed[f"goes_on_{one.id}"] = ON if one.goes_on else ""
        return self._form(request, report, typed, {})

    def change(
        self, request: Request, session: SessionDep, who: Who, report_id: UUID, fields: Fields
    ) -> Response:
        typed = dict(fields)
        report = reports.opened(session, report_id)
        said = {one.id: _written(one, typed) for one in report.entries if f"words_{one.id}" in typed}
        opening, read = typed.get("opening", ""), typed.get("read", "")
        try:
            with session.begin_nested():
                reports.write(session, who, report_id, opening, said, read)
        except NotFilled as fault:
            return self._form(request, report, typed, {fault.field: str(fault)}, fault.status)
        except WrongState as fault:
            if isinstance(fault, Changed):
                # What stands there now is on the page: whoever saves once more means it.
                typed["read"] = reports.mark(report.row, report.entries)
            return self._form(request, report, typed, {"now": str(fault)}, fault.status)
        return to(report_id)

    def sure(self, request: Request, session: SessionDep, report_id: UUID) -> Response:
        row = reports.get(session, report_id)
        if row.state != ReportState.DRAFT:
            return to(report_id)
        facts = {"row": row, "months": months}
        return self.pages.TemplateResponse(request, "console/highlight_sure.html", facts)

    def version(self, request: Request, session: SessionDep, who: Who, report_id: UUID) -> Response:
        act = partial(beginning.again, session, who, report_id)
        return self.desk.done(request, session, who, report_id, act, to=lambda row: address(row.id))

    def add(
        self, request: Request, session: SessionDep, who: Who, report_id: UUID, issue: Field = ""
    ) -> Response:
        act = partial(reports.add, session, who, report_id, _id(issue))
        return self.desk.done(request, session, who, report_id, act)

    def leave_out(
        self, request: Request, session: SessionDep, who: Who, report_id: UUID, entry_id: UUID
    ) -> Response:
        act = partial(reports.leave_out, session, who, report_id, entry_id)
        return self.desk.done(request, session, who, report_id, act)

    def _form(
        self,
        request: Request,
        report: reports.Report,
        typed: Mapping[str, str],
        faults: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        facts = {
            "report": report,
            "row": report.row,
            "typed": typed,
            "faults": faults,
            "months": months,
            "longest": reports.LONGEST,
            "longest_opening": reports.LONGEST_OPENING,
        }
        return self.pages.TemplateResponse(
            request, "console/highlight_change.html", facts, status_code=status
        )


def _written(entry: EntryRow, typed: Mapping[str, str]) -> Written:
    said = {name: typed.get(f"{name}_{entry.id}", "") for name in ("words", "asked", "became")}
    return Written(**said, goes_on=typed.get(f"goes_on_{entry.id}") == ON)


def _id(typed: str) -> UUID | None:
    """None for what is no name of an issue."""
    try:
        return UUID(typed)
    except ValueError:
        return None
