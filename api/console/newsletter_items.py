"""The items of an issue of the newsletter: added, changed, ordered, taken out, or taken in by a tick."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api.console.access import Who
from api.console.fields import line, paragraphs
from api.console.newsletter import second_person, to
from api.db import SessionDep
from api.errors import Changed, NotFilled, WrongState
from api.guidance import overview
from api.newsletter import offers
from api.newsletter import service as newsletter
from api.newsletter.service import Item
from api.newsletter.tables import ItemKind, NewsState
from api.newsletter.words import words

NOT_A_DAY = "Write a day that the calendar has, such as 27 3 2027"


class Typed(BaseModel):
    """The form of an item, as it was typed."""

    kind: str = ""
    title: str = ""
    words: str = ""
    link: str = ""
    topic: str = ""
    day_day: str = ""
    day_month: str = ""
    day_year: str = ""
    read: str = ""


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages of items. `new` is no id, so it comes first."""
    desk = Items(pages, address)
    place = "/newsletter/{newsletter_id}"
    router.add_api_route(f"{place}/offers", desk.take, methods=["POST"])
    router.add_api_route(f"{place}/items/new", desk.blank, methods=["GET"])
    router.add_api_route(f"{place}/items/new", desk.write, methods=["POST"])
    router.add_api_route(f"{place}/items/{{item_id}}", desk.again, methods=["GET"])
    router.add_api_route(f"{place}/items/{{item_id}}", desk.change, methods=["POST"])
    router.add_api_route(f"{place}/items/{{item_id}}/move", desk.move, methods=["POST"])
    router.add_api_route(f"{place}/items/{{item_id}}/out", desk.drop, methods=["POST"])


class Items:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.second = second_person(pages, address)

    def take(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        newsletter_id: UUID,
        sources: Annotated[list[str], Form(default_factory=list)],
    ) -> Response:
        def taken() -> None:
            offers.take(session, who, newsletter_id, sources)

        return self.second.done(request, session, who, newsletter_id, taken)

    def blank(self, request: Request, session: SessionDep, newsletter_id: UUID) -> Response:
        if newsletter.get(session, newsletter_id).state != NewsState.DRAFT:
            return to(newsletter_id)
        return self._form(request, session, newsletter_id, None, Typed(), {})

    def write(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        newsletter_id: UUID,
        typed: Annotated[Typed, Form()],
    ) -> Response:
        return self._put(request, session, who, newsletter_id, None, typed)

    def again(self, request: Request, session: SessionDep, newsletter_id: UUID, item_id: UUID) -> Response:
        row = newsletter.item(session, newsletter_id, item_id)
        if newsletter.get(session, newsletter_id).state != NewsState.DRAFT:
            return to(newsletter_id)
        typed = Typed(
            kind=row.kind,
            title=row.title,
            words=row.words,
            link=row.link or "",
            topic=row.topic or "",
            read=newsletter.item_mark(row),
        )
        if row.day:
            day = {"day_day": row.day.day, "day_month": row.day.month, "day_year": row.day.year}
            typed = typed.model_copy(update={name: str(value) for name, value in day.items()})
        return self._form(request, session, newsletter_id, item_id, typed, {})

    def change(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        newsletter_id: UUID,
        item_id: UUID,
        typed: Annotated[Typed, Form()],
    ) -> Response:
        return self._put(request, session, who, newsletter_id, item_id, typed)

    def move(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        newsletter_id: UUID,
        item_id: UUID,
        way: Annotated[str, Form()] = "",
    ) -> Response:
        def moved() -> None:
            newsletter.shift(session, who, newsletter_id, item_id, -1 if way == "up" else 1)

        return self.second.done(request, session, who, newsletter_id, moved)

    def drop(
        self, request: Request, session: SessionDep, who: Who, newsletter_id: UUID, item_id: UUID
    ) -> Response:
        def dropped() -> None:
            newsletter.drop(session, who, newsletter_id, item_id)

        return self.second.done(request, session, who, newsletter_id, dropped)

    def _put(
        self,
        request: Request,
        session: Session,
        who: Who,
        newsletter_id: UUID,
        item_id: UUID | None,
        typed: Typed,
    ) -> Response:
        try:
            with session.begin_nested():
                newsletter.put(session, who, newsletter_id, item_id, _item(typed), typed.read)
        except NotFilled as fault:
            faults = {fault.field: str(fault)}
            return self._form(request, session, newsletter_id, item_id, typed, faults, fault.status)
        except WrongState as fault:
            faults = {"title": str(fault)}
            if isinstance(fault, Changed) and item_id:  # whoever saves once more means it
                now = newsletter.item(session, newsletter_id, item_id)
                typed = typed.model_copy(update={"read": newsletter.item_mark(now)})
            return self._form(request, session, newsletter_id, item_id, typed, faults, fault.status)
        return to(newsletter_id)

    def _form(
        self,
        request: Request,
        session: Session,
        newsletter_id: UUID,
        item_id: UUID | None,
        typed: Typed,
        faults: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        topics = [entry for entry in overview.entries(session) if entry.kind == "topic"]
        facts: dict[str, Any] = {
            "row": newsletter.get(session, newsletter_id),
            "item_id": item_id,
            "typed": typed.model_dump(),
            "faults": faults,
            "kinds": {kind: words()["kinds"][kind] for kind in ItemKind},
            "topics": sorted((entry.title, entry.name) for entry in topics),
            "longest": newsletter.LONGEST_WORDS,
        }
        return self.pages.TemplateResponse(request, "console/newsletter_item.html", facts, status_code=status)


def _item(typed: Typed) -> Item:
    """Raises NotFilled."""
    return Item(
        kind=line(typed.kind),
        title=line(typed.title),
        words=paragraphs(typed.words),
        link=line(typed.link),
        topic=line(typed.topic),
        day=_day(typed) if typed.kind == ItemKind.TRAINING else None,
    )


def _day(typed: Typed) -> date | None:
    """Raises NotFilled."""
    parts = [line(one) for one in (typed.day_year, typed.day_month, typed.day_day)]
    if not any(parts):
        return None
    try:
        return date(*(int(one) if one.isascii() and one.isdigit() else 0 for one in parts))
    except (ValueError, OverflowError) as fault:
        raise NotFilled("day", NOT_A_DAY) from fault
