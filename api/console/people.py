"""Members of the action group, and the safety queue."""

from contextlib import suppress
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import codes
from api.console.fields import line
from api.db import SessionDep
from api.errors import NotFound, WrongState
from api.members import service as members
from api.safety import service as safety

LONGEST_NAME = 100


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages of members and alerts. `address` is where people reach Heard, for links of invitations."""

    @router.get("/members")
    def every(request: Request, session: SessionDep) -> Response:
        return _members(pages, request, session, {})

    @router.post("/members")
    def invite(
        request: Request,
        session: SessionDep,
        name: Annotated[str, Form()] = "",
        agency: Annotated[str, Form()] = "",
    ) -> Response:
        typed = {"name": line(name), "agency": line(agency)}
        if faults := _faults(typed):
            return _members(pages, request, session, typed, faults)
        code = members.invite(session, name=typed["name"], agency=typed["agency"], today=date.today())
        session.flush()
        # Shown in this reply only: what is kept is a digest.
        invited = {"name": typed["name"], "code": codes.spaced(code), "link": f"{address}/join/{code}"}
        return _members(pages, request, session, {}, invited=invited)

    @router.get("/alerts")
    def alerts(request: Request, session: SessionDep) -> Response:
        return pages.TemplateResponse(
            request, "console/alerts.html", {"alerts": safety.queue(session, request.app.state.keys)}
        )

    @router.post("/alerts/{alert_id}")
    def seen(session: SessionDep, alert_id: UUID) -> Response:
        # Two people may read the queue at once: the second has nothing to mend. And a new alert gets another
        # name within seconds: the queue is shown again with it.
        with suppress(WrongState, NotFound):
            safety.mark_seen(session, alert_id, date.today())
        return RedirectResponse("/console/alerts", 303)


def _faults(typed: dict[str, str]) -> dict[str, str]:
    """What is wrong, by field."""
    faults = {}
    for field, what in (("name", "a name"), ("agency", "an agency")):
        if not typed[field]:
            faults[field] = f"Write {what}"
        elif len(typed[field]) > LONGEST_NAME:
            faults[field] = f"Write {what} of at most {LONGEST_NAME} letters"
    return faults


def _members(
    pages: Jinja2Templates,
    request: Request,
    session: Session,
    typed: dict[str, str],
    faults: dict[str, str] | None = None,
    *,
    invited: dict[str, str] | None = None,
) -> Response:
    facts = {
        "members": members.members(session),
        "invitations": members.invitations(session),
        "typed": typed,
        "faults": faults or {},
        "invited": invited,
    }
    return pages.TemplateResponse(request, "console/members.html", facts, status_code=422 if faults else 200)
