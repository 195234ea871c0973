"""Signing in by an identity provider (OpenID Connect): there, back, and on into the console."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from starlette.middleware.sessions import SessionMiddleware
from starlette.templating import Jinja2Templates
from starlette.types import Receive, Scope, Send

from api import clock
from api.audit import service as audit
from api.console import cookie
from api.console.fields import line
from api.db import transaction
from api.errors import NotFound
from api.staff import oidc, sessions
from api.staff.oidc import NAMES, TITLES, Provider, Refusal
from api.staff.oidc_client import Client, NotVouched
from api.staff.tables import Stage

PATH = "/console/sign-in/oidc"
BACK = f"{PATH}/back"
COOKIE = "heard_elsewhere"
# Time to find the telephone with the provider's own second factor on it.
LASTS = timedelta(minutes=10)
LONGEST = 80  # letters of a name, and of a job title


@dataclass(frozen=True)
class Elsewhere:
    """A provider, and the secret that signs what a browser carries there and back."""

    provider: Provider
    secret: str


def create_router(pages: Jinja2Templates, elsewhere: Elsewhere | None, address: str) -> APIRouter:
    """The two steps, open to everybody. `address` is where people reach Heard."""
    pages.env.globals |= {"elsewhere": elsewhere.provider.name if elsewhere else None}
    https = address.startswith("https://")
    router = APIRouter()
    if elsewhere is None:
        for path in (PATH, BACK):
            router.add_api_route(path, _nowhere, methods=["GET"])
        return router
    desk = Desk(pages, Client(elsewhere.provider, address + BACK), https=https)
    kept = _remembering(elsewhere.secret, https=https)
    router.add_api_route(PATH, desk.there, methods=["GET"], route_class_override=kept)
    router.add_api_route(BACK, desk.back, methods=["GET"], route_class_override=kept)
    return router


def _nowhere() -> Response:
    raise NotFound("Nobody signs in here by another website.")


class Desk:
    """What the two steps do."""

    def __init__(self, pages: Jinja2Templates, client: Client, *, https: bool) -> None:
        self._pages = pages
        self._client = client
        self._https = https

    async def there(self, request: Request) -> Response:
        try:
            return await self._client.lead_there(request)
        except NotVouched as refusal:
            return self._refused(request, refusal.why)

    async def back(self, request: Request) -> Response:
        try:
            claims = await self._client.claims(request)
        except NotVouched as refusal:
            return self._refused(request, refusal.why)
        return await run_in_threadpool(self._enter, request, claims)

    def _enter(self, request: Request, claims: Mapping[str, Any]) -> Response:
        provider, now = self._client.provider, clock.now()
        with transaction(request.app.state.engine) as session:
            account = oidc.admit(session, provider, oidc.told(provider, _tidy(claims)), now)
            if isinstance(account, Refusal):
                return self._refused(request, account)
            audit.record(session, sessions.person(account), "signed_in", None)
            token = sessions.start(session, account, Stage.IN, now)
        # A redirect would still count as the other site's, and the browser would keep the strict cookie back.
        response = self._pages.TemplateResponse(request, "console/oidc_in.html")
        cookie.give(response, token, https=self._https)
        return response

    def _refused(self, request: Request, why: Refusal) -> Response:
        status = 503 if why is Refusal.AWAY else 403
        return self._pages.TemplateResponse(
            request, "console/oidc_refused.html", {"why": why}, status_code=status
        )


def _tidy(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """With names as they may stand on a page; one of which nothing is left counts as not said."""
    said = {name: claims.get(name) for name in (*NAMES, *TITLES)}
    return {**claims, **{name: line(one)[:LONGEST] for name, one in said.items() if isinstance(one, str)}}


def _remembering(secret: str, *, https: bool) -> type[APIRoute]:
    """Routes with a short memory of their own in the browser, which follows its user back from elsewhere."""

    class Remembering(APIRoute):
        async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
            with_memory = SessionMiddleware(
                super().handle,
                secret,
                session_cookie=COOKIE,
                max_age=int(LASTS.total_seconds()),
                path=PATH,
                same_site="lax",
                https_only=https,
            )
            await with_memory(scope, receive, send)

    return Remembering
