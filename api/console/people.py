"""Members of the action group."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock, codes
from api.console.fields import line
from api.db import SessionDep
from api.members import service as members

LONGEST_NAME = 100


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages of members. `address` is where people reach Heard, for links of invitations."""

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
        code = members.invite(session, name=typed["name"], agency=typed["agency"], today=clock.today())
        session.flush()
        # Shown in this reply only: what is kept is a digest.
        invited = {"name": typed["name"], "code": codes.spaced(code), "link": f"{address}/join/{code}"}
        return _members(pages, request, session, {}, invited=invited)


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
