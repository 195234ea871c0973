"""Findings of several waves together: those that there are, a new choice of waves, and one by itself."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console import listing, live, quarters
from api.console.access import Who
from api.console.live import Seen
from api.console.months import end, offered, read
from api.db import SessionDep
from api.errors import WrongState
from api.findings import papers, pools, shelf
from api.findings.endpoints import TYPES
from api.findings.words import words


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of several waves together; before those of one wave, for `together` is no id."""
    desk = Pools(pages)
    router.add_api_route("/findings/together", desk.every, methods=["GET"])
    router.add_api_route("/findings/together/new", desk.choose, methods=["GET"])
    router.add_api_route("/findings/together/new", desk.begin, methods=["POST"])
    router.add_api_route("/findings/together/{pool_id}", desk.show, methods=["GET"])
    router.add_api_route(
        "/findings/together/{pool_id}/news", desk.news, methods=["GET"], response_class=EventSourceResponse
    )
    router.add_api_route("/findings/together/{pool_id}/papers/{kind}", desk.paper, methods=["GET"])


class Pools:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(self, request: Request, session: SessionDep) -> Response:
        shown = listing.read(request, ["-last"], {}).of(pools.number(session))
        facts = {
            "shown": shown,
            "rows": pools.page(session, shown.part),
            "surveys": dict(shelf.surveys(session)),
        }
        return self.pages.TemplateResponse(request, "console/pools.html", facts)

    def choose(
        self,
        request: Request,
        session: SessionDep,
        survey: Annotated[str, Query()] = "",
        since: Annotated[str, Query()] = "",
        until: Annotated[str, Query()] = "",
    ) -> Response:
        """The form, and under it the waves that are chosen by it."""
        usual = quarters.of(clock.today())
        typed = {
            "survey": survey,
            "since": since or f"{usual.first:%Y-%m}",
            "until": until or f"{min(usual.last, clock.today()):%Y-%m}",
        }
        return self._form(request, session, typed, {})

    def begin(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        survey: Annotated[str, Form()] = "",
        since: Annotated[str, Form()] = "",
        until: Annotated[str, Form()] = "",
    ) -> Response:
        typed = {"survey": survey, "since": since, "until": until}
        first, last = read(since), read(until)
        if survey not in dict(shelf.surveys(session)):
            return self._form(request, session, typed, {"survey": "Choose a survey"}, 422)
        if first is None or last is None:
            field = "since" if first is None else "until"
            return self._form(request, session, typed, {field: "Choose a month"}, 422)
        try:
            pool = pools.begin(session, survey, first, end(last))
        except WrongState as fault:
            return self._form(request, session, typed, {"since": str(fault)}, fault.status)
        audit.record(session, who, "waves_put_together", pool)
        return RedirectResponse(f"/console/findings/together/{pool}", 303)

    def show(self, request: Request, session: SessionDep, who: Who, pool_id: UUID) -> Response:
        row, published = pools.get(session, pool_id)
        facts = {
            "row": row,
            "findings": published,
            "parts": pools.of_row(session, row),
            "papers": pool_id not in pools.unprinted(session),
            "here": f"/console/findings/together/{pool_id}",
            "kinds": papers.KINDS,
            "about_signposts": words()["signposts"],
        }
        page = self.pages.TemplateResponse(request, "console/pool.html", facts)
        if published is not None:
            audit.viewed(session, who, "pool_opened", pool_id)
        return page

    async def news(self, request: Request, pool_id: UUID) -> AsyncIterator[ServerSentEvent]:
        """For the page without numbers or papers: it has to be asked for anew once they are there."""
        async for one in live.stream(request, partial(self._look, pool_id)):
            yield one

    def _look(self, pool_id: UUID, session: Session) -> Seen:
        _, published = pools.get(session, pool_id)
        waits = published is None or pool_id in pools.unprinted(session)
        return Seen("", more=waits)

    def paper(self, session: SessionDep, who: Who, pool_id: UUID, kind: papers.Kind) -> Response:
        row, _ = pools.get(session, pool_id)
        body = pools.paper(session, pool_id, kind)
        audit.record(session, who, "pool_taken", pool_id)
        name = f"findings-{row.survey}-{row.first:%Y-%m}-{row.last:%Y-%m}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=TYPES[kind], headers=headers)

    def _form(
        self,
        request: Request,
        session: Session,
        typed: dict[str, str],
        faults: dict[str, str],
        status: int = 200,
    ) -> Response:
        first, last = read(typed["since"]), read(typed["until"])
        chosen = pools.parts(session, typed["survey"], first, end(last)) if first and last else []
        facts: dict[str, Any] = {
            "typed": typed,
            "faults": faults,
            "surveys": shelf.surveys(session),
            "offered": offered(clock.today(), with_this=True),
            "parts": chosen,
            "fewest": pools.FEWEST,
            "too_few": words()["pool"]["too_few"],
        }
        return self.pages.TemplateResponse(request, "console/new_pool.html", facts, status_code=status)
