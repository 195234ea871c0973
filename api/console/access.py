"""The check that guards every page of the console but those of signing in."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.console.cookie import COOKIE, Token
from api.db import SessionDep
from api.errors import HeardError, SignInNeeded
from api.safety import standing
from api.staff import roles, sessions
from api.staff.permissions import PERMISSIONS, may
from api.staff.person import Person

__all__ = ["COOKIE", "EVENTS", "NotYours", "SignedIn", "Token", "Who", "check", "guarded", "signed_in"]
# What a page that changes by itself asks for: no sign of anybody sitting there.
EVENTS = "text/event-stream"
NOT_YOURS = "None of your roles opens this page. An administrator can change your roles."


class NotYours(HeardError):
    """Somebody is signed in who may not open this page."""

    status = 403


def check(request: Request, session: Session, token: str | None) -> Person:
    """Who is at this browser, and whether they may open this page.

    Raises SignInNeeded, and NotYours for a page that none of their roles opens.
    """
    by_itself = request.headers.get("accept") == EVENTS
    person = sessions.check(session, token, clock.now(), by_itself=by_itself)
    request.state.person = person  # the page that says no has the frame of one who is signed in
    if not may(person, request.method, request.scope["route"].path):
        raise NotYours(NOT_YOURS)
    return person


def signed_in(request: Request, session: SessionDep, token: Token = None) -> Person:
    """Who is at this browser, checked; the frame of every page gets what it has to warn of."""
    person = check(request, session, token)
    request.state.safety = standing.standing(session, clock.now())
    request.state.alerts_lost = request.app.state.desk.lost_alerts
    return person


SignedIn = Depends(signed_in)
Who = Annotated[Person, SignedIn]


def guarded(pages: Jinja2Templates) -> type[APIRoute]:
    """Routes that show a stranger how to sign in, and others which role would open them."""

    class Guarded(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def or_sign_in(request: Request) -> Response:
                try:
                    return await handle(request)
                except SignInNeeded:
                    return _how(pages, request)
                except NotYours:
                    return _which_role(pages, request)

            return or_sign_in

    return Guarded


def _how(pages: Jinja2Templates, request: Request) -> Response:
    # The cookie stays away from whoever comes by a link of another site, even when they are signed in.
    elsewhere = request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
    wanted = request.url.path if request.method == "GET" else ""
    context: dict[str, object] = {
        "again": wanted if elsewhere else None,
        "to": wanted,
        "email": "",
        "faults": {},
    }
    return pages.TemplateResponse(request, "console/sign_in.html", context, status_code=401)


def _which_role(pages: Jinja2Templates, request: Request) -> Response:
    wanted = PERMISSIONS.get(f"{request.method} {request.scope['route'].path}")
    opening = roles.named(wanted) if isinstance(wanted, frozenset) else []
    return pages.TemplateResponse(request, "console/not_yours.html", {"opening": opening}, status_code=403)
