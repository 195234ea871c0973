"""One entry of "you said, we did": its page, its words, and the second person who looks at it."""

from collections.abc import Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.actions import said, said_moving
from api.actions.said import Changed
from api.actions.said_tables import SaidState
from api.actions.smart import NotFilled
from api.console import said_form
from api.console.access import Who
from api.console.fields import line
from api.console.said import form, to
from api.console.said_form import Typed
from api.console.said_page import done, page
from api.db import SessionDep
from api.errors import WrongState
from api.staff.person import Person

Field = Annotated[str, Form()]
PLACE = "/said/{said_id}"


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages of one entry. `address` is where people reach Heard."""
    desk = SaidEntry(pages, address)
    router.add_api_route(PLACE, desk.show, methods=["GET"])
    router.add_api_route(f"{PLACE}/change", desk.again, methods=["GET"])
    router.add_api_route(f"{PLACE}/change", desk.change, methods=["POST"])
    router.add_api_route(f"{PLACE}/discard", desk.sure, methods=["GET"])
    for name, act in (
        ("ask", desk.ask),
        ("publish", desk.publish),
        ("refuse", desk.refuse),
        ("back", desk.take_back),
        ("down", desk.take_down),
        ("tell", desk.tell),
        ("discard", desk.discard),
    ):
        router.add_api_route(f"{PLACE}/{name}", act, methods=["POST"])


class SaidEntry:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.address = address

    def show(self, request: Request, session: SessionDep, who: Who, said_id: UUID) -> Response:
        return page(self.pages, self.address, request, session, who, said_id)

    def again(self, request: Request, session: SessionDep, said_id: UUID) -> Response:
        entry = said.get(session, said_id)
        if entry.row.state != SaidState.DRAFT:
            return to(said_id)
        return form(self.pages, request, said_form.filled(entry), {}, address=_change(said_id))

    def change(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        said_id: UUID,
        typed: Annotated[Typed, Form()],
    ) -> Response:
        now = None
        try:
            with session.begin_nested():
                about, words = said_form.about(session, typed), said_form.words(typed)
                said.change(session, who, said_id, about, words, typed.read)
        except NotFilled as fault:
            faults, status = {fault.field: str(fault)}, fault.status
        except WrongState as fault:
            faults, status, now = {"now": str(fault)}, fault.status, said.get(session, said_id)
            if isinstance(fault, Changed):  # it is on the page: whoever saves once more means it
                typed = typed.model_copy(update={"read": said.mark(now)})
        else:
            return to(said_id)
        return form(self.pages, request, typed, faults, status, _change(said_id), now=now)

    def sure(self, request: Request, session: SessionDep, said_id: UUID) -> Response:
        entry = said.get(session, said_id)
        if entry.row.state != SaidState.DRAFT:
            return to(said_id)
        return self.pages.TemplateResponse(request, "console/said_sure.html", {"row": entry.row})

    def discard(self, request: Request, session: SessionDep, who: Who, said_id: UUID) -> Response:
        gone = self._do(request, session, who, said_id, partial(said_moving.discard, session, who, said_id))
        return RedirectResponse("/console/said", 303) if gone.status_code == 303 else gone

    def ask(self, request: Request, session: SessionDep, who: Who, said_id: UUID) -> Response:
        return self._do(request, session, who, said_id, partial(said_moving.ask, session, who, said_id))

    def publish(
        self, request: Request, session: SessionDep, who: Who, said_id: UUID, read: Field = ""
    ) -> Response:
        act = partial(said_moving.publish, session, who, said_id, read, clock.today())
        return self._do(request, session, who, said_id, act)

    def refuse(
        self, request: Request, session: SessionDep, who: Who, said_id: UUID, reason: Field = ""
    ) -> Response:
        why = line(reason)
        act = partial(said_moving.refuse, session, who, said_id, why)
        return self._do(request, session, who, said_id, act, why)

    def take_back(self, request: Request, session: SessionDep, who: Who, said_id: UUID) -> Response:
        return self._do(request, session, who, said_id, partial(said_moving.take_back, session, who, said_id))

    def take_down(self, request: Request, session: SessionDep, who: Who, said_id: UUID) -> Response:
        return self._do(request, session, who, said_id, partial(said_moving.take_down, session, who, said_id))

    def tell(self, request: Request, session: SessionDep, who: Who, said_id: UUID) -> Response:
        """To the draft of the broadcast, which takes its own way from there."""
        made: list[UUID] = []

        def told() -> None:
            made.append(said_moving.tell(session, who, said_id, self.address))

        back = self._do(request, session, who, said_id, told)
        return RedirectResponse(f"/console/broadcasts/{made[0]}", 303) if made else back

    def _do(
        self,
        request: Request,
        session: Session,
        who: Person,
        said_id: UUID,
        act: Callable[[], object],
        reason: str = "",
    ) -> Response:
        return done(self.pages, self.address, request, session, who, said_id, act, reason)


def _change(said_id: UUID) -> str:
    return f"/console/said/{said_id}/change"
