"""Broadcasts: all of them, one by itself, sent and watched on its way."""

from collections.abc import AsyncIterator
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastState
from api.console import listing, live
from api.console.access import Who
from api.console.broadcast_page import page, to
from api.db import SessionDep
from api.errors import WrongState

SORTS = ("-written", "-sent", "title", "state", "author")


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of broadcasts that are there already."""
    desk = Broadcasts(pages)
    router.add_api_route("/broadcasts", desk.every, methods=["GET"])
    router.add_api_route("/broadcasts/{broadcast_id}", desk.show, methods=["GET"])
    router.add_api_route("/broadcasts/{broadcast_id}/send", desk.send, methods=["POST"])
    router.add_api_route(
        "/broadcasts/{broadcast_id}/progress",
        desk.progress,
        methods=["GET"],
        response_class=EventSourceResponse,
    )


class Broadcasts:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(self, request: Request, session: SessionDep) -> Response:
        reviews = broadcasts.reviews(session)
        filters = {"state": listing.Filter(set(BroadcastState)), "review": listing.Filter(set(reviews))}
        asked = listing.read(request, SORTS, filters)
        wanted = {name: asked[name] for name in filters}
        shown = asked.of(broadcasts.count(session, asked.search, wanted))
        rows = broadcasts.page(session, asked.search, wanted, shown.part)
        facts = {"shown": shown, "rows": rows, "states": list(BroadcastState), "reviews": reviews}
        return self.pages.TemplateResponse(request, "console/broadcasts.html", facts)

    def show(self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID) -> Response:
        return page(self.pages, request, session, who, broadcast_id)

    def send(self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID) -> Response:
        try:
            with session.begin_nested():
                broadcasts.send(session, who, broadcast_id)
        except WrongState as fault:
            # A second tap finds it on its way, which is what was wanted.
            if broadcasts.listed(session, broadcast_id).state not in (
                BroadcastState.SENDING,
                BroadcastState.SENT,
            ):
                faults = {"broadcast": str(fault)}
                return page(self.pages, request, session, who, broadcast_id, faults, status=fault.status)
        return to(broadcast_id)

    async def progress(self, request: Request, broadcast_id: UUID) -> AsyncIterator[ServerSentEvent]:
        async for news in live.stream(request, partial(self._progress, broadcast_id)):
            yield news

    def _progress(self, broadcast_id: UUID, session: Session) -> live.Seen:
        row = broadcasts.listed(session, broadcast_id)
        facts = {"broadcast": row, "tally": broadcasts.tally(session, broadcast_id)}
        drawn = self.pages.env.get_template("console/progress.html").render(facts)
        return live.Seen(drawn, more=row.state == BroadcastState.SENDING)
