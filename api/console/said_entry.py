"""One entry of "you said, we did": its page, its words, and the second person who looks at it."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from starlette.templating import Jinja2Templates

from api.actions import said, said_moving
from api.actions.said_tables import SaidState
from api.console import said_form
from api.console.access import Who
from api.console.said import form, to
from api.console.said_form import Typed
from api.console.said_page import page, second_person
from api.db import SessionDep
from api.errors import Changed, NotFilled, WrongState

Field = Annotated[str, Form()]
PLACE = "/said/{said_id}"


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages of one entry. `address` is where people reach Heard."""
    desk = SaidEntry(pages, address)
    router.add_api_route(PLACE, desk.show, methods=["GET"])
    router.add_api_route(f"{PLACE}/change", desk.again, methods=["GET"])
    router.add_api_route(f"{PLACE}/change", desk.change, methods=["POST"])
    router.add_api_route(f"{PLACE}/discard", desk.sure, methods=["GET"])
    router.add_api_route(f"{PLACE}/down", desk.take_down, methods=["POST"])
    router.add_api_route(f"{PLACE}/tell", desk.tell, methods=["POST"])
    desk.second.add_routes(router)


class SaidEntry:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.address = address
        self.second = second_person(pages, address)

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

    def take_down(self, request: Request, session: SessionDep, who: Who, said_id: UUID) -> Response:
        act = partial(said_moving.take_down, session, who, said_id)
        return self.second.done(request, session, who, said_id, act)

    def tell(self, request: Request, session: SessionDep, who: Who, said_id: UUID) -> Response:
        """To the draft of the broadcast, which takes its own way from there."""
        act = partial(said_moving.tell, session, who, said_id, self.address)
        return self.second.done(
            request, session, who, said_id, act, to=lambda made: f"/console/broadcasts/{made}"
        )


def _change(said_id: UUID) -> str:
    return f"/console/said/{said_id}/change"
