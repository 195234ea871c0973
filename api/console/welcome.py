"""Coming in by a link: who somebody is, their password, their second factor, and codes for its loss."""

from typing import Annotated, Any

import segno
from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console import cookie
from api.console.account_form import Typed, password_fault, words
from api.console.cookie import Token
from api.console.entrance import HOME, Text
from api.db import SessionDep
from api.errors import SignInNeeded, TooMany
from api.staff import accounts, factors, links, sessions
from api.staff.accounts import Taken
from api.staff.entrance import Entrance
from api.staff.roles import words as roles
from api.staff.tables import AccountRow, SignInLinkRow, Stage

WELCOME = "console/welcome.html"
FACTOR = "console/second_factor.html"
CODES = "console/recovery_codes.html"


def create_router(pages: Jinja2Templates, way_in: Entrance, *, https: bool) -> APIRouter:
    """Open to whoever holds a link that still works."""
    router = APIRouter(prefix=HOME)
    desk = Desk(pages, way_in, https=https)
    router.add_api_route("/welcome/{link}", desk.ask, methods=["GET"])
    router.add_api_route("/welcome/{link}", desk.enter, methods=["POST"])
    router.add_api_route("/second-factor", desk.show, methods=["GET"])
    router.add_api_route("/second-factor", desk.prove, methods=["POST"])
    return router


def drawn(secret: str, account: AccountRow) -> dict[str, Any]:
    """A secret as a picture for the app, and in groups to be typed where there is no camera."""
    picture = segno.make(factors.address(secret, account), error="m")
    return {
        "picture": Markup(picture.svg_inline(scale=4, border=4, light="#fff")),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }


class Desk:
    """What the steps do."""

    def __init__(self, pages: Jinja2Templates, way_in: Entrance, *, https: bool) -> None:
        self._pages = pages
        self._way_in = way_in
        self._https = https

    def ask(self, request: Request, session: SessionDep, link: str) -> Response:
        # Nothing is used up yet: programs that preview links would spend it.
        return self._page(request, session, link, Typed(), {})

    def enter(
        self,
        request: Request,
        session: SessionDep,
        link: str,
        typed: Annotated[Typed, Form()],
        password: Text = "",
        token: Token = None,
    ) -> Response:
        now = clock.now()
        try:
            held, account = _whose(session, link, hold=True)
        except SignInNeeded:
            return self._over(request)
        faults = {} if account else typed.faults("mine")
        if fault := password_fault(password, *_about(account or typed)):
            faults["password"] = fault
        if faults:
            return self._page(request, session, link, typed, faults)
        try:
            hashed = self._way_in.hashed(password)
            account = account or accounts.make_first(session, typed.wanted())
        except Taken as refusal:
            return self._page(request, session, link, typed, {"email": str(refusal)})
        except TooMany as refusal:
            return self._page(request, session, link, typed, {"password": str(refusal)})
        account.password = hashed
        session.delete(held)
        sessions.end(session, token or "")
        fresh = sessions.start(session, account, Stage.FACTOR, now)
        return cookie.go_on(f"{HOME}/second-factor", fresh, https=self._https)

    def show(self, request: Request, session: SessionDep, token: Token = None) -> Response:
        return self._factor(request, session, token, {})

    def prove(self, request: Request, session: SessionDep, code: Text = "", token: Token = None) -> Response:
        now, keys = clock.now(), request.app.state.keys
        try:
            browser, account = sessions.held(session, token, Stage.FACTOR, now)
        except SignInNeeded:
            return RedirectResponse(HOME, 303)
        if not factors.prove(keys, account, browser, code, now):
            return self._factor(request, session, token, {"code": words()["sign_in"]["code"]})
        person = sessions.person(account)
        facts = {"codes": factors.make_recovery_codes(session, account.id), "is_new": True}
        response = self._pages.TemplateResponse(request, CODES, facts)
        sessions.end(session, token or "")
        cookie.give(response, sessions.start(session, account, Stage.IN, now), https=self._https)
        audit.record(session, person, "factor_changed", account.id)
        audit.record(session, person, "signed_in", None)
        return response

    def _page(
        self, request: Request, session: Session, link: str, typed: Typed, faults: dict[str, str]
    ) -> Response:
        try:
            _, account = _whose(session, link)
        except SignInNeeded:
            return self._over(request)
        is_first = account is None and not accounts.has_administrator(session)
        facts = {
            "link": link,
            "account": account,
            "typed": typed,
            "faults": faults,
            "others": [role for role in roles() if role != "administrator"] if is_first else [],
        }
        return self._pages.TemplateResponse(request, WELCOME, facts, status_code=422 if faults else 200)

    def _over(self, request: Request) -> Response:
        return self._pages.TemplateResponse(request, "console/link_over.html", status_code=401)

    def _factor(
        self, request: Request, session: Session, token: str | None, faults: dict[str, str]
    ) -> Response:
        try:
            browser, account = sessions.held(session, token, Stage.FACTOR, clock.now())
        except SignInNeeded:
            return RedirectResponse(HOME, 303)
        facts = drawn(factors.offered(request.app.state.keys, browser), account) | {"faults": faults}
        return self._pages.TemplateResponse(request, FACTOR, facts, status_code=422 if faults else 200)


def _whose(session: Session, link: str, *, hold: bool = False) -> tuple[SignInLinkRow, AccountRow | None]:
    """A link and the account that it sets up; none yet for a new administrator. Raises SignInNeeded."""
    found = links.look(session, link, clock.now())
    account = accounts.get(session, found.account_id) if found.account_id else None
    if hold:
        if account is not None:  # first, as whoever makes another link or closes it holds it first
            session.refresh(account, with_for_update=True)
        found = links.look(session, link, clock.now(), hold=True)
    return found, account


def _about(somebody: AccountRow | Typed) -> list[str]:
    return [somebody.name, somebody.email or ""]
