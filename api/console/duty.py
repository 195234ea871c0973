"""Who watches the safety queue, by when, and who is told that something waits."""

from collections.abc import Sequence
from contextlib import suppress
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
from api.listing import Part
from api.members import lists
from api.members import service as members
from api.members.tables import MemberRow
from api.safety import duty
from api.safety.duty import Duty

LONGEST = 100
NOBODY = "nobody"
SHOWN = 10  # people to choose from; more are found by words


class Typed(BaseModel):
    """The fields as they came."""

    reader: str = ""
    hours: str = ""
    by_hour: str = ""
    member: str = ""
    find: str = ""
    found: str = ""  # what the people on the page were found by

    @field_validator("*")
    @classmethod
    def _plain(cls, value: str) -> str:
        return line(value)


@dataclass
class Reader:
    """Reads the form; `faults` fills with field -> mend, in the order of the page."""

    typed: Typed
    people: "People"
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
        chosen = self.people.chosen
        if self.typed.find != self.typed.found and self.people.found:
            self.faults["member"] = "Choose who is told, among the people who were found"
        elif self.typed.find != self.typed.found:
            self.faults["find"] = "Nobody of the action group is found by these words. Try fewer letters"
        elif chosen is None and self.typed.member != NOBODY:
            self.faults["member"] = "Choose who is told"
        return Duty(self.typed.reader, self.typed.hours, hour, chosen.id if chosen else None)


@dataclass(frozen=True)
class People:
    """Members to choose from: whoever is chosen, and the first `SHOWN` that fit the words."""

    chosen: MemberRow | None
    found: Sequence[MemberRow]
    fit: int

    @classmethod
    def of(cls, session: Session, typed: Typed) -> "People":
        found = lists.members(session, typed.find, "", Part("name", limit=SHOWN))
        chosen = None
        with suppress(ValueError):
            chosen = members.member(session, UUID(typed.member))
        return cls(chosen, found, lists.count_members(session, typed.find))

    @property
    def shown(self) -> list[MemberRow]:
        """All of them, each once."""
        return [*([self.chosen] if self.chosen else []), *(one for one in self.found if one != self.chosen)]


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
        return _form(pages, request, session, Reader(typed, People.of(session, typed)))

    @router.post("/duty")
    def change(request: Request, session: SessionDep, who: Who, typed: Annotated[Typed, Form()]) -> Response:
        reader = Reader(typed, People.of(session, typed))
        wanted = reader.wanted()
        if reader.faults:
            return _form(pages, request, session, reader)
        duty.set_to(session, wanted, who)
        return RedirectResponse("/console/alerts", 303)


def _form(pages: Jinja2Templates, request: Request, session: Session, reader: Reader) -> Response:
    people = reader.people
    facts = {
        "typed": reader.typed,
        "faults": reader.faults,
        "members": people.shown,
        "more": people.fit - len(people.found),
        "reached": lists.reached_by(session, [one.id for one in people.shown]),
    }
    status = 422 if reader.faults else 200
    return pages.TemplateResponse(request, "console/duty.html", facts, status_code=status)
