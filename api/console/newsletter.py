"""The newsletter in the console: its issues, one of them, and the second person who looks at it."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.console.access import Who
from api.console.fields import line, paragraphs
from api.db import SessionDep
from api.errors import WrongState
from api.newsletter import moving, offers, quarters
from api.newsletter import service as newsletter
from api.newsletter.reading import drawn
from api.newsletter.service import Changed, NotFilled
from api.newsletter.tables import NewsState
from api.newsletter.words import announcement
from api.staff import overview
from api.staff.person import Person, Role
from api.staff.writers import wrote

Field = Annotated[str, Form()]


def add_routes(router: APIRouter, pages: Jinja2Templates, address: str) -> None:
    """Pages of issues. `address` is where people reach Heard."""
    desk = Newsletter(pages, address)
    router.add_api_route("/newsletter", desk.every, methods=["GET"])
    router.add_api_route("/newsletter", desk.begin, methods=["POST"])
    router.add_api_route("/newsletter/{newsletter_id}", desk.show, methods=["GET"])
    router.add_api_route("/newsletter/{newsletter_id}/change", desk.again, methods=["GET"])
    router.add_api_route("/newsletter/{newsletter_id}/change", desk.change, methods=["POST"])
    router.add_api_route("/newsletter/{newsletter_id}/discard", desk.sure, methods=["GET"])
    for name, act in (
        ("discard", desk.discard),
        ("ask", desk.ask),
        ("publish", desk.publish),
        ("refuse", desk.refuse),
        ("back", desk.take_back),
        ("tell", desk.tell),
    ):
        router.add_api_route(f"/newsletter/{{newsletter_id}}/{name}", act, methods=["POST"])


class Newsletter:
    """What those pages do."""

    def __init__(self, pages: Jinja2Templates, address: str) -> None:
        self.pages = pages
        self.address = address.rstrip("/")

    def every(self, request: Request, session: SessionDep) -> Response:
        return self._list(request, session, {})

    def begin(self, request: Request, session: SessionDep, who: Who, quarter: Field = "") -> Response:
        try:
            return to(newsletter.begin(session, who, line(quarter), clock.today()).id)
        except NotFilled as fault:
            return self._list(request, session, {fault.field: str(fault)}, fault.status)

    def show(self, request: Request, session: SessionDep, who: Who, newsletter_id: UUID) -> Response:
        return page(self.pages, self.address, request, session, who, newsletter_id)

    def again(self, request: Request, session: SessionDep, newsletter_id: UUID) -> Response:
        row = newsletter.get(session, newsletter_id)
        if row.state != NewsState.DRAFT:
            return to(newsletter_id)
        read = newsletter.mark(row, newsletter.items(session, newsletter_id))
        return self._form(request, session, newsletter_id, _head(row.title, row.opening, read), {})

    def change(
        self,
        request: Request,
        session: SessionDep,
        who: Who,
        newsletter_id: UUID,
        title: Field = "",
        opening: Field = "",
        read: Field = "",
    ) -> Response:
        typed = _head(line(title), paragraphs(opening), read)
        try:
            with session.begin_nested():
                newsletter.head(session, who, newsletter_id, typed["title"], typed["opening"], read)
        except NotFilled as fault:
            return self._form(request, session, newsletter_id, typed, {fault.field: str(fault)}, fault.status)
        except WrongState as fault:
            if isinstance(fault, Changed):  # what stands there now is on the page
                row = newsletter.get(session, newsletter_id)
                typed["read"] = newsletter.mark(row, newsletter.items(session, newsletter_id))
            return self._form(request, session, newsletter_id, typed, {"now": str(fault)}, fault.status)
        return to(newsletter_id)

    def sure(self, request: Request, session: SessionDep, newsletter_id: UUID) -> Response:
        row = newsletter.get(session, newsletter_id)
        if row.state != NewsState.DRAFT:
            return to(newsletter_id)
        return self.pages.TemplateResponse(request, "console/newsletter_sure.html", {"row": row})

    def discard(self, request: Request, session: SessionDep, who: Who, newsletter_id: UUID) -> Response:
        done = self._do(
            request, session, who, newsletter_id, lambda: moving.discard(session, who, newsletter_id)
        )
        return RedirectResponse("/console/newsletter", 303) if done.status_code == 303 else done

    def ask(self, request: Request, session: SessionDep, who: Who, newsletter_id: UUID) -> Response:
        return self._do(request, session, who, newsletter_id, lambda: moving.ask(session, who, newsletter_id))

    def publish(
        self, request: Request, session: SessionDep, who: Who, newsletter_id: UUID, read: Field = ""
    ) -> Response:
        def published() -> None:
            moving.publish(session, who, newsletter_id, read, clock.today())

        return self._do(request, session, who, newsletter_id, published)

    def refuse(
        self, request: Request, session: SessionDep, who: Who, newsletter_id: UUID, reason: Field = ""
    ) -> Response:
        why = line(reason)

        def refused() -> None:
            moving.refuse(session, who, newsletter_id, why)

        return self._do(request, session, who, newsletter_id, refused, why)

    def take_back(self, request: Request, session: SessionDep, who: Who, newsletter_id: UUID) -> Response:
        def back() -> None:
            moving.take_back(session, who, newsletter_id)

        return self._do(request, session, who, newsletter_id, back)

    def tell(self, request: Request, session: SessionDep, who: Who, newsletter_id: UUID) -> Response:
        """To the draft of the broadcast, which takes its own way from there."""
        made: list[UUID] = []

        def told() -> None:
            made.append(moving.tell(session, who, newsletter_id, self.address))

        done = self._do(request, session, who, newsletter_id, told)
        return RedirectResponse(f"/console/broadcasts/{made[0]}", 303) if made else done

    def _do(
        self,
        request: Request,
        session: Session,
        who: Person,
        newsletter_id: UUID,
        act: Callable[[], None],
        reason: str = "",
    ) -> Response:
        return done(self.pages, self.address, request, session, who, newsletter_id, act, reason)

    def _list(
        self, request: Request, session: Session, faults: Mapping[str, str], status: int = 200
    ) -> Response:
        free = [(one, quarters.said(one)) for one in newsletter.free_quarters(session, clock.today())]
        facts = {"rows": newsletter.every(session), "free": free, "faults": faults, "said": quarters.said}
        return self.pages.TemplateResponse(request, "console/newsletters.html", facts, status_code=status)

    def _form(
        self,
        request: Request,
        session: Session,
        newsletter_id: UUID,
        typed: Mapping[str, str],
        faults: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        row = newsletter.get(session, newsletter_id)
        facts = {"row": row, "typed": typed, "faults": faults, "longest": newsletter.LONGEST_OPENING}
        return self.pages.TemplateResponse(
            request, "console/newsletter_change.html", facts, status_code=status
        )


def done(
    pages: Jinja2Templates,
    address: str,
    request: Request,
    session: Session,
    who: Person,
    newsletter_id: UUID,
    act: Callable[[], None],
    reason: str = "",
) -> Response:
    """Back to the page of an issue, or that page with what is wrong. Raises NotFound."""
    try:
        with session.begin_nested():
            act()
    except (NotFilled, WrongState) as fault:
        faults = {fault.field if isinstance(fault, NotFilled) else "newsletter": str(fault)}
        return page(pages, address, request, session, who, newsletter_id, faults, reason, fault.status)
    return to(newsletter_id)


def page(
    pages: Jinja2Templates,
    address: str,
    request: Request,
    session: Session,
    who: Person,
    newsletter_id: UUID,
    faults: Mapping[str, str] | None = None,
    reason: str = "",
    status: int = 200,
) -> Response:
    """The page of one issue; with what is wrong, and the reason that was typed. Raises NotFound."""
    row = newsletter.get(session, newsletter_id)
    items, approvers = (
        newsletter.items(session, newsletter_id),
        overview.holders(session, Role.APPROVER, but=who),
    )
    issue = drawn(session, row, items)
    facts: dict[str, Any] = {
        "row": row,
        "items": items,
        "issue": issue,
        "address": f"{address}{issue.path}",
        "broadcast": announcement(issue.title, [one.title for one in items], f"{address}{issue.path}"),
        "offers": offers.offers(session, row, items) if row.state == NewsState.DRAFT else [],
        "mine": wrote(who, row),
        "others": [person for person in approvers if not wrote(person, row)],
        "read": newsletter.mark(row, items),
        "reason": reason,
        "longest": moving.LONGEST_REASON,
        "faults": faults or {},
    }
    return pages.TemplateResponse(request, "console/newsletter.html", facts, status_code=status)


def to(newsletter_id: UUID) -> Response:
    """To its page."""
    return RedirectResponse(f"/console/newsletter/{newsletter_id}", 303)


def _head(title: str, opening: str, read: str) -> dict[str, str]:
    return {"title": title, "opening": opening, "read": read}
