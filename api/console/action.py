"""One action: its page, and how it is changed, moved on, noted on and proven."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.actions import course, said
from api.actions import service as actions
from api.actions.moving import can
from api.actions.smart import LONGEST
from api.actions.tables import ActionState
from api.console import action_form
from api.console.access import Who
from api.console.action_form import Typed
from api.console.actions import form
from api.console.fields import line, paragraphs
from api.db import SessionDep
from api.errors import Changed, NotFilled, WrongState
from api.guidance import service as guidance

Field = Annotated[str, Form()]


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of one action."""
    desk = Action(pages)
    place = "/actions/{action_id}"
    router.add_api_route(place, desk.show, methods=["GET"])
    router.add_api_route(f"{place}/change", desk.again, methods=["GET"])
    router.add_api_route(f"{place}/change", desk.change, methods=["POST"])
    router.add_api_route(f"{place}/move", desk.move, methods=["POST"])
    router.add_api_route(f"{place}/note", desk.note, methods=["POST"])
    router.add_api_route(f"{place}/evidence", desk.prove, methods=["POST"])


class Action:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def show(self, request: Request, session: SessionDep, action_id: UUID) -> Response:
        return self._page(request, session, action_id, {}, {})

    def again(self, request: Request, session: SessionDep, action_id: UUID) -> Response:
        row = actions.get(session, action_id)
        typed = action_form.filled(row, actions.mark(row))
        return form(self.pages, request, session, typed, {}, address=_change(action_id))

    def change(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        action_id: UUID,
        typed: Annotated[Typed, Form()],
    ) -> Response:
        now = None
        try:
            with session.begin_nested():
                actions.change(session, who, action_id, action_form.read(typed), typed.read)
        except NotFilled as fault:
            faults, status = {fault.field: str(fault)}, fault.status
        except WrongState as fault:
            faults, status, now = {"now": str(fault)}, fault.status, actions.get(session, action_id)
            if isinstance(fault, Changed):  # it is on the page: whoever saves once more means it
                typed = typed.model_copy(update={"read": actions.mark(now)})
        else:
            return _to(action_id)
        return form(self.pages, request, session, typed, faults, status, _change(action_id), now)

    def move(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        action_id: UUID,
        to: Field = "",
        words: Field = "",
    ) -> Response:
        typed = {"to": line(to), "words": paragraphs(words)}

        def moved() -> None:
            if typed["to"] not in list(ActionState):
                raise NotFilled("to", "Choose what has become of it")
            state = ActionState(typed["to"])
            course.move_to(session, who, action_id, state, typed["words"], clock.today())

        return self._done(request, session, action_id, typed, moved)

    def note(
        self, request: Request, session: SessionDep, who: Who, action_id: UUID, note: Field = ""
    ) -> Response:
        typed = {"note": paragraphs(note)}
        return self._done(
            request, session, action_id, typed, lambda: course.note(session, who, action_id, typed["note"])
        )

    def prove(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        action_id: UUID,
        evidence: Field = "",
        link: Field = "",
        read: Field = "",
    ) -> Response:
        typed = {"evidence": paragraphs(evidence), "link": line(link), "read": read}

        def proven() -> None:
            course.prove(session, who, action_id, typed["evidence"], typed["link"], read)

        return self._done(request, session, action_id, typed, proven)

    def _done(
        self,
        request: Request,
        session: Session,
        action_id: UUID,
        typed: Mapping[str, str],
        act: Callable[[], object],
    ) -> Response:
        """Back to the page, or the page with what is wrong. Raises NotFound."""
        try:
            with session.begin_nested():
                act()
        except Changed as fault:
            # What stands there now is on the page: whoever saves once more means it.
            again = {name: value for name, value in typed.items() if name != "read"}
            return self._page(request, session, action_id, again, {"now": str(fault)}, fault.status)
        except (NotFilled, WrongState) as fault:
            field = fault.field if isinstance(fault, NotFilled) else "action"
            return self._page(request, session, action_id, typed, {field: str(fault)}, fault.status)
        return _to(action_id)

    def _page(
        self,
        request: Request,
        session: Session,
        action_id: UUID,
        typed: Mapping[str, str],
        faults: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        action = actions.opened(session, action_id)
        row = action.row
        proof = {
            "evidence": row.evidence,
            "link": row.evidence_link or "",
            "read": course.proof_mark(row),
        }
        facts: dict[str, Any] = {
            "action": action,
            "row": row,
            "overdue": actions.is_overdue(row, clock.today()),
            "lenses": guidance.lenses(session),
            "told": said.of_action(session, action_id),
            "ways": [state for state in ActionState if can(row, state)],
            "from_place": action_form.place(row),
            "typed": proof | dict(typed),
            "faults": faults,
            "longest": LONGEST,
        }
        return self.pages.TemplateResponse(request, "console/action.html", facts, status_code=status)


def _to(action_id: UUID) -> Response:
    return RedirectResponse(f"/console/actions/{action_id}", 303)


def _change(action_id: UUID) -> str:
    return f"/console/actions/{action_id}/change"
