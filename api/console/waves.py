"""Waves: all of them, and a new one."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock, codes
from api.audit import service as audit
from api.console import listing
from api.console.access import Who
from api.console.languages import Language, languages
from api.console.listing import Filter
from api.console.new_wave import Reader, Typed, offered
from api.console.versions import place, title
from api.db import SessionDep
from api.errors import NotFound
from api.waves import catalogue, lists
from api.waves import service as waves
from api.waves.tables import Entry, WaveRow, WaveState
from surveys.model import Survey

SORTS = ("state", "title", "-opens", "-closes")


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages of waves. `address` is where people reach Heard, for links."""
    desk = Waves(pages, address)
    router.add_api_route("/waves", desk.every, methods=["GET"])
    router.add_api_route("/waves/new", desk.blank, methods=["GET"])
    router.add_api_route("/waves/new", desk.plan, methods=["POST"])


class Waves:
    """What the pages of waves do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.address = address

    def every(self, request: Request, session: SessionDep) -> Response:
        surveys = {key: title(catalogue.version(session, key, one)[1]) for key, one in lists.surveys(session)}
        filters = {"state": Filter(frozenset(lists.STATES)), "survey": Filter(frozenset(surveys))}
        asked = listing.read(request, SORTS, filters)
        narrowed = (asked.search, asked["state"], asked["survey"])
        shown = asked.of(lists.count(session, *narrowed))
        facts = {
            "shown": shown,
            "rows": lists.waves(session, *narrowed, shown.part),
            "states": lists.STATES,
            "surveys": surveys,
            "can_open": catalogue.any_published(session),
        }
        return self.pages.TemplateResponse(request, "console/waves.html", facts)

    def blank(
        self, request: Request, session: SessionDep, survey: Annotated[str | None, Query()] = None
    ) -> Response:
        """First the survey alone: which languages there are depends on it."""
        asked = _asked(session, survey)
        if asked is None:
            return self._which(request, session, {} if survey is None else {"survey": "Choose a survey"})
        checked = [one.code for one in languages(asked) if not one.draft] or [asked.default_language]
        blank = Typed(survey=asked.key, languages=checked)
        return form(self.pages, request, asked, Reader(blank, offered(session, clock.now())))

    def plan(
        self, request: Request, session: SessionDep, who: Who, typed: Annotated[Typed, Form()]
    ) -> Response:
        asked = _asked(session, typed.survey)
        if asked is None:
            return self._which(request, session, {"survey": "Choose a survey"})
        reader = Reader(typed, offered(session, clock.now()))
        now = clock.now()
        wanted = reader.plan(asked, now)
        if wanted is None:
            return form(self.pages, request, asked, reader)
        wave = waves.plan(session, request.app.state.keys, asked, wanted, now)
        audit.record(session, who, "wave_planned", wave.id)
        return to_wave(wave)

    def _which(self, request: Request, session: Session, faults: dict[str, str]) -> Response:
        by_title = sorted(catalogue.surveys(session), key=title)
        choices = [{"value": one.key, "text": title(one)} for one in by_title]
        facts = {"choices": choices, "faults": faults}
        status = 422 if faults else 200
        return self.pages.TemplateResponse(request, "console/which_survey.html", facts, status_code=status)


def form(
    pages: Jinja2Templates,
    request: Request,
    asked: Survey,
    reader: Reader,
    wave: WaveRow | None = None,
) -> Response:
    """The form of a new wave, or of `wave`, which is planned already."""
    facts = {
        "survey": asked,
        "title": title(asked),
        "spoken": languages(asked),
        "typed": reader.typed,
        "faults": reader.faults,
        "offered": reader.offered,
        "wave": wave,
    }
    status = 422 if reader.faults else 200
    return pages.TemplateResponse(request, "console/new_wave.html", facts, status_code=status)


def about(session: Session, wave: WaveRow, address: str) -> dict[str, Any]:
    """What several pages say of a wave. The link is for everybody: single-use codes have their own."""
    asked = catalogue.survey(session, wave)
    return {
        "wave": wave,
        "asked": asked,
        "survey": title(asked),
        "place": place(asked.key, asked.version),
        "spoken": [Language(code, code in asked.drafts) for code in wave.languages],
        "code": codes.spaced(wave.code),
        "link": f"{address}/join/{wave.code}",
        "address": address,
        "for_all": wave.entry != Entry.SINGLE_USE,
    }


def listed(session: Session, wave_id: UUID) -> WaveRow:
    """A wave that has pages of its own, which a rehearsal has not. Raises NotFound."""
    wave = waves.get(session, wave_id)
    if wave.state == WaveState.REHEARSAL:
        raise NotFound("There is no such wave.")
    return wave


def to_wave(wave: WaveRow) -> Response:
    """On to its page."""
    return RedirectResponse(f"/console/waves/{wave.id}", 303)


def _asked(session: Session, key: str | None) -> Survey | None:
    return next((one for one in catalogue.surveys(session) if one.key == key), None)
