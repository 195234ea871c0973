"""One wave: what it asks, how it goes, and what can be done next."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.console import live
from api.console.languages import Language
from api.console.live import Seen
from api.console.waves import about, listed
from api.db import SessionDep
from api.findings import service as findings
from api.guidance import service as guidance
from api.waves import placing
from api.waves.crowd import crowd
from api.waves.tables import WaveRow, WaveState
from surveys.model import say

EVERY = {WaveState.CLOSING: 1}  # seconds between two looks; less often while people answer
SELDOM = 10


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """The page of a wave, and what changes on it. `address` is where people reach Heard, for links."""
    desk = OneWave(pages, address)
    router.add_api_route("/waves/{wave_id}", desk.show, methods=["GET"])
    router.add_api_route(
        "/waves/{wave_id}/news", desk.news, methods=["GET"], response_class=EventSourceResponse
    )


class OneWave:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.address = address

    def show(self, request: Request, session: SessionDep, wave_id: UUID) -> Response:
        wave = listed(session, wave_id)
        facts = about(session, wave, self.address)
        asked = facts["asked"]
        language = wave.languages[0]
        facts |= {
            **_goes(session, wave),
            "has_findings": findings.last_taken(session, wave_id) is not None,
            "kind": guidance.setting_kinds(session).get(wave.setting_kind or "", wave.setting_kind),
            "area": guidance.areas(session).get(wave.area or "", wave.area),
            "before": placing.before(session, wave),
            "first": next((one for one in asked.questions if one.kind != "note"), None),
            "language": Language(language),
            "say": partial(say, language=language, fallback=asked.default_language),
        }
        return self.pages.TemplateResponse(request, "console/wave.html", facts)

    async def news(
        self, request: Request, wave_id: UUID, state: WaveState = WaveState.OPEN
    ) -> AsyncIterator[ServerSentEvent]:
        """`state` is the one that the page shows: in another it has to be asked for anew."""
        look = partial(self._look, wave_id, state)
        async for one in live.stream(request, look, EVERY.get(state, SELDOM)):
            yield one

    def _look(self, wave_id: UUID, state: WaveState, session: Session) -> Seen:
        wave = listed(session, wave_id)
        if wave.state != state or state == WaveState.CLOSED:
            return Seen("", more=False)
        return Seen(self.pages.get_template("console/wave_goes.html").render(_goes(session, wave)), more=True)


def _goes(session: Session, wave: WaveRow) -> dict[str, Any]:
    """What the part that changes is drawn from."""
    return {"wave": wave, "crowd": crowd(session, wave.id) if wave.state == WaveState.OPEN else None}
