"""What protects every page: headers, form tokens, where a form may come from, how big it may be."""

import secrets
from typing import Annotated, Any
from urllib.parse import urlsplit

from asgi_csrf import asgi_csrf
from fastapi import FastAPI, Form
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import HeardError
from api.pages.faults import NoTrace, show

# Machines that prove themselves otherwise: by no cookie at all, or by a secret in a header.
FOR_MACHINES = ("/api/", "/actions", "/telegram", "/health")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
LARGEST_FORM = 256 * 1024
# Rasa sends the whole conversation and its domain to the actions.
LARGEST_FROM_RASA = 16 * 1024 * 1024
# A link that lets a member out of the group, in the address itself, is the proof of whoever has it: programs
# that read mail send it for their people, without our token and from a place of their own (RFC 8058, 3.2).
BY_LINK = "/leave/"
# Files of surveys, of people to invite and for broadcasts: more than one may have, so that what is too large
# is told in its own words.
UPLOADS = {
    "/console/surveys/new",
    "/console/members/import",
    "/console/broadcasts/document",
    "/console/reports/letterhead",
}
LARGEST_UPLOAD = 8 * 1024 * 1024
STRANGE_FORM = (
    "This form came from another page, so nothing was done. Go back, load the page again and try once more."
)
TOO_BIG = "That is far more than fits here, so nothing was kept. Please send less at once."
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


class StrangeForm(HeardError):
    """A form without our token."""

    status = 403


def secure(app: FastAPI, pages: Jinja2Templates, *, secret: str, https: bool) -> None:
    """Protects an app. `secret` signs form tokens; `https` is whether people reach it that way."""

    async def refuse(scope: Scope, send: Send, _: object) -> None:
        await _refuse(pages, scope, send)

    # The last one added is the outermost.
    app.add_middleware(NoTrace, pages=pages, status=500)
    app.add_middleware(_form_tokens, secret=secret, https=https, refuse=refuse)
    # The library stumbles over bodies that are no form at all.
    app.add_middleware(NoTrace, pages=pages, status=400)
    app.add_middleware(SameSite, pages=pages)
    app.add_middleware(GZipMiddleware, minimum_size=800)
    app.add_middleware(BodyLimit, pages=pages)
    app.add_middleware(PageHeaders, https=https)


def _form_tokens(app: ASGIApp, *, secret: str, https: bool, refuse: Any) -> Any:
    return asgi_csrf(
        app,
        signing_secret=secret,
        cookie_name="heard_form",
        cookie_secure=https,
        # The library has no switch for HttpOnly; whatever stands here ends up in the cookie.
        cookie_samesite="Lax; HttpOnly",
        # Nor does it get on with today's reader of forms that hold files: `fits` looks at those.
        skip_if_scope=lambda scope: _proves_itself(scope) or scope["path"] in UPLOADS,
        send_csrf_failed=refuse,
    )


def fits(request: Request, csrftoken: Annotated[str, Form()] = "") -> None:
    """A dependency of routes that take files: their form carries our token. Raises StrangeForm."""
    if not secrets.compare_digest(csrftoken.encode(), str(request.scope["csrftoken"]()).encode()):
        raise StrangeForm(STRANGE_FORM)


def _is_for_machines(scope: Scope) -> bool:
    return str(scope["path"]).startswith(FOR_MACHINES)


def _proves_itself(scope: Scope) -> bool:
    return _is_for_machines(scope) or str(scope["path"]).startswith(BY_LINK)


async def _refuse(pages: Jinja2Templates, scope: Scope, send: Send) -> None:
    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    await show(pages, Request(scope), 403, STRANGE_FORM)(scope, nothing, send)


class SameSite:
    """Refuses forms that another site sent, by what the browser says of their origin."""

    def __init__(self, app: ASGIApp, pages: Jinja2Templates) -> None:
        self.app = app
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_form = (
            scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not _proves_itself(scope)
        )
        if is_form and _from_elsewhere(Headers(scope=scope)):
            await _refuse(self.pages, scope, send)
            return
        await self.app(scope, receive, send)


def _from_elsewhere(headers: Headers) -> bool:
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = headers.get("origin", "null")
    # Without a referrer older browsers say "null" of our own forms: there the form token decides.
    return origin != "null" and urlsplit(origin).netloc != headers.get("host")


class BodyLimit:
    """Keeps bodies small; only Rasa and files for the console may be larger."""

    def __init__(self, app: ASGIApp, pages: Jinja2Templates) -> None:
        self.pages = pages
        self.forms = RequestBodyLimitMiddleware(app, LARGEST_FORM)
        self.rasa = RequestBodyLimitMiddleware(app, LARGEST_FROM_RASA)
        self.files = RequestBodyLimitMiddleware(app, LARGEST_UPLOAD)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self._limit(str(scope["path"])) if scope["type"] == "http" else self.forms
        said = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if said.isdecimal() and int(said) > limit.max_body_size:
            # Said before it is sent: a kind answer. What turns out too big on the way is cut off.
            await show(self.pages, Request(scope), 413, TOO_BIG)(scope, receive, send)
            return
        await limit(scope, receive, send)

    def _limit(self, path: str) -> RequestBodyLimitMiddleware:
        if path.startswith("/actions"):
            return self.rasa
        return self.files if path in UPLOADS else self.forms


class PageHeaders:
    """Adds the headers and makes the nonce that a page's own inline script carries."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = scope["nonce"] = secrets.token_urlsafe(16)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), nonce)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, nonce: str) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
        # Nothing that was said may be found in a cache or by the back button.
        headers.setdefault("Cache-Control", "no-store")
        if self.https:
            headers["Strict-Transport-Security"] = "max-age=63072000"
