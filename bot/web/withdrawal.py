"""Taking answers back with the code that was shown at their end."""

from typing import Annotated

from fastapi import Form, Request, Response
from starlette.templating import Jinja2Templates

from api.conversation.service import Desk
from api.errors import NotFound
from bot.web import cookies
from bot.web.entrance import LONGEST_CODE
from bot.web.view import is_under_way


class Withdrawal:
    """The form, and what became of it. The code is in no address, no cookie and no log."""

    def __init__(self, desk: Desk, pages: Jinja2Templates) -> None:
        self.desk = desk
        self.pages = pages

    def form(self, request: Request) -> Response:
        """Asks for the code."""
        return self.pages.TemplateResponse(request, "withdraw.html", {"outcome": "asked", "code": ""})

    def take_back(self, request: Request, code: Annotated[str, Form()] = "") -> Response:
        """Says whether the answers are out. The same sentence for a wrong code and one used before."""
        if not code.strip():
            outcome, status = "missing", 400
        elif self.desk.withdraw(code):
            outcome, status = "gone", 200
        else:
            outcome, status = "unknown", 404
        context = {"outcome": outcome, "code": code.strip()[:LONGEST_CODE]}
        response = self.pages.TemplateResponse(request, "withdraw.html", context, status_code=status)
        if outcome == "gone":
            self._forget_the_thanks(request, response)
        return response

    def _forget_the_thanks(self, request: Request, response: Response) -> None:
        """The chat must not go on saying that the answers were sent; another survey in it stays."""
        place = cookies.place(request)
        try:
            if place and not is_under_way(self.desk.latest(place.conversation)):
                cookies.forget(response, cookies.CHAT)
        except NotFound:
            cookies.forget(response, cookies.CHAT)
