"""What this installation decided, and how that is changed."""

from fastapi import APIRouter, Request, Response
from starlette.templating import Jinja2Templates

from api.console import decided


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """The page of settings."""

    @router.get("/settings")
    def show(request: Request) -> Response:
        facts = {"groups": decided.groups(request.app.state.settings)}
        return pages.TemplateResponse(request, "console/settings.html", facts)
