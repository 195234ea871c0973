"""One change of the guidance: what it changes, how it would read, and what may be done with it."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.console import guidance_diff
from api.console.access import Who
from api.console.fields import line
from api.console.guidance_words import words
from api.db import SessionDep
from api.errors import WrongState
from api.guidance import changes, items, preview, urgent
from api.guidance.changes import LONGEST_REASON, ChangeRow, ChangeState
from api.guidance.content import ContentFault
from api.guidance.model import Answer
from api.guidance.shelf import library
from api.staff import overview
from api.staff.person import Person, Role

Reason = Annotated[str, Form()]


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of changes."""
    desk = Changes(pages)
    router.add_api_route("/guidance/changes/{change_id}", desk.show, methods=["GET"])
    router.add_api_route("/guidance/changes/{change_id}/send", desk.send, methods=["POST"])
    router.add_api_route("/guidance/changes/{change_id}/approve", desk.approve, methods=["POST"])
    router.add_api_route("/guidance/changes/{change_id}/refuse", desk.refuse, methods=["POST"])
    router.add_api_route("/guidance/changes/{change_id}/withdraw", desk.withdraw, methods=["POST"])
    router.add_api_route("/guidance/changes/{change_id}/urgent", desk.publish_at_once, methods=["POST"])
    router.add_api_route("/guidance/changes/{change_id}/seen", desk.see, methods=["POST"])
    router.add_api_route("/guidance/changes/{change_id}/back", desk.take_back, methods=["POST"])


class Changes:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def show(self, request: Request, session: SessionDep, who: Who, change_id: UUID) -> Response:
        return self._page(request, session, who, changes.get(session, change_id), {})

    def send(self, request: Request, session: SessionDep, who: Who, change_id: UUID) -> Response:
        return self._do(request, session, who, change_id, changes.send)

    def approve(self, request: Request, session: SessionDep, who: Who, change_id: UUID) -> Response:
        return self._do(request, session, who, change_id, changes.approve)

    def withdraw(self, request: Request, session: SessionDep, who: Who, change_id: UUID) -> Response:
        return self._do(request, session, who, change_id, changes.withdraw)

    def see(self, request: Request, session: SessionDep, who: Who, change_id: UUID) -> Response:
        return self._do(request, session, who, change_id, urgent.see)

    def take_back(self, request: Request, session: SessionDep, who: Who, change_id: UUID) -> Response:
        def back(session: Session, who: Person, change: ChangeRow) -> None:
            urgent.take_back(session, who, change, words()["taken_back"])

        return self._do(request, session, who, change_id, back)

    def refuse(
        self, request: Request, session: SessionDep, who: Who, change_id: UUID, reason: Reason = ""
    ) -> Response:
        said = line(reason)

        def refused(session: Session, who: Person, change: ChangeRow) -> None:
            changes.refuse(session, who, change, said)

        return self._do(request, session, who, change_id, refused, said)

    def publish_at_once(
        self, request: Request, session: SessionDep, who: Who, change_id: UUID, reason: Reason = ""
    ) -> Response:
        said = line(reason)

        def published(session: Session, who: Person, change: ChangeRow) -> None:
            urgent.publish_at_once(session, who, change, said)

        return self._do(request, session, who, change_id, published, said)

    def _do(
        self,
        request: Request,
        session: Session,
        who: Person,
        change_id: UUID,
        act: Callable[[Session, Person, ChangeRow], None],
        reason: str | None = None,
    ) -> Response:
        """One act; `reason` is what was typed where one is asked for."""
        change = changes.get(session, change_id)
        if reason is not None and not 0 < len(reason) <= LONGEST_REASON:
            faults = {"reason": words()["faults"]["reason"]}
            return self._page(request, session, who, change, faults, reason, status=422)
        try:
            with session.begin_nested():
                act(session, who, change)
        except (WrongState, ContentFault) as fault:
            return self._page(
                request, session, who, change, {"change": str(fault)}, reason or "", status=fault.status
            )
        return RedirectResponse(f"/console/guidance/changes/{change_id}", 303)

    def _page(
        self,
        request: Request,
        session: Session,
        who: Person,
        change: ChangeRow,
        faults: dict[str, str],
        reason: str = "",
        status: int = 200,
    ) -> Response:
        shape, name = changes.shape_of(change)
        before, after = items.unwritten(change.before), items.unwritten(change.after)
        is_open = change.state in (ChangeState.DRAFT, ChangeState.WAITING)
        stale = is_open and changes.is_stale(session, change)
        now = changes.now(session, shape, name) if stale else None
        facts = {
            "w": words(),
            "change": change,
            "kind": shape.kind,
            "name": name,
            "is_there": changes.now(session, shape, name) is not None,
            "lines": guidance_diff.compared(shape.kind, before, after),
            "new": before is None,
            "gone": after is None,
            "stale": stale,
            "texts": [guidance_diff.read(shape.kind, text) if text else [] for text in (before, now, after)],
            "preview": None if stale else _preview(session, change),
            "mine": changes.wrote(who, change),
            "others": [
                person
                for person in overview.holders(session, Role.APPROVER, but=who)
                if not changes.wrote(person, change)
            ],
            "quick": change.state == ChangeState.DRAFT and urgent.is_quick(change),
            "unseen": change.urgent and change.state == ChangeState.PUBLISHED and not change.approver,
            "reason": reason,
            "faults": faults,
            "longest": LONGEST_REASON,
        }
        return self.pages.TemplateResponse(request, "console/guidance_change.html", facts, status_code=status)


def _preview(session: Session, change: ChangeRow) -> Answer | None:
    """As people would read it, or read it now."""
    shape, name = changes.shape_of(change)
    after = items.unwritten(change.after)
    if after is None or change.state in (ChangeState.REFUSED, ChangeState.WITHDRAWN):
        return None
    if change.state == ChangeState.PUBLISHED:
        return preview.of(library(session).pack, shape.kind, name)
    try:
        return preview.of(changes.tried(session, shape, name, after), shape.kind, name)
    except ContentFault:  # which whoever approves it is told
        return None
