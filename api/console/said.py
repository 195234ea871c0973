""" "You said, we did" in the console: all entries, a new one, and the sheet to hang up."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.templating import Jinja2Templates

from api import clock, languages
from api.actions import said, said_reading, sheet
from api.actions.said import Entry
from api.actions.said_tables import Outcome, SaidState, Symbol
from api.actions.tables import ActionRow
from api.actions.words import words
from api.console import listing, said_form
from api.console.access import Who
from api.console.listing import Filter
from api.console.said_form import Typed
from api.db import SessionDep
from api.errors import NotFilled
from api.guidance.shelf import library
from api.languages import DEFAULT as ENGLISH

SORTS = ("-begun", "state", "audience")


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """The list, a new one, the sheet: `new` and `sheet` are no ids, so they come first."""
    desk = Said(pages, address)
    router.add_api_route("/said", desk.every, methods=["GET"])
    router.add_api_route("/said/new", desk.blank, methods=["GET"])
    router.add_api_route("/said/new", desk.begin, methods=["POST"])
    router.add_api_route("/said/sheet", desk.sheet, methods=["GET"])


class Said:
    """What those pages do. `address` is where people reach Heard."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.address = address

    def every(self, request: Request, session: SessionDep) -> Response:
        audiences = words()["audiences"]
        filters = {"audience": Filter(set(audiences)), "state": Filter(set(SaidState))}
        asked = listing.read(request, SORTS, filters)
        shown = asked.of(said.count(session, asked.search, asked.chosen))
        facts = {
            "shown": shown,
            "rows": said.page(session, asked.search, asked.chosen, shown.part),
            "audiences": audiences,
            "states": list(SaidState),
            "address": f"{self.address.rstrip('/')}{said_reading.PATH}",
            "sheets": {code: languages.NAMES[code] for code in sheet.languages()},
        }
        return self.pages.TemplateResponse(request, "console/said.html", facts)

    def blank(self, request: Request, session: SessionDep, action: str = "") -> Response:
        typed, row = said_form.begun(session, action)
        return form(self.pages, request, typed, {}, action=row)

    def begin(
        self, request: Request, session: SessionDep, who: Who, typed: Annotated[Typed, Form()]
    ) -> Response:
        try:
            about = said_form.about(session, typed)
            row = said.begin(session, who, about, said_form.words(typed), clock.today())
        except NotFilled as fault:
            return form(self.pages, request, typed, {fault.field: str(fault)}, fault.status)
        return to(row.id)

    def sheet(self, request: Request, session: SessionDep) -> Response:
        """For an audience and in a language that its fonts have; what makes no sense is English."""
        asked = request.query_params
        audience = asked.get("for", "")
        audience = audience if audience in words()["audiences"] else "young_person"
        language = asked.get("language", ENGLISH)
        language = language if language in sheet.languages() else ENGLISH
        told = said_reading.confirmed(session, audience, language, sheet.MOST)
        partnership = library(session).pack.partnership.name
        address = said_reading.address(self.address, audience)
        body = sheet.made(sheet.of(told, language, partnership, address))
        name = f"we-did-{audience.replace('_', '-')}-{language}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type="application/pdf", headers=headers)


def form(
    pages: Jinja2Templates,
    request: Request,
    typed: Typed,
    faults: Mapping[str, str],
    status: int = 200,
    address: str = "/console/said/new",
    action: ActionRow | None = None,
    now: Entry | None = None,
) -> Response:
    """The form of a new entry, or of the one whose address it is; with what somebody else has made of it."""
    age = said.reading_age(said_form.words(typed)) if typed.said or typed.did else None
    facts = {
        "typed": typed.model_dump(),
        "faults": faults,
        "address": address,
        "action": action,
        "now": now,
        "age": age,
        "limits": said.READING_AGES,
        "audiences": words()["audiences"],
        "outcomes": {one: words()["outcomes"][one] for one in Outcome},
        "symbols": list(Symbol),
        "longest": {"said": said.LONGEST_SAID, "did": said.LONGEST_DID},
    }
    return pages.TemplateResponse(request, "console/said_form.html", facts, status_code=status)


def to(said_id: UUID) -> Response:
    """To the page of an entry."""
    return RedirectResponse(f"/console/said/{said_id}", 303)
