"""Keys of other programs: made, shown once, and ended."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, field_validator
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.console.access import Who
from api.console.fields import line
from api.db import SessionDep
from api.staff import keys
from api.staff.keys import LONGEST, Scope
from api.staff.permissions import BEHIND_KEYS
from api.staff.person import Person

SHORTEST_NAME, LONGEST_NAME = 2, 60
PAGE = "console/keys.html"


class Typed(BaseModel):
    """The fields as they came."""

    name: str = ""
    scopes: list[str] = []
    days: str = ""

    @field_validator("name", "days")
    @classmethod
    def _plain(cls, value: str) -> str:
        return line(value)


@dataclass
class Reader:
    """Reads the form; `faults` fills with field -> mend, in the order of the page."""

    typed: Typed
    who: Person
    faults: dict[str, str] = field(default_factory=dict)

    def wanted(self) -> tuple[str, set[Scope], int]:
        """Name, scopes and days, as far as there are no faults."""
        typed, days = self.typed, 0
        if not SHORTEST_NAME <= len(typed.name) <= LONGEST_NAME:
            self.faults["name"] = (
                f"Write what the program is called, with {SHORTEST_NAME} to {LONGEST_NAME} letters"
            )
        scopes = {scope for scope in Scope if scope in typed.scopes}
        if not scopes:
            self.faults["scopes"] = "Choose what the key opens"
        elif not scopes <= set(_given(self.who)):
            self.faults["scopes"] = "Choose only what you may read yourself"
        if typed.days.isascii() and typed.days.isdecimal() and len(typed.days) <= 3:
            days = int(typed.days)
        if not 1 <= days <= LONGEST.days:
            self.faults["days"] = f"Write the number of days in figures, from 1 to {LONGEST.days}"
        return typed.name, scopes, days


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """Pages of keys."""

    @router.get("/keys")
    def every(request: Request, session: SessionDep, who: Who) -> Response:
        return _keys(pages, request, session, who, Typed(), {})

    @router.post("/keys")
    def make(request: Request, session: SessionDep, who: Who, typed: Annotated[Typed, Form()]) -> Response:
        reader = Reader(typed, who)
        wanted = reader.wanted()
        if reader.faults:
            return _keys(pages, request, session, who, typed, reader.faults)
        key = keys.make(session, who, *wanted)
        # Shown in this reply only: what is kept is a digest.
        return _keys(pages, request, session, who, Typed(), {}, made={"name": typed.name, "key": key})

    @router.get("/keys/{key_id}/revoke")
    def ask(request: Request, session: SessionDep, key_id: UUID) -> Response:
        row = keys.get(session, key_id)
        if not keys.is_good(row, clock.today()):
            return RedirectResponse("/console/keys", 303)
        return pages.TemplateResponse(request, "console/key_sure.html", {"one": row})

    @router.post("/keys/{key_id}/revoke")
    def revoke(session: SessionDep, who: Who, key_id: UUID) -> Response:
        keys.revoke(session, who, keys.get(session, key_id))
        return RedirectResponse("/console/keys", 303)


def _given(who: Person) -> list[Scope]:
    """What somebody may open for a program: nothing that they may not read themselves."""
    return [scope for scope, roles in BEHIND_KEYS.items() if who.is_any(roles)]


def _keys(
    pages: Jinja2Templates,
    request: Request,
    session: Session,
    who: Person,
    typed: Typed,
    faults: dict[str, str],
    *,
    made: dict[str, str] | None = None,
) -> Response:
    facts = {
        "keys": keys.every(session),
        "scopes": _given(who),
        "words": keys.words(),
        "today": clock.today(),
        "typed": typed,
        "faults": faults,
        "made": made,
        "longest": LONGEST.days,
    }
    return pages.TemplateResponse(request, PAGE, facts, status_code=422 if faults else 200)
