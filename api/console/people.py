"""The action group: its members, and the agencies that they come from."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.audit import service as audit
from api.console import listing
from api.console.access import Who
from api.console.fields import line
from api.db import SessionDep
from api.errors import NotFound
from api.guidance import service as guidance
from api.members import lists, service

MEMBERS = ("name", "agency", "-joined")
AGENCIES = ("agency", "type", "-members", "-invited")


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of members and agencies."""

    @router.get("/members")
    def members(request: Request, session: SessionDep, who: Who) -> Response:
        names = lists.agency_names(session)
        asked = listing.read(request, MEMBERS, {"agency": listing.Filter(frozenset(names))})
        shown = asked.of(lists.count_members(session, asked.search, asked["agency"]))
        rows = lists.members(session, asked.search, asked["agency"], shown.part)
        ids = [row.id for row in rows]
        kinds, lost = lists.reached_by(session, ids), service.lost(session, request.app.state.keys, ids)
        facts = {"shown": shown, "rows": rows, "kinds": kinds, "lost": lost, "agencies": names}
        page = pages.TemplateResponse(request, "console/members.html", facts)
        audit.viewed(session, who, "members_opened")
        return page

    desk = Agencies(pages)
    router.add_api_route("/agencies", desk.every, methods=["GET"])
    router.add_api_route("/agencies/type", desk.ask, methods=["GET"])
    router.add_api_route("/agencies/type", desk.keep, methods=["POST"])


class Agencies:
    """The list of agencies, and of what type each is."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(self, request: Request, session: SessionDep) -> Response:
        types = guidance.agency_types(session)
        asked = listing.read(request, AGENCIES, {"type": listing.Filter({*types, lists.NO_TYPE})})
        shown = asked.of(lists.count_agencies(session, asked.search, asked["type"]))
        rows = lists.agencies(session, asked.search, asked["type"], shown.part)
        facts = {"shown": shown, "rows": rows, "types": types, "no_type": lists.NO_TYPE}
        return self.pages.TemplateResponse(request, "console/agencies.html", facts)

    def ask(self, request: Request, session: SessionDep, agency: str = "") -> Response:
        return self._form(request, session, _known(session, agency), {})

    def keep(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        agency: Annotated[str, Form()] = "",
        type: Annotated[str, Form()] = "",
    ) -> Response:
        name = _known(session, agency)
        old = lists.agency_type(session, name)
        if type not in ("", old, *guidance.agency_types(session)):
            return self._form(request, session, name, {"type": "Choose one of the types"})
        if (type or None) != old:
            service.set_agency_type(session, name, type or None)
            audit.record(session, who, "agency_typed", None)
        return RedirectResponse("/console/agencies", 303)

    def _form(self, request: Request, session: Session, agency: str, faults: dict[str, str]) -> Response:
        facts: dict[str, Any] = {
            "agency": agency,
            "types": guidance.agency_types(session),
            "now": lists.agency_type(session, agency),
            "faults": faults,
        }
        status = 422 if faults else 200
        return self.pages.TemplateResponse(request, "console/agency_type.html", facts, status_code=status)


def _known(session: Session, typed: str) -> str:
    """An agency that somebody comes from or is invited from. Raises NotFound."""
    name = line(typed)
    if name not in lists.agency_names(session):
        raise NotFound("Nobody comes from such an agency, or is invited from it.")
    return name
