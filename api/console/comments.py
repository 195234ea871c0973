"""Comments: closed waves and how far each is, and one wave with what may be shown of its comments."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console import listing
from api.console.access import Who
from api.db import SessionDep
from api.errors import HeardError, NotFound
from api.meaning import counting, progress
from api.meaning.words import words

SORTS = ("-closed", "title")


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of comments."""
    desk = Comments(pages)
    router.add_api_route("/comments", desk.every, methods=["GET"])
    router.add_api_route("/comments/{wave_id}", desk.show, methods=["GET"])
    router.add_api_route("/comments/{wave_id}/count", desk.count, methods=["POST"])


class Comments:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(self, request: Request, session: SessionDep) -> Response:
        asked = listing.read(request, SORTS)
        shown = asked.of(progress.count(session, asked.search))
        facts = {"shown": shown, "rows": progress.page(session, shown.search, shown.part)}
        return self.pages.TemplateResponse(request, "console/comments.html", facts)

    def show(self, request: Request, session: SessionDep, who: Who, wave_id: UUID) -> Response:
        page = self._page(request, session, wave_id)
        audit.viewed(session, who, "meaning_opened", wave_id)
        return page

    def count(self, request: Request, session: SessionDep, who: Who, wave_id: UUID) -> Response:
        try:
            with session.begin_nested():
                counting.count(session, who, wave_id, clock.today(), request.app.state.settings.rules)
        except NotFound:
            raise
        except HeardError as fault:
            return self._page(request, session, wave_id, str(fault), fault.status)
        return RedirectResponse(f"/console/comments/{wave_id}", 303)

    def _page(
        self, request: Request, session: Session, wave_id: UUID, fault: str = "", status: int = 200
    ) -> Response:
        facts = {
            "progress": progress.progress(session, wave_id),
            "say": words(),
            "least": request.app.state.settings.rules.base_least,
            "faults": {"count": fault} if fault else {},
        }
        return self.pages.TemplateResponse(
            request, "console/comments_of_wave.html", facts, status_code=status
        )
