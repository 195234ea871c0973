"""Signing in and out of the console, and the check that guards every other page of it."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.templating import Jinja2Templates

from api import clock
from api.console.fields import line
from api.db import SessionDep
from api.errors import SignInNeeded
from api.safety import standing
from api.staff import service as staff
from api.staff.service import Person

COOKIE = "heard_staff"
PAGE = "console/sign_in.html"
ENTER = "console/enter.html"
Token = Annotated[str | None, Cookie(alias=COOKIE)]


def signed_in(request: Request, session: SessionDep, token: Token = None) -> Person:
    """Who is at this browser; the frame of every page gets what it has to warn of. Raises SignInNeeded."""
    person = staff.check(session, token)
    request.state.safety = standing.standing(session, clock.now())
    request.state.alerts_lost = request.app.state.desk.lost_alerts
    return person


SignedIn = Depends(signed_in)
Who = Annotated[Person, SignedIn]


def guarded(pages: Jinja2Templates) -> type[APIRoute]:
    """Routes that show a stranger how to sign in."""

    class Guarded(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def or_sign_in(request: Request) -> Response:
                try:
                    return await handle(request)
                except SignInNeeded:
                    return _how(pages, request)

            return or_sign_in

    return Guarded


def create_router(pages: Jinja2Templates, *, https: bool) -> APIRouter:
    """The only pages of the console that are open to everybody."""
    router = APIRouter(prefix="/console")

    @router.get("/sign-in")
    def how(request: Request) -> Response:
        return _how(pages, request, status=200)

    @router.get("/sign-in/{token}")
    def ask(request: Request, token: str) -> Response:
        # Nothing is used up yet: programs that preview links would spend it.
        return _ask(pages, request, token, {}, {})

    @router.post("/sign-in/{token}")
    def enter(
        request: Request,
        session: SessionDep,
        token: str,
        name: Annotated[str, Form()] = "",
        title: Annotated[str, Form()] = "",
    ) -> Response:
        typed = {"name": line(name), "title": line(title)}
        if faults := _faults(typed):
            return _ask(pages, request, token, typed, faults)
        try:
            opened = staff.sign_in(session, token, Person(**typed))
        except SignInNeeded as refusal:
            return _how(pages, request, fault=str(refusal))
        response = RedirectResponse("/console", 303)
        response.set_cookie(
            COOKIE,
            opened,
            max_age=int(staff.SESSION_LASTS.total_seconds()),
            path="/console",
            httponly=True,
            secure=https,
            samesite="strict",
        )
        return response

    @router.post("/sign-out", dependencies=[SignedIn])
    def leave(session: SessionDep, token: Token = None) -> Response:
        staff.sign_out(session, token or "")
        response = RedirectResponse("/console/sign-in", 303)
        response.delete_cookie(COOKIE, path="/console")
        return response

    return router


def _faults(typed: dict[str, str]) -> dict[str, str]:
    """What is wrong, by field."""
    wanted = {"name": "Write your name", "title": "Write your job title"}
    return {
        field: f"{words}, with {staff.SHORTEST} to {staff.LONGEST} letters"
        for field, words in wanted.items()
        if not staff.SHORTEST <= len(typed[field]) <= staff.LONGEST
    }


def _ask(
    pages: Jinja2Templates, request: Request, token: str, typed: dict[str, str], faults: dict[str, str]
) -> Response:
    context = {"token": token, "typed": typed, "faults": faults}
    return pages.TemplateResponse(request, ENTER, context, status_code=422 if faults else 200)


def _how(
    pages: Jinja2Templates, request: Request, *, status: int = 401, fault: str | None = None
) -> Response:
    # The cookie stays away from whoever comes by a link of another site, even when they are signed in.
    elsewhere = request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
    again = request.url.path if elsewhere and status == 401 and request.method == "GET" else None
    context = {"fault": fault, "again": again}
    return pages.TemplateResponse(request, PAGE, context, status_code=status)
