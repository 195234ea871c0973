"""What goes out of the office: QR codes, the page on the wall of a classroom, the sheet of codes."""

import io
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import segno
from fastapi import APIRouter, Form, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.audit import service as audit
from api.console import live
from api.console.access import Who
from api.console.fields import line
from api.console.live import Seen
from api.console.waves import about, listed, to_wave
from api.db import SessionDep
from api.errors import WrongState
from api.waves import service as waves
from api.waves import sheet
from api.waves.crowd import Crowd, crowd
from api.waves.tables import Entry, WaveRow, WaveState

MOST_CODES = 200
EVERY = 10  # seconds between two looks at who has come
_HOW_MANY = f"Write how many codes you need, from 1 to {MOST_CODES}"


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Codes to scan, to show and to cut out. `address` is where people reach Heard."""
    desk = Visits(pages, address)
    router.add_api_route("/waves/{wave_id}/qr.svg", desk.qr, methods=["GET"])
    router.add_api_route("/waves/{wave_id}/visit", desk.show, methods=["GET"])
    router.add_api_route(
        "/waves/{wave_id}/visit/crowd", desk.numbers, methods=["GET"], response_class=EventSourceResponse
    )
    router.add_api_route("/waves/{wave_id}/codes", desk.how_many, methods=["GET"])
    router.add_api_route("/waves/{wave_id}/codes", desk.print_codes, methods=["POST"])


class Visits:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.address = address

    def qr(self, session: SessionDep, wave_id: UUID) -> Response:
        drawn = io.BytesIO()
        link = f"{self.address}/join/{waves.get(session, wave_id).code}"
        segno.make(link, error="q").save(drawn, kind="svg", scale=6, border=3, light="#fff")
        return Response(drawn.getvalue(), media_type="image/svg+xml")

    def show(self, request: Request, session: SessionDep, wave_id: UUID) -> Response:
        wave = listed(session, wave_id)
        if wave.entry == Entry.SINGLE_USE:
            return to_wave(wave)
        facts = {**about(session, wave, self.address), "crowd": _crowd(session, wave)}
        return self.pages.TemplateResponse(request, "console/visit.html", facts)

    async def numbers(
        self, request: Request, wave_id: UUID, state: WaveState = WaveState.OPEN
    ) -> AsyncIterator[ServerSentEvent]:
        """The part that changes. `state` is the one that is on the wall: another makes it another page."""
        async for one in live.stream(request, partial(self._look, wave_id, state), EVERY):
            yield one

    def _look(self, wave_id: UUID, state: WaveState, session: Session) -> Seen:
        wave = listed(session, wave_id)
        if wave.state != state or state not in (WaveState.PLANNED, WaveState.OPEN):
            return Seen("", more=False)
        drawn = self.pages.get_template("console/visit_crowd.html")
        return Seen(drawn.render(crowd=_crowd(session, wave)), more=True)

    def how_many(self, request: Request, session: SessionDep, wave_id: UUID) -> Response:
        wave = listed(session, wave_id)
        if not _has_codes(wave):
            return to_wave(wave)
        return self._form(request, wave, str(min(wave.invited or 30, MOST_CODES)), {})

    def print_codes(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        wave_id: UUID,
        how_many: Annotated[str, Form()] = "",
    ) -> Response:
        """The codes are shown in this reply only: what is kept are digests."""
        wave, wanted = listed(session, wave_id), line(how_many)
        if not _has_codes(wave):
            raise WrongState(
                "There are codes to print only for a wave with single-use codes that is not over."
            )
        if not (len(wanted) < 4 and wanted.isdecimal() and 1 <= int(wanted) <= MOST_CODES):
            return self._form(request, wave, wanted, {"how_many": _HOW_MANY})
        fresh = waves.add_codes(session, request.app.state.keys, wave, int(wanted))
        audit.record(session, who, "codes_printed", wave.id)
        survey: str = about(session, wave, self.address)["survey"]
        body = sheet.made(sheet.Sheet(survey, self.address, fresh))
        headers = {"Content-Disposition": 'attachment; filename="codes.pdf"'}
        return Response(body, media_type="application/pdf", headers=headers)

    def _form(self, request: Request, wave: WaveRow, wanted: str, faults: dict[str, str]) -> Response:
        facts: dict[str, Any] = {"wave": wave, "wanted": wanted, "faults": faults}
        status = 422 if faults else 200
        return self.pages.TemplateResponse(request, "console/codes.html", facts, status_code=status)


def _has_codes(wave: WaveRow) -> bool:
    return wave.entry == Entry.SINGLE_USE and wave.state in (WaveState.PLANNED, WaveState.OPEN)


def _crowd(session: Session, wave: WaveRow) -> Crowd | None:
    return crowd(session, wave.id) if wave.state == WaveState.OPEN else None
