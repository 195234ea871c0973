"""A wave that is planned: what was typed of it can still be changed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console import moments
from api.console.access import Who
from api.console.new_wave import LATER, NEVER, NOBODY, Offered, Reader, Typed, offered, where_typed
from api.console.waves import form, listed, to_wave
from api.db import SessionDep
from api.errors import WrongState
from api.waves import catalogue
from api.waves.replanning import replan
from api.waves.tables import WaveRow, WaveState


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """The page that changes a planned wave."""
    desk = Changing(pages)
    router.add_api_route("/waves/{wave_id}/change", desk.ask, methods=["GET"])
    router.add_api_route("/waves/{wave_id}/change", desk.change, methods=["POST"])


class Changing:
    """What that page does."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def ask(self, request: Request, session: SessionDep, wave_id: UUID) -> Response:
        wave = listed(session, wave_id)
        if wave.state != WaveState.PLANNED:
            return to_wave(wave)
        there = offered(session, clock.now(), wave)
        reader = Reader(_planned(wave, there), there)
        return form(self.pages, request, catalogue.survey(session, wave), reader, wave)

    def change(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        wave_id: UUID,
        typed: Annotated[Typed, Form()],
    ) -> Response:
        wave = listed(session, wave_id)
        asked = catalogue.survey(session, wave)
        # The way in is no field here: codes and links may have been handed out.
        kept = typed.model_copy(update={"entry": wave.entry})
        now = clock.now()
        reader = Reader(kept, offered(session, now, wave))
        wanted = reader.plan(asked, now)
        if wanted is not None:
            try:
                replan(session, wave, wanted, now)
                audit.record(session, who, "wave_changed", wave.id)
            except WrongState as fault:
                reader.faults["opens"] = str(fault)
        return form(self.pages, request, asked, reader, wave) if reader.faults else to_wave(wave)


def _planned(wave: WaveRow, there: Offered) -> Typed:
    """The form as it would have been filled in for this wave."""
    return Typed(
        title=wave.title,
        **where_typed(wave, there),
        languages=wave.languages,
        invited=str(wave.invited or ""),
        places=str(wave.places or ""),
        watched=wave.answer_within or NOBODY,
        opens=LATER,
        closes=NEVER if wave.closes is None else LATER,
        **moments.typed("opens", wave.opens),
        **moments.typed("closes", wave.closes),
    )
