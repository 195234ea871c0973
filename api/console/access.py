"""Signing in and out of the console, and the check that guards every other page of it."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console.fields import line
from api.db import SessionDep
from api.errors import HeardError, SignInNeeded
from api.safety import standing
from api.staff import links, sessions
from api.staff.permissions import may
from api.staff.person import Person, Role
from api.staff.tables import AccountRow, Stage

COOKIE = "heard_staff"
PAGE = "console/sign_in.html"
ENTER = "console/enter.html"
SHORTEST, LONGEST = 2, 80  # letters of a name, and of a job title
NOT_YOURS = "None of your roles opens this page. An administrator can change your roles."
Token = Annotated[str | None, Cookie(alias=COOKIE)]


class NotYours(HeardError):
    """Somebody is signed in who may not open this page."""

    status = 403


def signed_in(request: Request, session: SessionDep, token: Token = None) -> Person:
    """Who is at this browser; the frame of every page gets what it has to warn of.

    Raises SignInNeeded, and NotYours for a page that none of their roles opens.
    """
    by_itself = request.headers.get("hx-request") == "true"
    person = sessions.check(session, token, clock.now(), by_itself=by_itself)
    if not may(person, request.method, request.scope["route"].path):
        raise NotYours(NOT_YOURS)
    request.state.person = person
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

    @router.get("/welcome/{token}")
    def ask(request: Request, token: str) -> Response:
        # Nothing is used up yet: programs that preview links would spend it.
        return _ask(pages, request, token, {}, {})

    @router.post("/welcome/{token}")
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
        now = clock.now()
        try:
            links.look(session, token, now, use=True)
        except SignInNeeded as refusal:
            return _how(pages, request, fault=str(refusal))
        account = AccountRow(name=typed["name"], title=typed["title"], roles=list(Role), made=now.date())
        session.add(account)
        session.flush()
        response = RedirectResponse("/console", 303)
        response.set_cookie(
            COOKIE,
            sessions.start(session, account, Stage.IN, now),
            max_age=int(sessions.LASTS.total_seconds()),
            path="/console",
            httponly=True,
            secure=https,
            samesite="strict",
        )
        audit.record(session, sessions.person(account), "signed_in", None)
        return response

    @router.post("/sign-out", dependencies=[SignedIn])
    def leave(session: SessionDep, token: Token = None) -> Response:
        sessions.end(session, token or "")
        response = RedirectResponse("/console/sign-in", 303)
        response.delete_cookie(COOKIE, path="/console")
        return response

    return router


def _faults(typed: dict[str, str]) -> dict[str, str]:
    """What is wrong, by field."""
    wanted = {"name": "Write your name", "title": "Write your job title"}
    return {
        field: f"{words}, with {SHORTEST} to {LONGEST} letters"
        for field, words in wanted.items()
        if not SHORTEST <= len(typed[field]) <= LONGEST
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
