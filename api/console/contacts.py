"""Requests to be contacted: the list, one of them, and who reads them when."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel
from starlette.templating import Jinja2Templates

from api import clock
from api.audit import service as audit
from api.console import listing
from api.console.access import Who
from api.console.fields import line
from api.console.listing import Filter
from api.db import SessionDep
from api.safety import contact, contact_lists
from api.safety.contact import Office
from api.safety.contact_tables import ContactState, Outcome

STATES = (contact_lists.TO_DO, contact_lists.OVERDUE, *ContactState)
LONGEST = 120
MOST_HOURS = 168  # a week: nobody who asks to be contacted should wait longer to be read


class Typed(BaseModel):
    """The settings as they were filled in."""

    open: str = ""
    readers: str = ""
    times: str = ""
    hours: str = ""


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of requests."""
    desk = Contacts(pages)
    router.add_api_route("/contacts", desk.every, methods=["GET"])
    router.add_api_route("/contacts/settings", desk.settings, methods=["GET"])
    router.add_api_route("/contacts/settings", desk.arrange, methods=["POST"])
    router.add_api_route("/contacts/{request_id}", desk.show, methods=["GET"])
    router.add_api_route("/contacts/{request_id}/take", desk.take, methods=["POST"])
    router.add_api_route("/contacts/{request_id}/back", desk.hand_back, methods=["POST"])
    router.add_api_route("/contacts/{request_id}/done", desk.finish, methods=["POST"])
    router.add_api_route("/contacts/{request_id}/noted", desk.acknowledge, methods=["POST"])


class Contacts:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates) -> None:
        self.pages = pages

    def every(self, request: Request, session: SessionDep) -> Response:
        now = clock.now()
        asked = listing.read(request, ("waiting", "-day"), {"state": Filter(STATES)})
        shown = asked.of(contact_lists.count(session, asked["state"], now))
        rows = contact_lists.requests(session, asked["state"], now, shown.part)
        facts = {"shown": shown, "rows": rows, "office": contact.office(session)}
        return self.pages.TemplateResponse(request, "console/contacts.html", facts)

    def show(self, request: Request, session: SessionDep, who: Who, request_id: UUID) -> Response:
        return self._shown(request, session, who, request_id, None)

    def take(self, request: Request, session: SessionDep, who: Who, request_id: UUID) -> Response:
        contact.take(session, request.app.state.keys, request_id, str(who), clock.today())
        audit.record(session, who, "contact_taken", request_id)
        return RedirectResponse(f"/console/contacts/{request_id}", 303)

    def hand_back(self, request: Request, session: SessionDep, who: Who, request_id: UUID) -> Response:
        contact.hand_back(session, request.app.state.keys, request_id)
        audit.record(session, who, "contact_handed_back", request_id)
        return RedirectResponse("/console/contacts", 303)

    def acknowledge(self, session: SessionDep, who: Who, request_id: UUID) -> Response:
        contact.acknowledge(session, request_id)
        audit.record(session, who, "contact_too_late", request_id)
        return RedirectResponse("/console/contacts", 303)

    def finish(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        request_id: UUID,
        outcome: Annotated[str, Form()] = "",
    ) -> Response:
        if outcome not in (Outcome.REACHED, Outcome.NOT_REACHED):
            fault = "Choose whether they were reached"
            return self._shown(request, session, who, request_id, fault)
        contact.finish(session, request_id, Outcome(outcome), clock.today())
        audit.record(session, who, "contact_done", request_id)
        return RedirectResponse("/console/contacts", 303)

    def settings(self, request: Request, session: SessionDep) -> Response:
        now = contact.office(session)
        typed = Typed(
            open="yes" if now.is_open else "no", readers=now.readers, times=now.times, hours=str(now.hours)
        )
        return self._settings(request, typed, {})

    def arrange(
        self, request: Request, session: SessionDep, who: Who, typed: Annotated[Typed, Form()]
    ) -> Response:
        if faults := _faults(typed):
            return self._settings(request, typed, faults)
        hours = int(typed.hours) if typed.hours.strip() else contact.HOURS
        wanted = Office(typed.open == "yes", line(typed.readers), line(typed.times), hours)
        contact.arrange(session, wanted)
        audit.record(session, who, "contacts_changed", None)
        return RedirectResponse("/console/contacts", 303)

    def _shown(
        self, request: Request, session: SessionDep, who: Who, request_id: UUID, fault: str | None
    ) -> Response:
        """One request. Whoever sees its words leaves a trace."""
        opened = contact.read(session, request.app.state.keys, request_id, clock.now())
        if opened.wish is not None:
            audit.record(session, who, "contact_opened", request_id)
        facts = {"one": opened, "faults": {"outcome": fault} if fault else {}}
        status = 422 if fault else 200
        return self.pages.TemplateResponse(request, "console/contact.html", facts, status_code=status)

    def _settings(self, request: Request, typed: Typed, faults: dict[str, str]) -> Response:
        facts = {"typed": typed, "faults": faults, "most": MOST_HOURS}
        status = 422 if faults else 200
        return self.pages.TemplateResponse(
            request, "console/contact_settings.html", facts, status_code=status
        )


def _faults(typed: Typed) -> dict[str, str]:
    """What is wrong, by field: who asks must be told who reads it and when, before the form is open."""
    found: dict[str, str] = {}
    if typed.open not in ("yes", "no"):
        found["open"] = "Choose whether people can ask to be contacted"
    wanted = {"readers": "Say who reads the requests", "times": "Say when they are read"}
    for field, words in wanted.items():
        said = line(getattr(typed, field))
        if len(said) > LONGEST:
            found[field] = f"Use at most {LONGEST} letters"
        elif not said and typed.open == "yes":
            found[field] = words
    hours = typed.hours.strip()
    given = hours.isascii() and hours.isdecimal() and len(hours) < 4 and 1 <= int(hours) <= MOST_HOURS
    if not given and (hours or typed.open == "yes"):
        found["hours"] = f"Write a number of hours from 1 to {MOST_HOURS}"
    return found
