"""The first page: what needs somebody today, and what the next days bring."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.broadcasts import service as broadcasts
from api.db import SessionDep
from api.guidance import changes
from api.members import service as members
from api.safety import service as safety
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState

SOON = timedelta(days=7)


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """The home page."""

    @router.get("")
    def home(request: Request, session: SessionDep) -> Response:
        joined, by_telegram = members.reach(session)
        opening, closing = _soon(session)
        facts = {
            "unseen": safety.unseen(session),
            "urgent": changes.unseen(session),
            "proposed": len(changes.waiting(session)),
            "unhandled": safety.unhandled(session),
            "open_waves": waves.opened(session),
            "opening": opening,
            "closing": closing,
            "sending": len(broadcasts.to_send(session)),
            "joined": joined,
            "by_telegram": by_telegram,
        }
        return pages.TemplateResponse(request, "console/home.html", facts)


def _soon(session: Session) -> tuple[list[WaveRow], list[WaveRow]]:
    """Waves that open, and waves that close, within the next days; the nearest first."""
    end = clock.now() + SOON
    every = waves.every(session)
    opening = [wave for wave in every if wave.state == WaveState.PLANNED and wave.opens <= end]
    closing = [wave for wave in every if wave.state == WaveState.OPEN and wave.closes and wave.closes <= end]
    return sorted(opening, key=lambda wave: wave.opens), sorted(closing, key=lambda wave: wave.closes or end)
