"""What people see when something is not there or goes wrong: a page, where a program gets the envelope."""

import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import envelope
from api.errors import HeardError

log = logging.getLogger(__name__)

OF_PROGRAMS = ("/api/", "/actions", "/telegram", "/health", "/openapi.json")


def show_faults(app: FastAPI, pages: Jinja2Templates) -> None:
    """Gives people a page for every fault; programs keep the answers that the app had for them."""
    for kind in (HeardError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _page_or(app.exception_handlers[kind], pages))


def _page_or(
    envelope_of: Callable[[Request, Any], Any], pages: Jinja2Templates
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def refusal(request: Request, fault: Exception) -> Response:
        if request.url.path.startswith(OF_PROGRAMS):
            enveloped: Response = await envelope_of(request, fault)
            return enveloped
        status, detail = _status(fault)
        return show(pages, request, status, detail)

    return refusal


def show(pages: Jinja2Templates, request: Request, status: int, detail: str | None) -> Response:
    """A fault as a page, or in the envelope."""
    if request.url.path.startswith(OF_PROGRAMS):
        return envelope.answer(status, "Bug" if status == 500 else "Refused", detail or "This did not work.")
    context = {"status": status, "detail": detail}
    return pages.TemplateResponse(request, "fault.html", context, status_code=status)


def _status(fault: Exception) -> tuple[int, str | None]:
    match fault:
        case HeardError():
            return fault.status, str(fault)
        case HTTPException():
            return fault.status_code, None
        case _:
            return 422, None


class NoTrace:
    """Turns a bug into a kind page. The log gets where it happened, never the words it happened with."""

    def __init__(self, app: ASGIApp, pages: Jinja2Templates, status: int) -> None:
        self.app = app
        self.pages = pages
        self.status = status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as bug:
            # The text of an exception may quote what a person wrote.
            log.error("%s\n%s", type(bug).__name__, "".join(traceback.format_tb(bug.__traceback__, limit=-6)))
            if begun or scope["type"] != "http":
                raise
            await show(self.pages, Request(scope), self.status, None)(scope, receive, send)
