"""The newsletter on the web: a list of its issues, and each by itself. It knows of no chat and of nobody."""

from fastapi import APIRouter, Request, Response
from starlette.templating import Jinja2Templates

from api.newsletter.reading import NewsDesk
from bot.web.look import Look

LOOK = Look(theme="practitioner")


def create_router(desk: NewsDesk, pages: Jinja2Templates) -> APIRouter:
    """The list, and the page of one."""
    router = APIRouter(include_in_schema=False)

    @router.get("/newsletter")
    def every(request: Request) -> Response:
        request.state.look = LOOK
        return pages.TemplateResponse(request, "newsletters.html", {"issues": desk.issues()})

    @router.get("/newsletter/{quarter}")
    def one(request: Request, quarter: str) -> Response:
        request.state.look = LOOK
        issue = desk.issue(quarter)
        status = 200 if issue else 404
        return pages.TemplateResponse(request, "newsletter.html", {"issue": issue}, status_code=status)

    return router
