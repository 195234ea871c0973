"""One member of the action group: what they prefer, what has not reached them, and taking them out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.templating import Jinja2Templates

from api import languages
from api.audit import service as audit
from api.broadcasts import missed
from api.console.access import Who
from api.db import SessionDep
from api.guidance import service as guidance
from api.members import leaving, lists, preferences
from api.members import service as members

LIST = "/console/members"


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of a member. To be added after those whose addresses look like a member's."""
    desk = OneMember(pages)
    router.add_api_route("/members/{member_id}", desk.show, methods=["GET"])
    router.add_api_route("/members/{member_id}/guest", desk.set_guest, methods=["POST"])
    router.add_api_route("/members/{member_id}/remove", desk.ask, methods=["GET"])
    router.add_api_route("/members/{member_id}/remove", desk.remove, methods=["POST"])


class OneMember:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def show(self, request: Request, session: SessionDep, who: Who, member_id: UUID) -> Response:
        member, keys = members.listed(session, member_id), request.app.state.keys
        themes = guidance.themes(session)
        kinds = members.kinds(session, member_id)
        facts = {
            "member": member,
            "type": lists.agency_type(session, member.agency),
            "types": guidance.agency_types(session),
            "language": languages.NAMES.get(member.language, member.language),
            "left_themes": [themes.get(code, code) for code in member.left_themes],
            "kinds": preferences.order(member.channels, kinds),
            "quiet": preferences.quiet(member),
            "missed": missed.by_member(session, member_id),
            "lost": bool(members.lost(session, keys, [member_id])),
        }
        page = self.pages.TemplateResponse(request, "console/member.html", facts)
        audit.viewed(session, who, "member_opened", member_id)
        return page

    def set_guest(
        self, session: SessionDep, who: Who, member_id: UUID, guest: Annotated[str, Form()] = ""
    ) -> Response:
        members.set_guest(session, member_id, guest=guest == "yes")
        audit.record(session, who, "member_guest", member_id)
        return RedirectResponse(f"{LIST}/{member_id}", 303)

    def ask(self, request: Request, session: SessionDep, member_id: UUID) -> Response:
        facts = {"member": members.listed(session, member_id)}
        return self.pages.TemplateResponse(request, "console/member_remove.html", facts)

    def remove(self, session: SessionDep, who: Who, member_id: UUID) -> Response:
        members.listed(session, member_id)
        leaving.leave(session, member_id)
        audit.record(session, who, "member_removed", member_id)
        return RedirectResponse(LIST, 303)
