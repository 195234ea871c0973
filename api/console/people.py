"""The action group: its members, and the agencies that they come from."""

from fastapi import APIRouter, Request, Response
from starlette.templating import Jinja2Templates

from api.audit import service as audit
from api.console import listing
from api.console.access import Who
from api.db import SessionDep
from api.members import lists

MEMBERS = ("name", "agency", "-joined")
AGENCIES = ("agency", "-members", "-invited")


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of members and agencies, which change nothing."""

    @router.get("/members")
    def members(request: Request, session: SessionDep, who: Who) -> Response:
        names = lists.agency_names(session)
        asked = listing.read(request, MEMBERS, {"agency": listing.Filter(frozenset(names))})
        shown = asked.of(lists.count_members(session, asked.search, asked["agency"]))
        rows = lists.members(session, asked.search, asked["agency"], shown.part)
        kinds = lists.reached_by(session, [row.id for row in rows])
        facts = {"shown": shown, "rows": rows, "kinds": kinds, "agencies": names}
        page = pages.TemplateResponse(request, "console/members.html", facts)
        audit.viewed(session, who, "members_opened")
        return page

    @router.get("/agencies")
    def agencies(request: Request, session: SessionDep) -> Response:
        asked = listing.read(request, AGENCIES)
        shown = asked.of(lists.count_agencies(session, asked.search))
        facts = {"shown": shown, "rows": lists.agencies(session, asked.search, shown.part)}
        return pages.TemplateResponse(request, "console/agencies.html", facts)
