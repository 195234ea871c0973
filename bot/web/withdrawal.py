"""Taking answers back with the code that was shown at their end."""

from typing import Annotated

from fastapi import Form, Request, Response
from starlette.templating import Jinja2Templates

from api.conversation.service import Desk


class Withdrawal:
    """The form, and what became of it. The code is in no address, no cookie and no log."""

    def __init__(self, desk: Desk, pages: Jinja2Templates) -> None:
        self.desk = desk
        self.pages = pages

    def form(self, request: Request) -> Response:
        """Asks for the code."""
        return self.pages.TemplateResponse(request, "withdraw.html", {"outcome": "asked"})

    def take_back(self, request: Request, code: Annotated[str, Form()] = "") -> Response:
        """Says whether the answers are out. The same sentence for a wrong code and one used before."""
        if not code.strip():
            context, status = {"outcome": "missing"}, 400
        elif self.desk.withdraw(code):
            context, status = {"outcome": "gone"}, 200
        else:
            context, status = {"outcome": "unknown"}, 404
        return self.pages.TemplateResponse(request, "withdraw.html", context, status_code=status)
