"""One member's copy of a broadcast by its link: read, confirmed, its document taken; and the way out.

To open a link changes nothing: programs that look after mail open every one of them. What counts is a button.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.templating import Jinja2Templates

from api.broadcasts.reading import ReadingDesk
from bot.web.look import Look

LOOK = Look(theme="practitioner")


def create_router(desk: ReadingDesk, pages: Jinja2Templates) -> APIRouter:
    """The pages that links in mail lead to."""
    letters = LetterPages(desk, pages)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/inbox/{token}", letters.show, methods=["GET"])
    router.add_api_route("/inbox/{token}", letters.understand, methods=["POST"])
    router.add_api_route("/inbox/{token}/document", letters.document, methods=["GET"])
    router.add_api_route("/leave/{token}", letters.ask, methods=["GET"])
    router.add_api_route("/leave/{token}", letters.leave, methods=["POST"])
    return router


class LetterPages:
    """The pages; they ask for no cookie, and set none."""

    def __init__(self, desk: ReadingDesk, pages: Jinja2Templates) -> None:
        self.desk = desk
        self.pages = pages

    def show(self, request: Request, token: str) -> Response:
        """The copy, with a button where its reader is asked for one."""
        letter = self.desk.letter(token)
        if letter is None:
            return self._page(request, "letter_gone.html", status=404)
        return self._page(request, "letter.html", letter=letter)

    def understand(self, request: Request, token: str) -> Response:
        """Notes it, and shows the page, which says so; a second tap finds it noted."""
        self.desk.understand(token)
        return RedirectResponse(f"/inbox/{token}", 303)

    def document(self, request: Request, token: str) -> Response:
        """The file, to be kept and never drawn by the browser as a page of ours."""
        found = self.desk.document(token)
        if found is None:
            return self._page(request, "letter_gone.html", status=404)
        headers = {
            "Content-Disposition": f'attachment; filename="{found.name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return Response(found.data, media_type=found.type, headers=headers)

    def ask(self, request: Request, token: str) -> Response:
        """Offers to end mail, and to leave the group, with a button for each."""
        standing = self.desk.standing(token)
        if standing is None:
            return self._page(request, "letter_gone.html", status=404)
        return self._page(request, "leave.html", standing=standing)

    def leave(self, request: Request, token: str, whole: Annotated[str, Form()] = "") -> Response:
        """Mail ends, by our button or by one request of a mail program; the whole of it by our button alone.

        A mail program speaks of mail: whoever reads us in Telegram too does not mean that this ends as well.
        """
        (self.desk.leave if whole else self.desk.end_mail)(token)
        return self.ask(request, token)

    def _page(self, request: Request, name: str, status: int = 200, **facts: object) -> Response:
        request.state.look = LOOK
        return self.pages.TemplateResponse(request, name, facts, status_code=status)
