"""What is kept, for how long, and the proof that the rest has gone."""

from fastapi import APIRouter, Request, Response
from starlette.templating import Jinja2Templates

from api import clock
from api.db import SessionDep
from api.retention import account as retention
from api.retention.clocks import Clocks


def add_routes(router: APIRouter, pages: Jinja2Templates, clocks: Clocks) -> None:
    """The page of what is kept."""

    @router.get("/privacy")
    def kept(request: Request, session: SessionDep) -> Response:
        account = retention.account(session, clocks, clock.today())
        return pages.TemplateResponse(request, "console/privacy.html", {"account": account})
