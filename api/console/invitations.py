"""Invitations into the action group: those that are open, a new one, and taking one back."""

from typing import Annotated, Any
from uuid import UUID

import segno
from fastapi import APIRouter, Form, Request, Response
from markupsafe import Markup
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
from api.staff.person import Person

LONGEST_NAME = members.LONGEST_NAME
PATH = "/console/members/invitations"
SORTS = ("name", "agency", "expires")


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages of invitations. `address` is where people reach Heard, for their links."""
    desk = Invitations(pages, address)
    router.add_api_route("/members/invitations", desk.every, methods=["GET"])
    router.add_api_route("/members/invitations", desk.invite, methods=["POST"])
    router.add_api_route("/members/invitations/agency", desk.invite_agency, methods=["POST"])
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
        return self._invited(request, session, who, typed["name"], typed["agency"], 1)

    def invite_agency(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        whole: Annotated[str, Form()] = "",
        places: Annotated[str, Form()] = "",
    ) -> Response:
        typed = {"whole": line(whole), "places": line(places)}
        if faults := _faults_of_agency(typed):
            return self._page(request, session, typed=typed, faults=faults)
        return self._invited(request, session, who, None, typed["whole"], int(typed["places"]))

    def _invited(
        self, request: Request, session: Session, who: Person, name: str | None, agency: str, places: int
    ) -> Response:
        code = members.invite(session, name=name, agency=agency, today=clock.today(), places=places)
        session.flush()
        # Shown in this reply only: what is kept is a digest.
        link = f"{self.address}/join/{code}"
        picture = Markup(segno.make(link, error="m").svg_inline(scale=4, border=4, light="#fff"))
        for_whom = {"name": name, "agency": agency, "places": places}
        shown = {"code": codes.spaced(code), "link": link, "picture": picture}
        page = self._page(request, session, invited=for_whom | shown)
        audit.record(session, who, "invitation_made" if places == 1 else "agency_invited", None)
        return page

    def take_back(self, request: Request, session: SessionDep, who: Who, invitation_id: UUID) -> Response:
        gone = members.take_back(session, invitation_id)
        page = self._page(request, session, back={"name": (gone.name or gone.agency) if gone else None})
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
            "most": members.MOST_PLACES,
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


def _faults_of_agency(typed: dict[str, str]) -> dict[str, str]:
    found = _faults({"name": "nobody", "agency": typed["whole"]})
    faults = {"whole": found["agency"]} if found else {}
    number = typed["places"]
    if not (number.isascii() and number.isdigit() and 2 <= int(number[:4]) <= members.MOST_PLACES):
        faults["places"] = f"Write for how many people, from 2 to {members.MOST_PLACES}"
    return faults
