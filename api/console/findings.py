"""Findings: every wave that has some, the protected numbers of one, and the papers made from them."""

from collections.abc import AsyncIterator
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.audit import service as audit
from api.console import listing, live
from api.console.access import Who
from api.console.listing import Filter
from api.console.live import Seen
from api.console.waves import listed
from api.db import SessionDep
from api.errors import NotFound
from api.findings import papers, shelf
from api.findings import service as findings
from api.findings.endpoints import TYPES
from api.findings.words import words
from api.meaning import service as meaning
from api.meaning.words import words as in_words


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of findings."""
    desk = Findings(pages)
    router.add_api_route("/findings", desk.every, methods=["GET"])
    router.add_api_route("/findings/{wave_id}", desk.show, methods=["GET"])
    router.add_api_route(
        "/findings/{wave_id}/news", desk.news, methods=["GET"], response_class=EventSourceResponse
    )
    router.add_api_route("/findings/{wave_id}/papers/{kind}", desk.paper, methods=["GET"])


class Findings:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(self, request: Request, session: SessionDep) -> Response:
        surveys = shelf.surveys(session)
        filters = {"survey": Filter([key for key, _ in surveys])}
        asked = listing.read(request, ["-closed", "title", "survey", "-answered"], filters)
        shown = asked.of(shelf.count(session, asked.search, asked["survey"]))
        rows = shelf.listed(session, shown.search, shown["survey"], shown.part)
        facts = {"shown": shown, "rows": rows, "surveys": surveys}
        return self.pages.TemplateResponse(request, "console/findings.html", facts)

    def show(self, request: Request, session: SessionDep, who: Who, wave_id: UUID) -> Response:
        wave = listed(session, wave_id)
        published = findings.latest(session, wave_id)
        facts = {
            "wave": wave,
            "findings": published,
            "papers": published is not None and findings.has_papers(session, published.id),
            "about_signposts": words()["signposts"],
            "here": f"/console/findings/{wave_id}",
            "kinds": papers.KINDS,
            "meaning": meaning.of_wave(session, wave_id),
            "say": in_words(),
        }
        page = self.pages.TemplateResponse(request, "console/findings_of_wave.html", facts)
        if published is not None:
            audit.viewed(session, who, "findings_opened", wave_id)
        return page

    async def news(self, request: Request, wave_id: UUID) -> AsyncIterator[ServerSentEvent]:
        """For the page without papers: it has to be asked for anew once they are there."""
        async for one in live.stream(request, partial(self._look, wave_id)):
            yield one

    def _look(self, wave_id: UUID, session: Session) -> Seen:
        published = findings.latest(session, wave_id)
        waits = published is not None and not findings.has_papers(session, published.id)
        return Seen("", more=waits)

    def paper(self, session: SessionDep, who: Who, wave_id: UUID, kind: papers.Kind) -> Response:
        published = findings.latest(session, wave_id)
        if published is None:
            raise NotFound("There is no such paper yet. It appears a few seconds after a wave has closed.")
        body = findings.paper(session, published.id, kind)
        name = f"findings-{listed(session, wave_id).opened.isoformat()}.{kind}"
        audit.record(session, who, "paper_taken", wave_id)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=TYPES[kind], headers=headers)
