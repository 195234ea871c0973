"""Broadcasts: write, send, watch."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.broadcasts import service as broadcasts
from api.broadcasts.service import NotWritable
from api.broadcasts.tables import BroadcastState
from api.console.fields import line, paragraphs
from api.db import SessionDep
from api.errors import WrongState
from api.members import service as members


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of broadcasts."""
    desk = Broadcasts(pages)
    router.add_api_route("/broadcasts", desk.every, methods=["GET"])
    router.add_api_route("/broadcasts/new", desk.blank, methods=["GET"])
    router.add_api_route("/broadcasts/new", desk.write, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}", desk.show, methods=["GET"])
    router.add_api_route("/broadcasts/{broadcast_id}/send", desk.send, methods=["POST"])
    router.add_api_route("/broadcasts/{broadcast_id}/progress", desk.progress, methods=["GET"])


class Broadcasts:
    """What the pages of broadcasts do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(self, request: Request, session: SessionDep) -> Response:
        facts = {"broadcasts": broadcasts.every(session)}
        return self.pages.TemplateResponse(request, "console/broadcasts.html", facts)

    def blank(self, request: Request) -> Response:
        return self._form(request, {}, {})

    def write(
        self,
        request: Request,
        session: SessionDep,
        title: Annotated[str, Form()] = "",
        text: Annotated[str, Form()] = "",
    ) -> Response:
        title, text = line(title), paragraphs(text)
        typed = {"title": title, "text": text}
        empty = {"title": "Write a title", "text": "Write the text of the broadcast"}
        if faults := {field: words for field, words in empty.items() if not typed[field]}:
            return self._form(request, typed, faults)
        try:
            row = broadcasts.write(session, title, text)
        except NotWritable as fault:
            field = "text" if len(text) > broadcasts.LONGEST_TEXT else "title"
            return self._form(request, typed, {field: str(fault)})
        return RedirectResponse(f"/console/broadcasts/{row.id}", 303)

    def show(self, request: Request, session: SessionDep, broadcast_id: UUID) -> Response:
        facts = _facts(session, broadcast_id)
        return self.pages.TemplateResponse(request, "console/broadcast.html", facts)

    def send(self, request: Request, session: SessionDep, broadcast_id: UUID) -> Response:
        try:
            broadcasts.send(session, broadcast_id)
        except WrongState as fault:
            facts = _facts(session, broadcast_id)
            # A second tap finds it on its way, which is what was wanted.
            if facts["broadcast"].state == BroadcastState.DRAFT:
                facts["fault"] = str(fault)
                return self.pages.TemplateResponse(
                    request, "console/broadcast.html", facts, status_code=fault.status
                )
        return RedirectResponse(f"/console/broadcasts/{broadcast_id}", 303)

    def progress(self, request: Request, session: SessionDep, broadcast_id: UUID) -> Response:
        """The part of the page that changes; at the end the whole page is asked for again."""
        facts = _facts(session, broadcast_id)
        ended = facts["broadcast"].state == BroadcastState.SENT
        headers = {"HX-Refresh": "true"} if ended else None
        return self.pages.TemplateResponse(request, "console/progress.html", facts, headers=headers)

    def _form(self, request: Request, typed: dict[str, str], faults: dict[str, str]) -> Response:
        status = 422 if faults else 200
        facts = {"typed": typed, "faults": faults}
        return self.pages.TemplateResponse(request, "console/new_broadcast.html", facts, status_code=status)


def _facts(session: Session, broadcast_id: UUID) -> dict[str, Any]:
    joined, by_telegram = members.reach(session)
    return {
        "broadcast": broadcasts.listed(session, broadcast_id),
        "tally": broadcasts.tally(session, broadcast_id),
        "joined": joined,
        "by_telegram": by_telegram,
        "fault": None,
    }
