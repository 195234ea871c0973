"""What a second person lets out, on its page: asked for, taken back, let out, sent back, thrown away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from api import clock
from api.console.access import Who
from api.console.fields import line
from api.db import SessionDep
from api.errors import NotFilled, WrongState
from api.staff.person import Person

Field = Annotated[str, Form()]
NOTHING: Mapping[str, str] = MappingProxyType({})


class Course(Protocol):
    """What moves such things, in the transaction of the session. All raise NotFound and WrongState."""

    def ask(self, session: Session, who: Person, thing: UUID, /) -> object:
        """Puts it before a second person. May raise NotFilled."""

    def take_back(self, session: Session, who: Person, thing: UUID, /) -> object:
        """A draft again."""

    def publish(self, session: Session, who: Person, thing: UUID, read: str, today: date, /) -> object:
        """Lets out what bears the mark `read`. Raises SecondPerson and Changed."""

    def refuse(self, session: Session, who: Person, thing: UUID, why: str, /) -> object:
        """A draft again, with a reason. Raises SecondPerson and NotFilled."""

    def discard(self, session: Session, who: Person, thing: UUID, /) -> object:
        """Throws a draft away."""


class Page(Protocol):
    """Draws one of them; with what is wrong and what was typed, both by the name of the field."""

    def __call__(
        self,
        request: Request,
        session: Session,
        who: Person,
        thing: UUID,
        /,
        *,
        faults: Mapping[str, str],
        typed: Mapping[str, str],
        status: int,
    ) -> Response: ...


@dataclass(frozen=True)
class Desk:
    """The acts on one kind of thing.

    `every` is the address of all of them under /console, `named` what its addresses call the id of one.
    """

    every: str
    named: str
    course: Course
    page: Page

    def add_routes(self, router: APIRouter) -> None:
        """One address for each act."""
        for name, act in (("ask", self.course.ask), ("back", self.course.take_back)):
            self._add(router, name, self._plain(act, ""))
        self._add(router, "discard", self._plain(self.course.discard, f"/console{self.every}"))
        self._add(router, "publish", self._publish())
        self._add(router, "refuse", self._refuse())

    def _add(self, router: APIRouter, name: str, act: Callable[..., Response]) -> None:
        router.add_api_route(f"{self.every}/{{{self.named}}}/{name}", act, methods=["POST"])

    def _plain(self, move: Callable[[Session, Person, UUID], object], to: str) -> Callable[..., Response]:
        def act(
            request: Request,
            session: SessionDep,
            who: Who,
            thing: Annotated[UUID, Path(alias=self.named)],
        ) -> Response:
            leads = (lambda _: to) if to else None
            return self.done(request, session, who, thing, partial(move, session, who, thing), to=leads)

        return act

    def _publish(self) -> Callable[..., Response]:
        def publish(
            request: Request,
            session: SessionDep,
            who: Who,
            thing: Annotated[UUID, Path(alias=self.named)],
            read: Field = "",
        ) -> Response:
            act = partial(self.course.publish, session, who, thing, read, clock.today())
            return self.done(request, session, who, thing, act)

        return publish

    def _refuse(self) -> Callable[..., Response]:
        def refuse(
            request: Request,
            session: SessionDep,
            who: Who,
            thing: Annotated[UUID, Path(alias=self.named)],
            reason: Field = "",
        ) -> Response:
            why = line(reason)
            act = partial(self.course.refuse, session, who, thing, why)
            return self.done(request, session, who, thing, act, {"reason": why})

        return refuse

    def done(
        self,
        request: Request,
        session: Session,
        who: Person,
        thing: UUID,
        act: Callable[[], Any],
        typed: Mapping[str, str] = NOTHING,
        to: Callable[[Any], str] | None = None,
    ) -> Response:
        """Back to its page, or its page with what is wrong. Raises NotFound.

        `to` makes another address to go to, of what the act gave.
        """
        try:
            with session.begin_nested():
                made = act()
        except (NotFilled, WrongState) as fault:
            faults = {fault.field if isinstance(fault, NotFilled) else "thing": str(fault)}
            return self.page(request, session, who, thing, faults=faults, typed=typed, status=fault.status)
        return RedirectResponse(to(made) if to else f"/console{self.every}/{thing}", 303)
