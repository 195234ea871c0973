"""What was done with what people said: for whoever says who they are. It knows of no chat and of nobody."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.templating import Jinja2Templates

from api.actions.said_reading import PATH, SaidDesk
from bot.web.look import READERS, look_here


class WeDid:
    """The pages. Their address alone says for whom they are, and in which language."""

    def __init__(self, desk: SaidDesk, pages: Jinja2Templates) -> None:
        self.desk = desk
        self.pages = pages

    def every(self, request: Request) -> Response:
        """The choice of who one is, or what there is to read for them, the newest first."""
        reader, number = _reader(request), request.query_params.get("page", "")
        if not reader:
            return self.pages.TemplateResponse(request, "we_did_who.html", {"reader": "", "readers": READERS})
        wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
        page = self.desk.page(reader, look_here(request).language, wanted)
        facts = {"reader": reader, "readers": READERS, "page": page}
        return self.pages.TemplateResponse(request, "we_did.html", facts)

    def one(self, request: Request, said_id: str) -> Response:
        """One entry, by the link that somebody passed on."""
        named = _identity(said_id)
        told = self.desk.one(named, look_here(request).language) if named else None
        # Whoever passed it on may have left out for whom it is.
        facts = {"reader": told.audience if told else _reader(request), "readers": READERS, "told": told}
        status = 200 if told else 404
        return self.pages.TemplateResponse(request, "we_did_one.html", facts, status_code=status)


def create_router(desk: SaidDesk, pages: Jinja2Templates) -> APIRouter:
    """Public pages, beside those of the chat, whose words and looks they share."""
    own = WeDid(desk, pages)
    router = APIRouter(include_in_schema=False)
    router.add_api_route(PATH, own.every, methods=["GET"])
    router.add_api_route(f"{PATH}/{{said_id}}", own.one, methods=["GET"])
    return router


def _reader(request: Request) -> str:
    wanted = request.query_params.get("for", "")
    return wanted if wanted in READERS else ""


def _identity(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
