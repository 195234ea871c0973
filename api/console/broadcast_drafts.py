"""A broadcast before it is sent: written, changed, put before a second person, approved or sent back."""

from collections.abc import Callable, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.broadcasts import drafts
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.broadcasts.wishes import LONGEST_REVIEW
from api.console import broadcast_form as form
from api.console.access import Who
from api.console.broadcast_form import Typed
from api.console.broadcast_page import page, to
from api.console.fields import line
from api.console.second_person import NOTHING
from api.db import SessionDep
from api.errors import Changed, NotFilled, WrongState
from api.staff.person import Person

Field = Annotated[str, Form()]


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages that change a broadcast. They come before the page of one: `new` is no id."""
    desk = Drafts(pages)
    router.add_api_route("/broadcasts/new", desk.blank, methods=["GET"])
    router.add_api_route("/broadcasts/new", desk.write, methods=["POST"])
    router.add_api_route("/broadcasts/count", desk.count, methods=["GET"])
    router.add_api_route("/broadcasts/{broadcast_id}/change", desk.again, methods=["GET"])
    router.add_api_route("/broadcasts/{broadcast_id}/change", desk.change, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}/ask", desk.ask, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}/approve", desk.approve, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}/refuse", desk.refuse, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}/back", desk.take_back, methods=["POST"])


class Drafts:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def blank(self, request: Request, session: SessionDep) -> Response:
        return self._form(request, session, Typed(), {})

    def count(self, request: Request, session: SessionDep) -> Response:
        """How many an audience has while it is being chosen: a piece of the form."""
        facts = form.counted(session, form.read_query(request))
        return self.pages.TemplateResponse(request, "console/broadcast_count.html", facts)

    def write(
        self, request: Request, session: SessionDep, who: Who, typed: Annotated[Typed, Form()]
    ) -> Response:
        if typed.look:
            return self._form(request, session, typed, {})
        try:
            return to(drafts.write(session, who, typed.title, typed.text, typed.wishes).id)
        except NotFilled as fault:
            return self._form(request, session, typed, {fault.field: str(fault)}, status=fault.status)

    def again(self, request: Request, session: SessionDep, broadcast_id: UUID) -> Response:
        row = broadcasts.listed(session, broadcast_id)
        if row.state != BroadcastState.DRAFT:
            return to(broadcast_id)
        return self._form(request, session, form.of(session, row), {}, row)

    def change(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        broadcast_id: UUID,
        typed: Annotated[Typed, Form()],
    ) -> Response:
        row = broadcasts.listed(session, broadcast_id)
        if typed.look:
            return self._form(request, session, typed, {}, row)
        try:
            with session.begin_nested():
                words = typed.title, typed.text, typed.read
                drafts.change(session, who, broadcast_id, *words, typed.wishes)
        except NotFilled as fault:
            return self._form(request, session, typed, {fault.field: str(fault)}, row, fault.status)
        except Changed as fault:
            # Both texts are on the page now: whoever saves once more means it.
            now = typed.model_copy(update={"read": drafts.mark(session, row)})
            return self._form(request, session, now, {"now": str(fault)}, row, fault.status)
        except WrongState as fault:
            return self._form(request, session, typed, {"now": str(fault)}, row, fault.status)
        return to(broadcast_id)

    def ask(self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID) -> Response:
        return self._do(request, session, who, broadcast_id, drafts.ask)

    def take_back(self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID) -> Response:
        return self._do(request, session, who, broadcast_id, drafts.take_back)

    def approve(
        self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID, read: Field = ""
    ) -> Response:
        def approved(session: Session, who: Person, broadcast_id: UUID) -> None:
            drafts.approve(session, who, broadcast_id, read)

        return self._do(request, session, who, broadcast_id, approved)

    def refuse(
        self, request: Request, session: SessionDep, who: Who, broadcast_id: UUID, reason: Field = ""
    ) -> Response:
        why = line(reason)

        def refused(session: Session, who: Person, broadcast_id: UUID) -> None:
            drafts.refuse(session, who, broadcast_id, why)

        return self._do(request, session, who, broadcast_id, refused, {"reason": why})

    def _do(
        self,
        request: Request,
        session: Session,
        who: Person,
        broadcast_id: UUID,
        act: Callable[[Session, Person, UUID], None],
        typed: Mapping[str, str] = NOTHING,
    ) -> Response:
        try:
            with session.begin_nested():
                act(session, who, broadcast_id)
        except (NotFilled, WrongState) as fault:
            faults = {fault.field if isinstance(fault, NotFilled) else "broadcast": str(fault)}
            return page(self.pages, request, session, who, broadcast_id, faults, typed, fault.status)
        return to(broadcast_id)

    def _form(
        self,
        request: Request,
        session: Session,
        typed: Typed,
        faults: dict[str, str],
        row: BroadcastRow | None = None,
        status: int = 200,
    ) -> Response:
        facts = {
            "typed": typed,
            "faults": faults,
            "broadcast": row,
            "longest": drafts.LONGEST_TEXT,
            "longest_review": LONGEST_REVIEW,
            **form.to_choose(session, typed),
            **form.counted(session, typed),
        }
        return self.pages.TemplateResponse(request, "console/new_broadcast.html", facts, status_code=status)
