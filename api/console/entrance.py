"""Signing in and out: a password, then a code of the telephone, or one that was kept for its loss."""

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console import access, cookie
from api.console.account_form import mail, said, words
from api.console.cookie import Token
from api.console.fields import line
from api.db import SessionDep
from api.errors import SignInNeeded, TooMany
from api.staff import entrance, sessions
from api.staff.entrance import Entrance, Wait, Wrong
from api.staff.factors import FactorLost
from api.staff.tables import AccountRow, Stage

HOME = "/console"
INSIDE = re.compile(rf"{HOME}(/[\w.~-]+)*")
Text = Annotated[str, Form()]


def create_router(pages: Jinja2Templates, way_in: Entrance, *, https: bool) -> APIRouter:
    """Open to everybody, but for signing out."""
    router = APIRouter(prefix=HOME, route_class=access.guarded(pages))
    desk = Desk(pages, way_in, https=https)
    router.add_api_route("/sign-in", desk.ask, methods=["GET"])
    router.add_api_route("/sign-in", desk.enter, methods=["POST"])
    router.add_api_route("/sign-in/code", desk.ask_code, methods=["GET"])
    router.add_api_route("/sign-in/code", desk.check_code, methods=["POST"])
    router.add_api_route("/sign-in/lost", desk.ask_recovery, methods=["GET"])
    router.add_api_route("/sign-in/lost", desk.check_recovery, methods=["POST"])
    router.add_api_route("/sign-out", _leave, methods=["POST"], dependencies=[access.SignedIn])
    return router


def _leave(session: SessionDep, token: Token = None) -> Response:
    sessions.end(session, token or "")
    response = RedirectResponse(f"{HOME}/sign-in", 303)
    cookie.take(response)
    return response


class Desk:
    """What the steps do. Each gives the browser another token: one that was planted in it opens nothing."""

    def __init__(self, pages: Jinja2Templates, way_in: Entrance, *, https: bool) -> None:
        self._pages = pages
        self._way_in = way_in
        self._https = https

    def ask(self, request: Request) -> Response:
        return self._page(request, "console/sign_in.html", {}, 200, again=None, to="", email="")

    def enter(
        self,
        request: Request,
        session: SessionDep,
        email: Text = "",
        password: Text = "",
        to: Text = "",
        token: Token = None,
    ) -> Response:
        now, typed = clock.now(), {"email": line(email), "password": password}
        faults = {field: words()["sign_in"][field] for field, value in typed.items() if not value}
        status = 422
        if not faults:
            try:
                address = mail(email) or typed["email"].lower()
                account = self._way_in.password(session, address, password, now)
            except (Wrong, Wait, TooMany) as refusal:
                faults, status = {"email": said(refusal, "wrong")}, refusal.status
            else:
                path = (
                    f"{HOME}/sign-in/code?to={quote(inside(to))}"
                    if account.factor
                    else f"{HOME}/second-factor"
                )
                sessions.end(session, token or "")
                stage = Stage.CODE if account.factor else Stage.FACTOR
                return cookie.go_on(path, sessions.start(session, account, stage, now), https=self._https)
        given = {"again": None, "to": inside(to), "email": typed["email"]}
        return self._page(request, "console/sign_in.html", faults, status, **given)

    def ask_code(self, request: Request, session: SessionDep, to: str = "", token: Token = None) -> Response:
        return self._ask(request, session, "console/sign_in_code.html", to, token)

    def check_code(
        self, request: Request, session: SessionDep, code: Text = "", to: Text = "", token: Token = None
    ) -> Response:
        now = clock.now()
        try:
            _, account = sessions.held(session, token, Stage.CODE, now)
            entrance.code(session, request.app.state.keys, account, code, now)
        except SignInNeeded:
            return _from_the_beginning()
        except (Wrong, Wait, FactorLost) as refusal:
            faults = {"code": said(refusal, "code")}
            return self._page(request, "console/sign_in_code.html", faults, refusal.status, to=inside(to))
        return self._let_in(session, account, token, inside(to))

    def ask_recovery(self, request: Request, session: SessionDep, token: Token = None) -> Response:
        return self._ask(request, session, "console/sign_in_lost.html", "", token)

    def check_recovery(
        self, request: Request, session: SessionDep, code: Text = "", token: Token = None
    ) -> Response:
        now = clock.now()
        try:
            _, account = sessions.held(session, token, Stage.CODE, now)
            entrance.recovery_code(session, account, code, now)
        except SignInNeeded:
            return _from_the_beginning()
        except (Wrong, Wait) as refusal:
            faults = {"code": said(refusal, "recovery")}
            return self._page(request, "console/sign_in_lost.html", faults, refusal.status)
        return self._let_in(session, account, token, f"{HOME}/me?lost=yes")

    def _ask(self, request: Request, session: SessionDep, page: str, to: str, token: str | None) -> Response:
        try:
            sessions.at(session, token, Stage.CODE, clock.now())
        except SignInNeeded:
            return _from_the_beginning()
        return self._page(request, page, {}, 200, to=inside(to))

    def _page(
        self, request: Request, page: str, faults: dict[str, str], status: int, **facts: object
    ) -> Response:
        return self._pages.TemplateResponse(request, page, facts | {"faults": faults}, status_code=status)

    def _let_in(self, session: SessionDep, account: AccountRow, token: str | None, path: str) -> Response:
        sessions.end(session, token or "")
        audit.record(session, sessions.person(account), "signed_in", None)
        fresh = sessions.start(session, account, Stage.IN, clock.now())
        return cookie.go_on(path, fresh, https=self._https)


def inside(path: str) -> str:
    """A page of the console that somebody wanted to see; the first page for any other address."""
    return path if INSIDE.fullmatch(path) else HOME


def _from_the_beginning() -> Response:
    """Whoever is signed in already is shown the first page, and everybody else how to sign in."""
    return RedirectResponse(HOME, 303)
