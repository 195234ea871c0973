"""One's own account: roles, password, second factor, recovery codes, and where one is signed in."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console import cookie
from api.console.access import Who
from api.console.account_form import password_fault, said, words
from api.console.cookie import Token
from api.console.entrance import HOME, Text
from api.console.welcome import CODES, drawn
from api.db import SessionDep
from api.errors import NotFound, TooMany
from api.staff import accounts, entrance, factors, sessions
from api.staff.entrance import Entrance, Wait, Wrong
from api.staff.factors import FactorLost
from api.staff.person import Person
from api.staff.tables import AccountRow, Stage

ME = f"{HOME}/me"


def add_routes(router: APIRouter, pages: Jinja2Templates, way_in: Entrance, *, https: bool) -> None:
    """The page of oneself, and what one changes there."""
    desk = Desk(pages, way_in, https=https)
    router.add_api_route("/me", desk.show, methods=["GET"])
    router.add_api_route("/me/password", desk.ask_password, methods=["GET"])
    router.add_api_route("/me/password", desk.change_password, methods=["POST"])
    router.add_api_route("/me/second-factor", desk.ask_factor, methods=["GET"])
    router.add_api_route("/me/second-factor", desk.change_factor, methods=["POST"])
    router.add_api_route("/me/recovery-codes", desk.ask_codes, methods=["GET"])
    router.add_api_route("/me/recovery-codes", desk.make_codes, methods=["POST"])
    router.add_api_route("/me/sign-out", _sign_out_there, methods=["POST"])


def _sign_out_there(session: SessionDep, who: Who, browser: Text = "", token: Token = None) -> Response:
    """One browser, by what its row is called; without a name, all but this one."""
    mine = _mine(session, who)
    if not browser:
        sessions.end_all(session, mine.id, but=token)
    else:
        for row in sessions.of(session, mine.id, clock.now()):
            if row.digest.hex() == browser:
                sessions.end_one(session, mine.id, row.digest)
    return RedirectResponse(ME, 303)


class Desk:
    """What the pages do. Each change signs out all other browsers."""

    def __init__(self, pages: Jinja2Templates, way_in: Entrance, *, https: bool) -> None:
        self._pages = pages
        self._way_in = way_in
        self._https = https

    def show(
        self, request: Request, session: SessionDep, who: Who, lost: str = "", token: Token = None
    ) -> Response:
        mine, here = _mine(session, who), sessions.digest(token or "")
        facts = {
            "account": mine,
            "codes_left": factors.recovery_codes_left(session, mine.id),
            "lost": lost == "yes",
            "browsers": [(row, row.digest == here) for row in sessions.of(session, mine.id, clock.now())],
        }
        return self._pages.TemplateResponse(request, "console/me.html", facts)

    def ask_password(self, request: Request, session: SessionDep, who: Who) -> Response:
        _local(session, who)
        return self._page(request, "console/me_password.html", {})

    def change_password(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        old: Text = "",
        password: Text = "",
        token: Token = None,
    ) -> Response:
        account, now = _local(session, who), clock.now()
        faults = {}
        if fault := password_fault(password, account.name, account.email or ""):
            faults["password"] = fault
            return self._page(request, "console/me_password.html", faults)
        try:
            self._way_in.own_password(session, account, old, now)
            account.password = self._way_in.hashed(password)
        except (Wrong, Wait, TooMany) as refusal:
            return self._page(request, "console/me_password.html", {"old": said(refusal, "old")})
        audit.record(session, who, "password_changed", account.id)
        return self._anew(RedirectResponse(ME, 303), session, account, token)

    def ask_factor(self, request: Request, session: SessionDep, who: Who, token: Token = None) -> Response:
        _local(session, who)
        return self._factor(request, session, token, {})

    def change_factor(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        password: Text = "",
        code: Text = "",
        token: Token = None,
    ) -> Response:
        account, now = _local(session, who), clock.now()
        try:
            self._way_in.own_password(session, account, password, now)
        except (Wrong, Wait, TooMany) as refusal:
            return self._factor(request, session, token, {"password": said(refusal, "old")})
        browser, _ = sessions.held(session, token, Stage.IN, now)
        if not factors.prove(request.app.state.keys, account, browser, code, now):
            return self._factor(request, session, token, {"code": words()["sign_in"]["code"]})
        audit.record(session, who, "factor_changed", account.id)
        return self._anew(RedirectResponse(ME, 303), session, account, token)

    def ask_codes(self, request: Request, session: SessionDep, who: Who) -> Response:
        _local(session, who)
        return self._page(request, "console/me_codes.html", {})

    def make_codes(self, request: Request, session: SessionDep, who: Who, code: Text = "") -> Response:
        account = _local(session, who)
        try:
            entrance.code(session, request.app.state.keys, account, code, clock.now())
        except (Wrong, Wait, FactorLost) as refusal:
            return self._page(request, "console/me_codes.html", {"code": said(refusal, "code")})
        made = factors.make_recovery_codes(session, account.id)
        audit.record(session, who, "recovery_codes_made", account.id)
        return self._pages.TemplateResponse(request, CODES, {"codes": made, "is_new": False})

    def _factor(
        self, request: Request, session: Session, token: str | None, faults: dict[str, str]
    ) -> Response:
        browser, account = sessions.held(session, token, Stage.IN, clock.now())
        facts = drawn(factors.offered(request.app.state.keys, browser), account)
        return self._page(request, "console/me_factor.html", faults, **facts)

    def _page(self, request: Request, page: str, faults: dict[str, str], **facts: Any) -> Response:
        status = 422 if faults else 200
        return self._pages.TemplateResponse(request, page, facts | {"faults": faults}, status_code=status)

    def _anew(self, response: Response, session: Session, account: AccountRow, token: str | None) -> Response:
        """Signed in here under another token, and nowhere else."""
        sessions.end_all(session, account.id)
        cookie.give(response, sessions.start(session, account, Stage.IN, clock.now()), https=self._https)
        return response


def _mine(session: Session, who: Person) -> AccountRow:
    if who.id is None:
        raise NotFound("There is no such account.")
    return accounts.get(session, who.id)


def _local(session: Session, who: Person) -> AccountRow:
    """Raises NotFound for somebody whom an identity provider lets in."""
    account = _mine(session, who)
    if account.issuer is not None:
        raise NotFound("Your password and second factor are looked after where you sign in.")
    return account
