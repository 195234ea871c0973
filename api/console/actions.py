"""Actions: all of them, as a list and as a file, and a new one."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.actions import export
from api.actions import service as actions
from api.actions.contracts import OVERDUE, SOON
from api.actions.tables import ActionRow, ActionState, Urgency
from api.audit import service as audit
from api.console import action_form, listing
from api.console.access import Who
from api.console.action_form import Typed
from api.console.listing import Asked, Filter
from api.db import SessionDep
from api.errors import NotFilled
from api.guidance import service as guidance

SORTS = ("due", "priority", "state", "agency")
NAME = "actions.csv"


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """The list, its file, and a new one: `new` and `export` are no ids, so they come first."""
    desk = Actions(pages)
    router.add_api_route("/actions", desk.every, methods=["GET"])
    router.add_api_route("/actions/export", desk.export, methods=["GET"])
    router.add_api_route("/actions/new", desk.blank, methods=["GET"])
    router.add_api_route("/actions/new", desk.write, methods=["POST"])


class Actions:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(self, request: Request, session: SessionDep) -> Response:
        asked, today = _asked(request, session), clock.today()
        shown = asked.of(actions.count(session, asked.search, asked.chosen, today))
        facts = {
            "shown": shown,
            "rows": actions.page(session, asked.search, asked.chosen, today, shown.part),
            "lenses": guidance.lenses(session),
            "agencies": actions.owners(session),
            "states": list(ActionState),
            "today": today,
            "export": shown.address().replace("/console/actions", "/console/actions/export", 1),
        }
        return self.pages.TemplateResponse(request, "console/actions.html", facts)

    def export(self, request: Request, session: SessionDep, who: Who) -> Response:
        """Those that the list would show on all its pages."""
        asked = _asked(request, session)
        body = export.as_csv(session, asked.search, asked.chosen, clock.today())
        audit.record(session, who, "actions_exported", None)
        headers = {"Content-Disposition": f'attachment; filename="{NAME}"'}
        return Response(body, media_type="text/csv; charset=utf-8", headers=headers)

    def blank(self, request: Request, session: SessionDep) -> Response:
        return form(self.pages, request, session, action_form.begun(request, session), {})

    def write(
        self, request: Request, session: SessionDep, who: Who, typed: Annotated[Typed, Form()]
    ) -> Response:
        try:
            row = actions.write(session, who, action_form.read(typed), clock.today())
        except NotFilled as fault:
            return form(self.pages, request, session, typed, {fault.field: str(fault)}, fault.status)
        return RedirectResponse(f"/console/actions/{row.id}", 303)


def form(
    pages: Jinja2Templates,
    request: Request,
    session: Session,
    typed: Typed,
    faults: Mapping[str, str],
    status: int = 200,
    address: str = "/console/actions/new",
    now: ActionRow | None = None,
) -> Response:
    """The form of a new action, or of the one whose address it is; with what somebody else has made of it."""
    facts = {
        "typed": typed.model_dump(),
        "faults": faults,
        "address": address,
        "now": now,
        "lenses": guidance.lenses(session),
        "agencies": actions.agencies(session),
        "priorities": list(Urgency),
    }
    return pages.TemplateResponse(request, "console/action_form.html", facts, status_code=status)


def _asked(request: Request, session: Session) -> Asked:
    filters = {
        "state": Filter(set(ActionState)),
        "lens": Filter(set(guidance.lenses(session))),
        "agency": Filter(set(actions.owners(session))),
        "when": Filter({OVERDUE, SOON}),
    }
    return listing.read(request, SORTS, filters, "/console/actions")
