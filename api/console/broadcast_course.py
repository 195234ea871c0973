"""What becomes of a broadcast: put off to a moment, cancelled on its way, gone on with, thrown away."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, field_validator
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.broadcasts import course, drafts
from api.broadcasts import service as broadcasts
from api.broadcasts.course import NotThen
from api.broadcasts.tables import BroadcastState
from api.console import moments
from api.console.access import Who
from api.console.broadcast_page import page, to
from api.console.fields import line
from api.db import SessionDep
from api.errors import WrongState
from api.staff.person import Person

Act = Callable[[Session, Person, UUID], None]


class Typed(BaseModel):
    """The fields of a moment as they came; an empty one was left out."""

    leaves_day: str = ""
    leaves_month: str = ""
    leaves_year: str = ""
    leaves_time: str = ""

    @field_validator("*")
    @classmethod
    def _plain(cls, value: str) -> str:
        return line(value)


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages that say when a broadcast leaves, and buttons that stop it."""
    desk = Course(pages)
    router.add_api_route("/broadcasts/{broadcast_id}/schedule", desk.ask, methods=["GET"])
    router.add_api_route("/broadcasts/{broadcast_id}/schedule", desk.schedule, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}/unschedule", desk.unschedule, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}/cancel", desk.cancel, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}/resume", desk.resume, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}/discard", desk.sure, methods=["GET"])
    router.add_api_route("/broadcasts/{broadcast_id}/discard", desk.discard, methods=["POST"])


class Course:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def ask(self, request: Request, session: SessionDep, broadcast_id: UUID) -> Response:
        row = broadcasts.listed(session, broadcast_id)
        if row.state != BroadcastState.APPROVED:
            return to(broadcast_id)
        return self._form(request, session, broadcast_id, Typed(), {})

    def schedule(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        broadcast_id: UUID,
        typed: Annotated[Typed, Form()],
    ) -> Response:
        try:
            due = moments.read(typed.leaves_day, typed.leaves_month, typed.leaves_year, typed.leaves_time)
            with session.begin_nested():
                course.schedule(session, who, broadcast_id, due, clock.now())
        except moments.Unclear as fault:
            return self._form(request, session, broadcast_id, typed, {f"leaves_{fault.field}": str(fault)})
        except NotThen as fault:
            return self._form(request, session, broadcast_id, typed, {"leaves_day": str(fault)})
        except WrongState as fault:
            return self._refused(request, session, who, broadcast_id, fault)
        return to(broadcast_id)

    def unschedule(self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID) -> Response:
        return self._do(request, session, who, broadcast_id, course.unschedule, BroadcastState.APPROVED)

    def cancel(self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID) -> Response:
        return self._do(request, session, who, broadcast_id, course.cancel, BroadcastState.CANCELLED)

    def resume(self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID) -> Response:
        return self._do(request, session, who, broadcast_id, course.resume, BroadcastState.SENDING)

    def sure(self, request: Request, session: SessionDep, broadcast_id: UUID) -> Response:
        row = broadcasts.listed(session, broadcast_id)
        if row.state != BroadcastState.DRAFT:
            return to(broadcast_id)
        return self.pages.TemplateResponse(request, "console/broadcast_sure.html", {"broadcast": row})

    def discard(self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID) -> Response:
        try:
            with session.begin_nested():
                drafts.discard(session, who, broadcast_id)
        except WrongState as fault:
            return self._refused(request, session, who, broadcast_id, fault)
        return RedirectResponse("/console/broadcasts", 303)

    def _do(
        self,
        request: Request,
        session: Session,
        who: Person,
        broadcast_id: UUID,
        act: Act,
        wanted: BroadcastState,
    ) -> Response:
        try:
            with session.begin_nested():
                act(session, who, broadcast_id)
        except WrongState as fault:
            # A second tap finds it as it was wanted.
            if broadcasts.listed(session, broadcast_id).state != wanted:
                return self._refused(request, session, who, broadcast_id, fault)
        return to(broadcast_id)

    def _refused(
        self, request: Request, session: Session, who: Person, broadcast_id: UUID, fault: WrongState
    ) -> Response:
        faults = {"broadcast": str(fault)}
        return page(self.pages, request, session, who, broadcast_id, faults, status=fault.status)

    def _form(
        self, request: Request, session: Session, broadcast_id: UUID, typed: Typed, faults: dict[str, str]
    ) -> Response:
        row = broadcasts.listed(session, broadcast_id)
        facts = {"broadcast": row, "typed": typed.model_dump(), "faults": faults}
        status = 422 if faults else 200
        return self.pages.TemplateResponse(request, "console/broadcast_time.html", facts, status_code=status)
