"""Accounts of the staff: who gets in, with which roles; for administrators."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.console.access import Who
from api.console.account_form import Typed
from api.db import SessionDep
from api.errors import WrongState
from api.staff import accounts, factors, sessions
from api.staff.accounts import OnlyOthers, Taken
from api.staff.roles import words as roles
from api.staff.tables import AccountRow

LIST = "/console/accounts"
FORM = "console/account_form.html"


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """The list, the page of one, and what an administrator does there."""
    desk = Desk(pages, address)
    router.add_api_route("/accounts", desk.show_all, methods=["GET"])
    router.add_api_route("/accounts/new", desk.ask_new, methods=["GET"])
    router.add_api_route("/accounts/new", desk.make, methods=["POST"])
    router.add_api_route("/accounts/{account_id}", desk.show, methods=["GET"])
    router.add_api_route("/accounts/{account_id}/change", desk.ask_change, methods=["GET"])
    router.add_api_route("/accounts/{account_id}/change", desk.change, methods=["POST"])
    router.add_api_route("/accounts/{account_id}/link", desk.link, methods=["POST"])
    router.add_api_route("/accounts/{account_id}/sign-out", _sign_out, methods=["POST"])
    router.add_api_route("/accounts/{account_id}/close", desk.ask_close, methods=["GET"])
    router.add_api_route("/accounts/{account_id}/close", desk.close, methods=["POST"])
    router.add_api_route("/accounts/{account_id}/open", _open_again, methods=["POST"])


def _sign_out(session: SessionDep, who: Who, account_id: UUID) -> Response:
    accounts.sign_out(session, who, accounts.get(session, account_id))
    return RedirectResponse(f"{LIST}/{account_id}", 303)


def _open_again(session: SessionDep, who: Who, account_id: UUID) -> Response:
    accounts.open_again(session, who, accounts.get(session, account_id))
    return RedirectResponse(f"{LIST}/{account_id}", 303)


class Desk:
    """What the pages do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self._pages = pages
        self._address = address

    def show_all(self, request: Request, session: SessionDep) -> Response:
        facts = {"accounts": accounts.every(session)}
        return self._pages.TemplateResponse(request, "console/accounts.html", facts)

    def ask_new(self, request: Request) -> Response:
        return self._form(request, None, Typed(), {})

    def make(
        self, request: Request, session: SessionDep, who: Who, typed: Annotated[Typed, Form()]
    ) -> Response:
        if faults := typed.faults("theirs"):
            return self._form(request, None, typed, faults)
        try:
            account = accounts.make(session, typed.wanted(), who)
        except Taken as refusal:
            return self._form(request, None, typed, {"email": str(refusal)})
        return self._with_link(request, session, who, account)

    def show(self, request: Request, session: SessionDep, account_id: UUID) -> Response:
        return self._page(request, session, accounts.get(session, account_id))

    def ask_change(self, request: Request, session: SessionDep, account_id: UUID) -> Response:
        account = accounts.get(session, account_id)
        typed = Typed(name=account.name, title=account.title, roles=account.roles)
        return self._form(request, account, typed, {})

    def change(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        account_id: UUID,
        typed: Annotated[Typed, Form()],
    ) -> Response:
        account = accounts.get(session, account_id)
        if faults := typed.faults("theirs", address=False):
            return self._form(request, account, typed, faults)
        try:
            with session.begin_nested():
                accounts.change(session, who, account, typed.name, typed.title, typed.chosen)
        except OnlyOthers:
            raise
        except WrongState as refusal:
            return self._form(request, account, typed, {"roles": str(refusal)})
        return RedirectResponse(f"{LIST}/{account_id}", 303)

    def link(self, request: Request, session: SessionDep, who: Who, account_id: UUID) -> Response:
        return self._with_link(request, session, who, accounts.get(session, account_id))

    def ask_close(self, request: Request, session: SessionDep, account_id: UUID) -> Response:
        facts = {"account": accounts.get(session, account_id)}
        return self._pages.TemplateResponse(request, "console/account_close.html", facts)

    def close(self, session: SessionDep, who: Who, account_id: UUID) -> Response:
        accounts.close(session, who, accounts.get(session, account_id))
        return RedirectResponse(f"{LIST}/{account_id}", 303)

    def _with_link(self, request: Request, session: Session, who: Who, account: AccountRow) -> Response:
        token = accounts.new_link(session, who, account, clock.now())
        return self._page(request, session, account, link=f"{self._address}/console/welcome/{token}")

    def _page(
        self, request: Request, session: Session, account: AccountRow, link: str | None = None
    ) -> Response:
        facts = {
            "account": account,
            "link": link,
            "codes_left": factors.recovery_codes_left(session, account.id),
            "browsers": sessions.of(session, account.id, clock.now()),
        }
        return self._pages.TemplateResponse(request, "console/account.html", facts)

    def _form(
        self, request: Request, account: AccountRow | None, typed: Typed, faults: dict[str, str]
    ) -> Response:
        facts = {"account": account, "typed": typed, "faults": faults, "all_roles": list(roles())}
        return self._pages.TemplateResponse(request, FORM, facts, status_code=422 if faults else 200)
