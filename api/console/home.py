"""The first page: what needs somebody today."""

from fastapi import APIRouter, Request, Response
from starlette.templating import Jinja2Templates

from api.broadcasts import service as broadcasts
from api.db import SessionDep
from api.members import service as members
from api.safety import service as safety
from api.waves import service as waves


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """The home page."""

    @router.get("")
    def home(request: Request, session: SessionDep) -> Response:
        joined, by_telegram = members.reach(session)
        facts = {
            "unseen": safety.unseen(session),
            "open_waves": waves.opened(session),
            "sending": len(broadcasts.to_send(session)),
            "joined": joined,
            "by_telegram": by_telegram,
        }
        return pages.TemplateResponse(request, "console/home.html", facts)
