"""A finished threshold check as a page to print; it knows of no chat, and its address holds codes only."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from starlette.templating import Jinja2Templates

from api.guidance.summary import Summary, SummaryDesk
from bot.web.look import Look

LOOK = Look(theme="practitioner")
FILE = "threshold-check.pdf"


def create_router(desk: SummaryDesk, pages: Jinja2Templates) -> APIRouter:
    """The page and the same as PDF."""
    router = APIRouter(include_in_schema=False)

    def shown(request: Request, draw: Callable[[Summary], Response]) -> Response:
        request.state.look = LOOK
        summary = desk.of(request.query_params)
        if summary is None:
            return pages.TemplateResponse(request, "summary_empty.html", status_code=400)
        return draw(summary)

    @router.get("/summary")
    def page(request: Request) -> Response:
        return shown(
            request, lambda found: pages.TemplateResponse(request, "summary.html", {"summary": found})
        )

    @router.get("/summary.pdf")
    def paper(request: Request) -> Response:
        def printed(found: Summary) -> Response:
            headers = {"Content-Disposition": f'inline; filename="{FILE}"'}
            return Response(desk.printed(found), media_type="application/pdf", headers=headers)

        return shown(request, printed)

    return router
