"""Whether the audit trail is as it was written: read bit by bit, so that a long one shows how far it is."""

import threading
import time
from collections.abc import AsyncIterator
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import chain
from api.audit.chain import Walk
from api.console import live
from api.console.live import Seen
from api.db import SessionDep

AT_ONCE, LATER = 0.1, 0.7  # seconds of reading: before a page is shown, and each time after that
FRESH = 60  # seconds after which what was read is read anew: a check that has ended, or was left alone


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """The page of the check."""
    desk = Checks(pages)
    router.add_api_route("/audit/check", desk.show, methods=["GET"])
    router.add_api_route(
        "/audit/check/progress", desk.progress, methods=["GET"], response_class=EventSourceResponse
    )


class Checks:
    """What that page does. One check is under way at a time, whoever looks at it."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages
        self._walk: Walk | None = None
        self._read_at: datetime | None = None
        self._alone = threading.Lock()

    def show(self, request: Request, session: SessionDep) -> Response:
        facts = self._read(session)
        return self.pages.TemplateResponse(request, "console/audit_check.html", facts)

    async def progress(self, request: Request) -> AsyncIterator[ServerSentEvent]:
        async for news in live.stream(request, self._look):
            yield news

    def _look(self, session: Session) -> Seen:
        facts = self._read(session)
        drawn = self.pages.env.get_template("console/audit_progress.html").render(facts)
        return Seen(drawn, more=not facts["done"])

    def _read(self, session: Session) -> dict[str, object]:
        """Reads on for a while; what is known then."""
        with self._alone:
            walk, spend = self._walk, LATER
            if walk is None or (self._read_at and (clock.now() - self._read_at).total_seconds() > FRESH):
                walk, spend = Walk(), AT_ONCE
                self._walk = walk
            end = time.monotonic() + spend
            while not walk.done:
                walk.step(session)
                self._read_at = clock.now()
                if time.monotonic() > end:
                    break
            return {
                "check": walk.known,
                "done": walk.done,
                "ended": self._read_at,
                "total": chain.length(session),
                "digest": walk.known.newest.hex(),
            }
