"""Invitations into the action group: those that are open, a new one, and taking one back."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock, codes
from api.audit import service as audit
from api.console import listing
from api.console.access import Who
from api.console.fields import line
from api.db import SessionDep
from api.members import lists
from api.members import service as members

LONGEST_NAME = 100
PATH = "/console/members/invitations"
SORTS = ("name", "agency", "expires")


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages of invitations. `address` is where people reach Heard, for their links."""
    desk = Invitations(pages, address)
    router.add_api_route("/members/invitations", desk.every, methods=["GET"])
    router.add_api_route("/members/invitations", desk.invite, methods=["POST"])
    router.add_api_route("/members/invitations/{invitation_id}/back", desk.take_back, methods=["POST"])


class Invitations:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.address = address

    def every(self, request: Request, session: SessionDep) -> Response:
        return self._page(request, session)

    def invite(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        name: Annotated[str, Form()] = "",
        agency: Annotated[str, Form()] = "",
    ) -> Response:
        typed = {"name": line(name), "agency": line(agency)}
        if faults := _faults(typed):
            return self._page(request, session, typed=typed, faults=faults)
        code = members.invite(session, name=typed["name"], agency=typed["agency"], today=clock.today())
        session.flush()
        # Shown in this reply only: what is kept is a digest.
        shown = {"code": codes.spaced(code), "link": f"{self.address}/join/{code}"}
        page = self._page(request, session, invited=typed | shown)
        audit.record(session, who, "invitation_made", None)
        return page

    def take_back(self, request: Request, session: SessionDep, who: Who, invitation_id: UUID) -> Response:
        gone = members.take_back(session, invitation_id)
        page = self._page(request, session, back={"name": gone.name if gone else None})
        if gone is not None:
            audit.record(session, who, "invitation_taken_back", invitation_id)
        return page

    def _page(self, request: Request, session: Session, **more: Any) -> Response:
        asked = listing.read(request, SORTS, path=PATH)
        shown = asked.of(lists.count_invitations(session, asked.search))
        facts = {"typed": {}, "faults": {}, "invited": None, "back": None, "today": clock.today()} | more
        facts |= {
            "shown": shown,
            "rows": lists.invitations(session, asked.search, shown.part),
            "agencies": lists.agency_names(session),
        }
        status = 422 if facts["faults"] else 200
        return self.pages.TemplateResponse(request, "console/invitations.html", facts, status_code=status)


def _faults(typed: dict[str, str]) -> dict[str, str]:
    """What is wrong, by field."""
    faults = {}
    for field, what in (("name", "a name"), ("agency", "an agency")):
        if not typed[field]:
            faults[field] = f"Write {what}"
        elif len(typed[field]) > LONGEST_NAME:
            faults[field] = f"Write {what} of at most {LONGEST_NAME} letters"
    return faults
