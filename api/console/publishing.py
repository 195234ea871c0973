"""What can be done with a version of a survey: try it, publish it, throw it away."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.console import versions
from api.console.access import Who
from api.console.versions import place
from api.console.waves import about
from api.db import SessionDep
from api.errors import HeardError, NotFound, SecondPerson
from api.staff import overview
from api.staff.person import Person, Role
from api.waves import catalogue, rehearsals
from api.waves import service as waves
from api.waves.catalogue import SurveyChanged
from api.waves.tables import WaveState


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages that change a version. `address` is where people reach Heard, for the link of a trial run."""
    desk = Publishing(pages, address)
    router.add_api_route("/surveys/{key}/{version}/publish", desk.sure, methods=["GET"])
    router.add_api_route("/surveys/{key}/{version}/publish", desk.publish, methods=["POST"])
    router.add_api_route("/surveys/{key}/{version}/discard", desk.sure_to_discard, methods=["GET"])
    router.add_api_route("/surveys/{key}/{version}/discard", desk.discard, methods=["POST"])
    router.add_api_route("/surveys/{key}/{version}/try", desk.rehearse, methods=["POST"])
    router.add_api_route("/surveys/{key}/{version}/try/{wave_id}", desk.rehearsal, methods=["GET"])


class Publishing:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.address = address

    def sure(self, request: Request, session: SessionDep, who: Who, key: str, version: str) -> Response:
        return self._sure(request, session, who, key, version, "publish")

    def publish(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        key: str,
        version: str,
        read: Annotated[str, Form()] = "",
    ) -> Response:
        # Read once more: what this Heard cannot read nobody can be asked.
        versions.readable(session, key, version)
        try:
            with session.begin_nested():
                catalogue.publish(session, who, key, version, read, clock.today())
        except (SecondPerson, SurveyChanged) as fault:
            return self._sure(request, session, who, key, version, "publish", fault)
        return RedirectResponse(place(key, version), 303)

    def sure_to_discard(
        self, request: Request, session: SessionDep, who: Who, key: str, version: str
    ) -> Response:
        return self._sure(request, session, who, key, version, "discard")

    def discard(self, request: Request, session: SessionDep, who: Who, key: str, version: str) -> Response:
        if versions.one(session, key, version).row.published is None:
            trials = waves.rehearsals_of(session, key, version)
            rehearsals.drop(session, request.app.state.keys, trials)
        catalogue.discard(session, who, key, version)
        return RedirectResponse("/console/surveys", 303)

    def rehearse(self, request: Request, session: SessionDep, key: str, version: str) -> Response:
        _, survey = versions.readable(session, key, version)
        wave = waves.rehearse(session, request.app.state.keys, survey, clock.now())
        return RedirectResponse(f"{place(key, version)}/try/{wave.id}", 303)

    def rehearsal(
        self, request: Request, session: SessionDep, key: str, version: str, wave_id: UUID
    ) -> Response:
        wave = waves.get(session, wave_id)
        if wave.state != WaveState.REHEARSAL or (wave.survey, wave.version) != (key, version):
            raise NotFound("This trial run is over. Start another one on the page of the survey.")
        facts = {**about(session, wave, self.address), "place": place(key, version)}
        return self.pages.TemplateResponse(request, "console/try_survey.html", facts)

    def _sure(
        self,
        request: Request,
        session: Session,
        who: Person,
        key: str,
        version: str,
        what: str,
        fault: HeardError | None = None,
    ) -> Response:
        line = versions.one(session, key, version)
        if line.row.published is not None:
            return RedirectResponse(line.place, 303)
        facts = {
            "line": line,
            "what": what,
            "read": catalogue.mark(line.row),
            "mine": catalogue.brought(who, line.row),
            "others": overview.holders(session, Role.APPROVER, but=who),
            "faults": {"survey": str(fault)} if fault else {},
        }
        status = fault.status if fault else 200
        return self.pages.TemplateResponse(request, "console/survey_sure.html", facts, status_code=status)
