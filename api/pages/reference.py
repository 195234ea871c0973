"""The description of the API for people who write other programs, without anything from third parties."""

from fastapi import APIRouter, Request, Response
from starlette.templating import Jinja2Templates


def create_router(pages: Jinja2Templates) -> APIRouter:
    """The page that draws /openapi.json."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def reference(request: Request) -> Response:
        return pages.TemplateResponse(request, "reference.html")

    return router
