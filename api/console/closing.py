"""When a wave closes: later, sooner, or now."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console import moments
from api.console.access import Who
from api.console.new_wave import LATER, NEVER, Reader, Typed
from api.console.waves import listed, to_wave
from api.db import SessionDep
from api.errors import WrongState
from api.waves import ending
from api.waves.tables import WaveRow


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages that end a wave, and the one that says when it ends."""
    desk = Closing(pages)
    router.add_api_route("/waves/{wave_id}/closing", desk.ask, methods=["GET"])
    router.add_api_route("/waves/{wave_id}/closing", desk.extend, methods=["POST"])
    router.add_api_route("/waves/{wave_id}/close", desk.sure, methods=["GET"])
    router.add_api_route("/waves/{wave_id}/close", desk.close, methods=["POST"])


class Closing:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def ask(self, request: Request, session: SessionDep, wave_id: UUID) -> Response:
        wave = listed(session, wave_id)
        if not ending.can_close(wave):
            return to_wave(wave)
        closes = NEVER if wave.closes is None else LATER
        return self._form(request, wave, Typed(closes=closes, **moments.typed("closes", wave.closes)), {})

    def extend(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        wave_id: UUID,
        typed: Annotated[Typed, Form()],
    ) -> Response:
        wave = listed(session, wave_id)
        reader = Reader(typed)
        now = clock.now()
        closes = reader.closing(now)
        if not reader.faults:
            try:
                ending.extend(session, wave, closes, now)
                audit.record(session, who, "wave_changed", wave.id)
            except WrongState as fault:
                reader.faults["closes_day"] = str(fault)
        return self._form(request, wave, typed, reader.faults) if reader.faults else to_wave(wave)

    def sure(self, request: Request, session: SessionDep, wave_id: UUID) -> Response:
        wave = listed(session, wave_id)
        if not ending.can_close(wave):
            return to_wave(wave)
        return self.pages.TemplateResponse(request, "console/close.html", {"wave": wave})

    def close(self, session: SessionDep, who: Who, wave_id: UUID) -> Response:
        wave = listed(session, wave_id)
        # A second tap finds it closing, which is what was wanted.
        if ending.close(session, wave, clock.today()):
            audit.record(session, who, "wave_closed", wave.id)
        return to_wave(wave)

    def _form(self, request: Request, wave: WaveRow, typed: Typed, faults: dict[str, str]) -> Response:
        facts = {"wave": wave, "typed": typed, "faults": faults}
        status = 422 if faults else 200
        return self.pages.TemplateResponse(request, "console/closing.html", facts, status_code=status)
