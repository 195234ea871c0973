"""Where a wave asked: what was set down wrongly, or not at all, can be set right once it has opened."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console.access import Who
from api.console.new_wave import Reader, Typed, offered, where_typed
from api.console.waves import listed, to_wave
from api.db import SessionDep
from api.waves import placing
from api.waves.tables import WaveRow, WaveState


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """The page that says where a wave asked."""
    desk = Where(pages)
    router.add_api_route("/waves/{wave_id}/where", desk.ask, methods=["GET"])
    router.add_api_route("/waves/{wave_id}/where", desk.change, methods=["POST"])


class Where:
    """What that page does."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def ask(self, request: Request, session: SessionDep, wave_id: UUID) -> Response:
        wave = listed(session, wave_id)
        if wave.state == WaveState.PLANNED:
            return to_wave(wave)
        return self._form(request, wave, _reader(session, wave))

    def change(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        wave_id: UUID,
        typed: Annotated[Typed, Form()],
    ) -> Response:
        wave = listed(session, wave_id)
        reader = _reader(session, wave, typed)
        where = reader.where()
        reader.check_few(where, wave.invited, wave.places)
        if reader.faults:
            return self._form(request, wave, reader)
        placing.correct(session, wave, where)
        audit.record(session, who, "wave_placed", wave.id)
        return to_wave(wave)

    def _form(self, request: Request, wave: WaveRow, reader: Reader) -> Response:
        facts = {"wave": wave, "typed": reader.typed, "faults": reader.faults, "offered": reader.offered}
        status = 422 if reader.faults else 200
        return self.pages.TemplateResponse(request, "console/where.html", facts, status_code=status)


def _reader(session: Session, wave: WaveRow, typed: Typed | None = None) -> Reader:
    """Of what was typed, or of what is set down. Offered are waves that opened before this one."""
    there = offered(session, min(wave.opens, clock.now()), wave)
    return Reader(typed or Typed(**where_typed(wave, there)), there)
