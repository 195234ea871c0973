"""Who watches the safety queue, by when, and who is told that something waits."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, field_validator
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.console.access import Who
from api.console.fields import line
from api.db import SessionDep
from api.members import service as members
from api.safety import duty
from api.safety.duty import Duty

LONGEST = 100
NOBODY = "nobody"


class Typed(BaseModel):
    """The fields as they came."""

    reader: str = ""
    hours: str = ""
    by_hour: str = ""
    member: str = ""

    @field_validator("*")
    @classmethod
    def _plain(cls, value: str) -> str:
        return line(value)


@dataclass
class Reader:
    """Reads the form; `faults` fills with field -> mend, in the order of the page."""

    typed: Typed
    known: set[UUID]
    faults: dict[str, str] = field(default_factory=dict)

    def wanted(self) -> Duty:
        """What is wanted, as far as there are no faults."""
        wanted = {"reader": "Write which role reads alerts", "hours": "Write when alerts are read"}
        for name, words in wanted.items():
            if not 1 < len(getattr(self.typed, name)) <= LONGEST:
                self.faults[name] = f"{words}, with 2 to {LONGEST} letters"
        hour, typed = 0, self.typed.by_hour
        if typed.isdecimal() and len(typed) < 3 and int(typed) < 24:
            hour = int(typed)
        else:
            self.faults["by_hour"] = "Write the hour in figures, from 0 to 23, such as 16"
        member = next((one for one in self.known if str(one) == self.typed.member), None)
        if member is None and self.typed.member != NOBODY:
            self.faults["member"] = "Choose who is told"
        return Duty(self.typed.reader, self.typed.hours, hour, member)


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """The page of who watches."""

    @router.get("/duty")
    def ask(request: Request, session: SessionDep) -> Response:
        now = duty.get(session)
        typed = Typed(
            reader=now.reader,
            hours=now.hours,
            by_hour=str(now.by_hour),
            member=str(now.member or (NOBODY if now.reader else "")),
        )
        return _form(pages, request, session, typed, {})

    @router.post("/duty")
    def change(request: Request, session: SessionDep, who: Who, typed: Annotated[Typed, Form()]) -> Response:
        reader = Reader(typed, set(members.everyone(session)))
        wanted = reader.wanted()
        if reader.faults:
            return _form(pages, request, session, typed, reader.faults)
        duty.set_to(session, wanted, who)
        return RedirectResponse("/console/alerts", 303)


def _form(
    pages: Jinja2Templates, request: Request, session: Session, typed: Typed, faults: dict[str, str]
) -> Response:
    everybody = members.members(session)
    facts = {
        "typed": typed,
        "faults": faults,
        "members": everybody,
        "by_telegram": members.telegram_chats(session, [one.id for one in everybody]),
    }
    status = 422 if faults else 200
    return pages.TemplateResponse(request, "console/duty.html", facts, status_code=status)
