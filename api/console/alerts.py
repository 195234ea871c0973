"""The safety queue: what waits, one alert with its words, and how it ended."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.console import listing
from api.console.access import Who
from api.console.fields import paragraphs
from api.console.listing import Filter
from api.db import SessionDep
from api.errors import WrongState
from api.safety import duty, lists, review
from api.safety import service as safety
from api.safety.review import NoteNeeded
from api.safety.service import Alert
from api.safety.tables import AlertState
from api.staff.person import Person

OUTCOMES = (AlertState.ACTED, AlertState.NO_ACTION)
# How the list begins: with what is urgent, or with the newest.
WAITING, ENDED = (lists.URGENT, "day", "wave"), ("-day", "wave")
STATES = (lists.TO_DO, lists.OVERDUE, *AlertState)


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of alerts."""
    desk = Alerts(pages)
    router.add_api_route("/alerts", desk.every, methods=["GET"])
    router.add_api_route("/alerts/{name}", desk.show, methods=["GET"])
    router.add_api_route("/alerts/{name}", desk.end, methods=["POST"])


class Alerts:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(
        self,
        request: Request,
        session: SessionDep,
    ) -> Response:
        """No words stand here: whoever reads them opens an alert, which is noted."""
        waves = {str(wave.id): wave.title for wave in safety.waves(session)}
        filters = {"state": Filter(STATES, default=lists.TO_DO), "wave": Filter(waves)}
        asked = listing.read(request, WAITING, filters)
        if asked["state"] not in (lists.TO_DO, lists.OVERDUE, *safety.OPEN):
            # Nothing waits among these, and there may be many: the newest come first.
            asked = listing.read(request, ENDED, filters)
        state, wave = asked["state"], UUID(asked["wave"]) if asked["wave"] else None
        shown = asked.of(lists.count_alerts(session, state, wave))
        facts = {
            "shown": shown,
            "rows": lists.alerts(session, request.app.state.keys, state, wave, shown.part),
            "states": STATES,
            "waves": list(waves.items()),
            "duty": duty.get(session),
            "told": duty.member(session),
        }
        return self.pages.TemplateResponse(request, "console/alerts.html", facts)

    def show(self, request: Request, session: SessionDep, who: Who, name: UUID) -> Response:
        alert = review.look(session, request.app.state.keys, name, who, clock.today())
        return self._page(request, session, alert, {}, {})

    def end(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        name: UUID,
        outcome: Annotated[str, Form()] = "",
        note: Annotated[str, Form()] = "",
    ) -> Response:
        keys, today = request.app.state.keys, clock.today()
        typed = {"outcome": outcome, "note": paragraphs(note)}
        faults = {}
        if outcome not in OUTCOMES:
            faults["outcome"] = "Say how it ended"
        try:
            review.check(typed["note"])
        except NoteNeeded as fault:
            faults["note"] = str(fault)
        if not faults:
            try:
                review.end(session, keys, name, who, AlertState(outcome), typed["note"], today)
                return RedirectResponse("/console/alerts", 303)
            except WrongState:
                faults["note"] = "Somebody has dealt with it meanwhile. What you wrote is not kept."
        return self._page(request, session, self._again(request, session, who, name), typed, faults)

    def _again(self, request: Request, session: Session, who: Person, name: UUID) -> Alert:
        """Its words are shown once more, which is noted once more."""
        return review.look(session, request.app.state.keys, name, who, clock.today())

    def _page(
        self,
        request: Request,
        session: Session,
        alert: Alert,
        typed: dict[str, str],
        faults: dict[str, str],
    ) -> Response:
        facts = {
            "alert": alert,
            "duty": duty.get(session),
            "typed": typed,
            "faults": faults,
            "longest": review.LONGEST_NOTE,
        }
        status = 422 if faults else 200
        return self.pages.TemplateResponse(request, "console/alert.html", facts, status_code=status)
