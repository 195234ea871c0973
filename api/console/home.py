"""The first page: what needs somebody today, and what is to be done first in a Heard that is new."""

from fastapi import APIRouter, Request, Response
from starlette.templating import Jinja2Templates

from api import clock
from api.console.access import Who
from api.console.needs import Asked, needs
from api.console.today import SOURCES, STEPS
from api.db import SessionDep
from api.retention.clocks import Clocks


def add_routes(router: APIRouter, pages: Jinja2Templates, clocks: Clocks) -> None:
    """The home page."""

    @router.get("")
    def home(request: Request, session: SessionDep, who: Who) -> Response:
        asked = Asked(session, who, clock.now(), clocks, request.state.safety)
        facts = {"needs": needs(SOURCES, asked), "steps": needs(STEPS, asked)}
        return pages.TemplateResponse(request, "console/home.html", facts)
